"""A volume to a grid of 1 mm: `ib_resample_volume` against scipy and scikit-image, alternately, each in a process of its own.

linear   int16 to int16, against scipy.ndimage.zoom(volume, factors, order=1)
cubic    float32 to float32, against skimage.transform.resize(volume, shape, order=3, mode="edge", anti_aliasing=False) on float64,
         as nnU-Net calls it. That is a cubic spline; ours is cubic convolution (Keys).

Before anything is timed, 4,000 voxels of ours are compared with scipy.ndimage.map_coordinates and with Keys' kernel in numpy. The copy
is numpy's of the source's bytes, read once and written once. Peak memory is what a process takes beyond source and interpreter; ours
includes the target, and its scratch memory alone is what the library says.

Usage: resample.py [--size 512 512 400] [--spacing 0.7 0.7 1.25] [--runs 5] [--peer-runs 2] [--threads 2] [--out FILE]
"""
import argparse
import ctypes
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

import measuring

LIBRARY = measuring.REPOSITORY / "java/cpu/target/classes/linux-x86-64/libib_cpu.so"
TYPES = {"int16": 2, "float32": 6}
LINEAR, CUBIC = 1, 2
CHECKED = 4000


class Request(ctypes.Structure):
    """ib_resample of ib_cpu.h."""
    _fields_ = [
        ("source", ctypes.c_void_p), ("target", ctypes.c_void_p), ("n", ctypes.c_int64 * 3), ("size", ctypes.c_int64 * 3),
        ("map", ctypes.c_double * 12), ("spacing", ctypes.c_double * 3), ("fill", ctypes.c_double),
        ("gaussian", ctypes.c_void_p * 3), ("radius", ctypes.c_int64 * 3), ("source_type", ctypes.c_int32),
        ("target_type", ctypes.c_int32), ("interpolation", ctypes.c_int32), ("flags", ctypes.c_int32),
    ]


class Ours:
    """Arrays are indexed [z, y, x]: x is fastest."""

    def __init__(self, source, shape, spacing, interpolation, threads):
        self.native = ctypes.CDLL(str(LIBRARY))
        self.native.ib_last_error.restype = ctypes.c_char_p
        self.target = np.empty(shape, source.dtype)
        self.threads = threads
        self.request = Request(
            source=source.ctypes.data, target=self.target.ctypes.data, n=tuple(source.shape[::-1]),
            size=tuple(shape[::-1]),
            map=(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0), spacing=tuple(spacing), source_type=TYPES[source.dtype.name],
            target_type=TYPES[source.dtype.name], interpolation=interpolation)

    def run(self):
        if self.native.ib_resample_volume(ctypes.byref(self.request), self.threads) != 0:
            raise SystemExit(self.native.ib_last_error().decode())
        return self.target

    def scratch_bytes(self):
        out = ctypes.c_int64()
        self.native.ib_resample_bytes(ctypes.byref(self.request), self.threads, ctypes.byref(out))
        return out.value


def keys(s, a=-.5):
    s = np.abs(s)
    near = (a + 2) * s**3 - (a + 3) * s**2 + 1
    far = a * s**3 - 5 * a * s**2 + 8 * a * s - 4 * a
    return np.where(s <= 1, near, np.where(s < 2, far, 0))


def check(source, found, spacing, interpolation):
    from scipy import ndimage

    random = np.random.default_rng(7)
    index = np.stack([random.integers(0, n, CHECKED) for n in found.shape])
    at = index / np.reshape(spacing[::-1], (3, 1))
    if interpolation == LINEAR:
        expected = ndimage.map_coordinates(source, at, order=1, mode="nearest", output=np.float64)
    else:
        expected = np.zeros(CHECKED)
        for step in np.ndindex(4, 4, 4):
            voxel = np.floor(at).astype(int) + np.reshape(step, (3, 1)) - 1
            inside = tuple(np.clip(v, 0, n - 1) for v, n in zip(voxel, source.shape))
            expected += np.prod(keys(at - voxel), axis=0) * source[inside]
    allowed = .5 + 1e-9 if source.dtype == np.int16 else 2e-7 * np.abs(source).max()
    error = np.abs(found[tuple(index)] - expected).max()
    if not error <= allowed:
        raise SystemExit(f"interpolation {interpolation} is off by {error}, allowed {allowed}; not reported")


def contender(name, source, shape, arguments):
    """The function to be timed."""
    kind, who = name.split("-")
    if who == "ib":
        ours = Ours(source, shape, arguments.spacing, LINEAR if kind == "linear" else CUBIC, arguments.threads)
        check(source, ours.run(), arguments.spacing, ours.request.interpolation)
        return ours.run
    if kind == "linear":
        from scipy import ndimage
        factors = [m / n for m, n in zip(shape, source.shape)]
        return lambda: ndimage.zoom(source, factors, order=1)
    from skimage.transform import resize
    data = source.astype(float)
    return lambda: resize(data, shape, order=3, mode="edge", anti_aliasing=False)


def peak():
    """Of this process alone: ru_maxrss begins with that of the one that started it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


def one(arguments):
    source = np.load(arguments.volume)
    shape = tuple(arguments.shape)
    before = peak()
    run = contender(arguments.one, source, shape, arguments)
    run()
    used = peak() - before
    own = arguments.one.endswith("-ib")
    scratch = run.__self__.scratch_bytes() if own else None
    seconds, result = measuring.timed(run, arguments.runs if own else arguments.peer_runs)
    if result.shape != shape:
        raise SystemExit(f"{arguments.one}: shape {result.shape}, wanted {shape}")
    print(json.dumps({"seconds": seconds, "peakBytes": used, "scratchBytes": scratch}))


def copy_seconds(volume, runs):
    target = np.empty_like(volume)
    np.copyto(target, volume)
    return measuring.timed(lambda: np.copyto(target, volume), runs)[0]


def measured(arguments, shape, kind, source, peer):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "volume.npy"
        np.save(file, source)
        runs = {}
        for who in ("ib", "peer"):
            command = [sys.executable, __file__, "--one", f"{kind}-{who}", "--volume", file, "--shape", *shape, "--spacing",
                       *arguments.spacing, "--runs", arguments.runs, "--peer-runs", arguments.peer_runs, "--threads",
                       arguments.threads]
            output = subprocess.run([str(word) for word in command], check=True, stdout=subprocess.PIPE, text=True).stdout
            runs[who] = json.loads(output.splitlines()[-1])
    copied = copy_seconds(source, 5)
    moved = source.nbytes + int(np.prod(shape)) * source.itemsize
    rate = moved / runs["ib"]["seconds"]["median"]
    copy_rate = 2 * source.nbytes / copied["median"]
    return {
        "operation": f"resample {kind}", "input": f"{'x'.join(map(str, source.shape[::-1]))} {source.dtype} to "
        f"{'x'.join(map(str, shape[::-1]))}", "threads": arguments.threads, "seconds": runs["ib"]["seconds"], "bytes": moved,
        "gbPerSecond": rate * 1e-9, "copyGbPerSecond": copy_rate * 1e-9, "ofCopy": rate / copy_rate,
        "scratchBytes": runs["ib"]["scratchBytes"], "peakBytes": runs["ib"]["peakBytes"],
        "peer": peer, "peerSeconds": runs["peer"]["seconds"], "peerPeakBytes": runs["peer"]["peakBytes"],
        "timesAsFast": runs["peer"]["seconds"]["median"] / runs["ib"]["seconds"]["median"],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, nargs=3, default=[512, 512, 400])
    parser.add_argument("--spacing", type=float, nargs=3, default=[.7, .7, 1.25])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--peer-runs", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, default=measuring.REPOSITORY / "benchmarks/results/resample.json")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--volume", help=argparse.SUPPRESS)
    parser.add_argument("--shape", type=int, nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        one(arguments)
        return
    import scipy
    import skimage

    shape = [int(np.rint(n * s)) for n, s in zip(arguments.size, arguments.spacing)][::-1]
    volume = np.random.default_rng(1).integers(-1024, 1500, arguments.size[::-1]).astype(np.int16)
    results = [
        measured(arguments, shape, "linear", volume, f"scipy {scipy.__version__} zoom(order=1)"),
        measured(arguments, shape, "cubic", volume.astype(np.float32),
                 f"scikit-image {skimage.__version__} resize(order=3)"),
    ]
    measuring.write_results(
        arguments.out,
        {"benchmark": "resample", "commit": measuring.commit(), "machine": measuring.machine(), "results": results})


if __name__ == "__main__":
    main()
