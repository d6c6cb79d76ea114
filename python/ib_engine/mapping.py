"""Memory that is shared with another process, and becomes this one's own where that has to be."""
from __future__ import annotations

import ctypes
import mmap
import os
from typing import Any

import numpy
from numpy.typing import NDArray

_MAYMOVE_AND_FIXED = 3
_FAILED = ctypes.c_void_p(-1).value
_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.mmap.restype = _LIBC.mremap.restype = ctypes.c_void_p
_LIBC.mmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long)
_LIBC.mremap.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_int, ctypes.c_void_p)
_LIBC.munmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t)


class Mapping:
    """A part of an open file, in memory until nothing refers to it any more.

    Python's own mmap keeps a descriptor open for each; a process may have only so many, and batches are thousands.
    """

    _munmap = _LIBC.munmap  # when the interpreter ends, globals may be gone

    def __init__(self, descriptor: int, offset: int, size: int) -> None:
        self._address = 0
        if size < 1 or offset + size > os.fstat(descriptor).st_size:
            raise ValueError(f"there are {os.fstat(descriptor).st_size} bytes")
        self._size = -(-size // mmap.PAGESIZE) * mmap.PAGESIZE
        self._address = _map(self._size, mmap.MAP_SHARED | getattr(mmap, "MAP_POPULATE", 0), descriptor, offset)
        self.__array_interface__ = {"shape": (size,), "typestr": "|u1", "data": (self._address, False), "version": 3}

    def array(self, kind: Any, shape: list[int]) -> NDArray[Any]:
        """An array on the memory, which refers to it."""
        return numpy.asarray(self).view(kind).reshape(shape)

    def make_private(self) -> None:
        """Puts a copy in the place of the memory, at once for whoever reads it meanwhile.

        Arrays and tensors know addresses only, so none of them can be sent to a copy elsewhere.
        """
        try:
            copy = _map(self._size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, -1, 0)
            ctypes.memmove(copy, self._address, self._size)
            _check(_LIBC.mremap(copy, self._size, self._size, _MAYMOVE_AND_FIXED, self._address))
        except OSError as error:
            raise MemoryError(f"{self._size} bytes of a batch that is still referred to cannot be copied out of the "
                              f"server's memory: {error.strerror}; drop batches before the epoch ends") from error

    def __del__(self) -> None:
        if self._address:
            self._munmap(self._address, self._size)


def _map(size: int, flags: int, descriptor: int, offset: int) -> int:
    return _check(_LIBC.mmap(None, size, mmap.PROT_READ | mmap.PROT_WRITE, flags, descriptor, offset))


def _check(result: int | None) -> int:
    if result is None or result == _FAILED:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
