"""Memory that was shared with another process becomes this one's own, where it lies."""
from __future__ import annotations

import ctypes
import mmap
import os

_MAYMOVE_AND_FIXED = 3
_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.mmap.restype = _LIBC.mremap.restype = ctypes.c_void_p
_LIBC.mmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long)
_LIBC.mremap.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_int, ctypes.c_void_p)


def make_private(address: int, size: int) -> None:
    """Puts a copy in the place of a mapping that begins there, at once for whoever reads it meanwhile.

    Arrays and tensors know addresses only, so none of them can be sent to a copy elsewhere.
    """
    size = -(-size // mmap.PAGESIZE) * mmap.PAGESIZE
    copy = _LIBC.mmap(None, size, mmap.PROT_READ | mmap.PROT_WRITE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, -1, 0)
    _check(copy, size)
    ctypes.memmove(copy, address, size)
    _check(_LIBC.mremap(copy, size, size, _MAYMOVE_AND_FIXED, address), size)


def _check(result: int | None, size: int) -> None:
    if result == ctypes.c_void_p(-1).value:
        raise MemoryError(f"{size} bytes of a batch that is still referred to cannot be copied out of the server's "
                          f"memory: {os.strerror(ctypes.get_errno())}; drop batches before the epoch ends")
