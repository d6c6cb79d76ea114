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

import json
import sys
import tempfile
from pathlib import Path

import comparing


def engine_arguments(options):
    return ["--patch-size", *options.patch_size, "--batch-size", options.batch_size,
            "--threads", options.cores, "--modalities", ",".join(options.modalities)]


def engine_first(options, folder):
    summary = Path(folder) / "epoch.json"
    comparing.call([options.ib, "epoch", options.volumes, *engine_arguments(options), "--summary", summary])
    return json.loads(summary.read_text())


def engine_later(options, folder):
    result = Path(folder) / "bench.json"
    comparing.call([options.ib, "bench", "epoch", options.volumes, *engine_arguments(options),
                    "--runs", 3, "--step-ms", 0, "--output", result])
    return json.loads(result.read_text())


def compare(options):
    rates = comparing.Rates("engine")
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(options.runs):
            script = comparing.script_epochs(options)
            rates.add_script(script)
            rates.add("first", engine_first(options, folder)["patchesPerSecondWithOpening"])
            later = engine_later(options, folder)
            on = next(item for item in later["augmentation"] if item["augment"] == "on")
            rates.add("later", on["patchesPerSecond"]["median"])
    return {
        "benchmark": "epoch against a PyTorch DataLoader",
        "compared": __doc__.split("\n\n")[1],
        **comparing.content(options, script["torch"], rates),
    }


def main():
    options = comparing.parser(__doc__).parse_args()
    comparing.write(options, compare(options))
    return 0


if __name__ == "__main__":
    sys.exit(main())
