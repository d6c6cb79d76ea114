"""The test double of the CUDA driver, in this process, as a training loop would use the driver."""
import ctypes
import os
import unittest

import ib_engine
import numpy
import serving
from crc32c import crc32c
from ib_engine import cuda_driver

# Of servers and of the epochs that theirs must equal.
OPTIONS = ["--batch-size", 3, "--world-size", 2, "--fold", 0, 3, "--repeats", 3, "--prefetch", 3]
FOUND = serving.driver_double()
needed = unittest.skipIf(FOUND is None, "the double of the CUDA driver is not built")
_OPEN = ("device_bytes", "host_bytes", "imported", "streams", "events", "contexts", "pending")


def control():
    library = ctypes.CDLL(FOUND)
    library.ib_double_faults.restype = ctypes.c_char_p
    library.ib_double_open.restype = ctypes.c_longlong
    library.ib_double_calls.restype = ctypes.c_longlong
    library.ib_double_fail_call.argtypes = (ctypes.c_char_p, ctypes.c_longlong, ctypes.c_int, ctypes.c_int)
    library.ib_double_set.argtypes = (ctypes.c_char_p, ctypes.c_longlong)
    return library


def digest(batch, arrays, rank=0):
    items = ",".join(f"{item.case}#{item.instance if item.positive else '-'}" for item in batch.items)
    return "\t".join([str(batch.step), str(rank), items, *(f"{crc32c(array):08x}" for array in arrays)])


def on_host(batch):
    return [array.to_host() for array in batch.arrays.values()]


class OnDouble(unittest.TestCase):
    """The driver is the double; in the end nothing is open in it and nothing was misused."""

    def setUp(self):
        self.control = control()
        self.control.ib_double_reset()
        before = os.environ.get(cuda_driver.LIBRARY)
        os.environ[cuda_driver.LIBRARY] = FOUND
        self.addCleanup(self._restore, before)
        self.addCleanup(self._check)

    @staticmethod
    def _restore(before):
        del os.environ[cuda_driver.LIBRARY]
        if before is not None:
            os.environ[cuda_driver.LIBRARY] = before

    def _check(self):
        self.assertEqual("", self.control.ib_double_faults().decode())
        self.assertEqual({}, {kind: left for kind in _OPEN if (left := self.open(kind)) != 0})

    def open(self, kind):
        return self.control.ib_double_open(kind.encode())


class OnServer(OnDouble):
    """A server of two ranks on the double, for the tests of a class."""

    NAME = None

    @classmethod
    def setUpClass(cls):
        cls.report = serving.folder() / f"{cls.NAME}-report"
        cls.server = serving.Server(*OPTIONS, "--backend", "cuda", name=cls.NAME,
                                    environment=serving.on_double(REPORT=cls.report))

    @classmethod
    def tearDownClass(cls):
        cls.server.end()
        lines = cls.report.read_text().splitlines()  # of the server's end of the driver
        misuse = [line for line in lines if not line.endswith("left open")]  # a signal closes nothing
        if misuse != ["end"]:
            raise AssertionError("\n".join([*misuse, cls.server.said()]))

    def connect(self, rank=0, **options):
        engine = ib_engine.connect(self.server.socket, rank, **options)
        self.addCleanup(engine.close)
        return engine

    def training(self):
        training = Training()
        self.addCleanup(training.close)
        return training

    def digests(self, *options):
        return serving.ib("epoch", serving.dataset(), "--digest", "--backend", "reference", *OPTIONS,
                          *options).splitlines()


class Training:
    """A stream of the caller's own, on which batches are read: copied to page-locked memory."""

    def __init__(self):
        self._library = ctypes.CDLL(FOUND)
        self._device = cuda_driver.Device(cuda_driver.Driver(), 0)
        stream = ctypes.c_void_p()
        with self._device:
            self._call("cuStreamCreate", ctypes.byref(stream), 1)
        self.stream = stream.value
        self._copies = []

    def _call(self, name, *arguments):
        status = getattr(self._library, name)(*arguments)
        assert status == 0, f"{name}: {status}"

    def read(self, array):
        """Queues it."""
        host = ctypes.c_void_p()
        with self._device:
            self._call("cuMemAllocHost_v2", ctypes.byref(host), ctypes.c_size_t(array.nbytes))
            self._call("cuMemcpyDtoHAsync_v2", host, ctypes.c_ulonglong(array.address),
                       ctypes.c_size_t(array.nbytes), ctypes.c_void_p(self.stream))
        self._copies.append((host, array.nbytes))

    def fill(self, array, value):
        """Queues it."""
        with self._device:
            self._call("cuMemsetD8Async", ctypes.c_ulonglong(array.address), ctypes.c_ubyte(value),
                       ctypes.c_size_t(array.nbytes), ctypes.c_void_p(self.stream))

    def work(self):
        """Queues what keeps the stream busy while others run dry."""
        event = ctypes.c_void_p()
        with self._device:
            self._call("cuEventCreate", ctypes.byref(event), 2)
            for _ in range(3000):
                self._call("cuEventRecord", event, ctypes.c_void_p(self.stream))
            self._call("cuEventDestroy_v2", event)

    def synchronize(self):
        with self._device:
            self._call("cuStreamSynchronize", ctypes.c_void_p(self.stream))

    def seen(self):
        """Waits; all that was read, as arrays of bytes."""
        self.synchronize()
        return [numpy.ctypeslib.as_array(ctypes.cast(host, ctypes.POINTER(ctypes.c_ubyte)), (size,)).copy()
                for host, size in self._copies]

    def close(self):
        with self._device:
            self._call("cuCtxSynchronize")
            for host, _ in self._copies:
                self._call("cuMemFreeHost", host)
            self._call("cuStreamDestroy_v2", ctypes.c_void_p(self.stream))
        self._copies = []
        self._device = None
