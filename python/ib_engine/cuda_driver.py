"""The calls of the CUDA driver that batches in GPU memory need."""
from __future__ import annotations

import ctypes
import os
import uuid
import weakref
from collections.abc import Callable
from ctypes import POINTER, c_char_p, c_int, c_size_t, c_ubyte, c_uint, c_ulonglong, c_void_p
from typing import Any

from .errors import DeviceError, Refused

LIBRARY = "IB_CUDA_DRIVER"  # environment variable with another library than the driver's, for tests
NOT_READY = 600
# ECC, NVLink, contained, address, timeout, assert, stack, instruction, alignment, address space, counter, launch, tensor memory:
# of each CUDA says that the process must be ended and started anew.
_LOST = frozenset((214, 220, 226, 700, 702, 710, 714, 715, 716, 717, 718, 719, 721))
_DISABLE_TIMING = 2  # CU_EVENT_DISABLE_TIMING
_PEER_ACCESS = 1  # CU_IPC_MEM_LAZY_ENABLE_PEER_ACCESS, the only flag there is


class Handle(ctypes.Structure):
    """CUipcMemHandle and CUipcEventHandle, which are passed by value."""

    _fields_ = [("bytes", c_ubyte * 64)]

    @classmethod
    def of(cls, digits: str) -> Handle:
        return cls.from_buffer_copy(bytes.fromhex(digits))


_CALLS: dict[str, tuple[Any, ...]] = {
    "cuInit": (c_uint,),
    "cuGetErrorName": (c_int, POINTER(c_char_p)),
    "cuDeviceGetCount": (POINTER(c_int),),
    "cuDeviceGet": (POINTER(c_int), c_int),
    "cuDeviceGetUuid_v2": (c_ubyte * 16, c_int),
    "cuDevicePrimaryCtxRetain": (POINTER(c_void_p), c_int),
    "cuDevicePrimaryCtxRelease_v2": (c_int,),
    "cuCtxPushCurrent_v2": (c_void_p,),
    "cuCtxPopCurrent_v2": (POINTER(c_void_p),),
    "cuCtxSynchronize": (),
    "cuMemAlloc_v2": (POINTER(c_ulonglong), c_size_t),
    "cuMemFree_v2": (c_ulonglong,),
    "cuIpcOpenMemHandle_v2": (POINTER(c_ulonglong), Handle, c_uint),
    "cuIpcCloseMemHandle": (c_ulonglong,),
    "cuIpcOpenEventHandle": (POINTER(c_void_p), Handle),
    "cuEventCreate": (POINTER(c_void_p), c_uint),
    "cuEventQuery": (c_void_p,),
    "cuEventRecord": (c_void_p, c_void_p),
    "cuEventDestroy_v2": (c_void_p,),
    "cuStreamWaitEvent": (c_void_p, c_void_p, c_uint),
    "cuStreamSynchronize": (c_void_p,),
    "cuMemcpyDtoH_v2": (c_void_p, c_ulonglong, c_size_t),
    "cuMemcpyDtoDAsync_v2": (c_ulonglong, c_ulonglong, c_size_t, c_void_p),
}


class Driver:
    """The driver's library; its calls raise DeviceError."""

    def __init__(self) -> None:
        name = os.environ.get(LIBRARY, "libcuda.so.1")
        try:
            library = ctypes.CDLL(name)
            for call, types in _CALLS.items():
                function = getattr(library, call)
                function.argtypes = types
                function.restype = c_int
        except (OSError, AttributeError) as error:
            raise Refused(f"the batches of this server lie in the memory of a GPU, and there is no CUDA "
                          f"driver here ({error}); run this process where the GPU is, or start ib serve "
                          "with --backend cpu") from error
        self._library = library
        self("cuInit", 0)

    def __call__(self, call: str, *arguments: Any) -> None:
        status = getattr(self._library, call)(*arguments)
        if status != 0:
            raise self._error(call, status)

    def _error(self, call: str, status: int) -> DeviceError:
        remedy = "; this process cannot use the GPU any more: start it anew, no other call helps" if status in _LOST else ""
        return DeviceError(f"{call} failed: {self._name(status)} ({status}){remedy}")

    def _name(self, status: int) -> str:
        name = c_char_p()
        self._library.cuGetErrorName(status, ctypes.byref(name))
        return (name.value or b"unknown CUDA error").decode()

    def has_passed(self, event: c_void_p) -> bool:
        status = self._library.cuEventQuery(event)
        if status not in (0, NOT_READY):
            raise self._error("cuEventQuery", status)
        return bool(status == 0)

    def new_event(self) -> c_void_p:
        """One without a time, in the current context."""
        event = c_void_p()
        self("cuEventCreate", ctypes.byref(event), _DISABLE_TIMING)
        return event

    def devices(self) -> list[str]:
        """UUIDs of the devices that this process sees, in the order of their numbers."""
        count = c_int()
        self("cuDeviceGetCount", ctypes.byref(count))
        return [self._uuid(number) for number in range(count.value)]

    def _uuid(self, number: int) -> str:
        device, digits = c_int(), (c_ubyte * 16)()
        self("cuDeviceGet", ctypes.byref(device), number)
        self("cuDeviceGetUuid_v2", digits, device)
        return str(uuid.UUID(bytes=bytes(digits)))


class Device:
    """The primary context of a device, which torch and others share.

    ``with device:`` makes it current for the calls inside; where one of them fails, ``explain`` may
    raise the reason. Let go when nothing of it is left.
    """

    def __init__(self, driver: Driver, number: int, explain: Callable[[], None] = lambda: None) -> None:
        self.driver = driver
        self.number = number
        self._explain = explain
        device, self._context = c_int(), c_void_p()
        driver("cuDeviceGet", ctypes.byref(device), number)
        driver("cuDevicePrimaryCtxRetain", ctypes.byref(self._context), device)
        self._let_go = weakref.finalize(self, _let_go, os.getpid(), driver, device)

    def __enter__(self) -> Driver:
        self.driver("cuCtxPushCurrent_v2", self._context)
        return self.driver

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.driver("cuCtxPopCurrent_v2", ctypes.byref(c_void_p()))
        if kind is DeviceError:
            self._explain()

    def open_event(self, digits: str) -> c_void_p:
        event = c_void_p()
        with self as driver:
            driver("cuIpcOpenEventHandle", ctypes.byref(event), Handle.of(digits))
        return event

    def destroy_event(self, event: c_void_p) -> None:
        with self as driver:
            driver("cuEventDestroy_v2", event)

    def abandon(self) -> None:
        """Leaves the context to the end of the process."""
        self._let_go.detach()


class Allocation:
    """Memory of the server, mapped here until nothing that lies in it is left."""

    def __init__(self, device: Device, digits: str) -> None:
        address = c_ulonglong()
        with device as driver:
            driver("cuIpcOpenMemHandle_v2", ctypes.byref(address), Handle.of(digits), _PEER_ACCESS)
        self.device = device
        self.address = address.value
        self._unmap = weakref.finalize(self, _unmap, os.getpid(), device, address.value)

    def abandon(self) -> None:
        """Leaves the mapping to the end of the process."""
        self._unmap.detach()


class OwnMemory:
    """Memory of this process on the device, freed with the object, after all that is queued there."""

    def __init__(self, device: Device, size: int) -> None:
        address = c_ulonglong()
        with device as driver:
            driver("cuMemAlloc_v2", ctypes.byref(address), size)
        self.address = address.value
        self._free = weakref.finalize(self, _free, os.getpid(), device, address.value)


# A process that was forked off has what is left of these objects, but not the driver.


def _let_go(process: int, driver: Driver, device: c_int) -> None:
    if os.getpid() == process:
        driver("cuDevicePrimaryCtxRelease_v2", device)


def _unmap(process: int, device: Device, address: int) -> None:
    if os.getpid() == process:
        with device as driver:
            driver("cuIpcCloseMemHandle", address)


def _free(process: int, device: Device, address: int) -> None:
    if os.getpid() == process:
        with device as driver:
            driver("cuCtxSynchronize")
            driver("cuMemFree_v2", address)
