"""Decodes a packed volume: bricks of 8 x 4 x 4 voxels, each a minimum and differences in as few bits as they need.

Written from docs/reference/formats.md alone, with numpy alone, so that what the engine stores can be checked and
read without it. All bricks with the same head are decoded together.
"""
from __future__ import annotations

import struct
from typing import Any, NamedTuple

import numpy
from numpy.typing import NDArray

from .errors import DamagedFile

TYPES = ("U8", "I8", "I16", "U16", "I32", "U32", "F32", "F64")  # as safetensors names them
DTYPES = {name: numpy.dtype(f"<{name[0].lower()}{int(name[1:]) // 8}") for name in TYPES}

_HEADER = struct.Struct("<4s5IiIQ24s")  # magic, version, nx, ny, nz, type, base, 0, total, 0
_TAIL = 64  # bytes of 0 after the last row
_BRICK = (8, 4, 4)
_PLAIN = 15  # the high nibble of a plain brick
_MOST_VOXELS = 1 << 40
_AT_ONCE = 1 << 14  # bricks, which take 33 MB while they are decoded
_HALVES = 4 * numpy.arange(2, dtype=numpy.uint64)  # first voxels of the halves of a row
_QUARTERS = numpy.arange(4, dtype=numpy.uint64)


def _width(nibble: int) -> int:
    return 16 if nibble == _PLAIN else nibble


def _payload_bytes(head: int) -> int:
    low, high = head & 15, head >> 4
    return 2 + 16 * _width(low) if high == _PLAIN else 3 + 4 * _width(low) + 12 * high


_PAYLOAD_BYTES = numpy.array([_payload_bytes(head) for head in range(256)], dtype=numpy.int64)


class _Header(NamedTuple):
    size: tuple[int, int, int]  # x, y, z
    dtype: numpy.dtype[Any]
    base: int

    @property
    def bricks(self) -> tuple[int, int, int]:
        x, y, z = (-(-voxels // edge) for voxels, edge in zip(self.size, _BRICK))
        return x, y, z


def _require(condition: bool, rule: str) -> None:
    if not condition:
        raise DamagedFile(f"packed volume is damaged: {rule}")


def _header(data: NDArray[numpy.uint8]) -> _Header:
    _require(data.size >= _HEADER.size, f"the header has {_HEADER.size} bytes, found {data.size}")
    magic, version, nx, ny, nz, kind, base, gap, total, rest = _HEADER.unpack(data[:_HEADER.size].tobytes())
    _require(magic == b"IBPK", f"it begins with IBPK, found {magic!r}")
    _require(version == 1, f"its version is 1, found {version}")
    sized = all(1 <= n < 1 << 31 for n in (nx, ny, nz)) and nx * ny * nz < _MOST_VOXELS
    _require(sized, f"each size is 1 to 2^31 - 1 and their product below 2^40, found {nx} x {ny} x {nz}")
    _require(kind < len(TYPES), f"the type is 0 to {len(TYPES) - 1}, found {kind}")
    _require(gap == 0 and not any(rest), "unused bytes of the header are 0")
    _require(total == data.size, f"the header claims {total} bytes, found {data.size}")
    return _Header((nx, ny, nz), DTYPES[TYPES[kind]], base)


class Blob:
    """A packed volume whose header and table of rows are sound. ``data`` is not copied."""

    def __init__(self, data: Any) -> None:
        self._data: NDArray[numpy.uint8] = numpy.frombuffer(data, dtype=numpy.uint8)
        header = _header(self._data)
        self._header = header
        self._table = self._checked_table()
        # Any byte may begin a word or a half word: a view whose elements overlap.
        length, memory = self._data.size, self._data.data
        self._words: NDArray[numpy.uint64] = numpy.ndarray(length - 7, "<u8", memory, strides=(1,))
        self._pairs: NDArray[numpy.uint16] = numpy.ndarray(length - 1, "<u2", memory, strides=(1,))

    def _checked_table(self) -> NDArray[numpy.int64]:
        mx, my, mz = self._header.bricks
        begin = _HEADER.size + 8 * (my * mz + 1)
        # A brick takes three bytes or more, so nothing is allocated for a size that the bytes cannot hold.
        least = begin + 3 * mx * my * mz + _TAIL
        _require(least <= self._data.size, f"{mx} x {my} x {mz} bricks take {least} bytes or more, found {self._data.size}")
        table = self._data[_HEADER.size:begin].view("<i8")
        end = self._data.size - _TAIL
        _require(table[0] == begin, f"the first row of bricks begins at {begin}, found {table[0]}")
        _require(table[-1] == end, f"the last row of bricks ends at {end}, found {table[-1]}")
        # Compared, not subtracted: a difference of hostile numbers may wrap.
        _require(bool(numpy.all(table[1:] >= table[:-1])), "offsets of rows of bricks do not descend")
        _require(bool(numpy.all(numpy.diff(table) >= mx)), f"a row of bricks has {mx} heads")
        return table

    @property
    def size(self) -> tuple[int, int, int]:
        """Voxels along x, y and z."""
        return self._header.size

    @property
    def dtype(self) -> numpy.dtype[Any]:
        """Of the voxels."""
        return self._header.dtype

    @property
    def longest_row(self) -> int:
        """Bytes of the longest row of bricks."""
        return int(numpy.diff(self._table).max())

    def voxels(self) -> NDArray[Any]:
        """A new array (Z, Y, X) of all voxels; DamagedFile if the heads do not fill their rows."""
        (nx, ny, nz), (mx, my, mz) = self._header.size, self._header.bricks
        out = numpy.empty((mz, 4, my, 4, mx, 8), self._header.dtype)
        bricks = out.transpose(0, 2, 4, 1, 3, 5)
        step = max(1, _AT_ONCE // mx)
        for first in range(0, my * mz, step):
            self._decode_rows(first, min(first + step, my * mz), bricks)
        whole = out.reshape(4 * mz, 4 * my, 8 * mx)
        return whole if whole.shape == (nz, ny, nx) else whole[:nz, :ny, :nx].copy()

    def _decode_rows(self, first: int, last: int, bricks: NDArray[Any]) -> None:
        mx, my, _ = self._header.bricks
        begin, end = self._table[first:last, None], self._table[first + 1:last + 1]
        heads = self._data[begin + numpy.arange(mx)]
        sizes = _PAYLOAD_BYTES[heads]
        ends = begin + mx + numpy.cumsum(sizes, axis=1)
        wrong = numpy.flatnonzero(ends[:, -1] != end)
        if wrong.size:
            row = int(wrong[0])
            raise DamagedFile(f"packed volume is damaged: row {first + row} of bricks ends at {end[row]}, "
                              f"its heads say {ends[row, -1]}")
        begins, flat = (ends - sizes).ravel(), heads.ravel()
        order = numpy.argsort(flat, kind="stable")
        counts = numpy.bincount(flat, minlength=256)
        stops = numpy.cumsum(counts)
        for head in numpy.flatnonzero(counts).tolist():
            chosen = order[stops[head] - counts[head]:stops[head]]
            rows = first + chosen // mx
            values = self._codes(head, begins[chosen]) + numpy.int32(self._header.base)  # wraps, as the format says
            bricks[rows // my, rows % my, chosen % mx] = values.astype(self._header.dtype)

    def _codes(self, head: int, at: NDArray[numpy.int64]) -> NDArray[numpy.int32]:
        """Codes (n, z, y, x) of the bricks whose payloads begin at ``at`` (n)."""
        low, high = _width(head & 15), head >> 4
        least = self._pairs[at].astype(numpy.int32)[:, None, None, None, None]
        pair, y, z = numpy.ogrid[:2, :4, :2]  # a payload has pairs of z, then y, then the z of a pair
        if high == _PLAIN:
            rows = least + self._differences(at, 2 + low * (8 * pair + 2 * y + z), low)
        else:
            slope = self._data[at + 2].view(numpy.int8).astype(numpy.int32) * (1 << max(0, high - 5))
            begin = 3 + pair * (2 * low + 6 * high)
            first = least + self._differences(at, begin + low * (z + 0 * y[:, :1]), low)
            steps = slope[:, None, None, None, None] + self._differences(
                at, begin + 2 * low + high * (2 * y[:, :3] + z), high)
            rows = numpy.cumsum(numpy.concatenate((first, steps), axis=2), axis=2, dtype=numpy.int32)
        return rows.transpose(0, 1, 3, 2, 4).reshape(-1, 4, 4, 8)

    def _differences(self, at: NDArray[numpy.int64], offsets: NDArray[Any], width: int) -> NDArray[numpy.int32]:
        """Of the rows at these offsets (pair, y, z) in each payload: (n, pair, y, z, x)."""
        rows = at[:, None, None, None] + offsets
        if width == 0:
            return numpy.zeros((*rows.shape, 8), numpy.int32)
        bits = _HALVES * numpy.uint64(width)  # half a row and up to 7 bits before it fit in a word
        words = self._words[rows[..., None] + (bits >> numpy.uint64(3)).astype(numpy.int64)] >> (bits & numpy.uint64(7))
        voxels = words[..., None] >> (_QUARTERS * numpy.uint64(width)) & numpy.uint64((1 << width) - 1)
        return voxels.astype(numpy.int32).reshape(*rows.shape, 8)


def unpack(blob: Any) -> NDArray[Any]:
    """The voxels of a packed volume as a new array (Z, Y, X) of its own type.

    blob: the bytes of a packed tensor, as anything with a buffer (bytes, memoryview, an array of uint8). Takes about
    twice the array's memory at most for odd sizes, otherwise 35 MB more. May be called by several threads at once.
    DamagedFile, with the rule that is broken, if the blob is not sound; nothing outside it is read.
    """
    return Blob(blob).voxels()
