"""Packed volumes beside gzip and blosc2: bytes, and patches per second at the same random positions, in one run.

Bytes of each scan of 16 bits: raw, packed, gzip -1 and -6, blosc2 on the 16-bit values (LZ4HC -5 and Zstd -3 with byte shuffle, chunks
of 64 x 128 x 128, blocks of 32^3), and as nnU-Net stores, which keeps normalised float32 (z-scores; CT clipped to the percentiles 0.5 and 99.5 first)
with LZ4HC -5, its own choice of chunks for the patch, and byte shuffle or not, whichever is smaller.

Patches of 64^3 and 96^3, one thread, each way in turn, every repetition:
  packed, raw    the engine's native library, 8 patches per call, normalised float32 (packed_patches.cpp)
  blosc2         several settings on 16-bit values in memory; what comes out is neither float32 nor normalised. The fastest counts
  nnU-Net's way  the file above, memory-mapped, opened before; what comes out is float32
All voxels that blosc2 gives are compared with the volume's before anything is timed, and the engine's first patch with numpy's.

Usage: packed.py [--data DIR] [--work DIR] [--repetitions 5] [--bytes-only] [--out FILE]
Needs numpy, scipy, nibabel and blosc2.
"""
import argparse
import json
import subprocess
import time
import zlib
from pathlib import Path

import measuring
import numpy
import scans
from blosc_volumes import blosc2, in_memory, like_nnunet, settings

TYPES = {"int16": 2, "uint16": 3}  # of ib_cpu.h
PATCHES = {64: 320, 96: 96}  # size, how many in a repetition


def native_tool(work):
    """The program that leads the engine's native library."""
    build = work / "native"
    source = measuring.REPOSITORY / "benchmarks/native"
    measuring.run_command(["cmake", "-S", source, "-B", build, "-DCMAKE_BUILD_TYPE=Release"])
    measuring.run_command(["cmake", "--build", build, "--target", "packed_patches", "--parallel", "2"])
    return build / "packed_patches"


def limits(volume):
    """What becomes 0 and 1: percentiles, as the engine prepares them, and never equal."""
    low, high = (float(value) for value in numpy.percentile(volume, (0.5, 99.5)))
    return low, max(high, low + 1)


class Native:
    """The tool at work on one volume and one size of patches."""

    def __init__(self, tool, volume, positions, size, work):
        self.count, (low, high) = len(positions), limits(volume)
        files = [work / name for name in ("volume.raw", "positions.raw", "first.raw")]
        volume.tofile(files[0])
        positions.astype("<i4").tofile(files[1])
        given = [files[0], *volume.shape[::-1], TYPES[str(volume.dtype)], files[1], size, repr(low), repr(high), files[2]]
        self.process = subprocess.Popen(
            [str(part) for part in (tool, *given)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.packed_bytes = int(self.answer())
        x, y, z = positions[0]
        patch = volume[z:z + size, y:y + size, x:x + size].astype(numpy.float32)
        normalised = numpy.clip((patch - numpy.float32(low)) / (numpy.float32(high) - numpy.float32(low)), 0, 1)
        self.seconds("raw")  # the tool has written its first patch by now
        if normalised.tobytes() != files[2].read_bytes():
            raise SystemExit("the engine's patch is not numpy's; not reported")

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"packed_patches ended with {self.process.wait()}")
        return line

    def seconds(self, way):
        self.process.stdin.write(way + "\n")
        self.process.stdin.flush()
        return float(self.answer())

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def sliced(array, positions, size, lead=()):
    """Seconds for all patches of a blosc2 array."""
    start = time.perf_counter()
    for x, y, z in positions:
        array[(*lead, slice(z, z + size), slice(y, y + size), slice(x, x + size))]
    return time.perf_counter() - start


def rates(tool, name, volume, size, arguments):
    """Patches per second of each way, fastest and spread of the repetitions."""
    random = numpy.random.default_rng(size)
    positions = random.integers(0, [edge - size + 1 for edge in volume.shape[::-1]], (PATCHES[size], 3)).tolist()
    native = Native(tool, volume, numpy.array(positions), size, arguments.work)
    ways = {"packed": lambda: native.seconds("packed"), "raw": lambda: native.seconds("raw")}
    for setting in settings():
        array = in_memory(volume, setting)
        ways["blosc2 " + setting.name] = lambda array=array: sliced(array, positions, size)
    theirs = like_nnunet(volume, name.startswith("CT"), size, arguments.work / "nnunet.b2nd")
    ways["nnU-Net's way"] = lambda: sliced(theirs, positions, size, (0,))
    took = {way: [] for way in ways}
    for way in ways.values():
        way()  # warm
    for _ in range(arguments.repetitions):
        for way, body in ways.items():
            took[way].append(len(positions) / body())
    native.end()
    best = {way: max(of) for way, of in took.items()}
    blosc = max((way for way in best if way.startswith("blosc2")), key=best.get)
    return {
        "scan": name, "patchSize": size, "patches": len(positions), "blosc2Best": blosc,
        "ways": [{"way": way, "patchesPerSecond": measuring.spread(of)} for way, of in took.items()],
        "timesRaw": best["packed"] / best["raw"], "timesBlosc2": best["packed"] / best[blosc],
        "timesNnunet": best["packed"] / best["nnU-Net's way"]}


def storage(tool, name, volume, arguments):
    """Bytes of each way to store a scan."""
    raw = volume.tobytes()
    native = Native(tool, volume, numpy.zeros((8, 3), numpy.int32), 8, arguments.work)
    native.end()
    stored = {"raw": len(raw), "packed": native.packed_bytes}
    for level in (1, 6):
        packer = zlib.compressobj(level, zlib.DEFLATED, 31)
        stored[f"gzip -{level}"] = len(packer.compress(raw)) + len(packer.flush())
    for setting in settings():
        if setting.blocks == 32:
            stored["blosc2 " + setting.name] = len(in_memory(volume, setting).to_cframe())
    for size in PATCHES:
        file = arguments.work / "nnunet.b2nd"
        like_nnunet(volume, name.startswith("CT"), size, file)
        stored[f"nnU-Net, {size}³"] = file.stat().st_size
    print(name, {way: round(8 * of / volume.size, 2) for way, of in stored.items()}, flush=True)
    ways = [{"way": way, "bytes": of} for way, of in stored.items()]
    return {"scan": name, "size": volume.shape[::-1], "type": str(volume.dtype), "stored": ways}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    scans.add_options(parser)
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--bytes-only", action="store_true", help="time nothing")
    parser.add_argument("--out", type=Path, default=measuring.REPOSITORY / "benchmarks/results/packed.json")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    blosc2.set_nthreads(1)
    tool = native_tool(arguments.work)
    stored, fast = [], []
    for name, volume in scans.all_of(arguments):
        stored.append(storage(tool, name, volume, arguments))
        for size in PATCHES:
            if min(volume.shape) > size + 8 and not arguments.bytes_only:
                fast.append(rates(tool, name, volume, size, arguments))
                print(json.dumps(fast[-1]), flush=True)
    measuring.write_results(arguments.out, {
        "benchmark": "packed", "commit": measuring.commit(),
        "machine": measuring.machine(numpy=numpy.__version__, blosc2=blosc2.__version__),
        "storage": stored, "rates": fast})


if __name__ == "__main__":
    main()
