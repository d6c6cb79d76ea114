"""`ib predict` on one case of 256³ voxels, with the usual U-Net (4.8 million parameters): the part of the time that is not spent in the network,
and the memory of the process beside --max-memory, which limits voxels, windows and files, not what libtorch takes for itself.

Usage: predict.py [--size 256] [--patch 64] [--threads 1] [--max-memory 2G] [--work DIR] [--out FILE]
"""
import argparse
import json
import shutil
from pathlib import Path

import measuring

IB = measuring.REPOSITORY / "ib"


def ib(*words):
    return measuring.run_command([IB, *map(str, words)])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--patch", type=int, default=64)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--max-memory", default="2G")
    parser.add_argument("--work", type=Path, default=measuring.REPOSITORY / "build/predict")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    work = arguments.work
    shutil.rmtree(work, ignore_errors=True)
    size, patch = [[n] * 3 for n in (arguments.size, arguments.patch)]
    ib("synth", work / "raw", "--cases", 1, "--size", *size, "--spacing", 1, 1, 1)
    # stored at another spacing, so that the prediction has to be brought back
    found = {}
    for name, options in (("sameGrid", []), ("anotherGrid", ["--spacing", 1.25, 1.25, 1.25])):
        data = work / name
        ib("prepare", work / "raw", data, "--layout", "volumes", "--patch-size", *patch, *options)
        run = work / "run"
        if not run.exists():
            ib("train", data, "-o", run, "--epochs", 1, "--steps", 1, "--batch-size", 1, "--augment", "off")
        summary = work / "summary.json"
        taken = ib("predict", run, data, "-o", data / "predicted", "--threads", arguments.threads, "--max-memory",
                   arguments.max_memory, "--summary", summary)
        told = json.loads(summary.read_text())
        found[name] = {
            "windows": told["windows"], "seconds": told["seconds"], "networkSeconds": told["networkSeconds"],
            "waitSeconds": told["waitSeconds"], "shareOutsideNetwork": told["shareOutsideNetwork"],
            "peakMb": taken["peakMb"], "processSeconds": taken["seconds"]}
        print(f"{name}: {told['windows']} windows, {told['seconds']:.1f} s, {100 * told['shareOutsideNetwork']:.2f} % outside the "
              f"network, peak memory {taken['peakMb']:.0f} MB (--max-memory {arguments.max_memory})")
    result = {
        "benchmark": "predict",
        "machine": measuring.machine(),
        "commit": measuring.commit(),
        "settings": {"size": arguments.size, "patch": arguments.patch, "threads": arguments.threads,
                     "maxMemory": arguments.max_memory, "network": "unet 16,32,64,128,256"},
        "cases": found,
    }
    if arguments.out:
        measuring.write_results(arguments.out, result)


if __name__ == "__main__":
    main()
