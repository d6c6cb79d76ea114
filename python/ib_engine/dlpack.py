"""DLPack capsules of memory on a GPU.

numpy makes them, of an array that lies at an address which it never reads, and the device is written into the
struct: so the deleter is numpy's, in C. One in Python would be called while an exception is on its way, and take its
place.
"""
from __future__ import annotations

import ctypes
from typing import Any

import numpy

CPU = 1
CUDA = 2
_PLAIN, _VERSIONED = b"dltensor", b"dltensor_versioned"
_COPIED = 2  # DLPACK_FLAG_BITMASK_IS_COPIED
_DEFAULT_STREAM = 1  # of DLPack and CUDA; 0 is not allowed
PER_THREAD = 2
_NO_ORDER = -1

_is_named = ctypes.pythonapi.PyCapsule_IsValid
_is_named.argtypes = (ctypes.py_object, ctypes.c_char_p)
_is_named.restype = ctypes.c_int
_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_pointer.argtypes = (ctypes.py_object, ctypes.c_char_p)
_pointer.restype = ctypes.c_void_p


class _Tensor(ctypes.Structure):
    """DLTensor, as far as it is changed."""

    _fields_ = [("data", ctypes.c_void_p), ("device_type", ctypes.c_int32), ("device_number", ctypes.c_int32)]


class _Managed(ctypes.Structure):
    """DLManagedTensor."""

    _fields_ = [("tensor", _Tensor)]


class _Versioned(ctypes.Structure):
    """DLManagedTensorVersioned."""

    _fields_ = [("major", ctypes.c_uint32), ("minor", ctypes.c_uint32), ("context", ctypes.c_void_p),
                ("deleter", ctypes.c_void_p), ("flags", ctypes.c_uint64), ("tensor", _Tensor)]


class Place:
    """Memory that numpy takes for an array of the host's; ``owner`` is kept for as long as a capsule needs it."""

    def __init__(self, owner: object, address: int, shape: tuple[int, ...], dtype: Any) -> None:
        self._owner = owner
        self.__array_interface__ = {"shape": shape, "typestr": dtype.str, "data": (address, False), "version": 3}


def capsule(place: Place, device: tuple[int, int], max_version: tuple[int, int] | None, copied: bool = False) -> Any:
    """Of the newest version that numpy and the consumer have: versioned from 1.0 on."""
    array: Any = numpy.asarray(place)  # stubs before numpy 2.1 know no max_version
    if max_version is not None and max_version[0] >= 1:
        try:
            made = array.__dlpack__(max_version=max_version)
        except TypeError:  # numpy before 2.1 has plain ones only, which every consumer takes
            made = array.__dlpack__()
    else:
        made = array.__dlpack__()
    if _is_named(made, _VERSIONED):
        versioned = _Versioned.from_address(_pointer(made, _VERSIONED))
        versioned.flags |= _COPIED if copied else 0
        tensor = versioned.tensor
    else:
        tensor = _Managed.from_address(_pointer(made, _PLAIN)).tensor
    tensor.device_type, tensor.device_number = device
    return made


def consumers_stream(stream: Any) -> int | None:
    """The handle of the stream that a consumer names; None if it wants no order."""
    if stream is None:
        return _DEFAULT_STREAM
    if isinstance(stream, bool) or not isinstance(stream, int) or stream < _NO_ORDER or stream == 0:
        raise ValueError("stream must be None, 1 (the default stream), the number of a CUstream, or -1 for no "
                         f"order, was {stream!r}")
    if stream == PER_THREAD:
        raise BufferError("stream must name one stream in every thread, was 2, the default stream of the thread that "
                          "calls: the memory may be returned in another; work on a stream that you have created")
    return None if stream == _NO_ORDER else stream
