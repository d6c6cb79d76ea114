#!/usr/bin/env python3
"""Measures what augmentation as in nnU-Net costs a patch, beside batchgeneratorsv2 doing the same, in turns within one run.

Patches of two modalities with their label, `--augment nnunet`, one thread each. Of ib: seconds of a patch in `ib bench epoch`, with
everything: reading from memory, normalising, cutting, warping, changing intensities, planning; and the same without augmentation.
Of batchgeneratorsv2: seconds of nnU-Net's own transforms (nnUNetTrainer.get_training_transforms) on a patch
that lies in memory, normalised and cut to the larger size that they start from; what cutting it costs is not counted.

  benchmarks/end_to_end/augment.py DATASET [--patches 100] [--repeats 3] [--runs 5] [--sizes 64 96] [--out FILE]

DATASET: a folder in the layout volumes with two modalities. Needs torch, nnunetv2 and batchgeneratorsv2, which nothing else does.
"""
import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

import measuring
import numpy
import scans

DEGREES = 30
SCALES = (0.7, 1.4)
CHANNELS = 2


class Theirs:
    """nnU-Net's transforms, with its own parameters."""

    def __init__(self, size):
        import torch
        from nnunetv2.training.data_augmentation.compute_initial_patch_size import get_patch_size
        from nnunetv2.training.nnUNetTrainer.nnUNetTrainer import nnUNetTrainer

        torch.set_num_threads(1)
        torch.manual_seed(0)
        numpy.random.seed(0)
        angle = numpy.deg2rad(DEGREES)
        begin = [int(side) for side in get_patch_size([size] * 3, *[(-angle, angle)] * 3, SCALES)]
        self.transforms = nnUNetTrainer.get_training_transforms([size] * 3, (-angle, angle), None, (0, 1, 2), False)
        self.image = torch.rand(CHANNELS, *begin)
        self.label = (torch.rand(1, *begin) > 0.99).to(torch.int16)
        self.patch(), self.patch()

    def patch(self):
        """Seconds of one."""
        image, label = self.image.clone(), self.label.clone()
        began = time.perf_counter()
        self.transforms(image=image, segmentation=label)
        return time.perf_counter() - began

    def seconds(self, patches):
        return statistics.fmean(self.patch() for _ in range(patches))


def ours(dataset, size, repeats):
    """Seconds of a patch without and with augmentation: of whole epochs that follow each other, with volumes in memory."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "epoch.json")
        measuring.run_command([
            scans.IB, "bench", "epoch", dataset, "--backend", "cpu", "--threads", "1", "--patch-size", *[str(size)] * 3,
            "--ratio", "0", "--batch-size", "2", "--augment", "nnunet", "--repeats", str(repeats), "--runs", "1", "--step-ms", "0",
            "--check", "1", "--output", output])
        rates = json.loads(output.read_text())["augmentation"]
    return [1 / of["patchesPerSecond"]["median"] for of in rates]


def measured(dataset, size, options):
    theirs = Theirs(size)
    found = {"off": [], "nnunet": [], "batchgeneratorsv2": []}
    for _ in range(options.runs):
        off, nnunet = ours(dataset, size, options.repeats)
        found["off"].append(off)
        found["nnunet"].append(nnunet)
        found["batchgeneratorsv2"].append(theirs.seconds(options.patches))
    seconds = {name: measuring.spread(values) for name, values in found.items()}
    pairs = list(zip(found["batchgeneratorsv2"], found["nnunet"], found["off"]))
    return {
        "patchSize": size, "modalities": CHANNELS, "secondsPerPatch": seconds,
        "timesAsFast": measuring.spread([theirs / nnunet for theirs, nnunet, _ in pairs]),
        "timesAsFastWithoutCutting": measuring.spread([theirs / (nnunet - off) for theirs, nnunet, off in pairs]),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--patches", type=int, default=100, help="of batchgeneratorsv2, a run")
    parser.add_argument("--repeats", type=int, default=3, help="of every lesion in an epoch of ib, a run")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--sizes", type=int, nargs="+", default=[64, 96])
    parser.add_argument("--out", type=Path, default=measuring.REPOSITORY / "benchmarks/results/augment.json")
    options = parser.parse_args()
    import batchgeneratorsv2  # noqa: F401 before anything is measured
    result = {
        "benchmark": "augment", "commit": measuring.commit(), "machine": measuring.machine(), "threads": 1,
        "sizes": [measured(options.dataset, size, options) for size in options.sizes],
    }
    options.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result["sizes"], indent=2))


if __name__ == "__main__":
    main()
