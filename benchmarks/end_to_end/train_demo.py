#!/usr/bin/env python3
"""Runs `ib train-demo` on the example with several seeds, the first of them twice: are those two bit-identical?

Each run computes on one thread; as many run side by side as there are processors. Stops if losses differ.
"""
import argparse
import json
import os
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from measuring import REPOSITORY, commit, machine, write_results

IB = REPOSITORY / "ib"


def train(folder, seed, steps):
    with tempfile.TemporaryDirectory() as scratch:
        figures = Path(scratch) / "figures.json"
        command = [IB, "train-demo", folder, "--threads", 1, "--seed", seed, "--steps", steps, "--json", figures]
        subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL)
        return json.loads(figures.read_text())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--work", type=Path, default=REPOSITORY / "build" / "bench-data")
    parser.add_argument("--output", type=Path, default=REPOSITORY / "benchmarks" / "results" / "train_demo.json")
    given = parser.parse_args()
    folder = given.work / "train_demo"
    subprocess.run([str(IB), "prepare", str(REPOSITORY / "examples" / "ms"), str(folder), "--layout", "volumes"],
                   check=True, stdout=subprocess.DEVNULL)
    train(folder, given.seeds[0], 1)  # builds and fetches what is missing
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = list(pool.map(lambda seed: train(folder, seed, given.steps), [*given.seeds, given.seeds[0]]))
    again = runs.pop()
    if again["digest"] != runs[0]["digest"]:
        raise SystemExit(f"seed {given.seeds[0]} gave losses {runs[0]['digest']}, and then {again['digest']}")
    write_results(given.output, {"benchmark": "train-demo", "commit": commit(), "machine": machine(),
                                 "sideBySide": os.cpu_count(), "repeatedSeed": given.seeds[0], "results": runs})


if __name__ == "__main__":
    main()
