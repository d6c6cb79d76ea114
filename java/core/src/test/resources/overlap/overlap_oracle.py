"""Writes overlap.json: scores of made-up pairs of masks, by scipy's distance transforms and labels.

Run from this folder: python3 overlap_oracle.py > overlap.json   (numpy and scipy)
MadeUpMasks.java makes the same masks. Nothing here follows how org.ibengine.evaluation.overlap works: every distance is
looked up in a distance transform of the whole volume.
"""

import json
import sys

import numpy as np
from scipy import ndimage

NAMES = ("noise", "sparse", "words", "blobs", "far", "edge", "flat", "equal", "noPrediction", "noTruth", "nothing")
SIZES = ((9, 7, 5), (11, 6, 13), (131, 5, 4), (40, 33, 21), (67, 9, 30), (64, 8, 8), (13, 17, 1), (10, 9, 8), (6, 5, 4), (6, 5, 4), (3, 2, 2))
SPACINGS = ((1, 1, 1), (0.5, 0.5, 3), (0.7, 1.25, 2), (0.9, 0.9, 0.9), (3, 0.4, 1.1), (2, 2, 2), (1, 1.5, 4), (1, 2, 3), (1, 1, 2), (1, 1, 2), (1, 1, 1))
TOLERANCES = (1, 1.5, 0.7, 0.9, 3, 2, 1.5, 0, 1, 1, 1)


def mix(value):
    """A 32-bit integer hash."""
    value &= 0xFFFFFFFF
    value = ((value ^ value >> 16) * 0x7FEB352D) & 0xFFFFFFFF
    value = ((value ^ value >> 15) * 0x846CA68B) & 0xFFFFFFFF
    return value ^ value >> 16


def noise(size, seed, per_mille):
    cells = [mix(seed * 100003 + i) % 1000 < per_mille for i in range(size[0] * size[1] * size[2])]
    return np.array(cells, bool).reshape(size, order="F")  # x fastest


def blobs(size, seed, count, edge):
    """Boxes with a corner anywhere, cut off at the end of the volume."""
    mask = np.zeros(size, bool)
    for i in range(count):
        at = [mix(seed * 977 + 3 * i + a) % size[a] for a in range(3)]
        to = [at[a] + 1 + mix(seed * 1013 + 3 * i + a) % edge for a in range(3)]
        mask[at[0]:to[0], at[1]:to[1], at[2]:to[2]] = True
    return mask


def masks(name, size):
    none = np.zeros(size, bool)
    if name == "noise":
        return noise(size, 1, 400), noise(size, 2, 300)
    if name == "sparse":
        return noise(size, 3, 12), noise(size, 4, 9)
    if name == "words":
        return noise(size, 5, 900), noise(size, 6, 870)
    if name == "blobs":
        return blobs(size, 7, 9, 12), blobs(size, 8, 7, 13)
    if name == "far":
        left, right = none.copy(), none.copy()
        left[0:3, 0:2, 0:2] = True
        right[63:67, 7:9, 27:30] = True
        return left, right
    if name == "edge":
        return np.ones(size, bool), blobs(size, 9, 2, 30)
    if name == "flat":
        return blobs(size, 10, 4, 6), blobs(size, 11, 3, 7)
    if name == "equal":
        return blobs(size, 12, 3, 5), blobs(size, 12, 3, 5)
    if name == "noPrediction":
        return noise(size, 13, 200), none
    if name == "noTruth":
        return none, noise(size, 14, 200)
    return none, none


def edges(mask):
    return mask & ~ndimage.binary_erosion(mask)  # face neighbours; outside of the volume is background


def distances(of, to, spacing):
    return ndimage.distance_transform_edt(~to, sampling=spacing)[of]


def surfaces(truth, prediction, spacing, tolerance):
    a, b = edges(truth), edges(prediction)
    if not a.any() or not b.any():
        return {"hausdorff": None, "hausdorff95": None, "hausdorffMm": None, "hausdorff95Mm": None, "meanMm": None,
                "dice": None if not (a | b).any() else 0.0}
    voxels = distances(a, b, (1, 1, 1)), distances(b, a, (1, 1, 1))
    mm = distances(a, b, spacing), distances(b, a, spacing)
    together = np.concatenate(mm)
    return {"hausdorff": max(d.max() for d in voxels), "hausdorff95": max(np.percentile(d, 95) for d in voxels),
            "hausdorffMm": max(d.max() for d in mm), "hausdorff95Mm": max(np.percentile(d, 95) for d in mm),
            "meanMm": together.mean(), "dice": (together <= tolerance * (1 + 1e-6)).mean()}


def lesions(truth, prediction):
    """Rows of kind, id, voxels, Dice and id of what an instance takes."""
    t, n = ndimage.label(truth, np.ones((3, 3, 3)))
    p, m = ndimage.label(prediction, np.ones((3, 3, 3)))
    rows = []
    for i in range(1, n + 1):
        of = t == i
        dice = {int(k): 2.0 * (of & (p == k)).sum() / (of.sum() + (p == k).sum()) for k in np.unique(p[of]) if k}
        best = max(dice, key=lambda k: (dice[k], -k)) if dice else 0
        rows.append(["matched" if dice else "missed", i, int(of.sum()), dice.get(best, 0.0), best])
    for k in range(1, m + 1):
        if not t[p == k].any():
            rows.append(["false", k, int((p == k).sum()), 0.0, 0])
    return rows


def scores(name, size, spacing, tolerance):
    truth, prediction = masks(name, size)
    v = int(truth.sum())
    shared = int((truth & prediction).sum())
    return {"name": name, "size": size, "spacing": spacing, "tolerance": tolerance, "truthVoxels": v,
            "predictionVoxels": int(prediction.sum()), "sharedVoxels": shared,
            "dice": 2 * shared / (v + int(prediction.sum())) if v else None,
            "absDiff": int((truth != prediction).sum()) / v if v else None,
            "surface": surfaces(truth, prediction, spacing, tolerance), "lesions": lesions(truth, prediction)}


json.dump([scores(*row) for row in zip(NAMES, SIZES, SPACINGS, TOLERANCES)], sys.stdout, indent=0)
print()
