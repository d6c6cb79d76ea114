"""False alarms before and after the round of hard negatives of docs/how-to/hard-negatives.md, with other phantoms each time.

The detector is examples/hard-negatives/detector.py: what counts is the difference between its two rounds, not how good it is.

Usage: hard_negatives.py [--runs 3] [--work DIR] [--out FILE]
"""
import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

import measuring

IB = measuring.REPOSITORY / "ib"
SHAPE = ["--size", "80", "72", "36", "--spacing", "1.5", "1.5", "2.5"]
NEGATIVES = ["--negatives", "mined:0.5,anywhere:0.5", "--ratio", "4", "--batch-size", "4", "--augment", "off"]
THRESHOLD = "0.3"

sys.path[:0] = [str(measuring.REPOSITORY / "python"), str(measuring.REPOSITORY / "examples/hard-negatives")]
import detector  # noqa: E402


def ib(*words):
    measuring.run_command([IB, *map(str, words)])


def trained(dataset, socket, *options):
    server = subprocess.Popen(
        [IB, "serve", dataset, "--socket", socket, *NEGATIVES, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        return detector.train(str(socket))
    finally:
        server.terminate()
        server.wait()


def evaluated(model, dataset, folder):
    detector.predict(model, dataset, folder / "predicted")
    ib("froc", dataset, folder / "predicted", "-o", folder / "froc", "--threshold", THRESHOLD)
    found = json.loads((folder / "froc/summary.json").read_text())
    group = next(of for of in found["groups"] if of["group"] == "all")
    return {"falsePositivesPerCase": found["falsePositivesPerCase"], "found": group["found"], "instances": group["instances"],
            "averageRecall": group["averageRecall"]}


def one(work, seed):
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    for name, number, options in (("train", seed, ["--per-scan", 12, "--hardness", 0.5]), ("test", seed + 1, [])):
        ib("synth", work / f"{name}-scans", "--lungs", "--cases", 6, "--seed", number, *SHAPE)
        ib("mine", work / f"{name}-scans", work / name, "--layout", "volumes", "--patch-size", 32, 32, 32, *options)
    first = trained(work / "train", work / "first.sock")
    evaluated(first, work / "train", work / "alarms")
    before = evaluated(first, work / "test", work / "before")
    second = trained(
        work / "train", work / "second.sock", "--hard", work / "alarms/froc/objects.csv", "--hard-share", "0.5")
    return {"seed": seed, "before": before, "after": evaluated(second, work / "test", work / "after")}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--work", type=Path, default=measuring.REPOSITORY / "build/bench-data/hard")
    parser.add_argument("--out", type=Path, default=measuring.REPOSITORY / "benchmarks/results/hard_negatives.json")
    arguments = parser.parse_args()
    ib("--version")  # builds
    results = [one(arguments.work, 1 + 2 * run) for run in range(arguments.runs)]
    import numpy

    measuring.write_results(arguments.out, {
        "benchmark": "hard_negatives", "commit": measuring.commit(), "machine": measuring.machine(numpy=numpy.__version__),
        "threshold": float(THRESHOLD), "results": results})


if __name__ == "__main__":
    main()
