"""Batches in GPU memory as DLPack capsules: what consumers are told, in which order they read, and who keeps what."""
import ctypes
import gc
import types
import unittest
from unittest import mock

import double
import numpy
from ib_engine import device_array, device_memory, dlpack

CUDA, CPU = (2, 0), (1, 0)


class Tensor(ctypes.Structure):
    """DLTensor."""

    _fields_ = [("data", ctypes.c_void_p), ("device_type", ctypes.c_int32), ("device", ctypes.c_int32),
                ("dimensions", ctypes.c_int32), ("code", ctypes.c_uint8), ("bits", ctypes.c_uint8),
                ("lanes", ctypes.c_uint16), ("shape", ctypes.POINTER(ctypes.c_int64)),
                ("strides", ctypes.POINTER(ctypes.c_int64)), ("offset", ctypes.c_uint64)]


class Plain(ctypes.Structure):
    """DLManagedTensor."""

    _fields_ = [("tensor", Tensor), ("context", ctypes.c_void_p),
                ("deleter", ctypes.CFUNCTYPE(None, ctypes.c_void_p))]


class Versioned(ctypes.Structure):
    """DLManagedTensorVersioned."""

    _fields_ = [("major", ctypes.c_uint32), ("minor", ctypes.c_uint32), ("context", ctypes.c_void_p),
                ("deleter", ctypes.CFUNCTYPE(None, ctypes.c_void_p)), ("flags", ctypes.c_uint64), ("tensor", Tensor)]


_api = ctypes.pythonapi
_api.PyCapsule_GetName.restype = ctypes.c_char_p
_api.PyCapsule_GetPointer.restype = ctypes.c_void_p


class Consumer:
    """What a library does with a capsule: takes the struct, marks the capsule as used, calls the deleter once."""

    def __init__(self, capsule):
        object_ = ctypes.py_object(capsule)
        name = _api.PyCapsule_GetName(object_)
        self.versioned = name == b"dltensor_versioned"
        assert self.versioned or name == b"dltensor", name
        kind = Versioned if self.versioned else Plain
        self.managed = kind.from_address(_api.PyCapsule_GetPointer(object_, ctypes.c_char_p(name)))
        self._used = b"used_" + name  # the capsule has the address only
        assert _api.PyCapsule_SetName(object_, ctypes.c_char_p(self._used)) == 0
        tensor = self.managed.tensor
        self.address, self.device = tensor.data + tensor.offset, (tensor.device_type, tensor.device)
        self.type = (tensor.code, tensor.bits, tensor.lanes)
        self.shape = tuple(tensor.shape[i] for i in range(tensor.dimensions))
        self.strides = [tensor.strides[i] for i in range(tensor.dimensions)] if tensor.strides else None
        self.nbytes = int(numpy.prod(self.shape)) * tensor.bits // 8

    def delete(self):
        self.managed.deleter(ctypes.addressof(self.managed))


@double.needed
class DlpackTest(double.OnServer):
    NAME = "dlpack"

    def batch(self, **options):
        return next(self.connect(**options).epoch(1))

    def test_capsules_say_where_and_what_the_tensor_is(self):
        batch = self.batch()
        for array, kind in ((batch.image, (2, 32, 1)), (batch.label, (1, 8, 1))):
            self.assertEqual(CUDA, array.__dlpack_device__())
            for max_version in (None, (0, 8), (1, 0), (1, 1)):
                consumer = Consumer(array.__dlpack__(stream=1, max_version=max_version))
                self.assertEqual((array.address, CUDA, kind, array.shape, array.nbytes),
                                 (consumer.address, consumer.device, consumer.type, consumer.shape, consumer.nbytes))
                if consumer.strides is not None:
                    steps = numpy.empty(array.shape, array.dtype).strides
                    self.assertEqual(list(steps), [array.dtype.itemsize * step for step in consumer.strides])
                if consumer.versioned:
                    self.assertEqual((1, 0), (max_version[0], consumer.managed.flags))
                consumer.delete()

    def test_versioned_capsules_come_where_numpy_has_them(self):
        numpys = numpy.lib.NumpyVersion(numpy.__version__) >= "2.1.0"
        image = self.batch().image
        for max_version, versioned in ((None, False), ((0, 8), False), ((1, 0), numpys)):
            consumer = Consumer(image.__dlpack__(max_version=max_version))
            self.assertEqual(versioned, consumer.versioned)
            consumer.delete()

    def test_batch_is_held_until_the_deleter_runs_or_an_unused_capsule_goes(self):
        epoch = self.connect().epoch(1)
        consumer = Consumer(next(epoch).image.__dlpack__())
        unused = next(epoch).image.__dlpack__()
        run = epoch._run
        next(epoch)
        gc.collect()
        self.assertEqual([0, 1, 2], sorted(run.held))
        consumer.delete()
        run._go_on()
        self.assertNotIn(0, run.held)
        self.assertIn(1, run.held)
        del unused
        run._go_on()
        self.assertNotIn(1, run.held)

    def test_consumers_stream_reads_what_was_written_and_is_waited_for(self):
        wanted = self.digests("--seed", 5)
        for seed in range(1, 4):
            self.control.ib_double_set(b"SEED", seed)
            self.assertEqual(wanted, self.read_on(lambda array, stream: array.__dlpack__(stream=stream)))

    def test_consumer_that_wants_no_order_gets_none(self):
        self.assertNotEqual(self.digests("--seed", 5), self.read_on(lambda array, stream: array.__dlpack__(stream=-1)))

    def test_batch_that_is_returned_without_the_consumers_stream_is_overwritten_while_it_is_read(self):
        def before_only(use, stream):
            use.order_after(stream)

        with mock.patch.object(device_array.Use, "hand_to", before_only):
            self.assertNotEqual(self.digests("--seed", 5),
                                self.read_on(lambda array, stream: array.__dlpack__(stream=stream)))

    def read_on(self, take):
        """Digests of an epoch whose tensors a library takes for a stream of its own, which nobody else knows of."""
        reader = self.training()
        batches = []
        with self.connect() as engine:
            for batch in engine.epoch(5):
                reader.work()
                for array in batch.arrays.values():
                    consumer = Consumer(take(array, reader.stream))
                    reader.read(consumer)
                    consumer.delete()
                slot = batch._slot
                batches.append(batch)
            with engine._connection.memory.device as driver:
                while not driver.has_passed(slot._ready):
                    pass
        seen = iter(reader.seen())
        return [double.digest(batch, (next(seen), next(seen))) for batch in batches]

    def test_streams_that_the_standard_does_not_have_are_refused(self):
        image = self.batch().image
        for stream in (0, -2, "fast", True, 1.5):
            with self.assertRaisesRegex(ValueError, "stream must be None, 1"):
                image.__dlpack__(stream=stream)

    def test_default_stream_of_a_thread_is_refused_everywhere(self):
        image = self.batch().image
        for copy in (None, True):
            with self.assertRaisesRegex(BufferError, "was 2, the default stream of the thread"):
                image.__dlpack__(stream=2, copy=copy)
        for stream in (2, types.SimpleNamespace(ptr=2), types.SimpleNamespace(cuda_stream=2)):
            with self.assertRaisesRegex(ValueError, "was 2, the default stream of the thread"):
                device_memory._handle(stream)

    def test_host_gets_a_copy_where_it_is_asked_for(self):
        image = self.batch().image
        wanted = image.to_host()
        for copy in (None, True):
            consumer = Consumer(image.__dlpack__(dl_device=CPU, copy=copy, max_version=(1, 0)))
            self.assertEqual(CPU, consumer.device)
            got = (ctypes.c_ubyte * consumer.nbytes).from_address(consumer.address)
            self.assertEqual(wanted.tobytes(), bytes(got))
            if consumer.versioned:
                self.assertEqual(2, consumer.managed.flags & 2)
            consumer.delete()
        with self.assertRaisesRegex(BufferError, "by a copy only"):
            image.__dlpack__(dl_device=CPU, copy=False)
        with self.assertRaisesRegex(BufferError, "can be copied to the host"):
            image.__dlpack__(dl_device=(2, 1))

    def test_copy_is_memory_of_its_own_and_is_freed_by_the_deleter(self):
        reader = self.training()
        for stream in (None, reader.stream, -1):
            engine = self.connect()
            batch = next(engine.epoch(1))
            wanted = batch.image.to_host().tobytes()
            consumer = Consumer(batch.image.__dlpack__(stream=stream, copy=True, max_version=(1, 0)))
            self.assertNotEqual(batch.image.address, consumer.address)
            self.assertEqual(consumer.nbytes, self.open("device_bytes"))
            if consumer.versioned:
                self.assertEqual(2, consumer.managed.flags & 2)
            reader.read(consumer)
            self.assertEqual(wanted, reader.seen()[-1].tobytes())
            consumer.delete()
            self.assertEqual(0, self.open("device_bytes"))
            del batch
            engine.close()

    def test_error_on_its_way_is_kept_when_the_last_reference_goes(self):
        image = self.batch().image
        place = dlpack.Place(image, numpy.zeros(3).ctypes.data, (3,), numpy.dtype("<f4"))
        with self.assertRaisesRegex(ValueError, "cannot reshape"):
            numpy.from_dlpack(OnHost(dlpack.capsule(place, CPU, None))).reshape(7)


class OnHost:
    def __init__(self, capsule):
        self._capsule = capsule

    def __dlpack_device__(self):
        return CPU

    def __dlpack__(self, **_):
        return self._capsule


if __name__ == "__main__":
    unittest.main()
