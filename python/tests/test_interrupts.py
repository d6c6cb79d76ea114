"""Ctrl-C in a call: it ends the call, and the engine goes on."""
import os
import random
import signal
import threading
import time
import unittest
import zlib
from unittest import mock

import attaching
import ib_engine
import serving

SECONDS = 4
SEED = random.randrange(1 << 32)


class Interrupts:
    """The main thread is interrupted at random moments, by one Ctrl-C at a time."""

    def __init__(self, between, seconds=SECONDS):
        self.count = 0
        self._heard = 0
        self.are_due = False  # only then is one raised
        self._between = between
        self._until = time.monotonic() + seconds
        self._thread = threading.Thread(target=self._send)

    def _send(self):
        moments = random.Random(SEED)
        while time.monotonic() < self._until:
            time.sleep(moments.uniform(*self._between))
            heard = self._heard
            os.kill(os.getpid(), signal.SIGINT)
            while self._heard == heard:
                time.sleep(0.0001)

    def _hear(self, *_):
        self._heard += 1
        if self.are_due:
            self.are_due = False
            self.count += 1
            raise KeyboardInterrupt

    def survive(self, act):
        """Whether it was done without an interrupt."""
        try:
            self.are_due = True
            act()
            self.are_due = False
            return True
        except KeyboardInterrupt:
            return False

    @property
    def go_on(self):
        return self._thread.is_alive()

    def __enter__(self):
        self._before = signal.signal(signal.SIGINT, self._hear)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.are_due = False
        self._thread.join()
        signal.signal(signal.SIGINT, self._before)


def sums(epoch):
    return [zlib.crc32(batch.image.tobytes()) for batch in epoch]


class InterruptsTest(attaching.Attaching):
    name = "interrupts"

    def setUp(self):
        before = signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background ignores it
        self.addCleanup(signal.signal, signal.SIGINT, before)
        self.engine = self.open()
        self.addCleanup(self.engine.close)

    def test_interrupts_at_random_moments_of_an_epoch(self):
        wanted = sums(self.engine.epoch(1))
        with Interrupts((0.0002, 0.004)) as interrupts:
            while interrupts.go_on:
                epoch, seen = self.engine.epoch(1), []
                while not epoch._run.is_closed:
                    interrupts.survive(lambda epoch=epoch, seen=seen: seen.extend(
                        (batch.step, zlib.crc32(batch.image.tobytes())) for batch in epoch))
                    self.assertTrue(self.engine.is_open, f"seed {SEED}")
                self.assertEqual(sorted(set(seen)), seen)
                self.assertLessEqual(set(seen), set(enumerate(wanted)))
        self.assertLess(100, interrupts.count)
        self.assertEqual(wanted, sums(self.engine.epoch(1)))

    def test_interrupts_at_random_moments_of_every_request(self):
        engine = self.engine
        wanted = sums(engine.epoch(1))
        sum(1 for _ in engine.epoch(2))
        acts = [lambda: engine.epoch(2), lambda: next(engine.epoch(3)), engine.ledger, lambda: engine.windows(engine.cases),
                lambda: next(engine.epoch(1)).keep(), lambda: engine.epoch(1).close()]
        done = [0] * len(acts)
        with Interrupts((0.0002, 0.003)) as interrupts:
            moments = random.Random(SEED)
            while interrupts.go_on:
                act = moments.randrange(len(acts))
                done[act] += interrupts.survive(acts[act])
                self.assertTrue(engine.is_open, f"seed {SEED}, act {act}")
        self.assertLess(100, interrupts.count)
        self.assertLess(0, min(done))
        self.assertEqual(wanted, sums(engine.epoch(1)))
        self.assertEqual({"0": len(wanted)}, engine.ledger()["steps"])

    def test_interrupt_while_a_server_that_is_stopped_is_waited_for(self):
        for act in (lambda epoch: next(epoch), lambda epoch: epoch.close(), lambda epoch: self.engine.epoch(2),
                    lambda epoch: self.engine.ledger()):
            epoch = self.engine.epoch(1)
            sent = [next(epoch).step, epoch._run.handed_out]
            epoch._run._arrived.clear()
            self.server.process.send_signal(signal.SIGSTOP)
            try:
                threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
                with self.assertRaises(KeyboardInterrupt):
                    while True:  # the server may have said something before it was stopped
                        act(epoch)
            finally:
                self.server.process.send_signal(signal.SIGCONT)
            self.assertEqual([0, 1], sent)
            self.assertTrue(self.engine.is_open)
            self.assertEqual(0, next(self.engine.epoch(1)).step)

    def within_a_call(self, act):
        """Calls it while a batch that has come is handed out."""
        slot = self.engine._connection.memory.slot
        return mock.patch.object(self.engine._connection.memory, "slot", lambda tensors: (act(), slot(tensors))[1])

    def test_interrupt_in_the_midst_of_a_call_comes_at_its_end(self):
        before = signal.getsignal(signal.SIGINT)
        epoch = self.engine.epoch(1)
        with self.within_a_call(lambda: signal.raise_signal(signal.SIGINT)), self.assertRaises(KeyboardInterrupt):
            next(epoch)
        self.assertIs(before, signal.getsignal(signal.SIGINT))
        self.assertEqual(list(range(1, len(epoch))), [batch.step for batch in epoch])

    def test_second_interrupt_in_the_midst_of_a_call_comes_at_once_and_closes_the_engine(self):
        epoch = self.engine.epoch(1)
        with self.within_a_call(lambda: [signal.raise_signal(signal.SIGINT) for _ in range(2)]), \
                self.assertRaises(KeyboardInterrupt):
            next(epoch)
        self.assertFalse(self.engine.is_open)
        with self.assertRaisesRegex(ib_engine.ConnectionLost, r"closed \(an interrupt \(Ctrl-C\) .*; open the dataset again$"):
            next(epoch)

    def test_handlers_that_are_no_functions_and_threads_are_left_alone(self):
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            self.assertEqual(0, next(self.engine.epoch(1)).step)
            self.assertIs(signal.SIG_IGN, signal.getsignal(signal.SIGINT))
        finally:
            signal.signal(signal.SIGINT, before)
        thread = threading.Thread(target=lambda: next(self.engine.epoch(1)))
        thread.start()
        thread.join()
        self.assertIs(before, signal.getsignal(signal.SIGINT))

    def test_interrupt_while_the_engine_is_closed_ends_its_server(self):
        engine = ib_engine.open(serving.dataset(), server="", backend="cpu")
        process = engine._connection._after_close.__self__.process
        with mock.patch.object(engine._connection, "_await_device", lambda: signal.raise_signal(signal.SIGINT)), \
                self.assertRaises(KeyboardInterrupt):
            engine.close()
        self.assertFalse(os.path.exists(f"/proc/{process}"))


if __name__ == "__main__":
    unittest.main()
