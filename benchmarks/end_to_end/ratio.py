"""`ib ratio` against the same figures in numpy and scipy (ratio_script.py), on a phantom of `ib synth`.

They run alternately, each in a process of its own: seconds, of which `ib` spends some on starting, and the memory of the process. `ib` reads a
prepared dataset, the script reads the mask and finds its instances, which `ib prepare` has done before; what the script needs for that is
small beside the rest. After each turn, every figure has to be the same to 1e-9. That a mask of one byte per voxel is read and copied once is
measured in the same run, as what any of them has to do.

Usage: ratio.py [--size 512 512 400] [--runs 3] [--max-memory 1G] [--work DIR] [--out FILE]
"""
import argparse
import json
import shutil
import sys
from pathlib import Path

import measuring

IB = measuring.REPOSITORY / "ib"
SCRIPT = Path(__file__).with_name("ratio_script.py")
SIZES = ["32", "48", "64", "96", "128"]
TOLERANCE = 1e-9


def dataset(arguments):
    raw = arguments.work / ("ratio-raw-" + "x".join(map(str, arguments.size)))
    if not (raw / "phantom000/truth.json").exists():
        measuring.run_command([IB, "synth", raw, "--cases", "1", "--modalities", "T1", "--lesions", "300", "--spacing", "1", "1", "2",
                               "--size", *map(str, arguments.size), "--force"])
    out = raw.with_name(raw.name.replace("raw", "prepared"))
    measuring.run_command([IB, "prepare", raw, out, "--layout", "volumes"])
    return raw / "phantom000/GT.nii.gz", out


def require_equal(wanted, found, place=""):
    if isinstance(wanted, dict):
        for key, value in wanted.items():
            require_equal(value, found[key], f"{place}/{key}")
    elif isinstance(wanted, list):
        for number, (one, other) in enumerate(zip(wanted, found, strict=True)):
            require_equal(one, other, f"{place}/{number}")
    elif abs(wanted - found) > TOLERANCE * abs(wanted):
        raise SystemExit(f"{place}: numpy has {wanted}, ib has {found}; not reported")


def copying(bytes_of_mask, runs):
    import numpy

    mask = numpy.zeros(bytes_of_mask, numpy.uint8)
    other = numpy.ones_like(mask)
    return measuring.timed(lambda: numpy.copyto(other, mask), runs)[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, nargs=3, default=[512, 512, 400])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--max-memory", default="1G")
    parser.add_argument("--work", type=Path, default=measuring.REPOSITORY / "build/bench-data")
    parser.add_argument("--out", type=Path, default=measuring.REPOSITORY / "benchmarks/results/ratio.json")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    measuring.run_command([IB, "--version"])  # builds
    mask, prepared = dataset(arguments)
    ours, theirs = arguments.work / "ratio-ib.json", arguments.work / "ratio-script.json"
    commands = {
        "ib": [IB, "ratio", prepared, "--sizes", *SIZES, "--summary", ours, "--max-memory", arguments.max_memory],
        "start": [IB, "ratio", "--help"],
        "script": [sys.executable, SCRIPT, mask, theirs, *SIZES],
    }
    runs = {who: [] for who in commands}
    for _ in range(arguments.runs):
        for who, command in commands.items():
            runs[who].append(measuring.run_command(command))
        require_equal(json.loads(theirs.read_text()), json.loads(ours.read_text())["sizes"])
    contenders = [
        {"name": who, "seconds": measuring.spread([run["seconds"] for run in of]),
         "cpuSeconds": measuring.spread([run["cpuSeconds"] for run in of]), "peakMb": max(run["peakMb"] for run in of)}
        for who, of in runs.items()]
    ib, _, script = (one["seconds"]["median"] for one in contenders)
    import numpy
    import scipy

    x, y, z = arguments.size
    measuring.write_results(arguments.out, {
        "benchmark": "ratio", "commit": measuring.commit(),
        "machine": measuring.machine(numpy=numpy.__version__, scipy=scipy.__version__),
        "size": arguments.size, "sizes": [int(size) for size in SIZES], "maxMemory": arguments.max_memory, "contenders": contenders,
        "placements": sum(one["placements"] for one in json.loads(ours.read_text())["sizes"]),
        "copySecondsOfMask": copying(x * y * z, 5), "timesAsFast": script / ib})
    shutil.rmtree(prepared)


if __name__ == "__main__":
    main()
