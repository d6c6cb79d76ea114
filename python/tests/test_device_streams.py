"""In which order batches in GPU memory are written, read and given back, without anybody waiting."""
import sys
import time
import types
import unittest
from unittest import mock

import double
import ib_engine
from ib_engine import cuda_driver, device_memory


def await_written(engine, slot):
    """Until the server has written all that it may, while the client's streams are still busy."""
    with engine._connection.memory.device as driver:
        while not driver.has_passed(slot._ready):
            time.sleep(0.001)


@double.needed
class DeviceStreamsTest(double.OnServer):
    NAME = "streams"

    def read_without_waiting(self):
        """Digests of an epoch that is read on a stream which is waited for once, in the end."""
        training = self.training()
        described = []
        with self.connect(stream=training.stream) as engine:
            for batch in engine.epoch(5):
                training.work()
                for array in batch.arrays.values():
                    training.read(array)
                slot = batch._slot
                described.append(batch)
            await_written(engine, slot)
        seen = iter(training.seen())
        return [double.digest(batch, (next(seen), next(seen))) for batch in described]

    def test_loop_that_never_waits_reads_every_batch_as_it_was_written(self):
        for seed in range(1, 5):
            self.control.ib_double_set(b"SEED", seed)
            self.assertEqual(self.digests("--seed", 5), self.read_without_waiting())

    def test_batch_released_without_its_event_is_overwritten_while_it_is_read(self):
        with mock.patch.object(device_memory.DeviceSlot, "end", lambda slot: None):
            self.assertNotEqual(self.digests("--seed", 5), self.read_without_waiting())

    def test_batch_taken_without_waiting_for_its_event_is_read_before_it_is_written(self):
        with mock.patch.object(cuda_driver.Driver, "has_passed", lambda driver, event: True):
            self.assertNotEqual(self.digests("--seed", 5), self.read_without_waiting())

    def test_stream_is_torchs_current_one_where_torch_uses_cuda(self):
        training = self.training()
        current = types.SimpleNamespace(cuda_stream=training.stream)
        asked = []
        cuda = types.SimpleNamespace(is_initialized=lambda: True,
                                     current_stream=lambda number: asked.append(number) or current)
        with mock.patch.dict(sys.modules, torch=types.SimpleNamespace(cuda=cuda)):
            batch = next(self.connect().epoch(1))
            self.assertEqual(training.stream, batch.stream)
            self.assertEqual([0], asked)
            cuda.is_initialized = lambda: False
            self.assertEqual(0, self.connect(1)._connection.memory.stream())

    def test_stream_may_be_torchs_cupys_or_a_number(self):
        for stream in (types.SimpleNamespace(cuda_stream=77), types.SimpleNamespace(ptr=77), 77):
            self.assertEqual(77, device_memory._handle(stream))
        with self.assertRaisesRegex(ValueError, "number of a CUstream, was 'fast'"):
            ib_engine.connect(self.server.socket, stream="fast")

    def read_on_two_streams(self, busy):
        """Digests of an epoch that is read on one stream and released on another; one is busy before."""
        first, second = streams = self.training(), self.training()
        batches = []
        with self.connect() as engine:
            epoch = engine.epoch(5)
            for _ in range(len(epoch)):
                engine._connection.memory._stream = first.stream
                batch = next(epoch).keep()
                with engine._connection.memory.device as driver:
                    driver("cuStreamWaitEvent", second.stream, batch._slot._ready, 0)
                streams[busy].work()
                first.read(batch.image)
                engine._connection.memory._stream = second.stream
                second.read(batch.label)
                slot = batch._slot
                batch.release()
                batches.append(batch)
            await_written(engine, slot)
        return [double.digest(*read) for read in
                ((batch, pair) for batch, *pair in zip(batches, first.seen(), second.seen()))]

    def test_batch_that_is_released_on_another_stream_waits_for_both(self):
        wanted = self.digests("--seed", 5)
        for busy in (0, 1):
            self.assertEqual(wanted, self.read_on_two_streams(busy))

        def on_one(stream):
            def end(slot):
                with slot.memory.device as driver:
                    driver("cuEventRecord", slot._done, stream(slot))
            return end

        ends = on_one(lambda slot: slot.memory.stream()), on_one(lambda slot: slot.use.stream)
        for busy, end in enumerate(ends):
            with mock.patch.object(device_memory.DeviceSlot, "end", end):
                self.assertNotEqual(wanted, self.read_on_two_streams(busy))


if __name__ == "__main__":
    unittest.main()
