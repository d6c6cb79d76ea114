"""Arrays never change under their reader."""
import gc
import itertools
import os
import queue
import random
import threading
import unittest
import unittest.mock
import warnings

import double
import ib_engine
import numpy
import serving
from holding import ALL_KEPT, OPTIONS, SLOTS, Holding, values


class ArraysTest(Holding):
    def test_array_of_a_batch_that_is_over_keeps_its_values(self):
        epoch = self.connect().epoch(1)
        kept = next(epoch).arrays
        for step, batch in enumerate(epoch, 1):
            self.assertEqual(self.wanted[0][step], values(batch.arrays))
            self.assertEqual(self.wanted[0][0], values(kept))

    def test_slices_views_and_memoryviews_hold_the_batch_too(self):
        engine = self.connect()
        for take in (lambda a: a[1], lambda a: a[..., ::2], lambda a: a.reshape(-1).view("u1"), memoryview,
                     lambda a: numpy.asarray(memoryview(a)), lambda a: a.T, lambda a: numpy.frombuffer(a.data, "u1")):
            epoch = engine.epoch(1)
            view = take(next(epoch).label)
            before = bytes(view) if isinstance(view, memoryview) else view.copy()
            for _ in epoch:
                pass
            numpy.testing.assert_array_equal(before, bytes(view) if isinstance(view, memoryview) else view)

    def test_batch_that_nothing_refers_to_any_more_goes_back_at_once(self):
        epoch = self.connect().epoch(1)
        for batch in epoch:
            image = batch.image[0]
            batch.release()
            self.assertEqual({batch.step}, set(epoch._run.held))
            del image
            self.assertEqual(set(), set(epoch._run.held))

    def test_arrays_of_all_batches_in_memory_are_an_error_that_names_the_remedies_and_dropping_one_goes_on(self):
        epoch = self.connect().epoch(1)
        kept = [next(epoch).arrays for _ in range(SLOTS)]
        for _ in range(2):
            with self.assertRaisesRegex(ib_engine.EngineError, ALL_KEPT):
                next(epoch)
        self.assertEqual(self.wanted[0][:SLOTS], [values(arrays) for arrays in kept])
        kept.pop(1)
        self.assertEqual(self.wanted[0][SLOTS], values(next(epoch).arrays))
        self.assertEqual([self.wanted[0][0], self.wanted[0][2]], [values(arrays) for arrays in kept])

    def test_arrays_in_garbage_are_found(self):
        epoch = self.connect().epoch(1)
        gc.disable()
        self.addCleanup(gc.enable)
        for step, batch in enumerate(epoch):
            self.assertEqual(self.wanted[0][step], values(batch.arrays))
            cycle = [batch.image]
            cycle.append(cycle)

    def test_kept_batch_that_is_dropped_goes_back(self):
        for batch in self.connect().epoch(1):
            batch.keep()

    def test_release_waits_for_the_arrays_that_are_referred_to(self):
        epoch = self.connect().epoch(1)
        batch = next(epoch)
        image = batch.image
        batch.release()
        self.assertEqual({0}, set(epoch._run.held))
        for _ in epoch:
            pass
        self.assertEqual(self.wanted[0][0]["image"], values({"image": image})["image"])

    def test_arrays_of_an_epoch_that_has_ended_keep_their_values_in_the_next_ones(self):
        engine = self.connect()
        kept = []
        for number in range(3):
            for step, batch in enumerate(engine.epoch(1, number)):
                if step in (0, len(self.wanted[number]) - 1):
                    kept.append((self.wanted[number][step], batch.arrays))
        for batch in engine.epoch(1, 1):
            pass
        for wanted, arrays in kept:
            self.assertEqual(wanted, values(arrays))

    def test_arrays_of_an_epoch_that_was_left_or_closed_keep_their_values(self):
        engine = self.connect()
        for close in (lambda epoch: None, lambda epoch: epoch.close()):
            epoch = engine.epoch(1)
            kept = next(epoch).keep().arrays
            close(epoch)
            self.assertEqual(len(self.wanted[1]), sum(1 for _ in engine.epoch(1, 1)))
            self.assertEqual(self.wanted[0][0], values(kept))

    def test_arrays_of_a_connection_that_was_closed_or_lost_keep_their_values(self):
        for end in (lambda engine: engine.close(), lambda engine: engine._connection.frames.close()):
            engine = self.connect()
            kept = next(engine.epoch(1)).arrays
            end(engine)
            engine.close()
            with ib_engine.connect(self.server.socket) as again:
                for number in (1, 2):
                    self.assertEqual(self.wanted[number], [values(batch.arrays) for batch in again.epoch(1, number)])
            self.assertEqual(self.wanted[0][0], values(kept))
            kept["image"][:] = 1  # still memory of its own

    def test_array_may_be_dropped_in_any_thread_while_another_iterates(self):
        epoch = self.connect().epoch(1)
        handed, seen = queue.Queue(), []

        def read():
            while (arrays := handed.get()) is not None:
                seen.append(values(arrays))

        reader = threading.Thread(target=read)
        reader.start()
        for batch in epoch:
            handed.put(batch.arrays)
            del batch
        handed.put(None)
        reader.join()
        self.assertEqual(self.wanted[0], seen)

    def test_thread_that_drops_a_batch_soon_is_waited_for_before_garbage_is_collected(self):
        epoch = self.connect().epoch(1)
        kept = [next(epoch).arrays for _ in range(SLOTS)]
        waiting = threading.Event()

        def drop():
            waiting.wait()
            kept.pop()

        def active():
            waiting.set()
            return 2

        other = threading.Thread(target=drop)
        other.start()
        self.addCleanup(other.join)
        self.addCleanup(waiting.set)
        with (unittest.mock.patch.object(ib_engine.run, "_SOON_SECONDS", 30),
              unittest.mock.patch.object(ib_engine.run.threading, "active_count", active),
              unittest.mock.patch.object(ib_engine.run.gc, "collect", side_effect=AssertionError("it takes long"))):
            self.assertEqual(SLOTS, next(epoch).step)

    def test_arrays_that_outlive_their_epochs_hold_no_descriptor(self):
        engine = self.connect()
        before, kept = len(os.listdir("/proc/self/fd")), []
        for number in range(3):
            for batch in engine.epoch(1, number):
                arrays = batch.arrays
            kept.append(arrays)
        self.assertEqual(before, len(os.listdir("/proc/self/fd")))
        self.assertEqual([wanted[-1] for wanted in self.wanted], [values(arrays) for arrays in kept])

    def test_arrays_that_another_thread_never_drops_are_an_error_in_the_end(self):
        epoch = self.connect().epoch(1)
        enough = threading.Event()
        other = threading.Thread(target=enough.wait)
        other.start()
        self.addCleanup(other.join)
        self.addCleanup(enough.set)
        kept = [next(epoch).arrays for _ in range(SLOTS)]
        with unittest.mock.patch.object(ib_engine.run, "_ROOM_SECONDS", 0.3):
            with self.assertRaisesRegex(ib_engine.EngineError, ALL_KEPT):
                next(epoch)
        self.assertEqual(self.wanted[0][:SLOTS], [values(arrays) for arrays in kept])

    def test_process_may_end_with_arrays_in_its_hands(self):
        code = ("import sys, ib_engine\n"
                "engine = ib_engine.connect(sys.argv[1]); epoch = engine.epoch(1)\n"
                "kept = [next(epoch).arrays, next(epoch)]; kept.append(kept); kept[0]['self'] = kept\n")
        for ending in ("", "sys.exit(3)\n", "raise ValueError\n", "engine.close()\n", "del engine, epoch\n"):
            process = serving.python(code + ending, self.server.socket)
            _, said = process.communicate(timeout=60)
            self.assertNotIn("ignored", said)
            self.assertEqual(ending == "raise ValueError\n", "Traceback" in said, said)

    def test_what_is_kept_and_dropped_at_random_is_always_right(self):
        for seed in range(20):
            draw = random.Random(seed)
            engine = self.connect()
            kept = []
            for number in range(2):
                epoch = engine.epoch(1, number)
                for step in itertools.count():
                    while len(kept) > draw.randrange(SLOTS):
                        kept.pop(draw.randrange(len(kept)))
                    batch = next(epoch, None)
                    if batch is None or draw.random() < 0.03:
                        break
                    name = draw.choice(["image", "label"])
                    view = draw.choice([lambda a: a, lambda a: a[:], lambda a: a.reshape(-1)])(batch.arrays[name])
                    kept.append((self.wanted[number][step][name], view))
                    for wanted, array in kept:
                        self.assertEqual(wanted, values({"it": array})["it"], (seed, number, step))
                    del view, array  # else they are kept too
            engine.close()


class DeviceArraysTest(double.OnDouble):
    @double.needed
    def test_arrays_on_a_device_hold_their_batch_and_what_outlives_its_epoch_is_warned_about(self):
        with serving.Server(*OPTIONS, "--backend", "cuda", name="device-holding",
                            environment=serving.on_double()) as server:
            with ib_engine.connect(server.socket) as engine:
                epoch = engine.epoch(1)
                kept = [next(epoch).image for _ in range(SLOTS)]
                before = [array.to_host() for array in kept]
                with self.assertRaisesRegex(ib_engine.EngineError, ALL_KEPT):
                    next(epoch)
                kept.pop()
                self.assertEqual(SLOTS, next(epoch).step)
                numpy.testing.assert_array_equal(before[:2], [array.to_host() for array in kept])
                with warnings.catch_warnings(record=True) as told:
                    warnings.simplefilter("always")
                    for _ in engine.epoch(1, 1):
                        pass
                self.assertIn("still referred to", str(told[0].message))
                self.assertIn("copy=True", str(told[0].message))
                del kept
                gc.collect()

if __name__ == "__main__":
    unittest.main()
