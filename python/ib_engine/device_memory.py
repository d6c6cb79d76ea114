"""Batches in the memory of a GPU, which the server has opened to this process by CUDA IPC."""
import json
import math
import sys
import weakref

import numpy

from .batch import Batch
from .cuda_driver import Allocation, Device, Driver
from .errors import DeviceError, Refused


class _Use:
    """On which stream the batch that lies somewhere now is used."""

    stream = 0


class DeviceArray:
    """A tensor in GPU memory, row major, for whatever takes ``__cuda_array_interface__``.

    ``torch.as_tensor(array, device="cuda")`` and ``cupy.asarray(array)`` copy nothing. It holds
    another batch once its own was released; its memory stays mapped while it is referred to.
    """

    def __init__(self, place, dtype, shape, use):
        allocation, offset = place
        self.dtype = numpy.dtype(dtype).newbyteorder("<")
        self.shape = tuple(shape)
        self.address = allocation.address + offset
        self._allocation = allocation
        self._use = use

    @property
    def nbytes(self):
        return math.prod(self.shape) * self.dtype.itemsize

    @property
    def __cuda_array_interface__(self):
        return {"shape": self.shape, "typestr": self.dtype.str, "data": (self.address, False),
                "strides": None, "stream": self._use.stream or 1, "version": 3}  # 1: the default stream

    def __array__(self, *_, **__):
        raise TypeError("this batch lies in the memory of a GPU; use batch.tensors() for torch, "
                        "cupy.asarray(array), or array.to_host() for a copy in numpy")

    def to_host(self):
        """A copy as a numpy array. Waits for the batch and for what is queued on its stream."""
        copy = numpy.empty(self.shape, self.dtype)
        with self._allocation.device as driver:
            driver("cuStreamSynchronize", self._use.stream)
            driver("cuMemcpyDtoH_v2", copy.ctypes.data, self.address, self.nbytes)
        return copy

    def __repr__(self):
        return f"DeviceArray(shape={self.shape}, dtype={self.dtype}, device={self._allocation.device.number})"


class DeviceSlot:
    """Memory that batch after batch comes in, and the events by which both processes use it in turn."""

    def __init__(self, memory, tensors):
        self.memory = memory
        self.use = _Use()
        events = tensors.pop("events")
        self.arrays = {name: self._array(**tensor) for name, tensor in tensors.items()}
        self._ready = memory.device.open_event(events["ready"])
        try:
            self._done = memory.device.open_event(events["done"])
        except DeviceError:
            memory.device.destroy_event(self._ready)
            raise

    def _array(self, allocation, offset, dtype, shape):
        return DeviceArray((self.memory.allocation(allocation), offset), dtype, shape, self.use)

    def begin(self):
        """What is queued on the caller's stream from now on starts after the batch is written."""
        stream = self.use.stream = self.memory.stream()
        with self.memory.device as driver:
            if not driver.has_passed(self._ready):
                driver("cuStreamWaitEvent", stream, self._ready, 0)

    def end(self):
        """The next batch is written there after what is queued now on the stream that had it first
        and on the caller's."""
        stream = self.memory.stream()
        with self.memory.device as driver:
            driver("cuEventRecord", self._done, self.use.stream)
            if stream != self.use.stream:
                driver("cuStreamWaitEvent", stream, self._done, 0)
                driver("cuEventRecord", self._done, stream)

    def is_done(self):
        with self.memory.device as driver:
            return driver.has_passed(self._done)

    def close(self):
        for event in (self._ready, self._done):
            self.memory.device.destroy_event(event)


class DeviceBatch(Batch):
    """Patches in GPU memory: arrays are ``DeviceArray``, tensors torch's, on the GPU, without a copy.

    What is queued on ``stream``, the caller's when it got the batch, is ordered by itself: behind
    the writing of the batch and, up to its release, before that of the next one. Nothing waits for
    the GPU.
    """

    def __init__(self, message, slot, give_back):
        super().__init__(message, slot.arrays, give_back)
        self._slot = slot
        slot.begin()
        self.stream = slot.use.stream

    def tensors(self):
        import torch

        arrays = self.arrays
        device = f"cuda:{self._slot.memory.device.number}"
        return {name: torch.as_tensor(array, device=device) for name, array in arrays.items()}

    def release(self):
        self._leave()
        super().release()

    def _end(self):
        self._leave()
        super()._end()

    def _leave(self):
        if self._slot is not None:
            if not self._slot.memory.is_lost:
                self._slot.end()
            self._slot = None


class DeviceMemory:
    """The server's memory on the GPU with that UUID, whatever number it has in this process.

    explain: raises the reason of an error of the driver, where it knows one.
    """

    batch = DeviceBatch

    def __init__(self, uuid, stream, explain):
        driver = Driver()
        visible = driver.devices()
        if uuid not in visible:
            raise Refused(f"the batches of this server lie on the GPU {uuid}, this process sees "
                          f"{', '.join(visible) or 'none'}; let CUDA_VISIBLE_DEVICES name it too, or "
                          "start ib serve with --device or --backend cpu")
        self.device = Device(driver, visible.index(uuid), explain)
        self.is_lost = False
        self._stream = _handle(stream)
        self._slots = {}  # by the JSON that describes them
        self._allocations = weakref.WeakValueDictionary()

    def arrays(self, tensors):
        """The slot that this JSON describes; the same one for the same bytes."""
        found = self._slots.get(tensors)
        if found is None:
            found = self._slots[tensors] = DeviceSlot(self, json.loads(tensors))
        return found

    def allocation(self, digits):
        found = self._allocations.get(digits)
        if found is None:
            found = self._allocations[digits] = Allocation(self.device, digits)
        return found

    def stream(self):
        """The stream that the caller queues its work on now: as told, or torch's, or the default."""
        if self._stream is not None:
            return self._stream
        torch = sys.modules.get("torch")
        if torch is not None and torch.cuda.is_initialized():
            return torch.cuda.current_stream(self.device.number).cuda_stream
        return 0

    def is_idle(self):
        """Whether the GPU has done all that was queued on batches before they were released."""
        return all(slot.is_done() for slot in self._slots.values())

    def lose(self):
        """The server is gone. What it may have left unfinished for ever is not waited for: events and
        mappings stay as they are until the process ends."""
        if not self.is_lost:
            self.is_lost = True
            for allocation in list(self._allocations.values()):
                allocation.abandon()
            self.device.abandon()

    def close(self):
        """Arrays in use stay mapped until they are dropped."""
        slots, self._slots = self._slots, {}
        if not self.is_lost:
            for slot in slots.values():
                slot.close()
        self.device = None


def _handle(stream):
    """The number of a stream of the driver, torch or CuPy; None if there is none to be named."""
    if stream is None or isinstance(stream, int):
        return stream
    for attribute in ("cuda_stream", "ptr"):
        if hasattr(stream, attribute):
            return getattr(stream, attribute)
    raise ValueError("stream must be a stream of torch or CuPy, or the number of a CUstream, was "
                     f"{stream!r}")
