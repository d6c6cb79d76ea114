"""How an epoch ends other than after its last batch."""
import os
import shutil
import unittest
from unittest import mock

import ib_engine
import serving


class EpochEndsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = serving.Server("--validation-of-all", name="ends")
        cls.addClassCleanup(cls.server.end)

    def connect(self):
        engine = ib_engine.connect(self.server.socket)
        self.addCleanup(engine.close)
        return engine

    def test_epoch_that_another_cut_short_says_so_instead_of_seeming_complete(self):
        engine = self.connect()
        first = engine.epoch(1)
        next(first)
        second = engine.epoch(2)
        for _ in range(2):
            with self.assertRaisesRegex(ib_engine.EngineError, f"at step 1 of {len(first)}: another was"):
                next(first)
        self.assertEqual(0, next(second).step)

    def test_epoch_that_was_handed_out_whole_is_not_cut_short(self):
        engine = self.connect()
        first = engine.epoch(1)
        for _ in range(len(first)):
            next(first)
        engine.epoch(2)
        self.assertEqual([], list(first))

    def test_epoch_of_a_connection_that_was_closed_says_so(self):
        engine = self.connect()
        epoch = engine.epoch(1)
        engine.close()
        with self.assertRaisesRegex(ib_engine.EngineError, "at step 0 of .*the connection was closed"):
            next(epoch)

    def test_epoch_that_its_caller_closed_just_ends(self):
        epoch = self.connect().epoch(1)
        next(epoch)
        epoch.close()
        self.assertEqual([], list(epoch))

    def test_validation_of_no_fold_is_refused_with_the_remedies_and_the_connection_goes_on(self):
        with serving.Server(name="no-fold") as server, ib_engine.connect(server.socket) as engine:
            self.assertIsNone(engine.validation_steps)
            for remedy in ("--fold", "--split", "--validation-of-all"):
                with self.assertRaisesRegex(ValueError, remedy):
                    engine.validation()
            self.assertEqual(engine.steps, sum(1 for _ in engine.epoch(1)))

    def test_state_of_a_validation_goes_on_with_it_and_leaves_the_training_alone(self):
        engine = self.connect()
        training, validation = engine.epoch(1), engine.validation()
        next(training)
        next(validation)
        resumed = engine.resume(validation.state)
        self.assertEqual((None, None, 1), (resumed.seed, resumed.number, next(resumed).step))
        self.assertEqual(1, next(training).step)

    def test_state_that_is_none_ends_nothing(self):
        engine = self.connect()
        training = engine.epoch(1)
        for state in ("nonsense", "[]", "{}", None):
            with self.assertRaisesRegex(ValueError, "resume token"):
                engine.resume(state)
        self.assertEqual(0, next(training).step)

    def test_numbers_that_no_epoch_has_are_value_errors_and_the_connection_stays(self):
        engine = self.connect()
        for seed in (1 << 63, -(1 << 63) - 1, 1 << 70):
            with self.assertRaisesRegex(ValueError, f"seed must be .* 64 bits, signed, was {seed}"):
                engine.epoch(seed)
        with self.assertRaisesRegex(ValueError, "epoch must be .* 32 bits, signed, was 2147483648"):
            engine.epoch(1, 1 << 31)
        self.assertEqual(0, next(engine.epoch(-(1 << 63))).step)

    def test_interrupt_in_the_midst_of_an_exchange_ends_the_connection(self):
        """Else it would be refused what it has open already, or wait for what was taken before."""
        for act in (lambda engine, epoch: engine.validation(), lambda engine, epoch: next(epoch),
                    lambda engine, epoch: epoch.close()):
            engine = self.connect()
            epoch = engine.epoch(1)
            engine._connection.receive = mock.Mock(side_effect=KeyboardInterrupt)
            with self.assertRaises(KeyboardInterrupt):
                act(engine, epoch)
            self.assertFalse(engine.is_open)
            engine.close()

    def test_state_stays_with_the_last_batch_that_the_caller_got(self):
        engine = self.connect()
        epoch = engine.epoch(1)
        state = next(epoch).state
        lost = ib_engine.ConnectionLost("the server is gone")
        with mock.patch.object(engine._connection.frames, "send_packed", side_effect=lost):
            with self.assertRaises(ib_engine.ConnectionLost):  # the second batch came, the third cannot be asked for
                next(epoch)
        self.assertEqual(state, epoch.state)
        self.assertEqual(1, next(engine.resume(epoch.state)).step)

    def test_batch_that_no_message_can_describe_is_refused(self):
        options = ["--batch-size", 9000, "--patch-size", 3, 3, 3, "--prefetch", 2]
        with serving.Server(*options, name="huge") as server, ib_engine.connect(server.socket) as engine:
            engine._connection.frames.set_timeout(20)
            with self.assertRaisesRegex(ValueError, "at most 1048576 bytes.*smaller batches"):
                next(engine.epoch(1))

    def test_epoch_that_failed_fails_again_when_it_is_asked_again(self):
        damaged = serving.folder() / "damaged-dataset"
        shutil.copytree(serving.dataset(), damaged)
        with serving.Server(name="damaged", data=damaged) as server:
            for volumes in damaged.glob("cases/*/volumes*.safetensors"):
                os.truncate(volumes, 5000)
            with ib_engine.connect(server.socket) as engine:
                engine._connection.frames.set_timeout(20)  # lest a batch that does not come is waited for for ever
                epoch = engine.epoch(1)
                for _ in range(2):
                    with self.assertRaisesRegex(ib_engine.EngineError, "case phantom"):
                        next(epoch)


if __name__ == "__main__":
    unittest.main()
