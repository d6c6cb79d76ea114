"""One thread at a time on a connection."""
import threading
import unittest
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

import ib_engine
import serving


class ThreadsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = serving.Server("--repeats", 4, name="threads")
        cls.addClassCleanup(cls.server.end)

    def connect(self):
        engine = ib_engine.connect(self.server.socket)
        self.addCleanup(engine.close)
        return engine

    def test_second_thread_in_the_midst_of_a_call_is_told_and_the_first_goes_on(self):
        acts = (lambda engine, epoch: next(epoch), lambda engine, epoch: epoch.close(),
                lambda engine, epoch: engine.validation(), lambda engine, epoch: engine.epoch(2),
                lambda engine, epoch: engine.resume(epoch.state), lambda engine, epoch: engine.close())
        for act in acts:
            engine = self.connect()
            epoch = engine.epoch(1)
            next(epoch)
            inside, told, receive = threading.Event(), threading.Event(), engine._connection.receive

            def slow(inside=inside, told=told, receive=receive):
                inside.set()
                told.wait(20)
                return receive()

            got = []
            epoch._run._arrived.clear()
            with mock.patch.object(engine._connection, "receive", slow):
                first = threading.Thread(target=lambda: got.append(next(epoch).step))
                first.start()
                self.assertTrue(inside.wait(20))
                with self.assertRaisesRegex(ib_engine.IbError, "one thread at a time.*let one thread iterate"):
                    act(engine, epoch)
                told.set()
                first.join()
            self.assertEqual([1], got)
            self.assertEqual(list(range(2, len(epoch))), [batch.step for batch in epoch])
            engine.close()

    def test_threads_that_iterate_at_once_get_each_batch_once_or_are_told(self):
        engine = self.connect()
        epoch = engine.epoch(1)
        got, errors = [], []

        def take():
            try:
                for batch in epoch:
                    got.append(batch.step)
            except ib_engine.IbError as error:
                errors.append(str(error))

        threads = [threading.Thread(target=take) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
            self.assertFalse(thread.is_alive())
        self.assertTrue(all("one thread at a time" in error for error in errors), errors)
        got += [batch.step for batch in epoch]
        self.assertEqual(list(range(len(epoch))), sorted(got))

    def test_threads_may_take_turns(self):
        epoch = self.connect().epoch(1)
        with ThreadPoolExecutor(3) as pool:
            got = [pool.submit(lambda: next(epoch).step).result() for _ in range(len(epoch))]
        self.assertEqual(list(range(len(epoch))), got)

    def test_iterator_made_in_one_thread_may_be_used_up_in_another(self):
        epoch, got = iter(self.connect().epoch(1)), []
        thread = threading.Thread(target=lambda: got.extend(batch.step for batch in epoch))
        thread.start()
        thread.join()
        self.assertEqual(list(range(len(epoch))), got)

    def test_finalizer_of_another_thread_is_waited_for_and_not_taken_for_a_call(self):
        engine = self.connect()
        epoch = engine.epoch(1)
        self.assertTrue(engine._connection.turn.take())
        release = threading.Event()

        def hold():
            taken.append(engine._connection.turn.take())
            held.set()
            release.wait(20)
            engine._connection.turn.give()

        engine._connection.turn.give()
        taken, held = [], threading.Event()
        other = threading.Thread(target=hold)
        other.start()
        held.wait(20)
        threading.Timer(0.05, release.set).start()
        self.assertEqual(0, next(epoch).step)
        other.join()
        self.assertEqual([True], taken)

    def test_garbage_that_is_collected_in_the_midst_of_a_call_of_its_own_thread_blocks_nothing(self):
        engine = self.connect()
        epoch = engine.epoch(1)
        with engine._connection.turn:
            self.assertFalse(engine._connection.turn.take())
            epoch.__exit__()
            self.assertTrue(engine._connection.turn.is_mine())
        self.assertFalse(engine._connection.turn.is_mine())
        self.assertEqual(0, next(epoch).step)

    def test_training_ends_though_a_thread_of_it_waits_for_a_batch(self):
        code = ("import sys, threading, time, ib_engine\n"
                "epoch = ib_engine.connect(sys.argv[1]).epoch(1)\n"
                "epoch._connection.receive = lambda: time.sleep(60)\n"
                "threading.Thread(target=next, args=(epoch,), daemon=True).start()\n"
                "time.sleep(0.3)\n")
        with serving.Server("--once", name="waits") as server:
            process = serving.python(code, server.socket)
            _, said = process.communicate(timeout=30)
            self.assertEqual("", said)
            self.assertEqual(0, server.process.wait(5), server.said())


if __name__ == "__main__":
    unittest.main()
