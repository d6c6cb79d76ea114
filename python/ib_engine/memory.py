"""The server's shared memory, seen from here."""
from __future__ import annotations

import json
import math
import os
import weakref
from collections.abc import Iterable
from typing import Any

import numpy
from numpy.typing import NDArray

from .batch import Batch
from .errors import IbError, Refused
from .loan import Loan
from .mapping import Mapping

_LABEL = "/memfd:ib-engine"


class _Lent:
    """What numpy takes a lent array from: it becomes the base of that array and, by it, of all views."""

    def __init__(self, memory: NDArray[Any], loan: Loan) -> None:
        self.__array_interface__ = memory.__array_interface__
        self._memory = memory
        self._loan = loan


class HostSlot(dict[str, NDArray[Any]]):
    """Memory that batch after batch comes in: its arrays by name, which are lent as others on the same bytes."""

    def __init__(self, tensors: dict[str, tuple[Mapping, NDArray[Any]]]) -> None:
        super().__init__({name: array for name, (_, array) in tensors.items()})
        self._mappings = [mapping for mapping, _ in tensors.values()]
        self._loan: weakref.ref[Loan] | None = None

    def lend(self, loan: Loan) -> dict[str, Any]:
        self._loan = weakref.ref(loan)
        return {name: numpy.asarray(_Lent(memory, loan)) for name, memory in self.items()}

    @property
    def is_lent(self) -> bool:
        return self._loan is not None and self._loan() is not None

    def leave(self) -> None:
        """Nothing is queued anywhere."""

    def detach(self) -> None:
        """What was lent keeps its addresses and its values, but is this process's own from now on."""
        for mapping in self._mappings:
            mapping.make_private()


class SharedMemory:
    """Maps parts of a file in memory that another process of the same user has open.

    The file has no name in any folder: it is gone when the last process that maps it ends.
    """

    def __init__(self, pid: int, descriptor: int) -> None:
        path = f"/proc/{pid}/fd/{descriptor}"
        try:
            if not os.readlink(path).startswith(_LABEL):
                raise Refused(f"{path} is not the memory of ib serve but {os.readlink(path)}")
            self._descriptor: int | None = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except OSError as error:
            raise Refused(
                f"the memory of the server cannot be opened ({error}); client and server must run "
                "as the same user and see each other's processes (one container)") from error
        self._slots: dict[bytes, HostSlot] = {}

    def slot(self, tensors: bytes) -> HostSlot:
        """The slot that this JSON describes; the same one for the same bytes."""
        found = self._slots.get(tensors)
        if found is None:
            found = self._slots[tensors] = HostSlot(
                {name: self._map(**tensor) for name, tensor in json.loads(tensors).items()})
        return found

    def batch(self, message: dict[str, Any], slot: HostSlot, loan: Loan) -> Batch:
        return Batch(message, slot.lend(loan))

    def _map(self, offset: int, dtype: str, shape: list[int]) -> tuple[Mapping, NDArray[Any]]:
        kind = numpy.dtype(dtype).newbyteorder("<")
        size = math.prod(shape) * kind.itemsize
        if self._descriptor is None:
            raise IbError("the memory of the server was closed with the connection; connect again")
        try:
            mapping = Mapping(self._descriptor, offset, size)
        except (OSError, ValueError) as error:
            raise IbError(f"bytes [{offset}, {offset + size}) of the server's memory cannot be "
                          f"mapped: {error}") from error
        return mapping, mapping.array(kind, shape)

    def give_back(self, slot: HostSlot) -> None:
        """Nothing is queued anywhere."""

    def keep_lent(self, slots: Iterable[HostSlot] | None = None) -> None:
        """The server is about to fill these slots (or all) anew: what is still referred to there becomes this
        process's own."""
        for slot in list(self._slots.values() if slots is None else slots):
            if slot.is_lent:
                self._slots = {tensors: other for tensors, other in self._slots.items() if other is not slot}
                slot.detach()

    def is_idle(self) -> bool:
        return True

    def lose(self) -> None:
        """The server is gone, which changes nothing here."""

    def close(self) -> None:
        """Arrays in use stay mapped until they are dropped."""
        self._slots.clear()
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
