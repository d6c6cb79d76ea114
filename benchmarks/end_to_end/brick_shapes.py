"""Bits per voxel of packed volumes by shape of the brick, prediction and size of what is kept per brick.

Counts, packs nothing: for each brick the widths that its voxels need, as the format has them (docs/reference/formats.md; 15 bits
need 16). Predictions, each only in bricks that become smaller by it: `none`, differences from the brick's minimum; `rowBefore`, a row from
the one before it in y, with one slope per brick (what the format does for 8 x 4 x 4); `left`, a voxel from the one before it in x, likewise;
`plane`, three slopes in quarters of a step. For 8 x 4 x 4, what the count says is compared with blobs packed by an encoder of
the tests first. Kept per brick: `rowTable`, widths and minimum (3 bytes, or 4 with a slope) and an offset of 8 bytes for each row of bricks;
`brickTable`, 4 bytes of offset for each brick as well; `coarseMinimum`, 12 bits in all, with a minimum rounded down.

Usage: brick_shapes.py [--data DIR] [--work DIR] [--out FILE]
"""
import argparse
import sys
from pathlib import Path

import measuring
import numpy
import scans

sys.path.insert(0, str(measuring.REPOSITORY / "python/tests"))
import packing  # noqa: E402

SHAPES = ((8, 4, 4), (8, 4, 2), (8, 2, 2), (8, 8, 8), (16, 4, 4), (4, 4, 4))  # x, y, z
SLAB = 16  # slices at a time, a multiple of every brick's
FORMAT = (8, 4, 4)


def bricks(slab, shape):
    """Codes (n, z, y, x) of the bricks of some slices."""
    x, y, z = shape
    padded = numpy.pad(slab, [(0, -n % edge) for n, edge in zip(slab.shape, (z, y, x))], mode="edge")
    nz, ny, nx = padded.shape
    split = padded.reshape(nz // z, z, ny // y, y, nx // x, x)
    return split.transpose(0, 2, 4, 1, 3, 5).reshape(-1, z, y, x)


def width(span):
    """Bits for 0 to span."""
    bits = numpy.frexp(span.astype(numpy.float64))[1]
    return numpy.where(bits == 15, 16, bits)


def span(of):
    flat = of.reshape(len(of), -1)
    return flat.max(1) - flat.min(1)


def differences_bits(steps):
    """The narrowest width of differences that have one slope in common; 99 where there is none."""
    flat = steps.reshape(len(steps), -1)
    least, most = flat.min(1), flat.max(1)
    found = numpy.full(len(flat), 99)
    for bits in range(14, -1, -1):
        unit = 1 << max(0, bits - 5)
        s = least // unit
        fits = (most - least < 1 << bits) & (abs(2 * s + 1) <= 255) & (most - s * unit < 1 << bits)
        found[fits] = bits
    return found


def along(codes, axis):
    """Bits of a brick's voxels predicted along an axis, and of its slope."""
    first = numpy.take(codes, [0], axis)
    steps = numpy.diff(codes, axis=axis)
    return width(span(first)) * first[0].size + differences_bits(steps) * steps[0].size + 8


def plane(codes):
    """The same, of what three slopes leave."""
    whole = codes.astype(numpy.float32)
    predicted = numpy.zeros_like(whole)
    for axis in (1, 2, 3):
        n = codes.shape[axis]
        across = (numpy.arange(n) - (n - 1) / 2).reshape([n if a == axis else 1 for a in range(4)]).astype(numpy.float32)
        slope = (whole * across).sum((1, 2, 3), keepdims=True) / (across.reshape(-1) ** 2).sum() / (codes[0].size / n)
        predicted += numpy.clip(numpy.rint(slope * 4) / 4, -31.75, 31.75) * across
    return width(span(codes - numpy.rint(predicted).astype(numpy.int32))) * codes[0].size + 24


def count(slab, shape, table_bits):
    """Bits of some slices by prediction; with the format's brick also of the two other ways to keep a minimum."""
    codes = bricks(slab, shape)
    none = width(span(codes)) * codes[0].size
    ways = {"none": none, "rowBefore": along(codes, 2), "left": along(codes, 3), "plane": plane(codes)}
    fixed = 24 * len(codes) + table_bits
    bits = {name: int(numpy.minimum(none, of).sum()) + fixed for name, of in ways.items()}
    if shape == FORMAT:
        low = codes.reshape(len(codes), -1).min(1)
        coarse = low >> 8 << 8  # 16 bits in steps of 256
        top = codes.reshape(len(codes), -1).max(1)
        bits["brickTable"] = bits["none"] + 32 * len(codes) - table_bits
        bits["coarseMinimum"] = int((width(top - coarse) * codes[0].size).sum()) + 12 * len(codes) + table_bits
    return bits


def counted(volume, shape):
    """Bits by name of a whole volume."""
    least, total = int(volume.min()), {}
    for z in range(0, len(volume), SLAB):
        slab = volume[z:z + SLAB].astype(numpy.int32) - least
        rows = -(-slab.shape[0] // shape[2]) * -(-slab.shape[1] // shape[1])
        for name, bits in count(slab, shape, 64 * rows).items():
            total[name] = total.get(name, 0) + bits
    return total


def require_what_is_packed(volume):
    """The count of the format's brick is the length of a blob but for its header, the last offset and its end."""
    part = volume[len(volume) // 2:][:18, 20:71, 30:99]
    blob = packing.pack(part, "I16" if part.dtype == numpy.int16 else "U16")
    if counted(part, FORMAT)["rowBefore"] != 8 * (len(blob) - 64 - 8 - 64):
        raise SystemExit("the count is not what is packed; not reported")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    scans.add_options(parser)
    parser.add_argument("--out", type=Path, default=measuring.REPOSITORY / "benchmarks/results/brick_shapes.json")
    arguments = parser.parse_args()
    results = []
    for name, volume in scans.all_of(arguments):
        require_what_is_packed(volume)
        shapes = []
        for shape in SHAPES:
            bits = {way: of / volume.size for way, of in counted(volume, shape).items()}
            shapes.append({"shape": shape, "bitsPerVoxel": bits})
        print(name, volume.shape, shapes[0]["bitsPerVoxel"], flush=True)
        results.append({"scan": name, "size": volume.shape[::-1], "type": str(volume.dtype), "shapes": shapes})
    import scipy

    measuring.write_results(arguments.out, {
        "benchmark": "brick_shapes", "commit": measuring.commit(),
        "machine": measuring.machine(numpy=numpy.__version__, scipy=scipy.__version__), "results": results})


if __name__ == "__main__":
    main()
