"""The slow baseline: what a plain numpy, scipy and nibabel script does to prepare patches.

Does per case what the published preparation of IB-sampling does, one after the other in one
process, written anew: percentiles 1 and 99 of each modality, clip and scale to [0, 1], components
of the mask, one crop around each component (grown by the margin, then to the patch size), all
windows of a regular grid that hold no foreground. Every crop is saved by nibabel as float32
.nii.gz at nibabel's default level, the label crops too, all with the affine of the whole volume.

Usage: prepare_script.py RAW OUT --patch-size X Y Z --modalities NAME... [--margin 10]
"""
import argparse
from pathlib import Path

import nibabel as nib
import numpy as np
from scipy import ndimage


def load_normalised(path):
    volume = nib.load(path).get_fdata(dtype=np.float32)
    low, high = np.percentile(volume, (1, 99))
    if high <= low:
        return np.zeros_like(volume)
    return np.clip((volume - low) / (high - low), 0, 1).astype(np.float32)


def grow(begin, end, wanted, limit):
    """Widens [begin, end) to `wanted` within [0, limit), around its middle where there is room."""
    missing = wanted - (end - begin)
    if missing <= 0:
        return begin, end
    begin = max(begin - missing // 2, 0)
    end = min(end + missing - missing // 2, limit)
    if end - begin < wanted:
        if begin == 0:
            end = min(wanted, limit)
        else:
            begin = max(end - wanted, 0)
    return begin, end


def around(component, margin, patch, shape):
    crop = []
    for axis, along in enumerate(component):
        begin = max(along.start - margin, 0)
        end = min(along.stop + margin, shape[axis])
        crop.append(slice(*grow(begin, end, patch[axis], shape[axis])))
    return tuple(crop)


def axis_starts(length, patch):
    if length <= patch:
        return [0]
    starts = list(range(0, length - patch + 1, patch // 2))
    if starts[-1] != length - patch:
        starts.append(length - patch)
    return starts


def empty_windows(mask, patch):
    xs, ys, zs = (axis_starts(n, p) for n, p in zip(mask.shape, patch))
    for corner in ((x, y, z) for x in xs for y in ys for z in zs):
        window = tuple(slice(c, c + p) for c, p in zip(corner, patch))
        if not mask[window].any():
            yield window


def save(volume, crop, affine, path):
    nib.save(nib.Nifti1Image(volume[crop].astype(np.float32), affine), path)


def prepare_case(case, out, options):
    image = nib.load(case / "GT.nii.gz")
    labels = image.get_fdata(dtype=np.float32)
    mask = labels > 0
    volumes = {name: load_normalised(case / f"{name}.nii.gz") for name in options.modalities}
    volumes["label"] = labels
    components, _ = ndimage.label(mask)
    positives = [
        around(box, options.margin, options.patch_size, mask.shape)
        for box in ndimage.find_objects(components)
    ]
    negatives = list(empty_windows(mask, options.patch_size))
    kinds = (("lesion_patches", "positive", positives), ("background_patches", "negative", negatives))
    for folder, kind, crops in kinds:
        (out / folder).mkdir(parents=True, exist_ok=True)
        for number, crop in enumerate(crops):
            for name, volume in volumes.items():
                file = f"{case.name}_{name}_{kind}_{number:04d}.nii.gz"
                save(volume, crop, image.affine, out / folder / file)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("raw", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--patch-size", type=int, nargs=3, default=(128, 128, 128))
    parser.add_argument("--modalities", nargs="+", required=True)
    parser.add_argument("--margin", type=int, default=10)
    options = parser.parse_args()
    for case in sorted(path for path in options.raw.iterdir() if path.is_dir()):
        prepare_case(case, options.out, options)


if __name__ == "__main__":
    main()
