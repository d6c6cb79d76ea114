"""Dice, Hausdorff distances, surface Dice and lesions of masks in numpy and scipy: what `ib evaluate` is compared with.

With --cropped, distance transforms are taken over the smallest box around both masks, as MONAI does; without, over the volume.

Usage: evaluate_script.py TRUTH PRED OUT.json [--cropped]
"""
import argparse
import json
from pathlib import Path

import nibabel
import numpy as np
from scipy import ndimage

TOLERANCE_MM = 1


def box_of(mask):
    box = []
    for axis in range(3):
        found = np.flatnonzero(mask.any(axis=tuple(other for other in range(3) if other != axis)))
        box.append(slice(max(found[0] - 1, 0), found[-1] + 2))
    return tuple(box)


def scores(truth, prediction, spacing, cropped):
    found = {"dice": 2 * int((truth & prediction).sum()) / (int(truth.sum()) + int(prediction.sum()))}
    labels, count = ndimage.label(truth, np.ones((3, 3, 3)))
    found["matchedLesions"] = len(np.unique(labels[prediction & truth]))
    found["missedLesions"] = count - found["matchedLesions"]
    labels, count = ndimage.label(prediction, np.ones((3, 3, 3)))
    found["falseLesions"] = count - len(np.unique(labels[prediction & truth]))
    a, b = (mask & ~ndimage.binary_erosion(mask) for mask in (truth, prediction))
    if cropped:
        box = box_of(truth | prediction)
        a, b = a[box], b[box]
    for unit, sampling in (("", (1, 1, 1)), ("Mm", spacing)):
        there = ndimage.distance_transform_edt(~b, sampling=sampling)[a]
        back = ndimage.distance_transform_edt(~a, sampling=sampling)[b]
        found["hausdorff" + unit] = max(there.max(), back.max())
        found["hausdorff95" + unit] = max(np.percentile(there, 95), np.percentile(back, 95))
    both = np.concatenate((there, back))
    found["surfaceDice"] = (both <= TOLERANCE_MM * (1 + 1e-6)).mean()
    found["meanSurfaceDistanceMm"] = both.mean()
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("truth", type=Path)
    parser.add_argument("prediction", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--cropped", action="store_true")
    arguments = parser.parse_args()
    found = {}
    for file in sorted(arguments.truth.glob("*.nii.gz")):
        image = nibabel.load(file)
        truth = np.asanyarray(image.dataobj) > 0
        prediction = np.asanyarray(nibabel.load(arguments.prediction / file.name).dataobj) > 0
        spacing = [float(mm) for mm in image.header.get_zooms()]
        found[file.name.split(".")[0]] = scores(truth, prediction, spacing, arguments.cropped)
    arguments.out.write_text(json.dumps(found))


if __name__ == "__main__":
    main()
