"""Which lesions a network finds after equally many steps on patches that are drawn by instance, by voxel, or anywhere.

Phantoms with lesions of 1 to 300 voxels; the same small U-Net, loss, batches and number of steps for each sampler, three seeds; then
`ib predict` on held-out phantoms and `ib froc`. Sampler voxel is MONAI's RandCropByPosNegLabel (the voxel in the centre, moved into the
volume, half of the patches for lesions); uniform takes any box; ib shows every lesion once an epoch, and as many patches of
background. Only the samplers differ. It measures no time, so other work on the machine does no harm.

Usage: samplers.py [--seeds 1 2 3] [--steps 800] [--cases 8] [--held-out 6] [--lesions 12] [--work DIR] [--out FILE]
"""
import argparse
import json
import shutil
import statistics
import sys
import time
from pathlib import Path

import measuring

IB = measuring.REPOSITORY / "ib"
SAMPLERS = {
    "ib": [],
    "voxel": ["--sampler", "voxel", "--placement", "clamp"],
    "uniform": ["--sampler", "uniform"],
}
SHAPE = ["--size", "96", "96", "160", "--spacing", "1", "1", "1"]
RADIUS = ["--radius", "0.5", "4.1"]  # in voxels: 1 to 300 of them
NETWORK = ["--network", "unet", "--channels", "8,16,32", "--loss", "sdl+bce", "--optimizer", "adam:1e-2",
           "--schedule", "cosine:1e-4", "--batch-size", "4", "--augment", "off"]
PER_EPOCH = 50  # steps


def ib(*words):
    return measuring.run_command([IB, *map(str, words)])


def prepared(work, name, cases, seed, lesions):
    ib("synth", work / f"{name}-raw", *SHAPE, *RADIUS, "--cases", cases, "--lesions", lesions, "--seed", seed)
    ib("prepare", work / f"{name}-raw", work / name, "--layout", "volumes", "--patch-size", 24, 24, 24)
    return work / name


def begin(arguments, settings):
    """Goes on in a folder of the same settings."""
    work = arguments.work
    told = work / "settings.json"
    if told.exists() and json.loads(told.read_text()) == settings:
        return
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    prepared(work, "train", arguments.cases, 1, arguments.lesions)
    prepared(work, "held-out", arguments.held_out, 2, arguments.lesions)
    told.write_text(json.dumps(settings))


def one(work, sampler, seed, arguments):
    froc = work / f"{sampler}-{seed}" / "froc"
    if not (froc / "summary.json").exists():  # written last
        measured(work, sampler, seed, arguments)
    summary = json.loads((froc / "summary.json").read_text())
    return {
        "seed": seed,
        "falsePositivesPerCase": summary["falsePositivesPerCase"],
        "groups": [{"group": of["group"], "instances": of["instances"], "recall": of["found"] / of["instances"],
                    "averageRecall": of["averageRecall"]}
                   for of in summary["groups"] if of["instances"]],
    }


def measured(work, sampler, seed, arguments):
    folder = work / f"{sampler}-{seed}"
    run, predicted, froc = folder / "run", folder / "predicted", folder / "froc"
    epochs = arguments.steps // PER_EPOCH
    began = time.monotonic()
    ib("train", work / "train", "-o", run, *NETWORK, *SAMPLERS[sampler], "--epochs", epochs, "--steps", PER_EPOCH,
       "--seed", seed)
    ib("predict", run, work / "held-out", "-o", predicted, "--weights", "last", "--windows", 48)
    ib("froc", work / "held-out", predicted, "-o", froc, "--bootstrap", 0)
    print(f"{sampler}, seed {seed}: {time.monotonic() - began:.0f} s", file=sys.stderr)
    shutil.rmtree(predicted)


def spread(values):
    return {"mean": statistics.mean(values), "min": min(values), "max": max(values)}


def summed(runs):
    groups = [{"group": first["group"], "instances": first["instances"],
               "recall": spread([run["groups"][i]["recall"] for run in runs]),
               "averageRecall": spread([run["groups"][i]["averageRecall"] for run in runs])}
              for i, first in enumerate(runs[0]["groups"])]
    return {"falsePositivesPerCase": spread([run["falsePositivesPerCase"] for run in runs]), "groups": groups, "runs": runs}


def table(samplers):
    """Recall at probability 0.5 and, after the slash, the average over 0 to 5 false positives per case."""
    first = next(iter(samplers.values()))
    lines = ["| lesions of | " + " | ".join(samplers) + " |", "|---|" + "---|" * len(samplers)]
    for i, group in enumerate(first["groups"]):
        cells = [of["groups"][i] for of in samplers.values()]
        lines.append(f"| {group['group']} ({group['instances']}) | " + " | ".join(
            f"{of['recall']['mean']:.2f} ({of['recall']['min']:.2f}–{of['recall']['max']:.2f}) / "
            f"{of['averageRecall']['mean']:.2f}" for of in cells) + " |")
    false = [of["falsePositivesPerCase"] for of in samplers.values()]
    lines.append("| false positives per case | "
                 + " | ".join(f"{of['mean']:.1f} ({of['min']:.1f}–{of['max']:.1f})" for of in false) + " |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
    parser.add_argument("--steps", type=int, default=800)
    parser.add_argument("--cases", type=int, default=8)
    parser.add_argument("--held-out", type=int, default=6)
    parser.add_argument("--lesions", type=int, default=12)
    parser.add_argument("--work", type=Path, default=measuring.REPOSITORY / "build/samplers")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    if arguments.steps % PER_EPOCH:
        parser.error(f"--steps must be a multiple of {PER_EPOCH}")
    settings = {"steps": arguments.steps, "stepsPerEpoch": PER_EPOCH, "cases": arguments.cases,
                "heldOut": arguments.held_out, "lesions": arguments.lesions, "synth": [*SHAPE, *RADIUS],
                "train": NETWORK, "samplers": SAMPLERS}
    begin(arguments, settings)
    found = {
        sampler: summed([one(arguments.work, sampler, seed, arguments) for seed in arguments.seeds])
        for sampler in SAMPLERS}
    result = {
        "benchmark": "samplers",
        "machine": measuring.machine(),
        "commit": measuring.commit(),
        "settings": settings,
        "samplers": found,
    }
    print(table(found))
    if arguments.out:
        measuring.write_results(arguments.out, result)


if __name__ == "__main__":
    main()
