"""A tensor in GPU memory, and how libraries take it without a copy."""
from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NoReturn

import numpy
from numpy.typing import NDArray

from . import dlpack
from .cuda_driver import Allocation, Device, OwnMemory

if TYPE_CHECKING:
    from .loan import Loan


class Use:
    """On which streams the batch that lies somewhere now is used."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self.begin(0)

    def begin(self, stream: int) -> None:
        """A batch comes in that is ordered for this stream."""
        self.stream = stream
        self._others: list[int] = []

    def hand_to(self, stream: int) -> None:
        """What is queued on that stream from now on starts after what is queued on the first, and the batch is
        returned after it."""
        self.order_after(stream)
        self._others.append(stream)

    def order_after(self, stream: int) -> None:
        if _same(stream) == _same(self.stream):
            return
        with self._device as driver:
            event = driver.new_event()
            try:
                driver("cuEventRecord", event, self.stream)
                driver("cuStreamWaitEvent", stream, event, 0)
            finally:
                driver("cuEventDestroy_v2", event)

    def streams(self, last: int) -> list[int]:
        """All of them, each once; the first is the one that the batch was ordered for."""
        return list({_same(stream): stream for stream in (self.stream, *self._others, last)}.values())


def _same(stream: int) -> int:
    return 0 if stream == 1 else stream  # both are the default stream


class DeviceArray:
    """A tensor in GPU memory, row major, for whatever takes DLPack or ``__cuda_array_interface__``.

    ``torch.as_tensor(array, device="cuda")``, ``torch.from_dlpack(array)`` and ``cupy.from_dlpack(array)`` copy
    nothing and keep the array and its batch: within this epoch, its memory is not refilled while they are referred to.
    It stays mapped for as long, whatever happens to the connection.
    """

    def __init__(self, place: tuple[Allocation, int], dtype: str, shape: list[int], lent: tuple[Use, Loan]) -> None:
        allocation, offset = place
        self.dtype = numpy.dtype(dtype).newbyteorder("<")
        self.shape = tuple(shape)
        self.address = allocation.address + offset
        self._allocation = allocation
        self._use, self._loan = lent

    @property
    def nbytes(self) -> int:
        return math.prod(self.shape) * self.dtype.itemsize

    @property
    def __cuda_array_interface__(self) -> dict[str, Any]:
        """No stream is named, so nobody waits on the host: the batch is ordered for ``batch.stream`` already."""
        return {"shape": self.shape, "typestr": self.dtype.str, "data": (self.address, False),
                "strides": None, "stream": None, "version": 3}

    def __dlpack_device__(self) -> tuple[int, int]:
        return dlpack.CUDA, self._allocation.device.number

    def __dlpack__(self, *, stream: Any = None, max_version: tuple[int, int] | None = None,
                   dl_device: tuple[int, int] | None = None, copy: bool | None = None) -> Any:
        """A capsule, as the array API standard describes it.

        stream: of the consumer; None and 1 are the default stream, -1 wants no order. What is queued there from now
        on starts after the batch is written, and the batch is returned after what is queued there when nothing refers
        to it any more: a stream of your own must live until then. 2, the default stream of each thread, raises
        BufferError. dl_device: (1, 0) copies to the host, and waits. copy: True gives memory of its own.
        """
        here = self.__dlpack_device__()
        device = here if dl_device is None else (int(dl_device[0]), int(dl_device[1]))
        if device == (dlpack.CPU, 0):
            return self._on_host(max_version, copy)
        if device != here:
            raise BufferError(f"this batch lies on device {here} of DLPack and can be copied to the host, (1, 0), not to "
                              f"{device}")
        consumer = dlpack.consumers_stream(stream)
        if copy:
            place = dlpack.Place(*self._copied_for(consumer), self.shape, self.dtype)
        else:
            if consumer is not None:
                self._use.hand_to(consumer)
            place = dlpack.Place(self, self.address, self.shape, self.dtype)
        return dlpack.capsule(place, here, max_version, bool(copy))

    def _on_host(self, max_version: tuple[int, int] | None, copy: bool | None) -> Any:
        if copy is False:
            raise BufferError("a batch in GPU memory comes to the host by a copy only; leave out copy=False")
        host = self.to_host()
        place = dlpack.Place(host, host.ctypes.data, self.shape, self.dtype)
        return dlpack.capsule(place, (dlpack.CPU, 0), max_version, True)

    def _copied_for(self, consumer: int | None) -> tuple[OwnMemory, int]:
        """Made on the batch's stream, so that the batch is returned after that."""
        memory = OwnMemory(self._allocation.device, self.nbytes)
        with self._allocation.device as driver:
            driver("cuMemcpyDtoDAsync_v2", memory.address, self.address, self.nbytes, self._use.stream)
            if consumer is None:
                driver("cuStreamSynchronize", self._use.stream)
        if consumer is not None:
            self._use.order_after(consumer)
        return memory, memory.address

    def __array__(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("this batch lies in the memory of a GPU; use batch.tensors() for torch, "
                        "cupy.from_dlpack(array), or array.to_host() for a copy in numpy")

    def to_host(self) -> NDArray[Any]:
        """A copy as a numpy array. Waits for the batch and for what is queued on its stream."""
        copy: NDArray[Any] = numpy.empty(self.shape, self.dtype)
        with self._allocation.device as driver:
            driver("cuStreamSynchronize", self._use.stream)
            driver("cuMemcpyDtoH_v2", copy.ctypes.data, self.address, self.nbytes)
        return copy

    def __repr__(self) -> str:
        return f"DeviceArray(shape={self.shape}, dtype={self.dtype}, device={self._allocation.device.number})"
