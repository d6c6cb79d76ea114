"""What the comparisons with dataloader_script.py share: its epochs, the arguments, the result file."""

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

import measuring

HERE = Path(__file__).resolve().parent


def call(command):
    """Standard output of a command; ends this process where it fails."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode != 0:
        print(done.stderr, end="", file=sys.stderr)
        sys.exit(3 if done.returncode == 3 else 1)
    return done.stdout


def script_epochs(options):
    """What the script measured of its epochs, reading its patches and with all of them in memory."""
    return json.loads(call([options.python, HERE / "dataloader_script.py", options.patches,
                            "--modalities", *options.modalities,
                            "--patch-size", *options.patch_size,
                            "--batch-size", options.batch_size,
                            "--workers", options.cores]))


def parser(doc):
    """Of the arguments that both comparisons take; the first line of `doc` describes it."""
    parser = argparse.ArgumentParser(description=doc.split("\n")[0])
    parser.add_argument("--patches", required=True, help="dataset folder of the patches layout")
    parser.add_argument("--volumes", required=True, help="the same cases in the volumes layout")
    parser.add_argument("--modalities", nargs="+", required=True)
    parser.add_argument("--patch-size", nargs=3, type=int, default=[64, 64, 64], metavar="N")
    parser.add_argument("--batch-size", type=int, default=4, help="for the epochs")
    parser.add_argument("--cores", type=int, default=2, help="workers of the script, threads of ib")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--ib", default=str(measuring.REPOSITORY / "ib"), help="the command")
    parser.add_argument("--python", default=sys.executable, help="a Python with torch and nibabel")
    parser.add_argument("--output", help="file for the JSON; default: standard output")
    return parser


class Rates:
    """Patches/s of the script and of `ours`, run after run."""

    def __init__(self, ours):
        self.ours = ours
        names = ("scriptReading", "scriptInMemory", f"{ours}First", f"{ours}Later")
        self.runs = {name: [] for name in names}

    def add_script(self, script):
        self.runs["scriptReading"].append(script["reading"]["patchesPerSecond"])
        self.runs["scriptInMemory"].append(script["inMemory"]["patchesPerSecond"])

    def add(self, name, patches_per_s):
        self.runs[f"{self.ours}{name.capitalize()}"].append(patches_per_s)

    def ratios(self):
        medians = {name: statistics.median(values) for name, values in self.runs.items()}
        return {
            "firstEpoch": medians[f"{self.ours}First"] / medians["scriptReading"],
            "laterEpoch": medians[f"{self.ours}Later"] / medians["scriptReading"],
            "inMemory": medians[f"{self.ours}Later"] / medians["scriptInMemory"],
        }


def content(options, torch, rates, more=None):
    """The result file of a comparison; `torch` is the version that the script ran with."""
    return {
        "commit": measuring.commit(),
        "machine": measuring.machine(),
        "torch": torch,
        "cores": options.cores,
        "patchSize": options.patch_size,
        "batchSize": options.batch_size,
        "modalities": options.modalities,
        **(more or {}),
        "patchesPerSecond": {name: measuring.spread(values) for name, values in rates.runs.items()},
        "ratio": rates.ratios(),
    }


def write(options, result):
    text = json.dumps(result, indent=2) + "\n"
    if options.output:
        Path(options.output).write_text(text)
    else:
        print(text, end="")
