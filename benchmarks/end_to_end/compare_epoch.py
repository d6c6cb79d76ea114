#!/usr/bin/env python3
"""Compares epochs of `ib` with those of dataloader_script.py on the same cases, in one run.

Both feed the same instances with the same ratio of background patches, the same patch size, batch
size and modalities, float32, the same random changes. What differs is what each is meant to do: the
script reads prepared patches, the engine crops volumes.
  first_epoch  everything between "open the folder" and the last batch, in a process that has started
               already; both read files (from the page cache: they were just written)
  later_epoch  an epoch of a running training: the engine has its volumes in memory, the script reads
               its files again, as the published loader does in every epoch
  in_memory    the same, but the script starts with every patch decoded in memory
Runs alternate, medians are compared. Writes one JSON object with the ratios.

  ./ib prepare RAW PATCHES --layout patches --patch-size 64 64 64
  ./ib prepare RAW VOLUMES --layout volumes --patch-size 64 64 64
  benchmarks/end_to_end/compare_epoch.py --patches PATCHES --volumes VOLUMES \\
      --modalities FLAIR T1 --output benchmarks/results/epoch_vs_dataloader.json

Exit codes: 0 done, 1 a command failed, 3 torch or nibabel is missing.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent


def call(command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode != 0:
        print(done.stderr, end="", file=sys.stderr)
        sys.exit(3 if done.returncode == 3 else 1)
    return done.stdout


def script_epochs(options):
    return json.loads(call([options.python, HERE / "dataloader_script.py", options.patches,
                            "--modalities", *options.modalities,
                            "--patch-size", *options.patch_size,
                            "--batch-size", options.batch_size,
                            "--workers", options.cores]))


def engine_arguments(options):
    return ["--patch-size", *options.patch_size, "--batch-size", options.batch_size,
            "--threads", options.cores, "--modalities", ",".join(options.modalities)]


def engine_first(options, folder):
    summary = Path(folder) / "epoch.json"
    call([options.ib, "epoch", options.volumes, *engine_arguments(options), "--summary", summary])
    return json.loads(summary.read_text())


def engine_later(options, folder):
    result = Path(folder) / "bench.json"
    call([options.ib, "bench", "epoch", options.volumes, *engine_arguments(options),
          "--runs", 3, "--step-ms", 0, "--output", result])
    return json.loads(result.read_text())


def machine():
    model = platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        model = lines[0].split(":", 1)[1].strip() if lines else model
    return {"cpu": model, "processors": os.cpu_count(), "python": platform.python_version(),
            "os": f"{platform.system()} {platform.release()}"}


def commit():
    done = subprocess.run(["git", "-C", str(REPOSITORY), "rev-parse", "--short", "HEAD"],
                          capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


def spread(values):
    return {"median": statistics.median(values), "min": min(values), "max": max(values),
            "count": len(values)}


def compare(options):
    rates = {"script_reading": [], "script_in_memory": [], "engine_first": [], "engine_later": []}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(options.runs):
            script = script_epochs(options)
            rates["script_reading"].append(script["reading"]["patches_per_s"])
            rates["script_in_memory"].append(script["in_memory"]["patches_per_s"])
            first = engine_first(options, folder)
            rates["engine_first"].append(first["patches_per_s_with_opening"])
            later = engine_later(options, folder)
            on = next(item for item in later["augmentation"] if item["augment"] == "on")
            rates["engine_later"].append(on["patches_per_s"]["median"])
    medians = {name: statistics.median(values) for name, values in rates.items()}
    return {
        "benchmark": "epoch against a PyTorch DataLoader",
        "compared": __doc__.split("\n\n")[1],
        "commit": commit(),
        "machine": machine(),
        "torch": script["torch"],
        "cores": options.cores,
        "patch_size": options.patch_size,
        "batch_size": options.batch_size,
        "modalities": options.modalities,
        "patches_per_s": {name: spread(values) for name, values in rates.items()},
        "ratio": {
            "first_epoch": medians["engine_first"] / medians["script_reading"],
            "later_epoch": medians["engine_later"] / medians["script_reading"],
            "in_memory": medians["engine_later"] / medians["script_in_memory"],
        },
    }


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--patches", required=True, help="dataset folder of the patches layout")
    parser.add_argument("--volumes", required=True, help="the same cases in the volumes layout")
    parser.add_argument("--modalities", nargs="+", required=True)
    parser.add_argument("--patch-size", nargs=3, type=int, default=[64, 64, 64], metavar="N")
    parser.add_argument("--batch-size", type=int, default=4)
    parser.add_argument("--cores", type=int, default=2, help="workers of the script, threads of ib")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--ib", default=str(REPOSITORY / "ib"), help="the command")
    parser.add_argument("--python", default=sys.executable, help="a Python with torch and nibabel")
    parser.add_argument("--output", help="file for the JSON; default: standard output")
    return parser.parse_args()


def main():
    options = arguments()
    result = json.dumps(compare(options), indent=2)
    if options.output:
        Path(options.output).write_text(result + "\n")
    else:
        print(result)
    return 0


if __name__ == "__main__":
    sys.exit(main())
