"""What `ib mine RAW OUT` does, in numpy and scipy: scans and masks of LUNA16's layout, uncompressed voxels, compressed masks.

Whole arrays at a time, each made as cheaply as numpy can: axes one after the other, sums of blocks by running sums, lungs by
scipy.ndimage.label. Distances are made over the whole grid, as the rules are written, or with --near only within the box that a
nodule can reach. Windows lie where `ib mine` draws them; files are equal byte for byte.

Usage: mine_script.py RAW OUT --lung mask|field [--near] --seed S --per-scan N [--patch-size 64]
"""
import argparse
import csv
import json
import time
import zlib
from pathlib import Path

import numpy as np
from scipy import ndimage

SLACK, MIN_CENTRE, PURPOSE = 1e-6, 15.0, 6
WORD = 0xFFFFFFFF


def read(header):
    """Voxels as (z, y, x), spacing, offset and direction of a MetaImage; direction has axes as columns."""
    fields = dict(line.split(" = ", 1) for line in header.read_text().splitlines())
    size = [int(word) for word in fields["DimSize"].split()]
    blob = header.with_name(fields["ElementDataFile"]).read_bytes()
    if fields["CompressedData"] == "True":
        blob = zlib.decompress(blob)
    kind = {"MET_SHORT": "<i2", "MET_UCHAR": "u1"}[fields["ElementType"]]
    numbers = [np.array(fields[key].split(), float) for key in ("ElementSpacing", "Offset", "TransformMatrix")]
    return np.frombuffer(blob, kind).reshape(size[::-1]), numbers[0], numbers[1], numbers[2].reshape(3, 3).T


def millimetres(voxels, spacing):
    """Linear in float64, x then y then z, to voxels of 1 mm; the edge is repeated."""
    out = voxels
    for axis, step in zip((2, 1, 0), spacing):
        n = voxels.shape[axis]
        at = np.arange(int(np.rint(n * step))) / step
        low = np.minimum(at.astype(int), n - 1)
        shape = [1, 1, 1]
        shape[axis] = -1
        a, b = np.take(out, low, axis), np.take(out, np.minimum(low + 1, n - 1), axis)
        out = np.subtract(b, a, dtype=np.float64)
        out *= (at - np.floor(at)).reshape(shape)
        out += a
    return np.clip(np.rint(out, out=out), -32768, 32767, out=out).astype(np.int16)


def nearest(labels, spacing):
    for axis, step in zip((2, 1, 0), spacing):
        n = labels.shape[axis]
        at = np.floor(np.arange(int(np.rint(n * step))) / step + 0.5).astype(int)
        labels = np.take(labels, np.minimum(at, n - 1), axis)
    return labels


def field(grid):
    """Lungs by HU: air that touches no side of the volume along x or y, in parts of at least 100,000 voxels."""
    labels, count = ndimage.label(grid <= -400)
    keep = np.bincount(labels.ravel(), minlength=count + 1) >= 100_000
    for side in (labels[:, 0], labels[:, -1], labels[:, :, 0], labels[:, :, -1]):
        keep[np.unique(side)] = False
    keep[0] = False
    return keep[labels]


def half_lung(lung):
    """Centres in a lung of whose block of 7 voxels at least half is lung."""
    sums = lung.astype(np.int16)
    counts = np.ones([1, 1, 1], np.int32)
    for axis in range(3):
        n = lung.shape[axis]
        low, high = np.maximum(np.arange(n) - 3, 0), np.minimum(np.arange(n) + 4, n)
        widths = [(1, 0) if a == axis else (0, 0) for a in range(3)]
        running = np.pad(np.cumsum(sums, axis=axis, dtype=np.int32), widths)
        sums = (np.take(running, high, axis) - np.take(running, low, axis)).astype(np.int16)
        shape = [1, 1, 1]
        shape[axis] = -1
        counts = counts * (high - low).reshape(shape)
    return lung & (2 * sums >= counts)


def leave_out(legal, nodule, radius, size, guard, near):
    """Centres too near to a nodule: centre to centre, centre to surface, or the cube's faces to its surface."""
    reach = max(MIN_CENTRE, radius, radius + guard + size) + 2 if near else max(legal.shape)
    box = tuple(slice(max(0, int(g - reach)), max(0, int(g + reach) + 1)) for g in nodule[::-1])
    axes = [
        np.arange(part.start, min(part.stop, n), dtype=float).reshape([-1 if a == b else 1 for b in range(3)])
        for a, (part, n) in enumerate(zip(box, legal.shape))]
    centre, gap = 0.0, 0.0
    for at, g in zip(axes, nodule[::-1]):
        low = at - size // 2 - 0.5
        centre = centre + (at - g) ** 2
        gap = gap + np.maximum(np.maximum(low - g, g - (low + size)), 0.0) ** 2
    centre, gap = np.sqrt(centre), np.sqrt(gap) - radius
    legal[box] &= (centre + SLACK >= MIN_CENTRE) & (centre - radius + SLACK >= 0) & (gap + SLACK >= guard)


def crc32c(text):
    value = WORD
    for byte in text.encode():
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ (0x82F63B78 if value & 1 else 0)
    return value ^ WORD


class Stream:
    """Philox4x32-10 (Salmon et al. 2011, doi 10.1145/2063384.2063405) with the key and counter of the engine's plans."""

    def __init__(self, seed, index):
        self.key, self.counter, self.words = (seed & WORD, seed >> 32 & WORD), [0, index, PURPOSE, 0], []

    def word(self):
        if not self.words:
            self.counter[0] += 1
            c, k = list(self.counter), list(self.key)
            for _ in range(10):
                p, q = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
                c = [(q >> 32) ^ c[1] ^ k[0], q & WORD, (p >> 32) ^ c[3] ^ k[1], p & WORD]
                k = [(k[0] + 0x9E3779B9) & WORD, (k[1] + 0xBB67AE85) & WORD]
            self.words = c
        return self.words.pop(0)

    def below(self, n):
        """Lemire 2019, doi 10.1145/3230636."""
        product = self.word() * n
        while product & WORD < n and product & WORD < (1 << 32) % n:
            product = self.word() * n
        return product >> 32


def draw(count, wanted, stream):
    """Ranks of a partial Fisher-Yates shuffle."""
    moved, picks = {}, []
    for j in range(min(wanted, count)):
        other = j + stream.below(count - j)
        picks.append(moved.get(other, other))
        moved[other] = moved.get(j, j)
    return picks


def mine(header, masks, nodules, arguments, out):
    uid, size = header.stem, arguments.patch_size
    voxels, spacing, offset, direction = read(header)
    grid = millimetres(voxels, spacing)
    if arguments.lung == "mask":
        labels = nearest(read(masks / header.name)[0], spacing)
        legal = half_lung((labels == 3) | (labels == 4))
    else:
        legal = half_lung(field(grid))
    half = size // 2
    outside = np.ones(legal.shape, bool)
    outside[tuple(slice(half, n - size + half + 1) for n in legal.shape)] = False
    legal &= ~outside
    for world, diameter in nodules:
        nodule = np.linalg.solve(direction, np.array(world) - offset)
        leave_out(legal, nodule, diameter / 2, size, max(1, spacing.max()), arguments.near)
    found = np.flatnonzero(legal.transpose(2, 1, 0))
    drawn = []
    for i, rank in enumerate(draw(len(found), arguments.per_scan, Stream(arguments.seed, crc32c(uid)))):
        x, y, z = np.unravel_index(found[rank], legal.shape[::-1])
        cube = grid[z - half:z - half + size, y - half:y - half + size, x - half:x - half + size]
        scaled = ((np.clip(cube.astype(float), -1000, 400) + 1000) / 1400).astype(np.float16)
        name = f"{uid}_bg{i}.npy"
        with open(out / name, "wb") as file:
            np.lib.format.write_array(file, scaled, version=(1, 0))
        drawn.append([int(x), int(y), int(z)])
    return {"uid": uid, "feasible": len(found), "centres": drawn}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("raw", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--lung", choices=("mask", "field"), default="mask")
    parser.add_argument("--near", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--per-scan", type=int, default=1)
    parser.add_argument("--patch-size", type=int, default=64)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    nodules = {}
    with open(arguments.raw / "annotations.csv", newline="") as file:
        for row in csv.DictReader(file):
            world = [float(row[key]) for key in ("coordX", "coordY", "coordZ")]
            nodules.setdefault(row["seriesuid"], []).append((world, float(row["diameter_mm"])))
    scans = []
    for header in sorted(arguments.raw.glob("subset*/*.mhd")):
        start = time.perf_counter()
        found = mine(header, arguments.raw / "seg-lungs-LUNA16", nodules.get(header.stem, []), arguments, arguments.out)
        scans.append(found | {"seconds": time.perf_counter() - start})
    print(json.dumps(scans))


if __name__ == "__main__":
    main()
