"""Batches of ib serve in the memory of the GPU, as a training loop in Python takes them.

Usage: serve.py --host SOCKET --device SOCKET --output FILE [--library torch|cupy|driver] [--commit ID]
       serve.py --available   the library that sees a GPU; exit code 1 if there is none

Two servers of one dataset with equal options: the batches of backend cuda must be those of backend cpu, whether they
are read one by one or, without waiting for the GPU, on a stream that has other work to do first; then the time of a
hand-over is measured, of a batch that was filled before. driver stands for no library: it is for the driver's double.
"""
import argparse
import json
import statistics
import sys
import time
from pathlib import Path

import numpy

sys.path[:0] = [str(Path(__file__).resolve().parents[2] / place) for place in ("python", "build/gpu/python")]
import ib_engine  # noqa: E402

SEED = 7
STEPS = 200  # whose hand-over is measured
STEP_S = 0.005


class Torch:
    name = "torch"

    def __init__(self):
        import torch

        self.torch = torch
        self.stream = torch.cuda.Stream() if torch.cuda.is_available() else None

    def sees_gpu(self):
        return self.torch.cuda.is_available()

    def take(self, batch):
        tensors = batch.tensors()
        for name, array in batch.arrays.items():
            assert tensors[name].data_ptr() == array.address, "torch copied"
        return [tensor.clone() for tensor in tensors.values()]

    def occupy(self):
        a = self.torch.ones(4096, 4096, device="cuda")
        for _ in range(20):
            a = a @ a

    def get(self, copy):
        return copy.cpu().numpy()

    def on_stream(self):
        return self.torch.cuda.stream(self.stream)


class Cupy:
    name = "cupy"

    def __init__(self):
        import cupy

        self.cupy = cupy
        self.stream = cupy.cuda.Stream(non_blocking=True)

    def sees_gpu(self):
        return self.cupy.cuda.runtime.getDeviceCount() > 0

    def take(self, batch):
        taken = [self.cupy.asarray(array) for array in batch.arrays.values()]
        for mine, array in zip(taken, batch.arrays.values()):
            assert mine.data.ptr == array.address, "CuPy copied"
        return [array.copy() for array in taken]

    def occupy(self):
        a = self.cupy.ones((4096, 4096), dtype=self.cupy.float32)
        for _ in range(20):
            a = a @ a

    def get(self, copy):
        return self.cupy.asnumpy(copy)

    def on_stream(self):
        return self.stream


class Driver:
    """Reads by the driver alone, which waits."""

    name = "driver"
    stream = None

    def take(self, batch):
        return [array.to_host() for array in batch.arrays.values()]

    def occupy(self):
        pass

    def get(self, copy):
        return copy

    def on_stream(self):
        import contextlib

        return contextlib.nullcontext()


LIBRARIES = {"torch": Torch, "cupy": Cupy, "driver": Driver}


def available():
    for name in ("torch", "cupy"):
        try:
            if LIBRARIES[name]().sees_gpu():
                return name
        except Exception:  # noqa: BLE001 - whatever a library without a driver raises
            continue
    return None


def compare(host, device, library):
    """Number of batches that were equal both ways."""
    with ib_engine.connect(host) as engine:
        wanted = [[array.copy() for array in batch.arrays.values()] for batch in engine.epoch(SEED)]
    with library.on_stream(), ib_engine.connect(device, stream=library.stream) as engine:
        one_by_one = [[library.get(copy) for copy in library.take(batch)] for batch in engine.epoch(SEED)]
        taken = []
        for batch in engine.epoch(SEED):
            library.occupy()  # the batch is released long before it is read
            taken.append(library.take(batch))
        behind = [[library.get(copy) for copy in copies] for copies in taken]
    for step, (expected, *others) in enumerate(zip(wanted, one_by_one, behind, strict=True)):
        for got in others:
            for a, b in zip(expected, got, strict=True):
                numpy.testing.assert_array_equal(a, b, err_msg=f"step {step}")
    return len(wanted)


def hand_over(device, library):
    """Microseconds from asking for a batch that is there to having its arrays, and its tensors."""
    arrays, tensors, number = [], [], 0
    with library.on_stream(), ib_engine.connect(device, stream=library.stream) as engine:
        while len(arrays) < STEPS:
            epoch = engine.epoch(SEED, number)
            number += 1
            for _ in range(len(epoch)):
                time.sleep(STEP_S)
                began = time.perf_counter()
                batch = next(epoch)
                arrays.append(time.perf_counter() - began)
                if library.name == "torch":
                    batch.tensors()
                    tensors.append(time.perf_counter() - began)
    return {name: summary(times) for name, times in (("arraysUs", arrays), ("tensorsUs", tensors)) if times}


def summary(seconds):
    ordered = sorted(1e6 * value for value in seconds)
    return {"n": len(ordered), "median": statistics.median(ordered), "p10": ordered[len(ordered) // 10],
            "p90": ordered[len(ordered) * 9 // 10]}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--available", action="store_true")
    parser.add_argument("--host")
    parser.add_argument("--device")
    parser.add_argument("--output", type=Path)
    parser.add_argument("--library", choices=LIBRARIES)
    parser.add_argument("--commit", default="unknown")
    options = parser.parse_args()
    if options.available:
        found = available()
        print(found or "none")
        return 0 if found else 1
    library = LIBRARIES[options.library or available()]()
    result = {"library": library.name, "commit": options.commit,
              "equalBatches": compare(options.host, options.device, library),
              "handOver": hand_over(options.device, library)}
    options.output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
