"""Writes arrays as NIfTI files, for commands that read files."""
from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

_CODES = {"uint8": 2, "float32": 16}
_HEADER = 348
_VOXELS = 352.0


def write(path: str, array: Any, spacing: Sequence[float]) -> None:
    """array: (Z, Y, X), uint8 or float32. spacing: of x, y and z in mm. RAS, with the first voxel at the origin."""
    depth, height, width = array.shape
    header = bytearray(int(_VOXELS))
    struct.pack_into("<i", header, 0, _HEADER)
    struct.pack_into("<8h", header, 40, 3, width, height, depth, 1, 1, 1, 1)
    struct.pack_into("<2h", header, 70, _CODES[array.dtype.name], array.dtype.itemsize * 8)
    struct.pack_into("<8f", header, 76, 1.0, *spacing, 0, 0, 0, 0)
    struct.pack_into("<3f", header, 108, _VOXELS, 1.0, 0.0)
    header[123] = 2  # mm
    struct.pack_into("<2h", header, 252, 0, 1)  # sform alone
    for row in range(3):
        line = [0.0] * 4
        line[row] = spacing[row]
        struct.pack_into("<4f", header, 280 + 16 * row, *line)
    header[344:348] = b"n+1\0"
    with open(path, "wb") as file:
        file.write(header)
        file.write(array.tobytes())
