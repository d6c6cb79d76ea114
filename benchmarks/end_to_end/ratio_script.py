"""What `ib ratio` computes, by summed-area tables in numpy (int64) and components by scipy: for ratio.py. Arrays are [z, y, x].

Usage: ratio_script.py GT.nii.gz OUT.json SIZE...
"""
import gzip
import json
import sys

import numpy as np
from scipy import ndimage

HEADER = 352
ANCHORS = 64


def read_mask(path):
    """A label map as `ib synth` writes it: uint8, x fastest."""
    with gzip.open(path) as file:
        header = file.read(HEADER)
        nx, ny, nz = np.frombuffer(header, "<i2", 3, 42)
        return np.frombuffer(file.read(), np.uint8).reshape(nz, ny, nx) > 0


def table(values):
    """Sums over all boxes from the first voxel: one longer on each axis."""
    sums = np.zeros([n + 1 for n in values.shape], np.int64)
    np.cumsum(values, axis=0, out=sums[1:, 1:, 1:], dtype=np.int64)
    for axis in (1, 2):
        np.cumsum(sums, axis=axis, out=sums)
    return sums


def instances(mask):
    labels, count = ndimage.label(mask)
    flat = np.flatnonzero(labels)
    ids = labels.ravel()[flat]
    order = flat[np.argsort(ids, kind="stable")]
    ends = np.cumsum(np.bincount(ids, minlength=count + 1)[1:])
    found = []
    for number, box in enumerate(ndimage.find_objects(labels)):
        voxels = order[ends[number - 1] if number else 0:ends[number]]
        most = min(ANCHORS, len(voxels))
        anchors = [np.unravel_index(voxels[(2 * k + 1) * len(voxels) // (2 * most)], mask.shape) for k in range(most)]
        found.append((box, anchors))
    return found


def box_sum(sums, low, high):
    (z, y, x), (zz, yy, xx) = low, high
    return (sums[zz, yy, xx] - sums[z, yy, xx] - sums[zz, y, xx] - sums[zz, yy, x]
            + sums[z, y, xx] + sums[z, yy, x] + sums[zz, y, x] - sums[z, y, x])


def jitter(sums, box, anchors, dims, size):
    means = []
    fits = all(b.stop - b.start <= size for b in box)
    for anchor in anchors[:1] if fits else anchors:
        low, high = [], []
        for axis in range(3):
            short = box[axis].stop - box[axis].start <= size
            first, last = (box[axis].stop - size, box[axis].start) if short else (anchor[axis] - size + 1, anchor[axis])
            low.append(max(first, 0))
            high.append(min(last, max(0, dims[axis] - size)) + 1)
        means.append(box_sum(sums, low, high) / np.prod([h - l for l, h in zip(low, high)]))
    return float(np.mean(means)) / size ** 3


def statistics(mask, found, size):
    pad = [(0, max(size - dim, 0)) for dim in mask.shape]
    sums = table(np.pad(mask, pad) if any(after for _, after in pad) else mask)
    n = size
    counts = (sums[n:, n:, n:] - sums[:-n, n:, n:] - sums[n:, :-n, n:] - sums[n:, n:, :-n]
              + sums[:-n, :-n, n:] + sums[:-n, n:, :-n] + sums[n:, :-n, :-n] - sums[:-n, :-n, :-n])
    del sums
    ratios = counts.ravel() / size ** 3
    uniform = {"sumOfCounts": int(counts.sum()), "mean": float(ratios.mean()), "sd": float(ratios.std()),
               "min": float(ratios.min()), "max": float(ratios.max()), "zeroPlacements": int((counts == 0).sum()),
               "quantiles": np.percentile(ratios, [5, 25, 50, 75, 95]).tolist()}
    del ratios
    at = [np.clip(np.arange(dim) - size // 2, 0, counts.shape[axis] - 1) for axis, dim in enumerate(mask.shape)]
    around = counts[np.ix_(*at)]  # by the voxel in the centre
    voxel, other = around[mask], around[~mask]
    del around
    second = table(counts)
    means = [jitter(second, box, anchors, mask.shape, size) for box, anchors in found]
    return {"size": [size] * 3, "placements": int(counts.size), "voxels": int(mask.sum()), "instances": len(found), "uniform": uniform,
            "instanceJitter": {"mean": float(np.mean(means)), "min": min(means), "max": max(means)},
            "voxel": {"mean": float(voxel.mean() / size ** 3), "min": float(voxel.min() / size ** 3), "max": float(voxel.max() / size ** 3)},
            "negativeVoxel": {"mean": float(other.mean() / size ** 3), "zeroShare": float((other == 0).mean())}}


def main():
    mask = read_mask(sys.argv[1])
    found = instances(mask)
    sizes = [statistics(mask, found, int(size)) for size in sys.argv[3:]]
    with open(sys.argv[2], "w") as file:
        json.dump(sizes, file)


if __name__ == "__main__":
    main()
