"""Volumes in blosc2, for packed.py: 16-bit values by several settings, and float32 as nnU-Net's preprocessing stores it."""
import itertools
import math
from typing import NamedTuple

import blosc2
import numpy

CHUNKS = (64, 128, 128)
NNUNET_BLOCK = 32  # per axis: 128 KiB of float32, its limit for patches of 64 and more
NNUNET_CHUNK_BYTES = 6 << 20
NNUNET_CHUNK_OF_PATCH = 1.5


class Setting(NamedTuple):
    name: str
    codec: blosc2.Codec
    level: int
    blocks: int


def settings():
    """The two that are compared by their bytes have blocks of 32; smaller ones and LZ4 are tried for their speed."""
    codecs = (("LZ4HC -5", blosc2.Codec.LZ4HC, 5), ("Zstd -3", blosc2.Codec.ZSTD, 3), ("LZ4 -5", blosc2.Codec.LZ4, 5))
    for blocks, (name, codec, level) in itertools.product((32, 16), codecs):
        if blocks == 32 or codec != blosc2.Codec.ZSTD:
            yield Setting(name + ("" if blocks == 32 else f", blocks of {blocks}³"), codec, level, blocks)


def in_memory(volume, setting):
    """Values of 16 bits or float32, byte shuffle; every voxel is compared."""
    array = blosc2.asarray(
        volume, chunks=tuple(map(min, CHUNKS, volume.shape)), blocks=tuple(min(setting.blocks, n) for n in volume.shape),
        cparams={"codec": setting.codec, "clevel": setting.level, "typesize": volume.itemsize, "filters": [blosc2.Filter.SHUFFLE], "nthreads": 1},
        dparams={"nthreads": 1})
    if not numpy.array_equal(array[:], volume):
        raise SystemExit(f"blosc2 {setting.name} gives other voxels; not reported")
    return array


def normalised(volume, clip):
    """Z-scores, float32; of CT after clipping."""
    values = volume.astype(numpy.float32)
    if clip:
        values = numpy.clip(values, *numpy.percentile(values, (0.5, 99.5)))
    return (values - values.mean()) / max(values.std(), 1e-8)


def chunks_of(shape, patch):
    """Grown from one block along the axis that covers least of 1.5 patches, as far as 6 MiB go; the longest axis of the image first."""
    wanted = [min(n, int(NNUNET_CHUNK_OF_PATCH * patch)) for n in shape]
    chunk = [min(NNUNET_BLOCK, n) for n in shape]
    while True:
        grown = []
        for axis in range(3):
            longer = [*chunk]
            longer[axis] = min(chunk[axis] + NNUNET_BLOCK, wanted[axis])
            if longer[axis] > chunk[axis] and 4 * math.prod(longer) <= NNUNET_CHUNK_BYTES:
                grown.append((chunk[axis] / wanted[axis], -shape[axis], axis, longer))
        if not grown:
            return tuple(chunk)
        chunk = min(grown)[3]


def like_nnunet(volume, clip, patch, file):
    """The file of one channel as nnU-Net writes it, opened as it opens it; the smaller of two filters, every voxel compared."""
    values = normalised(volume, clip)[None]
    blocks = (1, *(min(NNUNET_BLOCK, n) for n in volume.shape))
    chunks = (1, *chunks_of(volume.shape, patch))
    written = {}
    for shuffle in (blosc2.Filter.NOFILTER, blosc2.Filter.SHUFFLE):
        name = file.with_suffix(f".{shuffle.value}.b2nd")
        name.unlink(missing_ok=True)
        blosc2.asarray(
            values, urlpath=str(name), chunks=chunks, blocks=blocks,
            cparams={"codec": blosc2.Codec.LZ4HC, "clevel": 5, "filters": [shuffle], "nthreads": 1})
        written[name] = name.stat().st_size
    smaller = min(written, key=written.get)
    smaller.replace(file)
    for name in written.keys() - {smaller}:
        name.unlink()
    opened = blosc2.open(urlpath=str(file), mode="r", mmap_mode="r", dparams={"nthreads": 1})
    if not numpy.array_equal(opened[:], values):
        raise SystemExit("blosc2 gives other voxels for float32; not reported")
    return opened
