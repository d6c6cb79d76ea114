"""`ib evaluate` against the same figures in numpy and scipy (evaluate_script.py), on masks of balls that differ a little.

They run alternately, each in a process of its own: seconds per case, of which `ib` spends some on starting, and the memory of
the process. After each turn, every figure has to be the same to within 1e-9 of it.

Usage: evaluate.py [--cases 2] [--size 256] [--runs 3] [--work DIR] [--out FILE]
"""
import argparse
import csv
import json
import shutil
import sys
from pathlib import Path

import measuring

IB = measuring.REPOSITORY / "ib"
SCRIPT = Path(__file__).with_name("evaluate_script.py")
SPACING_MM = (0.8, 0.8, 1.5)
BALLS = 12


def balls(size, centres, radii):
    import numpy as np

    mask = np.zeros((size,) * 3, np.uint8)
    for centre, radius in zip(centres, radii):
        box = tuple(slice(max(0, int(c - radius)), int(c + radius) + 2) for c in centre)
        grid = np.ogrid[box]
        mask[box][sum((g - c) ** 2 for g, c in zip(grid, centre)) <= radius ** 2] = 1
    return mask


def masks(arguments):
    import nibabel
    import numpy as np

    folders = [arguments.work / f"evaluate-{arguments.size}" / name for name in ("truth", "found")]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    for case in range(arguments.cases):
        random = np.random.default_rng(case)
        centres = random.uniform(0.2, 0.8, (BALLS, 3)) * arguments.size
        radii = random.uniform(0.02, 0.18, BALLS) * arguments.size
        moved = centres + random.normal(0, 2, centres.shape)
        other = radii * random.uniform(0.9, 1.1, BALLS)
        for folder, mask in zip(folders, (balls(arguments.size, centres, radii), balls(arguments.size, moved, other))):
            image = nibabel.Nifti1Image(mask, np.diag([*SPACING_MM, 1]))
            nibabel.save(image, folder / f"case{case}.nii.gz")
    return folders


def commands(truth, found, outputs, arguments):
    script = [sys.executable, SCRIPT, truth, found]
    return {
        "ib": [IB, "evaluate", truth, found, "-o", outputs["ib"], "--threads", str(arguments.threads)],
        "script": [*script, outputs["script"]],
        "cropped": [*script, outputs["cropped"], "--cropped"],
    }


def require_equal(outputs):
    with open(outputs["ib"] / "cases.csv", newline="") as file:
        ours = {row["case"]: row for row in csv.DictReader(file)}
    for who in ("script", "cropped"):
        theirs = json.loads(outputs[who].read_text())
        if theirs.keys() != ours.keys():
            raise SystemExit(f"{who} has other cases than ib; not reported")
        for case, figures in theirs.items():
            for name, value in figures.items():
                if abs(float(ours[case][name]) - value) > 1e-9 * abs(value):
                    raise SystemExit(f"{who}, {case}: {name} is {value}, not {ours[case][name]}; not reported")


def measured(truth, found, arguments):
    folder = arguments.work / f"evaluate-{arguments.size}"
    outputs = {"ib": folder / "ib", "script": folder / "script.json", "cropped": folder / "cropped.json"}
    runs = {who: [] for who in outputs}
    for _ in range(arguments.runs):
        shutil.rmtree(outputs["ib"], ignore_errors=True)
        for who, command in commands(truth, found, outputs, arguments).items():
            runs[who].append(measuring.run_command(command))
        require_equal(outputs)
    contenders = [{
        "name": who, "secondsPerCase": measuring.spread([run["seconds"] / arguments.cases for run in of]),
        "cpuSecondsPerCase": measuring.spread([run["cpuSeconds"] / arguments.cases for run in of]),
        "peakMb": max(run["peakMb"] for run in of)} for who, of in runs.items()]
    own, script, cropped = (one["secondsPerCase"]["median"] for one in contenders)
    return {"contenders": contenders, "timesAsFast": script / own, "timesAsFastAsCropped": cropped / own}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=2)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--work", type=Path, default=measuring.REPOSITORY / "build/bench-data")
    parser.add_argument("--out", type=Path, default=measuring.REPOSITORY / "benchmarks/results/evaluate.json")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    measuring.run_command([IB, "--version"])  # builds
    results = measured(*masks(arguments), arguments)
    import numpy
    import scipy

    measuring.write_results(arguments.out, {
        "benchmark": "evaluate", "commit": measuring.commit(),
        "machine": measuring.machine(numpy=numpy.__version__, scipy=scipy.__version__),
        "cases": arguments.cases, "size": [arguments.size] * 3, "spacingMm": list(SPACING_MM), "threads": arguments.threads,
        "results": results})


if __name__ == "__main__":
    main()
