"""`ib mine` against the same steps in numpy and scipy (mine_script.py), on scans of `ib synth --lungs`.

They run alternately, each in a process of its own: seconds per scan, of which `ib` spends some on starting, and the memory of the
largest process. After each turn, the windows have to be the same: the draws of every scan, and every .npy byte for byte. The share of
all scans that LUNA16 has with a nodule (601) is counted up from that, not measured. SimpleITK is not compared: it resamples only.

Usage: mine.py [--scans 24] [--runs 1] [--per-scan 4] [--max-memory 1G] [--work DIR] [--out FILE]
"""
import argparse
import csv
import json
import shutil
import statistics
import sys
import zlib
from pathlib import Path

import measuring

IB = measuring.REPOSITORY / "ib"
SCRIPT = Path(__file__).with_name("mine_script.py")
LUNA16 = 601
SEED = 7


def scans(arguments):
    raw = arguments.work / f"lungs-{arguments.scans}"
    if not (raw / "annotations.csv").exists():  # written last
        size = [str(n) for n in arguments.size]
        measuring.run_command(
            [IB, "synth", raw, "--lungs", "--cases", str(arguments.scans), "--seed", "1", "--size", *size, "--force"])
    return raw


def commands(raw, out, lung, arguments):
    common = ["--lung", lung, "--seed", str(SEED), "--per-scan", str(arguments.per_scan)]
    script = [sys.executable, SCRIPT, raw, out, *common]
    return {
        "ib": [IB, "mine", raw, out, *common, "--max-memory", arguments.max_memory],
        "script": script,
        "near": [*script, "--near"],
    }


def mined(out):
    """Centres and checksums of the windows of each scan, by the index of ib."""
    found = {}
    with open(out / "bg_index.csv", newline="") as file:
        for row in csv.DictReader(file):
            centre = [int(row[f"center_{axis}"]) for axis in "xyz"]
            found.setdefault(row["seriesuid"], []).append((centre, zlib.crc32((out / row["patch_file"]).read_bytes())))
    return found


def scripted(out, ours):
    return {
        uid: [zlib.crc32((out / f"{uid}_bg{i}.npy").read_bytes()) for i in range(len(windows))]
        for uid, windows in ours.items()}


def require_equal(folders, lung, arguments):
    ours = mined(folders["ib"])
    if sum(map(len, ours.values())) != arguments.scans * arguments.per_scan:
        raise SystemExit(f"{lung}: ib mined {sum(map(len, ours.values()))} windows of {arguments.scans} scans; not reported")
    for who in ("script", "near"):
        if scripted(folders[who], ours) != {uid: [crc for _, crc in windows] for uid, windows in ours.items()}:
            raise SystemExit(f"{lung}: {who} has other voxels than ib; not reported")
        if len(list(folders[who].glob("*.npy"))) != arguments.scans * arguments.per_scan:
            raise SystemExit(f"{lung}: {who} has other windows than ib; not reported")


def measured(raw, lung, arguments):
    runs = {"ib": [], "script": [], "near": []}
    folders = {who: arguments.work / f"mined-{who}" for who in runs}
    for _ in range(arguments.runs):
        for who, of in runs.items():
            shutil.rmtree(folders[who], ignore_errors=True)
            of.append(measuring.run_command(commands(raw, folders[who], lung, arguments)[who]))
        require_equal(folders, lung, arguments)
    for out in folders.values():
        shutil.rmtree(out)
    result = {"lung": lung, "contenders": []}
    for who, of in runs.items():
        seconds = [run["seconds"] / arguments.scans for run in of]
        result["contenders"].append({
            "name": who, "secondsPerScan": measuring.spread(seconds),
            "cpuSecondsPerScan": measuring.spread([run["cpuSeconds"] / arguments.scans for run in of]),
            "peakMb": max(run["peakMb"] for run in of), "secondsFor601": statistics.median(seconds) * LUNA16})
    own, script, near = (one["secondsPerScan"]["median"] for one in result["contenders"])
    return result | {"timesAsFast": script / own, "timesAsFastAsNear": near / own}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scans", type=int, default=24)
    parser.add_argument("--size", type=int, nargs=3, default=[512, 512, 133])
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--per-scan", type=int, default=4)
    parser.add_argument("--max-memory", default="1G")
    parser.add_argument("--work", type=Path, default=measuring.REPOSITORY / "build/bench-data")
    parser.add_argument("--out", type=Path, default=measuring.REPOSITORY / "benchmarks/results/mine.json")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    measuring.run_command([IB, "--version"])  # builds
    raw = scans(arguments)
    results = [measured(raw, lung, arguments) for lung in ("mask", "field")]
    import numpy
    import scipy

    measuring.write_results(arguments.out, {
        "benchmark": "mine", "commit": measuring.commit(),
        "machine": measuring.machine(numpy=numpy.__version__, scipy=scipy.__version__),
        "scans": arguments.scans, "size": arguments.size, "spacingMm": [0.7, 0.7, 2.5], "perScan": arguments.per_scan,
        "patchSize": 64, "maxMemory": arguments.max_memory, "results": results})


if __name__ == "__main__":
    main()
