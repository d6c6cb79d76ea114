"""Epochs from packed volumes against epochs from raw ones: in memory, within a quarter of the raw bytes, and cold from the disk.

Two sets are prepared in both encodings: phantoms of 512 x 512 x 400 voxels with two modalities, larger than any cache, and a real case of two
modalities of 16 bits, brought to one grid of 1 mm. The first batches of both have to be bit-identical. Then, for patches of 64^3, 96^3 and,
of phantoms, 128^3, raw and packed take turns, each in a process of its own:
  memory   `ib bench epoch` without augmentation and with it, volumes in memory; epochs of as many batches as STEPS says, patches drawn by
           `--sampler tumour`
  quarter  the same with `--max-memory` of a quarter of the raw volumes and the batches (phantoms only: one case leaves nothing to choose)
  cold     `ib epoch`, every instance once, after the pages of all volumes were dropped: everything between opening and the last
           batch; what was read from the disk is recorded
  opening  from opening to the first batch, of the cold runs and of runs right after them

Usage: packed_epochs.py [--data DIR] [--work DIR] [--cases 6] [--runs 3] [--repetitions 2] [--sizes 64 96 128] [--out FILE]
"""
import argparse
import json
import os
import shutil
from pathlib import Path

import measuring
import scans

ENCODINGS = ("raw", "packed")
BATCH = 2
STEPS = {64: 400, 96: 200, 128: 100}


def sets(arguments):
    """Name, raw folder, further options of prepare, and the largest patch that leaves background."""
    yield "phantoms", scans.phantoms(arguments.work, arguments.cases), [], max(STEPS)
    if arguments.data is not None:
        yield "patient12", Path(arguments.data) / "mismatch", ["--geometry", "resample", "--spacing", "1", "1", "1"], 96


def volumes(folder):
    return sorted(folder.glob("cases/*/*.safetensors"))


def prepare(name, raw, options, arguments):
    """Folder by encoding, and what preparing took."""
    folders, took = {}, {}
    for encoding in ENCODINGS:
        folder = arguments.work / f"{name}-{encoding}"
        shutil.rmtree(folder, ignore_errors=True)
        run = measuring.run_command([scans.IB, "prepare", raw, folder, "--layout", "volumes", "--patch-size", "64", "64", "64",
                                     "--encoding", encoding, *options])
        folders[encoding] = folder
        took[encoding] = run | {"bytes": sum(file.stat().st_size for file in volumes(folder))}
    return folders, took


def require_equal(folders, size):
    digests = {measuring.output([scans.IB, "epoch", folder, "--digest", "--patch-size", *[str(size)] * 3])
               for folder in folders.values()}
    if len(digests) != 1 or not digests.pop():
        raise SystemExit("epochs from raw and packed volumes differ; not reported")


def drop(folder):
    """Forgets the pages of all volumes, which must be on the disk."""
    os.sync()
    for file in volumes(folder):
        with open(file, "rb") as opened:
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def bench(folder, size, limit, arguments):
    """Patches per second of later epochs, by augmentation, and the memory of the process."""
    result = arguments.work / "bench.json"
    more = ["--sampler", "tumour", "--steps", str(STEPS[size]), *(["--max-memory", str(limit)] if limit else [])]
    measuring.run_command([scans.IB, "bench", "epoch", folder, "--patch-size", *[str(size)] * 3, "--batch-size", str(BATCH), "--runs",
                           str(arguments.runs), "--check", "1", "--step-ms", "0", "--output", result, *more])
    content = json.loads(result.read_text())
    rates = {of["augment"]: of["patchesPerSecond"]["median"] for of in content["augmentation"]}
    return {"off": rates["off"], "on": rates["on"], "peakMb": content["memoryBytes"]["processPeak"] / 1e6}


def first(folder, size, arguments):
    """One epoch of a new process."""
    result = arguments.work / "epoch.json"
    run = measuring.run_command([scans.IB, "epoch", folder, "--patch-size", *[str(size)] * 3, "--batch-size", str(BATCH), "--summary", result])
    content = json.loads(result.read_text())
    return {"off": content["patchesPerSecondWithOpening"], "firstBatchMs": content["openingMs"] + content["firstBatchMs"],
            "readMb": run["readMb"]}


def compared(kind, runs):
    """Medians and spread by encoding of each figure, and packed divided by raw."""
    figures = {encoding: {figure: measuring.spread([run[figure] for run in of]) for figure in of[0]} for encoding, of in runs.items()}
    raw, packed = (figures[encoding]["off"]["median"] for encoding in ENCODINGS)
    return {"kind": kind, "figures": figures, "timesRaw": packed / raw}


def measured(name, folders, size, arguments):
    raw_bytes = sum(file.stat().st_size for file in volumes(folders["raw"]))
    batches = 4 * BATCH * (2 * 4 + 1) * size**3
    quarter = raw_bytes // 4 + batches
    runs = {kind: {encoding: [] for encoding in ENCODINGS} for kind in ("memory", "quarter", "cold", "warm")}
    for _ in range(arguments.repetitions):
        for encoding, folder in folders.items():
            runs["memory"][encoding].append(bench(folder, size, 0, arguments))
            if name == "phantoms":
                runs["quarter"][encoding].append(bench(folder, size, quarter, arguments))
            drop(folder)
            runs["cold"][encoding].append(first(folder, size, arguments))
            runs["warm"][encoding].append(first(folder, size, arguments))
    result = {"set": name, "patchSize": size, "quarterBytes": quarter, "results": [compared(kind, of) for kind, of in runs.items() if of["raw"]]}
    print(json.dumps(result), flush=True)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    scans.add_options(parser)
    parser.add_argument("--cases", type=int, default=6)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--repetitions", type=int, default=2)
    parser.add_argument("--sizes", type=int, nargs="+", choices=STEPS, default=[*STEPS])
    parser.add_argument("--out", type=Path, default=measuring.REPOSITORY / "benchmarks/results/packed_epochs.json")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    measuring.run_command([scans.IB, "--version"])  # builds
    prepared, results = [], []
    for name, raw, options, largest in sets(arguments):
        folders, took = prepare(name, raw, options, arguments)
        prepared.append({"set": name, "encodings": took})
        for size in (of for of in arguments.sizes if of <= largest):
            require_equal(folders, size)
            results.append(measured(name, folders, size, arguments))
    measuring.write_results(arguments.out, {
        "benchmark": "packed_epochs", "commit": measuring.commit(), "machine": measuring.machine(), "batchSize": BATCH, "steps": [{"patchSize": size, "steps": steps} for size, steps in STEPS.items()],
        "cases": arguments.cases, "prepared": prepared, "results": results})


if __name__ == "__main__":
    main()
