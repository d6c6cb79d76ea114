"""Writes resample.json: what scipy and numpy make of small volumes on other grids.

linear   scipy.ndimage.map_coordinates(order=1, mode="nearest") on float64
nearest  the voxel floor(c + 1/2), clamped, by numpy indexing
cubic    the kernel of Keys 1981, a = -1/2, as a function of the distance |s|, over the 64 voxels around each position at once:
         |s| <= 1: (a + 2)|s|^3 - (a + 3)|s|^2 + 1;  1 < |s| < 2: a|s|^3 - 5a|s|^2 + 8a|s| - 4a

Neither shares code or, positions aside, order of operations with the engine, so values differ by rounding; `largest` is the largest magnitude of a
voxel, to which the tests relate the difference.

Usage: resample_oracle.py [OUT]    (numpy, scipy)
"""
import json
import sys
from pathlib import Path

import numpy as np
from scipy import ndimage

SEED = 20261129
# name, source size, target size, rows of the map (target index to mm along the source's axes), spacing of the source
GRIDS = [
    ("oblique", (9, 7, 5), (7, 8, 6), [[.9, .3, -.1, -1], [-.25, .85, .2, .5], [.15, -.2, .95, 1]], (.9, 1.4, 1.7)),
    ("oblique, turned by a right angle", (5, 9, 7), (6, 5, 7), [[.1, 1.1, 0, -.5], [-1.2, .1, .3, 8], [0, .2, .8, .3]], (1, 1, 1)),
    ("flipped", (11, 6, 5), (9, 7, 6), [[-1, 0, 0, 9], [0, .7, 0, .1], [0, 0, -.6, 3.9]], (.8, 1, 1)),
    ("anisotropic", (13, 11, 4), (9, 8, 10), [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]], (.7, .7, 2.5)),
    ("axes in another order", (5, 6, 7), (8, 4, 5), [[0, 0, 1.1, -.3], [.8, 0, 0, 0], [0, -1.3, 0, 6]], (1, 1.1, 1)),
    ("one voxel thin in z", (9, 8, 1), (7, 6, 3), [[1.3, .1, 0, 0], [0, 1.2, 0, -.4], [0, 0, .5, -.5]], (1, 1, 1)),
    ("one voxel thin in x and y", (1, 1, 7), (3, 2, 9), [[.4, 0, 0, 0], [0, .4, 0, -.2], [0, 0, 1, -1]], (1, 1, 1.25)),
    ("one voxel", (1, 1, 1), (2, 3, 2), [[.4, .1, 0, 0], [0, .4, 0, 0], [0, .2, .6, 0]], (1, 1, 1)),
]


def positions(target, rows, spacing):
    """From left to right: nearest neighbours depend on the last bit where a position is half a voxel."""
    x, y, z = np.indices(target, dtype=np.float64)
    return np.stack([(m[0] * x + m[1] * y + m[2] * z + m[3]) / s for m, s in zip(rows, spacing)])


def keys(s, a=-.5):
    s = np.abs(s)
    near = (a + 2) * s**3 - (a + 3) * s**2 + 1
    far = a * s**3 - 5 * a * s**2 + 8 * a * s - 4 * a
    return np.where(s <= 1, near, np.where(s < 2, far, 0))


def cubic(volume, at):
    below = np.floor(at).astype(np.int64)
    total = np.zeros(at.shape[1:])
    for step in np.ndindex(4, 4, 4):
        voxel = below + np.asarray(step).reshape(3, 1, 1, 1) - 1
        weight = np.prod(keys(at - voxel), axis=0)
        inside = [np.clip(v, 0, n - 1) for v, n in zip(voxel, volume.shape)]
        total += weight * volume[tuple(inside)]
    return total


def nearest(volume, at):
    voxel = np.floor(at + .5).astype(np.int64)
    return volume[tuple(np.clip(v, 0, n - 1) for v, n in zip(voxel, volume.shape))]


def flat(volume):
    """x fastest."""
    return [float(f"{v:.17g}") for v in volume.ravel(order="F")]


def main():
    random = np.random.default_rng(SEED)
    cases = []
    for name, source, target, rows, spacing in GRIDS:
        volume = np.round(random.normal(0, 700, source))
        at = positions(target, rows, spacing)
        cases.append({
            "name": name, "source": source, "target": target, "map": np.ravel(rows).tolist(), "spacing": spacing,
            "voxels": flat(volume), "largest": float(np.abs(volume).max()),
            "linear": flat(ndimage.map_coordinates(volume, at, order=1, mode="nearest")),
            "cubic": flat(cubic(volume, at)), "nearest": flat(nearest(volume, at)),
        })
    lines = ",\n".join(json.dumps(case) for case in cases)
    Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).with_name("resample.json")).write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
