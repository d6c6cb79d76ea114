#!/usr/bin/env python3
"""Writes body.json beside this file: bodies of small volumes by numpy and scipy, from the description in
docs/reference/formats.md alone. BodyMeasureTest makes the same volumes."""

import json
import pathlib
import zlib

import numpy
from scipy import ndimage

WINDOWS = [
    ((0, 0, 0), (8, 8, 8)),
    ((3, 2, 1), (17, 19, 13)),
    ((-3, 20, 15), (29, 40, 11)),
    ((14, 0, 3), (3, 9, 11)),
    ((10, 12, 9), (1, 1, 1)),
    ((40, 36, 28), (5, 5, 5)),
    ((-9, -9, -9), (9, 90, 90)),
]


def ellipsoid(x, y, z, centre, radii):
    return sum(((p - c) / r) ** 2 for p, c, r in zip((x, y, z), centre, radii)) <= 1


def chest(size):
    """A chest with lungs that reach the last slice, a table apart, and padding outside of a circle."""
    z, y, x = numpy.indices(size[::-1])
    noise = (x * 7 + y * 13 + z * 29) % 41 - 20
    hu = -1000 + noise
    hu[ellipsoid(x, y, z, (20, 17, 14), (17, 12, 40))] = 40
    hu[ellipsoid(x, y, z, (13, 17, 20), (5, 7, 14))] = -850
    hu[ellipsoid(x, y, z, (27, 17, 20), (5, 7, 14))] = -850
    hu[(y >= 33) & (y < 35) & (x > 8) & (x < 32)] = 100
    hu[(x - 20) ** 2 + (y - 18) ** 2 > 21 ** 2] = -3024
    return hu.astype(numpy.int16)


def head(size):
    """A bright head on a dark ground, with a ventricle as dark as that."""
    z, y, x = numpy.indices(size[::-1])
    value = (x * 5 + y * 3 + z * 11) % 17 / 8
    value[ellipsoid(x, y, z, (11, 13, 9), (8, 9, 7))] += 90
    value[ellipsoid(x, y, z, (11, 13, 9), (3, 3, 2))] = 1
    return value.astype(numpy.float32)


def tracer(size):
    """A faint body in a dark ground, with two small organs that are far brighter."""
    z, y, x = numpy.indices(size[::-1])
    value = (x * 5 + y * 3 + z * 11) % 17 / 256
    value[ellipsoid(x, y, z, (11, 13, 9), (8, 9, 20))] += 1
    value[ellipsoid(x, y, z, (8, 12, 5), (3, 3, 2))] += 30
    value[ellipsoid(x, y, z, (14, 15, 14), (2, 2, 2))] += 100
    return value.astype(numpy.float32)


def block_of(size, spacing):
    return [int(max(1, min(numpy.rint(4 / mm), 64, n))) for n, mm in zip(size, spacing)]


def block_centres(volume, block):
    """Of (z, y, x): linear between voxels, x first, edges repeated; the last block may reach past the volume."""
    values = volume.astype(numpy.float64)
    for axis, edge in zip((2, 1, 0), block):
        length = values.shape[axis]
        at = numpy.arange((length - 1) // edge + 1) * edge + (edge - 1) / 2
        below = numpy.floor(at).astype(int)
        a, b = (numpy.take(values, numpy.minimum(below + k, length - 1), axis=axis) for k in (0, 1))
        weight = numpy.expand_dims(at - below, [other for other in range(3) if other != axis])
        values = a + weight * (b - a)
    return values.astype(numpy.float32).astype(numpy.float64)


def histogram(values, low, width, bins):
    return numpy.bincount(numpy.minimum(bins - 1, (values.ravel() - low) / width).astype(int), minlength=bins)


def otsu(values):
    low = values.min()
    fine = (values.max() - low) / 65536
    reached = numpy.cumsum(histogram(values, low, fine, 65536)) * 100 >= values.size * 95
    width = (1 + int(numpy.argmax(reached))) * fine / 256
    counts = histogram(values, low, width, 256)
    best, first, last = -1, 0, 0
    for k in range(1, 256):
        below, above = counts[:k], counts[k:]
        apart = (below @ numpy.arange(k)) / below.sum() - (above @ numpy.arange(k, 256)) / above.sum()
        between = below.sum() * above.sum() * apart**2
        if between > best:
            best, first = between, k
        if between == best:
            last = k
    return low + (first + last) / 2 * width


def body(centres, threshold):
    labels, _ = ndimage.label(centres >= threshold)
    sizes = numpy.bincount(labels.ravel())
    largest = labels == 1 + numpy.argmax(sizes[1:])
    filled = largest.copy()
    for axis in range(3):
        planes = [ndimage.binary_fill_holes(plane) for plane in numpy.moveaxis(largest, axis, 0)]
        filled |= numpy.moveaxis(numpy.array(planes), 0, axis)
    return filled


def voxels(blocks, block, size):
    for axis, edge in zip((2, 1, 0), block):
        blocks = numpy.repeat(blocks, edge, axis=axis)
    return blocks[: size[2], : size[1], : size[0]]


def case(name, volume, size, spacing, slope, intercept, value):
    block = block_of(size, spacing)
    centres = slope * block_centres(volume, block) + intercept
    if value is None:
        centres = numpy.maximum(centres, -1024)
    threshold = otsu(centres) if value is None else value
    mask = voxels(body(centres, threshold), block, size)
    counts = []
    for corner, patch in WINDOWS:
        part = tuple(slice(max(0, c), max(0, c + p)) for c, p in zip(corner, patch))
        counts.append(int(mask[part[::-1]].sum()))
    return {
        "name": name,
        "block": block,
        "threshold": threshold,
        "voxels": int(mask.sum()),
        "crc32": zlib.crc32(mask.astype(numpy.uint8).tobytes()),
        "windows": counts,
    }


def main():
    big, small = (41, 37, 29), (23, 27, 19)
    cases = [
        case("chest", chest(big), big, (1.3, 0.9, 2.5), 1, 0, None),
        case("chest at one voxel", chest(big), big, (5, 4, 8), 1, 0, None),
        case("chest from -300", chest(big), big, (1.3, 0.9, 2.5), 1, 0, -300.0),
        case("head", head(small), small, (1.0, 1.3, 2.0), 3, -2, None),
        case("head upside down", head(small), small, (2.0, 2.0, 2.0), -0.5, 100, None),
        case("tracer", tracer(small), small, (4.0, 3.0, 5.0), 1, 0, None),
    ]
    windows = [{"corner": corner, "patch": patch} for corner, patch in WINDOWS]
    text = json.dumps({"windows": windows, "cases": cases}, indent=1)
    pathlib.Path(__file__).with_name("body.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
