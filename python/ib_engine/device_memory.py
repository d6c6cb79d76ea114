"""Batches in the memory of a GPU, which the server has opened to this process through CUDA IPC."""
from __future__ import annotations

import json
import sys
import warnings
import weakref
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from .batch import Batch
from .cuda_driver import Allocation, Device, Driver
from .device_array import DeviceArray, Use
from .dlpack import PER_THREAD
from .errors import DeviceError, Refused
from .loan import Loan

if TYPE_CHECKING:
    import torch


class DeviceSlot:
    """Memory that batch after batch comes in, and the events by which both processes use it in turn."""

    def __init__(self, memory: DeviceMemory, tensors: dict[str, Any]) -> None:
        self.memory = memory
        self.use = Use(memory.device)
        self._left_on: int | None = None  # the stream that was current when nothing referred to the batch any more
        self._loan: weakref.ref[Loan] | None = None
        events = tensors.pop("events")
        self._tensors = {name: (memory.allocation(tensor.pop("allocation")), tensor)
                         for name, tensor in tensors.items()}
        self._ready = memory.device.open_event(events["ready"])
        try:
            self._done = memory.device.open_event(events["done"])
        except DeviceError:
            memory.device.destroy_event(self._ready)
            raise

    def lend(self, loan: Loan) -> dict[str, Any]:
        if self._loan is not None and self._loan() is not None:
            warnings.warn("a tensor of an epoch that was closed is still referred to, and holds another batch from now "
                          "on: memory of a GPU is the server's; drop it before the next epoch, or take copies "
                          "(batch.tensors(copy=True), PatchDataset(..., copy=True))", RuntimeWarning, stacklevel=6)
        self._loan = weakref.ref(loan)
        self.begin()
        return {name: DeviceArray((allocation, tensor["offset"]), tensor["dtype"], tensor["shape"], (self.use, loan))
                for name, (allocation, tensor) in self._tensors.items()}

    def begin(self) -> None:
        """What is queued on the caller's stream from now on starts after the batch is written."""
        stream = self.memory.stream()
        self.use.begin(stream)
        self._left_on = None
        with self.memory.device as driver:
            if not driver.has_passed(self._ready):
                driver("cuStreamWaitEvent", stream, self._ready, 0)

    def leave(self) -> None:
        """Nothing refers to the batch any more in this thread, whose stream may have used it."""
        self._left_on = self.memory.stream()

    def end(self) -> None:
        """The next batch is written there after what is queued now on the stream that had it first,
        on those that it was handed to, and on the one that was current where it was left."""
        left_on = self.memory.stream() if self._left_on is None else self._left_on
        first, *others = self.use.streams(left_on)
        with self.memory.device as driver:
            driver("cuEventRecord", self._done, first)
            for stream in others:
                driver("cuStreamWaitEvent", stream, self._done, 0)
                driver("cuEventRecord", self._done, stream)

    def is_done(self) -> bool:
        with self.memory.device as driver:
            return driver.has_passed(self._done)

    def close(self) -> None:
        for event in (self._ready, self._done):
            self.memory.device.destroy_event(event)


class DeviceBatch(Batch):
    """Patches in GPU memory: arrays are ``DeviceArray``, tensors torch's, on the GPU, without a copy.

    What is queued on ``stream``, the caller's stream when it got the batch, is ordered for it: after the
    writing of the batch and, until its release, before that of the next one. The host does not wait
    for the GPU.
    """

    def __init__(self, message: dict[str, Any], slot: DeviceSlot, loan: Loan) -> None:
        super().__init__(message, slot.lend(loan))
        self._slot: DeviceSlot | None = slot
        self._device = slot.memory.device.number
        self.stream = slot.use.stream

    @property
    def foreground(self) -> Any:
        """As of a batch in host memory, but a copy there; waits for the batch."""
        return self._array("foreground").to_host().reshape(-1)

    def _lent_tensors(self) -> dict[str, torch.Tensor]:
        import torch

        device = f"cuda:{self._device}"
        return {name: torch.as_tensor(array, device=device) for name, array in self._open_arrays().items()}

    def release(self) -> None:
        super().release()
        self._slot = None  # which holds all of its memory


class DeviceMemory:
    """The server's memory on the GPU with that UUID, whatever number it has in this process.

    explain: raises the reason of an error of the driver, where it knows one.
    """

    def __init__(self, uuid: str, stream: Any, explain: Callable[[], None]) -> None:
        driver = Driver()
        visible = driver.devices()
        if uuid not in visible:
            raise Refused(f"the batches of this server lie on the GPU {uuid}, this process sees "
                          f"{', '.join(visible) or 'none'}; let CUDA_VISIBLE_DEVICES name it too, or "
                          "start ib serve with --device or --backend cpu")
        self.device = Device(driver, visible.index(uuid), explain)
        self.is_lost = False
        self._stream = _handle(stream)
        self._slots: dict[bytes, DeviceSlot] = {}  # by the JSON that describes them
        self._allocations: weakref.WeakValueDictionary[str, Allocation] = weakref.WeakValueDictionary()

    def slot(self, tensors: bytes) -> DeviceSlot:
        """The slot that this JSON describes; the same one for the same bytes."""
        found = self._slots.get(tensors)
        if found is None:
            found = self._slots[tensors] = DeviceSlot(self, json.loads(tensors))
        return found

    def batch(self, message: dict[str, Any], slot: DeviceSlot, loan: Loan) -> DeviceBatch:
        return DeviceBatch(message, slot, loan)

    def give_back(self, slot: DeviceSlot) -> None:
        if not self.is_lost:
            slot.end()

    def keep_lent(self, slots: Iterable[DeviceSlot] | None = None) -> None:
        """Memory of a GPU stays the server's; whoever still refers to it is warned when it is lent again."""

    def allocation(self, digits: str) -> Allocation:
        found = self._allocations.get(digits)
        if found is None:
            found = self._allocations[digits] = Allocation(self.device, digits)
        return found

    def stream(self) -> int:
        """The stream that the caller queues its work on now: as told, or torch's, or the default."""
        if self._stream is not None:
            return self._stream
        torch = sys.modules.get("torch")
        if torch is not None and torch.cuda.is_initialized():
            return int(torch.cuda.current_stream(self.device.number).cuda_stream)
        return 0

    def is_idle(self) -> bool:
        """Whether the GPU has done all that was queued on batches before they were released."""
        return all(slot.is_done() for slot in self._slots.values())

    def lose(self) -> None:
        """The server is gone. What it may have left unfinished for ever is not waited for: events and
        mappings stay as they are until the process ends."""
        if not self.is_lost:
            self.is_lost = True
            for allocation in list(self._allocations.values()):
                allocation.abandon()
            self.device.abandon()

    def close(self) -> None:
        """Arrays in use stay mapped until they are dropped."""
        slots, self._slots = self._slots, {}
        if not self.is_lost:
            for slot in slots.values():
                slot.close()
        del self.device


def _handle(stream: Any) -> int | None:
    """The number of a stream of the driver, torch or CuPy; None if there is none to be named."""
    for attribute in ("cuda_stream", "ptr"):
        stream = getattr(stream, attribute, stream)
    if stream == PER_THREAD:
        raise ValueError("stream must name one stream in every thread, was 2, the default stream of the thread that "
                         "calls: batches may be returned in another; name a stream that you have created")
    if stream is None or isinstance(stream, int):
        return stream
    raise ValueError("stream must be a stream of torch or CuPy, or the number of a CUstream, was "
                     f"{stream!r}")
