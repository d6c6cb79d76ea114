"""Batches in GPU memory: server and client are two processes on the driver's test double."""
import gc
import os
import unittest
from unittest import mock

import double
import ib_engine
import numpy
import serving
from ib_engine import cuda_driver

OTHER_PROCESS = """
import json, sys
from ib_engine import cuda_driver
tensor = json.loads(sys.argv[1])["image"]
device = cuda_driver.Device(cuda_driver.Driver(), 0)
memory = cuda_driver.Allocation(device, tensor["allocation"])
import ctypes
byte = (ctypes.c_ubyte * 1)()
with device as driver:
    driver("cuMemcpyDtoH_v2", byte, memory.address + tensor["offset"] + 3, 1)
print(byte[0])
"""


@double.needed
class DeviceTest(double.OnServer):
    NAME = "device"

    def test_batches_are_those_of_ib_epoch_bit_for_bit_on_every_rank(self):
        for rank in (0, 1):
            with self.connect(rank) as engine:
                got = [double.digest(batch, double.on_host(batch), rank) for batch in engine.epoch(seed=7, number=2)]
            self.assertEqual(self.digests("--rank", rank, "--seed", 7, "--epoch", 2), got)

    def test_every_tensor_arrives_as_from_the_processor(self):
        options = ["--weights", "instance-inverse", "--instance-maps", "--coordinates"]
        with serving.Server(*options, "--backend", "cuda", name="device-all", environment=serving.on_double()) as server:
            with ib_engine.connect(server.socket) as engine:
                got = [double.digest(batch, double.on_host(batch)) for batch in engine.epoch(seed=2)]
                batch = next(engine.epoch(1))
                self.assertEqual(["image", "label", "weights", "instances", "coordinates"], list(batch.arrays))
                self.assertEqual(((2, 3, 5, 7, 7), numpy.float32), (batch.coordinates.shape, batch.coordinates.dtype))
                del batch
        self.assertEqual(serving.ib("epoch", serving.dataset(), "--digest", "--seed", 2, *options).splitlines(), got)

    def test_backend_and_device_that_are_named_must_be_those_of_a_server_that_runs(self):
        with serving.Server("--backend", "cuda", name="device-attach", environment=serving.on_double()) as server:
            for place in ({}, dict(backend="cuda"), dict(device=0)):
                with self.subTest(place), ib_engine.open(serving.dataset(), server=server.socket, **place) as engine:
                    self.assertEqual("cuda", engine.options["resources"]["backend"])
            with self.assertRaisesRegex(ib_engine.Refused, 'backend: here "cpu", there "cuda"; device: here 1, there 0; open'):
                ib_engine.open(serving.dataset(), server=server.socket, backend="cpu", device=1)

    def test_validation_runs_beside_an_epoch(self):
        engine = self.connect()
        training = engine.epoch(seed=1)
        first = next(training)
        begun = double.digest(first, double.on_host(first))
        got = [double.digest(batch, double.on_host(batch)) for batch in engine.validation()]
        self.assertEqual(self.digests("--validation"), got)
        rest = [double.digest(batch, double.on_host(batch)) for batch in training]
        self.assertEqual(self.digests("--seed", 1), [begun] + rest)

    def test_what_is_written_here_another_process_sees_in_the_same_memory(self):
        training = self.training()
        engine = self.connect(stream=training.stream)
        batch = next(engine.epoch(1))
        training.fill(batch.image, 0x5A)
        training.synchronize()
        tensors = next(iter(engine._connection.memory._slots))
        other = serving.python(OTHER_PROCESS, tensors.decode(), environment=serving.on_double())
        said, errors = other.communicate(timeout=60)
        self.assertEqual(f"{0x5A}\n", said, errors)

    def test_slots_are_opened_once(self):
        engine = self.connect()
        for number in range(2):
            for batch in engine.epoch(1, number):
                pass
        self.assertEqual(3, len(engine._connection.memory._slots))
        self.assertEqual(3, self.control.ib_double_calls(b"cuIpcOpenMemHandle"))
        self.assertEqual(6, self.control.ib_double_calls(b"cuIpcOpenEventHandle"))

    def test_arrays_say_where_they_lie_for_other_libraries(self):
        training = self.training()
        batch = next(self.connect(stream=training.stream).epoch(1))
        self.assertEqual({"shape": (3, serving.MODALITIES, 5, 7, 7), "typestr": "<f4", "strides": None,
                          "data": (batch.image.address, False), "stream": None, "version": 3},
                         batch.image.__cuda_array_interface__)
        self.assertEqual(("|u1", (3, 1, 5, 7, 7)),
                         tuple(batch.label.__cuda_array_interface__[key] for key in ("typestr", "shape")))
        self.assertEqual(3 * serving.MODALITIES * 5 * 7 * 7 * 4, batch.image.nbytes)

    def test_no_stream_is_named_on_which_libraries_would_wait_on_the_host(self):
        before = self.control.ib_double_calls(b"cuStreamSynchronize")
        batch = next(self.connect().epoch(1))
        self.assertEqual((0, None), (batch.stream, batch.image.__cuda_array_interface__["stream"]))
        self.assertEqual(before, self.control.ib_double_calls(b"cuStreamSynchronize"))

    def test_numpy_is_refused_with_the_remedy(self):
        batch = next(self.connect().epoch(1))
        with self.assertRaisesRegex(TypeError, "memory of a GPU; use batch.tensors.*to_host"):
            numpy.asarray(batch.image)

    def test_released_batch_refuses_to_be_read(self):
        epoch = self.connect().epoch(1)
        first = next(epoch)
        kept = next(epoch).keep()
        next(epoch)
        with self.assertRaisesRegex(ValueError, "batch 0 was released"):
            first.image  # noqa: B018
        self.assertEqual((3, 1, 5, 7, 7), kept.label.shape)
        kept.release()
        kept.release()
        with self.assertRaisesRegex(ValueError, "batch 1 was released"):
            kept.tensors()

    def test_arrays_outlive_the_connection_and_are_unmapped_with_the_last(self):
        with self.connect() as engine:
            batch = next(engine.epoch(4))
            image, wanted = batch.image, batch.image.to_host()
        gc.collect()
        self.assertEqual(1, self.open("imported"))
        numpy.testing.assert_array_equal(wanted, image.to_host())
        del image, batch
        gc.collect()
        self.assertEqual(0, self.open("imported"))

    def test_same_device_is_found_under_another_number_and_a_hidden_one_is_named(self):
        self.control.ib_double_set(b"DEVICES", 2)
        environment = serving.on_double(DEVICES=2)
        with serving.Server("--backend", "cuda", "--device", 1, name="second",
                            environment=environment) as server:
            with ib_engine.connect(server.socket) as engine:
                self.assertEqual(1, engine._connection.memory.device.number)
            self.control.ib_double_set(b"HIDDEN", 1)
            with ib_engine.connect(server.socket) as engine:
                self.assertEqual(0, engine._connection.memory.device.number)
                next(engine.epoch(1)).image.to_host()
            self.control.ib_double_set(b"HIDDEN", 2)
            with self.assertRaisesRegex(ib_engine.Refused, "GPU d0d1d2d3-.*01, this process sees.*02"):
                ib_engine.connect(server.socket)

    def test_missing_driver_is_named_with_the_remedy(self):
        with mock.patch.dict(os.environ, {cuda_driver.LIBRARY: "/nowhere/libcuda.so.1"}):
            with self.assertRaisesRegex(ib_engine.Refused, "no CUDA driver here.*--backend cpu"):
                ib_engine.connect(self.server.socket)

@double.needed
class TorchOnDeviceTest(double.OnDouble):
    def test_dictionaries_hold_what_torch_makes_of_the_arrays_on_the_right_device(self):
        try:
            import torch
            from ib_engine.torch_data import PatchDataset
        except ImportError:
            self.skipTest("torch is missing")
        made = []

        def as_tensor(array, device):
            made.append((device, array.__cuda_array_interface__["data"][0]))
            return torch.from_numpy(array.to_host())

        with serving.Server("--backend", "cuda", name="torch-device",
                            environment=serving.on_double()) as server:
            dataset = PatchDataset(server.socket, seed=1)
            with mock.patch.object(torch, "as_tensor", as_tensor):
                batch = next(iter(dataset))
            dataset.close()
        self.assertEqual({"image", "label", "meta"}, set(batch))
        self.assertEqual(["cuda:0"] * 2, [device for device, _ in made])
        self.assertEqual((2, serving.MODALITIES, 5, 7, 7), tuple(batch["image"].shape))
        self.assertEqual(torch.uint8, batch["label"].dtype)


if __name__ == "__main__":
    unittest.main()
