#!/usr/bin/env python3
"""An epoch of instance patches as a PyTorch user would feed it today, timed.

Does what the published IB-sampling loader does, written anew: a torch Dataset over a folder of
patches (gzipped NIfTI, one file per modality, read with nibabel as float32). Every instance patch is
an item of the epoch and is read when it is asked for; background patches are drawn anew for each
epoch and read before it starts; a patch larger than the crop is cropped at random. Then random
flips, quarter turns in x-y, intensity scale and shift on the CPU in torch, and a DataLoader that
stacks batches in worker processes.

Prints one JSON object. The epoch "reading" reads every file it uses; the epoch "inMemory" has all
patches decoded before it starts, which is kinder than the published loader, whose workers lose what
they have read when the epoch ends.

Exit codes: 0 done, 2 the command line or the folder is wrong, 3 torch or nibabel is missing.
"""

import argparse
import json
import random
import re
import sys
import time
from pathlib import Path

try:
    import nibabel
    import numpy
    import torch
    from torch.utils.data import DataLoader, Dataset
except ImportError as error:
    print(f"dataloader_script: {error}; install torch and nibabel "
          "(Debian: python3-torch python3-nibabel)", file=sys.stderr)
    sys.exit(3)

LABEL = "label"


class PatchFolder:
    """The patches of a prepared folder: case and number of each, and how to read one."""

    def __init__(self, root, modalities):
        self.root = Path(root)
        self.roles = [*modalities, LABEL]
        self.positives = self._find("lesion_patches", "positive")
        self.negatives = self._find("background_patches", "negative")

    def _find(self, folder, kind):
        pattern = re.compile(rf"(.+)_{LABEL}_{kind}_(\d+)\.nii\.gz")
        names = sorted(path.name for path in (self.root / folder).glob(f"*_{LABEL}_{kind}_*.nii.gz"))
        found = (pattern.fullmatch(name) for name in names)
        return [(folder, match[1], kind, match[2]) for match in found if match]

    def read(self, patch):
        """The patch as one (modalities + 1, X, Y, Z) float32 array, the label last."""
        folder, case, kind, number = patch
        volumes = []
        for role in self.roles:
            path = self.root / folder / f"{case}_{role}_{kind}_{number}.nii.gz"
            volumes.append(numpy.asarray(nibabel.load(path).dataobj, dtype=numpy.float32))
        return numpy.stack(volumes)


class EpochDataset(Dataset):
    """All positives and, drawn for this epoch, `ratio` times as many negatives."""

    def __init__(self, folder, crop, ratio, seed, kept=None):
        self.folder = folder
        self.crop = crop
        draw = random.Random(seed)
        count = round(ratio * len(folder.positives))
        negatives = []
        while len(negatives) < count and folder.negatives:
            pool = list(folder.negatives)
            draw.shuffle(pool)
            negatives += pool[: count - len(negatives)]
        self.items = folder.positives + negatives
        self.kept = dict(kept or {})
        for patch in negatives:
            if patch not in self.kept:
                self.kept[patch] = folder.read(patch)

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        patch = self.items[index]
        voxels = self.kept.get(patch)
        if voxels is None:
            voxels = self.folder.read(patch)
        voxels = vary(torch.from_numpy(crop(voxels, self.crop)))
        return {"image": voxels[:-1], "label": voxels[-1:].to(torch.uint8)}


def crop(voxels, size):
    """A random crop; axes that are too short are padded with 0 at their end."""
    for axis, wanted in enumerate(size, start=1):
        extra = voxels.shape[axis] - wanted
        if extra > 0:
            first = random.randrange(extra + 1)
            voxels = voxels.take(range(first, first + wanted), axis=axis)
        elif extra < 0:
            padding = [(0, 0)] * voxels.ndim
            padding[axis] = (0, -extra)
            voxels = numpy.pad(voxels, padding)
    return voxels


def vary(voxels):
    """Flips (each axis 0.5), turns (0.2), intensity scale (0.1) and shift (0.1) of the image."""
    for axis in (1, 2, 3):
        if random.random() < 0.5:
            voxels = torch.flip(voxels, (axis,))
    if random.random() < 0.2 and voxels.shape[1] == voxels.shape[2]:
        voxels = torch.rot90(voxels, random.randint(1, 3), (1, 2))
    voxels = voxels.clone()
    if random.random() < 0.1:
        voxels[:-1] *= 1 + random.uniform(-0.1, 0.1)
    if random.random() < 0.1:
        voxels[:-1] += random.uniform(-0.1, 0.1)
    return voxels


def seed_worker(worker):
    random.seed(torch.initial_seed() + worker)


def run(dataset_of, options):
    """Seconds and patches of an epoch, what is read before its first batch included."""
    start = time.perf_counter()
    dataset = dataset_of()
    loader = DataLoader(dataset, batch_size=options.batch_size, shuffle=True,
                        num_workers=options.workers, worker_init_fn=seed_worker)
    patches = 0
    for batch in loader:
        patches += batch["image"].shape[0]
    seconds = time.perf_counter() - start
    return {"patches": patches, "seconds": seconds, "patchesPerSecond": patches / seconds}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", help="dataset folder of the patches layout")
    parser.add_argument("--modalities", nargs="+", required=True)
    parser.add_argument("--patch-size", nargs=3, type=int, default=[64, 64, 64], metavar="N")
    parser.add_argument("--batch-size", type=int, default=4)
    parser.add_argument("--ratio", type=float, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def main():
    options = arguments()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    folder = PatchFolder(options.folder, options.modalities)
    if not folder.positives:
        print(f"dataloader_script: {options.folder} holds no instance patches", file=sys.stderr)
        return 2
    size, ratio, seed = options.patch_size, options.ratio, options.seed
    reading = run(lambda: EpochDataset(folder, size, ratio, seed), options)
    kept = {patch: folder.read(patch) for patch in folder.positives + folder.negatives}
    in_memory = run(lambda: EpochDataset(folder, size, ratio, seed + 1, kept), options)
    print(json.dumps({"torch": torch.__version__, "workers": options.workers,
                      "reading": reading, "inMemory": in_memory}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
