import gc
import os
import pickle
import stat
import struct
import unittest
from pathlib import Path

import ib_engine
import numpy
import serving
from crc32c import crc32c
from ib_engine import greeting


def digest(batch, rank=0):
    items = ",".join(f"{item.case}#{item.instance if item.positive else '-'}" for item in batch.items)
    return "\t".join([str(batch.step), str(rank), items,
                      *(f"{crc32c(array):08x}" for array in batch.arrays.values())])


class ClientTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = serving.Server("--batch-size", 3, "--world-size", 2, "--fold", 0, 3,
                                    "--repeats", 3, "--prefetch", 3, name="two")
        cls.addClassCleanup(cls.server.end)

    def connect(self, rank=0, **options):
        engine = ib_engine.connect(self.server.socket, rank, **options)
        self.addCleanup(engine.close)
        return engine

    def digests(self, *options):
        return serving.ib("epoch", serving.dataset(), "--digest", "--batch-size", 3, "--world-size", 2,
                          "--fold", 0, 3, "--repeats", 3, *options).splitlines()

    def test_batches_are_those_of_ib_epoch_bit_for_bit_on_every_rank(self):
        for rank in (0, 1):
            with self.connect(rank) as engine:
                got = [digest(batch, rank) for batch in engine.epoch(seed=7, number=2)]
            self.assertEqual(self.digests("--rank", rank, "--seed", 7, "--epoch", 2), got)

    def test_validation_is_that_of_ib_epoch_and_runs_beside_an_epoch(self):
        engine = self.connect()
        training = engine.epoch(seed=1)
        first = digest(next(training))
        got = [digest(batch) for batch in engine.validation()]
        self.assertEqual(self.digests("--validation"), got)
        rest = [digest(batch) for batch in training]
        self.assertEqual(self.digests("--seed", 1), [first] + rest)

    def test_consecutive_epochs_are_those_of_their_numbers(self):
        engine = self.connect()
        for number in range(3):
            got = [digest(batch) for batch in engine.epoch(5, number)]
            self.assertEqual(self.digests("--seed", 5, "--epoch", number), got)

    def test_greeting_tells_what_is_served(self):
        engine = self.connect(1, world_size=2)
        self.assertEqual((1, 2, 3), (engine.rank, engine.world_size, engine.batch_size))
        self.assertEqual(serving.MODALITIES, len(engine.modalities))
        self.assertEqual(["phantom000", "phantom001", "phantom002"], engine.cases)
        self.assertEqual(engine.steps, sum(1 for _ in engine.epoch(1)))
        self.assertEqual(engine.validation_steps, sum(1 for _ in engine.validation()))
        self.assertLess(engine.validation_steps, engine.steps)

    def test_arrays_have_the_shapes_and_types_of_the_tensors(self):
        batch = next(self.connect().epoch(1))
        self.assertEqual((3, serving.MODALITIES, 5, 7, 7), batch.image.shape)
        self.assertEqual(numpy.float32, batch.image.dtype)
        self.assertEqual((3, 1, 5, 7, 7), batch.label.shape)
        self.assertEqual(numpy.uint8, batch.label.dtype)
        self.assertEqual({"image", "label"}, set(batch.arrays))

    def test_items_say_where_the_instance_lies(self):
        engine = self.connect()
        seen = {}
        for batch in engine.epoch(seed=3):
            for i, item in enumerate(batch.items):
                foreground = batch.label[i].any()
                self.assertEqual(item.positive, bool(foreground))
                if item.positive:
                    sides = [end - begin for begin, end in zip(*item.box)]
                    self.assertLessEqual(item.voxels, sides[0] * sides[1] * sides[2])
                    self.assertEqual(item.voxels * 24, item.volume_mm3)  # spacing 2 x 3 x 4
                    seen[item.case, item.instance] = item
                else:
                    self.assertIsNone(item.box)
        self.assertTrue(seen)

    def test_same_physical_memory_is_seen_by_server_and_client(self):
        """What another process writes into the server's memory the batch's array shows, and back."""
        batch = next(self.connect().epoch(1))
        pid = self.server.process.pid
        maps = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines()
        shared = [line.split() for line in maps if "/memfd:ib-engine" in line]
        self.assertTrue(shared)
        batch.image[0, 0, 0, 0, :4] = (1.5, -2.25, 1e-20, 7e20)
        wanted = batch.image[0, 0, 0].tobytes()
        with open(f"/proc/{pid}/mem", "r+b", buffering=0) as memory:  # the server's own address space
            for parts in shared:
                begin, end = (int(text, 16) for text in parts[0].split("-"))
                memory.seek(begin)
                found = memory.read(end - begin).find(wanted)
                if found >= 0:
                    memory.seek(begin + found)
                    memory.write(struct.pack("<f", 99.75))
                    break
            else:
                self.fail("the server does not see what was written")
        self.assertEqual(99.75, batch.image[0, 0, 0, 0, 0])

    def test_batch_that_was_not_kept_refuses_to_be_read_after_the_next(self):
        epoch = self.connect().epoch(1)
        first = next(epoch)
        next(epoch)
        with self.assertRaisesRegex(ValueError, "batch 0 was released.*keep it"):
            first.image  # noqa: B018

    def test_kept_batch_says_what_ended_it(self):
        engine = self.connect()
        for end, why in ((lambda epoch: epoch.close(), "its epoch has ended"),
                         (lambda epoch: engine.close(), "its engine was closed")):
            epoch = engine.epoch(1)
            kept, current = next(epoch).keep(), next(epoch)
            end(epoch)
            for batch in (kept, current):
                with self.assertRaisesRegex(ValueError, f"batch {batch.step} is gone, kept or not, because {why}; hold"):
                    batch.image  # noqa: B018

    def test_kept_batches_stay_and_too_many_are_refused_until_one_is_released(self):
        epoch = self.connect().epoch(1)
        self.assertEqual(3, epoch.slots)
        kept = [next(epoch).keep() for _ in range(2)]
        before = kept[0].image.copy()
        third = next(epoch).keep()
        numpy.testing.assert_array_equal(before, kept[0].image)
        with self.assertRaisesRegex(ib_engine.EngineError, "all 3 batches"):
            next(epoch)
        kept[1].release()
        self.assertEqual(3, next(epoch).step)
        self.assertEqual(2, third.step)

    def test_resume_goes_on_with_the_very_next_batch_in_another_connection(self):
        with self.connect() as engine:
            epoch = engine.epoch(8, 1)
            before = [digest(next(epoch)) for _ in range(2)]
            state = epoch.state
        with self.connect() as engine:
            after = [digest(batch) for batch in engine.resume(state)]
        self.assertEqual(self.digests("--seed", 8, "--epoch", 1), before + after)

    def test_epoch_that_was_left_in_the_middle_makes_room_for_the_next(self):
        engine = self.connect()
        for batch in engine.epoch(2):
            if batch.step == 1:
                break
        self.assertEqual(0, next(engine.epoch(2, 1)).step)

    def test_wrong_arguments_are_value_errors_and_the_connection_stays(self):
        engine = self.connect()
        with self.assertRaisesRegex(ValueError, "at least 0, was -1"):
            engine.epoch(1, -1)
        with self.assertRaisesRegex(ValueError, "resume token"):
            engine.resume("nonsense")
        self.assertEqual(0, next(engine.epoch(1)).step)

    def test_clients_that_cannot_be_served_are_refused(self):
        engine = self.connect()
        with self.assertRaisesRegex(ib_engine.Refused, "rank 0 already has one"):
            ib_engine.connect(self.server.socket, 0)
        with self.assertRaisesRegex(ValueError, r"\[0, 1\], was 2"):
            ib_engine.connect(self.server.socket, 2)
        with self.assertRaisesRegex(ValueError, "server's 2, was 3"):
            ib_engine.connect(self.server.socket, 1, world_size=3)
        self.assertEqual(0, next(engine.epoch(1)).step)

    def test_server_that_speaks_another_protocol_is_refused_with_both_versions(self):
        original, greeting.PROTOCOL = greeting.PROTOCOL, 1
        try:
            with self.assertRaisesRegex(ib_engine.Refused, "client speaks 1, this server .* 3"):
                ib_engine.connect(self.server.socket)
        finally:
            greeting.PROTOCOL = original

    def test_socket_is_for_its_owner_alone(self):
        mode = os.stat(self.server.socket).st_mode
        self.assertTrue(stat.S_ISSOCK(mode))
        self.assertEqual(0o600, stat.S_IMODE(mode))

    def test_connection_stays_in_its_process(self):
        engine = self.connect()
        with self.assertRaisesRegex(TypeError, "num_workers=0"):
            pickle.dumps(engine)
        child = os.fork()
        if child == 0:
            try:
                engine.epoch(1)
            except ib_engine.IbError as error:
                os._exit(0 if "num_workers=0" in str(error) else 1)
            os._exit(2)
        self.assertEqual(0, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        self.assertEqual(0, next(engine.epoch(1)).step)

    def test_arrays_outlive_the_connection(self):
        with self.connect() as engine:
            image = next(engine.epoch(4)).image
        gc.collect()
        image.sum()
        self.assertEqual((3, serving.MODALITIES, 5, 7, 7), image.shape)


if __name__ == "__main__":
    unittest.main()
