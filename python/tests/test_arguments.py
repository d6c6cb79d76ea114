"""What callers pass that is not what was meant."""
import copy
import os
import pickle
import unittest

import ib_engine
import numpy
import serving


class ArgumentsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = serving.Server("--world-size", 2, "--local-ranks", 2, name="arguments")
        cls.addClassCleanup(cls.server.end)

    def connect(self, *arguments):
        engine = ib_engine.connect(self.server.socket, *arguments)
        self.addCleanup(engine.close)
        return engine

    def test_integers_of_numpy_are_integers(self):
        engine = self.connect(numpy.int64(1), numpy.uint8(2))
        self.assertEqual((1, 2), (engine.rank, engine.world_size))
        epoch = engine.epoch(numpy.int32(5), numpy.int16(3))
        self.assertEqual((5, 3), (epoch.seed, epoch.number))

    def test_what_is_no_integer_is_neither_rounded_nor_parsed(self):
        for value in (1.5, "1", None, [1], numpy.float32(1)):
            with self.assertRaisesRegex(ValueError, "^rank must be an integer, was "):
                self.connect(value)
        with self.assertRaisesRegex(ValueError, "^world_size must be an integer, was '2'$"):
            self.connect(0, "2")
        engine = self.connect()
        for value in (1.7, "1", None):
            with self.assertRaisesRegex(ValueError, "^seed must be an integer, was "):
                engine.epoch(value)
            with self.assertRaisesRegex(ValueError, "^number must be an integer, was "):
                engine.epoch(1, value)
        self.assertEqual(0, next(engine.epoch(1)).step)

    def test_state_is_text(self):
        engine = self.connect()
        state = next(engine.epoch(1)).state
        for value in (None, state.encode(), {"step": 1}):
            with self.assertRaisesRegex(ValueError, "^state must be a resume token, the str that a batch has as its state, was "):
                engine.resume(value)
        self.assertEqual(1, next(engine.resume(state)).step)

    def test_path_is_shown_as_text_and_never_empty(self):
        engine = ib_engine.connect(os.fsencode(self.server.socket))
        self.addCleanup(engine.close)
        self.assertEqual(f"<Engine: rank 0 of 2 on {self.server.socket}>", repr(engine))
        for path in ("", b""):
            with self.assertRaisesRegex(ValueError, "^path must be the socket of ib serve, was empty$"):
                ib_engine.connect(path)

    def test_neither_an_engine_nor_an_epoch_can_be_copied_or_pickled(self):
        engine = self.connect()
        epoch = engine.epoch(1)
        for act, owner in ((pickle.dumps, engine), (copy.copy, engine), (copy.deepcopy, engine), (pickle.dumps, epoch),
                           (copy.deepcopy, epoch)):
            with self.assertRaisesRegex(TypeError, "cannot be handed to another process; use num_workers=0"):
                act(owner)
        self.assertEqual(len(epoch), len(list(epoch)))


if __name__ == "__main__":
    unittest.main()
