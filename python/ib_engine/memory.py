"""The server's shared memory, seen from here."""
import json
import math
import mmap
import os

import numpy

from .batch import Batch
from .errors import IbError, Refused

_LABEL = "/memfd:ib-engine"


class SharedMemory:
    """Maps parts of a file in memory that another process of the same user has open.

    The file has no name in any folder: it is gone when the last process that maps it ends.
    """

    batch = Batch

    def __init__(self, pid, descriptor):
        path = f"/proc/{pid}/fd/{descriptor}"
        try:
            if not os.readlink(path).startswith(_LABEL):
                raise Refused(f"{path} is not the memory of ib serve but {os.readlink(path)}")
            self._descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except OSError as error:
            raise Refused(
                f"the memory of the server cannot be opened ({error}); client and server must run "
                "as the same user and see each other's processes (one container)") from error
        self._slots = {}

    def arrays(self, tensors):
        """The numpy arrays, by name, that this JSON describes; the same ones for the same slot."""
        found = self._slots.get(tensors)
        if found is None:
            found = self._slots[tensors] = {
                name: self._map(**tensor) for name, tensor in json.loads(tensors).items()}
        return found

    def _map(self, offset, dtype, shape):
        kind = numpy.dtype(dtype).newbyteorder("<")
        size = math.prod(shape) * kind.itemsize
        try:
            part = mmap.mmap(self._descriptor, size, offset=offset,
                             flags=mmap.MAP_SHARED | getattr(mmap, "MAP_POPULATE", 0))
        except (OSError, ValueError) as error:
            raise IbError(f"bytes [{offset}, {offset + size}) of the server's memory cannot be "
                          f"mapped: {error}") from error
        return numpy.frombuffer(part, dtype=kind).reshape(shape)

    def is_idle(self):
        return True

    def lose(self):
        """The server is gone, which changes nothing here."""

    def close(self):
        """Arrays in use stay mapped until they are dropped."""
        self._slots.clear()
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
