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
        for value in (1.5, "1", None, [1], numpy.float32(1), numpy.array([1])):
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

    def test_stride_is_three_positive_whole_numbers_and_a_wrong_one_leaves_the_engine_open(self):
        engine = self.connect()
        case = engine.cases[0]
        wanted = r"^stride must be three positive whole numbers of voxels, \(x, y, z\), was "
        for stride in ((7, 7), (7, 7, 5, 1), (1 << 40, 1, 1), (0, 1, 1), (7, -1, 1), (7.0, 7, 5), (7, "7", 5),
                       numpy.ones((3, 1), int), numpy.ones(3)):
            with self.assertRaisesRegex(ValueError, wanted):
                engine.windows(case, stride)
        for stride in (7, 7.5, "775", {7, 6, 5}, numpy.array(7)):
            with self.assertRaisesRegex(TypeError, wanted):
                engine.windows(case, stride)
        for stride in ([7, 7, 5], numpy.array([7, 7, 5], numpy.uint8), iter((numpy.int64(7), 7, 5))):
            self.assertEqual(len(engine.windows(case, (7, 7, 5))), len(engine.windows(case, stride)))

    def test_what_no_request_can_hold_leaves_the_engine_open(self):
        engine = self.connect()
        engine.weights({f"{'case' * 10}{number}": 1 for number in range(30_000)})
        many = "^a request must have at most 1048576 bytes, this one .* has [0-9]+; ask for less$"
        for act in (lambda: engine.epoch(1), lambda: engine.windows(["case" * 10] * 30_000),
                    lambda: engine.geometry("x" * (1 << 20)), lambda: engine.resume("x" * (1 << 20))):
            with self.assertRaisesRegex(ValueError, many):
                act()
        with self.assertRaisesRegex(ValueError, "^a name of weights must be Unicode, was "):
            engine.weights({"\udc80": 1})
        with self.assertRaisesRegex(TypeError, "^factors must be a mapping of numbers by case or case#id, was "):
            engine.weights([1])
        for cases in (None, 3):
            with self.assertRaisesRegex(TypeError, "^cases must be a name or several, was "):
                engine.windows(cases)
        with self.assertRaisesRegex(ValueError, "a resume token"):
            engine.resume("[" * 100_000)
        engine.weights({})
        self.assertEqual(0, next(engine.epoch(1)).step)

    def test_wait_is_a_number_of_seconds(self):
        for wait in ("3", float("nan"), (1, 2), True):
            with self.assertRaisesRegex(ValueError, "^wait must be a number of seconds, was "):
                ib_engine.connect(self.server.socket, wait=wait)
            for server in ("", self.server.socket):
                with self.assertRaisesRegex(ValueError, "^wait must be a number of seconds, was "):
                    ib_engine.open(serving.dataset(), server=server, wait=wait)
        ib_engine.connect(self.server.socket, wait=numpy.float32(3)).close()

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
