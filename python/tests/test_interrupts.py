"""Ctrl-C and other exceptions of signal handlers in a call: nothing is taken for what it is not, and nothing is left."""
import os
import signal
import threading
import unittest
from unittest import mock

import attaching
import ib_engine
import serving


class Raised(BaseException):
    """As pytest's own."""


class InterruptsTest(attaching.Attaching):
    name = "interrupts"

    def setUp(self):
        before = signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background ignores it
        self.addCleanup(signal.signal, signal.SIGINT, before)
        self.engine = self.open()
        self.addCleanup(self.engine.close)

    def raise_while_the_server_is_stopped(self, act, kind):
        """It may have said something before it was stopped."""
        self.server.process.send_signal(signal.SIGSTOP)
        try:
            threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
            with self.assertRaises(kind):
                while True:
                    act()
        finally:
            self.server.process.send_signal(signal.SIGCONT)

    def test_interrupt_between_calls_leaves_the_engine_open(self):
        epoch = self.engine.epoch(1)
        with self.assertRaises(KeyboardInterrupt):
            for batch in epoch:
                step = batch.step
                signal.raise_signal(signal.SIGINT)
        self.assertEqual(list(range(step + 1, len(epoch))), [batch.step for batch in epoch])

    def test_interrupt_in_a_call_closes_the_engine_and_the_next_call_says_so(self):
        said = r"closed \(an interrupt \(Ctrl-C\) in the midst of an exchange closed it\); open the dataset again$"
        for act in (lambda engine: next(engine.epoch(1)), lambda engine: engine.ledger(), lambda engine: engine.epoch(2).close()):
            engine = self.engine
            self.raise_while_the_server_is_stopped(lambda act=act, engine=engine: act(engine), KeyboardInterrupt)
            self.assertFalse(engine.is_open)
            with self.assertRaisesRegex(ib_engine.ConnectionLost, said):
                engine.epoch(3)
            self.engine = self.open()
            self.addCleanup(self.engine.close)
            self.assertEqual(0, next(self.engine.epoch(1)).step)

    def test_other_exceptions_that_end_programs_close_it_too(self):
        for kind in (SystemExit, Raised):
            def handler(*_, kind=kind):
                raise kind
            signal.signal(signal.SIGINT, handler)
            engine = self.engine
            self.raise_while_the_server_is_stopped(lambda engine=engine: engine.epoch(7), kind)
            with self.assertRaisesRegex(ib_engine.ConnectionLost, kind.__name__):
                engine.epoch(8)
            self.engine = self.open()
            self.addCleanup(self.engine.close)

    def test_answer_that_nobody_waited_for_is_not_taken_for_another(self):
        with mock.patch.object(self.engine._connection, "receive", side_effect=RuntimeError("of a handler")), \
                self.assertRaisesRegex(RuntimeError, "of a handler"):
            self.engine.epoch(7)
        with self.assertRaisesRegex(ib_engine.ConnectionLost, "an exception in the midst of an exchange closed it"):
            self.engine.epoch(8)

    def test_interrupt_while_the_engine_is_closed_ends_its_server(self):
        engine = ib_engine.open(serving.dataset(), server="", backend="cpu")
        process = engine._connection._after_close.__self__.process
        with mock.patch.object(engine._connection, "_await_device", lambda: signal.raise_signal(signal.SIGINT)), \
                self.assertRaises(KeyboardInterrupt):
            engine.close()
        self.assertFalse(os.path.exists(f"/proc/{process}"))


if __name__ == "__main__":
    unittest.main()
