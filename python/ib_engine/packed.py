"""Reads the volumes of a prepared case, raw or packed, without the engine.

    import ib_engine.packed

    volumes = ib_engine.packed.read_case("OUT/cases/patient07")
    volumes["FLAIR"], volumes["label"]  # arrays (Z, Y, X), values of the scan's file

For a look at what is stored, and to check it; training gets its patches from ``ib_engine.connect``.
"""
from __future__ import annotations

import json
import math
import os
import re
from typing import Any, BinaryIO, NamedTuple

import numpy
from numpy.typing import NDArray

from .bricks import DTYPES, Blob, unpack
from .errors import DamagedFile

__all__ = ["read_case", "read_volumes", "unpack"]

_LENGTH_BYTES = 8
_MOST_HEADER = 1 << 20
_METADATA = "__metadata__"
_PADDING = "_padding_"
_PACKED = "packed"
_ENCODED = re.compile(r"(\w+) (\d+)x(\d+)x(\d+) (\d+)", re.ASCII)
_RAW_DTYPES = {**DTYPES, "F16": numpy.dtype("<f2")}  # F16 is never packed
_NAMES = {str(dtype).upper(): dtype for dtype in DTYPES.values()}


class _Tensor(NamedTuple):
    name: str
    dtype: numpy.dtype[Any]
    shape: tuple[int, ...]
    begin: int  # in the file
    packed: str | None  # what the metadata says of it


def read_case(folder: str | os.PathLike[str]) -> dict[str, NDArray[Any]]:
    """Every volume of a case's folder, ``OUT/cases/CASE``, of the layout ``volumes``: by name, a new array (Z, Y, X).

    Modalities are in the units of their files: slope · stored + intercept, in float32, rounded once from float64; where slope
    and intercept change nothing, as stored. Labels are as stored. ValueError if the case is of the layout ``patches``;
    DamagedFile and OSError as ``read_volumes``, also for case.json.
    """
    path = os.path.join(folder, "case.json")
    with open(path, "rb") as file:
        text = file.read()
    try:
        record = json.loads(text)
        stored = record["outputs"][0]["path"] if record["outputs"] else ""
        scales = {item["name"]: (float(item["slope"]), float(item["intercept"])) for item in record["modalities"]}
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise DamagedFile(f"{path}: is not the record of a case ({error!r})") from error
    if not stored.endswith(".safetensors"):
        raise ValueError(f"{path}: the case has no volumes; prepare it with --layout volumes")
    volumes = read_volumes(os.path.join(folder, os.path.basename(stored)))
    if not scales.keys() <= volumes.keys():
        raise DamagedFile(f"{path}: names the modalities {sorted(scales)}, the volumes are {sorted(volumes)}")
    return {name: _scaled(volume, *scales.get(name, (1, 0))) for name, volume in volumes.items()}


def _scaled(stored: NDArray[Any], slope: float, intercept: float) -> NDArray[Any]:
    if (slope, intercept) == (1, 0):
        return stored
    values = numpy.empty(stored.shape, numpy.float32)
    for layer, of in zip(values, stored):  # not all of it in float64
        layer[...] = of * numpy.float64(slope) + intercept
    return values


def read_volumes(path: str | os.PathLike[str]) -> dict[str, NDArray[Any]]:
    """Every volume of a file of the layout ``volumes``: by name, a new array (Z, Y, X) of the stored type.

    Names are those of the modalities, ``label`` and, in some data sets, ``.label-values``. Values are raw, codes in
    modalities that were rounded: ``slope`` and ``intercept`` are in case.json, and ``read_case`` applies them.
    DamagedFile, naming file, volume and rule, if the file is not what docs/reference/formats.md says; OSError if it
    cannot be read. Checksums are not compared; ``ib verify`` does.
    """
    with open(path, "rb") as file:
        try:
            return {tensor.name: _read(file, tensor) for tensor in _tensors(file)}
        except DamagedFile as error:
            raise DamagedFile(f"{os.fspath(path)}: {error}") from error.__cause__


def _tensors(file: BinaryIO) -> list[_Tensor]:
    size = os.fstat(file.fileno()).st_size
    length = int.from_bytes(file.read(_LENGTH_BYTES), "little")
    if not 2 <= length <= min(_MOST_HEADER, size - _LENGTH_BYTES):
        raise DamagedFile(f"the header has 2 to {_MOST_HEADER} bytes within the file of {size}, claimed are {length}")
    try:
        header = json.loads(file.read(length))
        metadata = header.pop(_METADATA, {})
        begin = _LENGTH_BYTES + length
        packed = json.loads(metadata.get(_PACKED, "{}"))
        found = [_tensor(name, item, begin, packed.get(name)) for name, item in header.items()
                 if not name.startswith(_PADDING)]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise DamagedFile(f"the header is not that of a safetensors file ({error!r})") from error
    for tensor in found:
        if tensor.begin + math.prod(tensor.shape) * tensor.dtype.itemsize > size:
            raise DamagedFile(f"volume {tensor.name!r} lies within the file of {size} bytes, ends after it")
    return found


def _tensor(name: str, item: dict[str, Any], data_begin: int, packed: str | None) -> _Tensor:
    dtype, shape = _RAW_DTYPES[item["dtype"]], tuple(item["shape"])
    begin, end = item["data_offsets"]
    if not all(type(n) is int and n >= 0 for n in (*shape, begin, end)):
        raise DamagedFile(f"shape and offsets of volume {name!r} are whole numbers from 0, were {shape}, {begin}, {end}")
    if len(shape) != (3 if packed is None else 1) or (packed is not None and dtype != numpy.uint8):
        raise DamagedFile(f"volume {name!r} has three axes or, packed, one of U8, found {item['dtype']} {shape}")
    if end - begin != math.prod(shape) * dtype.itemsize:
        raise DamagedFile(f"volume {name!r} of {shape} {item['dtype']} is at {begin} to {end}, which is another size")
    return _Tensor(name, dtype, shape, data_begin + begin, packed)


def _read(file: BinaryIO, tensor: _Tensor) -> NDArray[Any]:
    file.seek(tensor.begin)
    stored = numpy.fromfile(file, tensor.dtype, math.prod(tensor.shape))
    if stored.size != math.prod(tensor.shape):
        raise DamagedFile(f"the file ends within volume {tensor.name!r}; it has become shorter")
    if tensor.packed is None:
        return stored.reshape(tensor.shape)
    try:
        blob = Blob(stored)
        _require_described(blob, tensor.packed)
        return blob.voxels()
    except DamagedFile as error:
        raise DamagedFile(f"volume {tensor.name!r}: {error}") from None


def _require_described(blob: Blob, description: str) -> None:
    """The metadata and the blob say the same of type, size and longest row."""
    found = _ENCODED.fullmatch(description) if isinstance(description, str) else None
    if found is None or found[1] not in _NAMES:
        raise DamagedFile(f"__metadata__ describes it as TYPE XxYxZ BYTES, found {description!r}")
    x, y, z, longest = (int(number) for number in found.groups()[1:])
    said, has = (_NAMES[found[1]], (x, y, z), longest), (blob.dtype, blob.size, blob.longest_row)
    if said != has:
        raise DamagedFile(f"__metadata__ says type, size and longest row of bricks are {said}, the volume has {has}")
