#!/usr/bin/env python3
"""Compares this checkout of ib with another one, in one run: prepare, epochs and serving, time and memory.

  prepare   `ib prepare RAW`, both layouts: seconds, processor seconds and peak memory of the process
  epoch     `ib bench epoch`: patches/s without and with augmentation, peak memory of the process
  serve     patches/s of the epochs after the first that a Python client takes from `ib serve`, with the client of
            the same checkout, and peak memory of the server

The two take turns, and who is first changes with each turn; the ratio is the median of those of the turns, each of
two runs side by side in time, so that a machine whose speed changes counts for both. Before anything is timed, one epoch
of both is compared batch by batch (`ib epoch --digest`), so both deliver the same. Writes one JSON object.

  benchmarks/end_to_end/versions.py RAW --than ../other/checkout --output benchmarks/results/versions.json

Both checkouts have to be built (`./ib --version`). Needs numpy. Exit codes: 0 done, 1 a command failed or batches differ.
"""
import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import comparing
import measuring

PATCH = ["--patch-size", "64", "64", "64"]
BATCH = [*PATCH, "--batch-size", "4"]
SEED = 7
CLIENT = """
import sys, time
import ib_engine
with ib_engine.connect(sys.argv[1], wait=60) as engine:
    patches = began = 0
    for number in range(int(sys.argv[2]) + 1):
        for batch in engine.epoch(7, number):
            patches += len(batch.image)
        if number == 0:  # volumes are read, slots are mapped for the first time
            began, patches = time.perf_counter(), 0
    print(patches / (time.perf_counter() - began))
"""


def camel_case(value):
    """The same value with keys in camelCase, which older versions do not write everywhere."""
    if isinstance(value, dict):
        return {_camel(key): camel_case(inner) for key, inner in value.items()}
    return [camel_case(inner) for inner in value] if isinstance(value, list) else value


def _camel(key):
    return re.sub("_([a-z])", lambda found: found[1].upper(), key.replace("per_s", "per_second"))


class Version:
    """One checkout: its command, its Python client, and what it prepared."""

    def __init__(self, checkout, folder):
        self.checkout, self.folder = Path(checkout).resolve(), Path(folder)
        self.ib = str(self.checkout / "ib")
        self.volumes = self.folder / "volumes"

    def commit(self):
        return comparing.call(["git", "-C", self.checkout, "describe", "--always", "--dirty", "--abbrev=12"]).strip()

    def prepare(self, raw, layout):
        out = self.folder / layout
        shutil.rmtree(out, ignore_errors=True)
        return measuring.run_command([self.ib, "prepare", str(raw), str(out), "--layout", layout, *PATCH])

    def digest(self):
        return comparing.call([self.ib, "epoch", self.volumes, *BATCH, "--seed", SEED, "--digest"])

    def epoch(self, runs):
        report = self.folder / "epoch.json"
        comparing.call([self.ib, "bench", "epoch", self.volumes, "--batch-size", 4, "--runs", runs, "--output", report])
        found = camel_case(json.loads(report.read_text()))
        rates = {part["augment"]: part["patchesPerSecond"]["median"] for part in found["augmentation"]}
        return {"patchesPerSecond": rates["off"], "patchesPerSecondAugmented": rates["on"],
                "peakMb": found["memoryBytes"]["processPeak"] / 1e6}

    def serve(self, epochs):
        socket = self.folder / "ib.sock"
        server = subprocess.Popen([self.ib, "serve", str(self.volumes), "--socket", str(socket), *BATCH],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            client = subprocess.run([sys.executable, "-c", CLIENT, str(socket), str(epochs)], capture_output=True,
                                    text=True, env={**os.environ, "PYTHONPATH": str(self.checkout / "python")})
        finally:
            server.terminate()
            _, status, usage = os.wait4(server.pid, 0)
            server.returncode = os.waitstatus_to_exitcode(status)
        if client.returncode != 0:
            sys.exit(f"the client of {self.checkout} failed:\n{client.stderr}")
        return {"patchesPerSecond": float(client.stdout), "peakMb": usage.ru_maxrss * 1024 / 1e6}


def turns(versions, count, measure):
    """Figures of both versions by name, in turns."""
    found = {name: [] for name in versions}
    for turn in range(count):
        names = list(versions) if turn % 2 == 0 else list(versions)[::-1]
        for name in names:
            found[name].append(measure(versions[name]))
    return found


def compared(found):
    """Spread of each figure, and the median over the turns of this version's divided by the other's."""
    result = {}
    for figure in found["this"][0]:
        this, other = ([run[figure] for run in found[name]] for name in ("this", "other"))
        ratio = statistics.median(mine / theirs for mine, theirs in zip(this, other))
        result[figure] = {"this": measuring.spread(this), "other": measuring.spread(other), "ratio": round(ratio, 4)}
    return result


def measure(options, work):
    versions = {"this": Version(options.checkout, work / "this"), "other": Version(options.than, work / "other")}
    for version in versions.values():
        version.folder.mkdir()
        version.prepare(options.raw, "volumes")
    if versions["this"].digest() != versions["other"].digest():
        sys.exit("versions: an epoch of the two versions differs")
    parts = {
        "prepareVolumes": (options.runs, lambda version: version.prepare(options.raw, "volumes")),
        "preparePatches": (options.runs, lambda version: version.prepare(options.raw, "patches")),
        "epoch": (options.runs, lambda version: version.epoch(3)),
        "serve": (options.runs, lambda version: version.serve(4)),
    }
    figures = {name: compared(turns(versions, runs, body)) for name, (runs, body) in parts.items()}
    return {"machine": measuring.machine(), "commit": versions["this"].commit(), "than": versions["other"].commit(),
            "results": figures}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("raw", type=Path, help="folder of raw cases")
    parser.add_argument("--than", required=True, help="the checkout to compare with")
    parser.add_argument("--checkout", default=measuring.REPOSITORY, help="default: this one")
    parser.add_argument("--runs", type=int, default=7, help="turns of each part (7)")
    parser.add_argument("--output", type=Path, help="file for the JSON; default: standard output")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ib-versions-") as work:
        found = measure(options, Path(work))
    if not options.output:
        print(json.dumps(found, indent=1))
        return
    measuring.write_results(options.output, found)
    for part, figures in found["results"].items():
        for figure, values in figures.items():
            print(f"{part:15} {figure:26} {values['this']['median']:10.3f} {values['other']['median']:10.3f} "
                  f"{values['ratio']:7.3f}")


if __name__ == "__main__":
    main()
