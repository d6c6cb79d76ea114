"""Batches of ib serve in the memory of the GPU, as a training loop in Python takes them.

Usage: serve.py --pair NAME HOST DEVICE... --output FILE --libraries NAME... [--steps N] [--commit ID]
       serve.py --available   the libraries that see a GPU, of torch and cupy; exit code 1 if neither does

A pair is two servers of one dataset with equal options, at the sockets HOST (backend cpu) and DEVICE (backend cuda).
Their batches must be equal, whether those of the device are read one by one or, without waiting for the GPU, on a
stream that has other work to do first, and again after a client was killed while it held batches and had queued work
on them. Then the time of a hand-over is measured, of a batch that was filled before. driver stands for no library: it is
for the driver's double.
"""
import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy

HOME = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(HOME / "python"), str(HOME / "benchmarks/end_to_end")]
import ib_engine  # noqa: E402
import measuring  # noqa: E402

SEED = 7
STEP_S = 0.005


class Torch:
    """Batches are taken in both ways that the client offers; those by DLPack are compared."""

    name = "torch"

    def __init__(self):
        import torch

        self.torch = torch
        self.stream = torch.cuda.Stream() if torch.cuda.is_available() else None

    def sees_gpu(self):
        return self.torch.cuda.is_available()

    def take(self, batch):
        tensors = batch.tensors()
        taken = {name: self.torch.from_dlpack(array) for name, array in batch.arrays.items()}
        for name, array in batch.arrays.items():
            assert tensors[name].data_ptr() == array.address, "batch.tensors() copied"
            assert taken[name].data_ptr() == array.address, "torch.from_dlpack copied"
        return [tensor.clone() for tensor in taken.values()]

    def occupy(self):
        a = self.torch.ones(4096, 4096, device="cuda")
        for _ in range(20):
            a = a @ a

    def get(self, copy):
        return copy.cpu().numpy()

    def on_stream(self):
        return self.torch.cuda.stream(self.stream)


class Cupy:
    """As Torch."""

    name = "cupy"

    def __init__(self):
        import cupy

        self.cupy = cupy
        self.stream = cupy.cuda.Stream(non_blocking=True)

    def sees_gpu(self):
        return self.cupy.cuda.runtime.getDeviceCount() > 0

    def take(self, batch):
        taken = [self.cupy.from_dlpack(array) for array in batch.arrays.values()]
        for mine, array in zip(taken, batch.arrays.values()):
            assert mine.data.ptr == array.address, "cupy.from_dlpack copied"
            assert self.cupy.asarray(array).data.ptr == array.address, "cupy.asarray copied"
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
    found = []
    for name in ("torch", "cupy"):
        try:
            if LIBRARIES[name]().sees_gpu():
                found.append(name)
        except Exception:  # noqa: BLE001 - whatever a library without a driver raises
            continue
    return found


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


def hold_and_be_killed(device, library):
    """Takes batches, queues work on them, and is gone without a word."""
    with library.on_stream():
        epoch = ib_engine.connect(device, stream=library.stream).epoch(SEED)
        held = [next(epoch).keep() for _ in range(2)]
        library.occupy()
        taken = [library.take(batch) for batch in held]
        assert taken
        os.kill(os.getpid(), signal.SIGKILL)


def kill_a_client(device, library):
    ran = subprocess.run([sys.executable, __file__, "--be-killed", device, "--libraries", library.name],
                         capture_output=True, text=True, timeout=40, check=False)
    assert ran.returncode == -signal.SIGKILL, f"the client ended with {ran.returncode}: {ran.stderr}"


def hand_over(device, library, steps):
    """Microseconds from asking for a batch that is there to having its arrays, and its tensors."""
    arrays, tensors, number = [], [], 0
    with library.on_stream(), ib_engine.connect(device, stream=library.stream) as engine:
        while len(arrays) < steps:
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


def bytes_of_slot(host):
    with ib_engine.connect(host) as engine:
        return sum(array.nbytes for array in next(engine.epoch(SEED)).arrays.values())


def served(pair, library, steps):
    name, host, device = pair
    equal = compare(host, device, library)
    kill_a_client(device, library)
    after = compare(host, device, library)
    return {"slots": name, "slotBytes": bytes_of_slot(host), "library": library.name, "equalBatches": equal,
            "equalBatchesAfterKill": after, "handOver": hand_over(device, library, steps)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--available", action="store_true")
    parser.add_argument("--pair", nargs=3, action="append", metavar=("NAME", "HOST", "DEVICE"))
    parser.add_argument("--be-killed", metavar="DEVICE")
    parser.add_argument("--output", type=Path)
    parser.add_argument("--libraries", nargs="+", choices=LIBRARIES)
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--commit", default="unknown")
    options = parser.parse_args()
    if options.available:
        found = available()
        print(*found)
        return 0 if found else 1
    libraries = [LIBRARIES[name]() for name in options.libraries]
    if options.be_killed:
        return hold_and_be_killed(options.be_killed, libraries[0])
    results = []
    content = {"benchmark": "gpu_serve", "commit": options.commit, "machine": measuring.machine(),
               "hardware": libraries[0].name != "driver", "results": results}
    for pair in options.pair:
        for library in libraries:
            results.append(served(pair, library, options.steps))
            measuring.write_results(options.output, content | {"complete": False})  # for a run that is stopped
    measuring.write_results(options.output, content | {"complete": True})
    print(json.dumps(results, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
