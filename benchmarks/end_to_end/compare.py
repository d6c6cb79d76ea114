"""End to end: `ib prepare` against prepare_script.py, on the same raw cases, in one run.

Both start cold (a new process each time, the start of the interpreter or JVM included), in turns,
into an empty folder on the same disk; files are read from the page cache after the first turn.
Before anything is reported, all patches of both are compared: the same file names, the same shapes
and voxel values within 1e-6. Bytes on disk are those of the patch files. Beside it, the volumes
layout is timed alone: the script has nothing like it.

Usage: compare.py RAW --modalities NAME... [--patch-size X Y Z] [--runs 5] [--ib ./ib]
                  [--work DIR] [--out FILE]
"""
import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import nibabel as nib
import numpy as np
import scipy

import measuring

TOLERANCE = 1e-6
FOLDERS = ("lesion_patches", "background_patches")


def patch_files(folder):
    return {
        str(path.relative_to(folder)): path
        for name in FOLDERS
        for path in sorted((folder / name).glob("*.nii.gz"))
    }


def require_equal(script_out, ib_out):
    """Stops at the first difference; returns the number of files and the largest difference."""
    script, ours = patch_files(script_out), patch_files(ib_out)
    if not script or script.keys() != ours.keys():
        odd = sorted(script.keys() ^ ours.keys())[:5]
        raise SystemExit(f"file names differ ({len(script)} and {len(ours)}), first: {odd}")
    largest = 0.0
    for name in script:
        a = np.asanyarray(nib.load(script[name]).dataobj)
        b = np.asanyarray(nib.load(ours[name]).dataobj)
        if a.shape != b.shape:
            raise SystemExit(f"{name}: shapes differ, {a.shape} and {b.shape}")
        difference = float(np.abs(a - b.astype(np.float32)).max())
        if not difference <= TOLERANCE:  # NaN too
            raise SystemExit(f"{name}: voxels differ by {difference}, allowed is {TOLERANCE}")
        largest = max(largest, difference)
    return len(script), largest


def size_of(paths):
    return sum(path.stat().st_size for path in paths)


def raw_bytes(raw, modalities):
    total = 0
    for case in (path for path in raw.iterdir() if path.is_dir()):
        for name in [*modalities, "GT"]:
            image = nib.load(case / f"{name}.nii.gz")
            total += int(np.prod(image.shape)) * image.get_data_dtype().itemsize
    return total


def in_empty(folder, command):
    shutil.rmtree(folder, ignore_errors=True)
    return measuring.run_command([*command, str(folder)])


def measure(options, work):
    size = ["--patch-size", *map(str, options.patch_size)]
    script = [sys.executable, str(Path(__file__).with_name("prepare_script.py")), *size,
              "--modalities", *options.modalities, "--"]
    modalities = ",".join(options.modalities)
    turns = {"script": [], "ib": [], "ibVolumes": []}
    for _ in range(options.runs):
        turns["script"].append(in_empty(work / "script", [*script, str(options.raw)]))
        ib = [options.ib, "prepare", *size, "--modalities", modalities, "--layout"]
        turns["ib"].append(in_empty(work / "ib", [*ib, "patches", str(options.raw)]))
        turns["ibVolumes"].append(in_empty(work / "volumes", [*ib, "volumes", "--encoding", "raw", str(options.raw)]))
    return turns


def summary(turns):
    return {
        "seconds": measuring.spread([turn["seconds"] for turn in turns]),
        "cpuSeconds": measuring.spread([turn["cpuSeconds"] for turn in turns]),
        "peakMb": max(turn["peakMb"] for turn in turns),
    }


def report(options, work):
    turns = measure(options, work)
    files, difference = require_equal(work / "script", work / "ib")
    result = {name: summary(of) for name, of in turns.items()}
    for name in ("script", "ib"):
        result[name]["bytesOnDisk"] = size_of(patch_files(work / name).values())
    volumes = [path for path in (work / "volumes").rglob("*") if path.is_file()]
    result["ibVolumes"]["bytesOnDisk"] = size_of(volumes)
    result["ibVolumes"]["rawVoxelBytes"] = raw_bytes(options.raw, options.modalities)
    seconds = {name: of["seconds"]["median"] for name, of in result.items()}
    return {
        "benchmark": "end_to_end",
        "compares": "prepare_script.py (numpy, scipy, nibabel; one process) with ib prepare",
        "commit": measuring.commit(),
        "machine": measuring.machine(
            numpy=np.__version__, scipy=scipy.__version__, nibabel=nib.__version__
        ),
        "input": {
            "cases": sorted(path.name for path in options.raw.iterdir() if path.is_dir()),
            "modalities": options.modalities,
            "patchSize": list(options.patch_size),
        },
        "files": files,
        "largestDifference": difference,
        "results": result,
        "ratio": seconds["script"] / seconds["ib"],
    }


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default_out = measuring.REPOSITORY / "benchmarks/results/end_to_end.json"
    parser.add_argument("raw", type=Path)
    parser.add_argument("--modalities", nargs="+", required=True)
    parser.add_argument("--patch-size", type=int, nargs=3, default=(128, 128, 128))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--ib", default=str(measuring.REPOSITORY / "ib"))
    parser.add_argument("--work", type=Path, help="where both write; default: a temporary folder")
    parser.add_argument("--out", type=Path, default=default_out)
    options = parser.parse_args()
    measuring.run_command([options.ib, "backends"])  # builds what is out of date, untimed
    with tempfile.TemporaryDirectory(dir=options.work) as work:
        content = report(options, Path(work))
    measuring.write_results(options.out, content)
    times = {name: round(of["seconds"]["median"], 2) for name, of in content["results"].items()}
    print(f"{content['files']} files equal; seconds {times}; ratio {content['ratio']:.1f}")


if __name__ == "__main__":
    main()
