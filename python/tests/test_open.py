"""``ib_engine.open``: a server that belongs to this process."""
import gc
import os
import signal
import unittest
import warnings

import ib_engine
import opening
import serving

HOLDS = """
import sys, time
import ib_engine
engine = ib_engine.open(sys.argv[1], backend="cpu")
batch = next(engine.epoch(1))
print("ready", flush=True)
if sys.argv[2] == "waits":
    time.sleep(60)
if sys.argv[2] == "fails":
    raise ValueError("diverged")
"""
STARTS = """
import sys
import ib_engine
print("ready", flush=True)
ib_engine.open(sys.argv[1], backend="cpu")
"""


class OpenTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(opening.use_tested_engine())

    def setUp(self):
        context = opening.runtime_folder()
        self.folder = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)

    def open(self, **options):
        return ib_engine.open(serving.dataset(), backend="cpu", **options)

    def test_epoch_is_that_of_a_server_started_by_hand(self):
        with self.open(batch_size=3, patch_size=(6, 6, 5), dtype="float16", ratio=0.5, instance_maps=True) as engine:
            mine = [(batch.image.tobytes(), batch.instances.tobytes(), batch.items) for batch in engine.epoch(7)]
        options = ("--batch-size", 3, "--patch-size", 6, 6, 5, "--dtype", "float16", "--ratio", 0.5, "--instance-maps")
        with serving.Server(*options, name="byhand") as server, ib_engine.connect(server.socket) as engine:
            self.assertEqual(mine, [(batch.image.tobytes(), batch.instances.tobytes(), batch.items)
                                    for batch in engine.epoch(7)])

    def test_socket_lies_in_a_folder_of_its_own_that_goes_with_the_engine(self):
        with self.open():
            made, = self.folder.iterdir()
            self.assertEqual(0o700, made.stat().st_mode & 0o777)
            self.assertEqual(1, len(opening.servers_of(os.getpid())))
        self.assertEqual([], list(self.folder.iterdir()))
        self.assertEqual([], opening.servers_of(os.getpid()))

    def test_epoch_outlives_the_name_of_its_engine(self):
        seen = sum(len(batch.items) for batch in self.open(batch_size=1).epoch(3))
        self.assertLessEqual(serving.INSTANCES, seen)

    def test_engine_that_nothing_refers_to_any_more_is_gone_at_once(self):
        gc.disable()
        self.addCleanup(gc.enable)
        engine = self.open()
        for _ in engine.epoch(1):
            pass
        engine.ledger()
        del engine
        self.assertEqual([], list(self.folder.iterdir()))

    def test_what_the_server_refuses_is_raised_in_its_words(self):
        with self.assertRaisesRegex(ValueError, "^fold must be in .0, 3., was 3$"):
            self.open(fold=(3, 3))
        with self.assertRaisesRegex(ib_engine.EngineError, "not a dataset folder"):
            ib_engine.open(self.folder, backend="cpu")
        with self.assertRaises(FileNotFoundError):
            ib_engine.open(self.folder / "nowhere")
        self.assertEqual([], list(self.folder.iterdir()))

    def test_warnings_of_the_server_are_warnings(self):
        bodiless = serving.folder() / "bodiless"
        serving.ib("prepare", serving.folder() / "raw", bodiless, "--layout", "volumes", "--patch-size", 7, 7, 5, "--body",
                   "none")
        with self.assertWarnsRegex(RuntimeWarning, "^3 cases of the dataset have no estimate of the body") as caught:
            ib_engine.open(bodiless, backend="cpu").close()
        self.assertEqual(__file__, caught.filename)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            self.open().close()

    def test_who_holds_every_batch_is_told_the_option_of_open(self):
        with self.open(batch_size=1, prefetch=2) as engine, \
                self.assertRaisesRegex(ib_engine.EngineError, "or open the dataset with more prefetch=$"):
            self.assertIsNone([batch.keep() for batch in engine.epoch(1)])

    def test_log_of_a_server_that_talks_for_weeks_stays_short(self):
        with self.open() as engine:
            server, = opening.servers_of(os.getpid())
            log = f"/proc/{server}/fd/2"
            with open(log, "a", encoding="utf-8") as said:
                said.writelines(f"ib: line {number}\n" for number in range(200_000))
            self.assertLess(opening.size_after(log, 1 << 20), 1 << 20)
            with open(log, "a", encoding="utf-8") as said:
                said.write("ib: the last line\n")
            os.kill(server, signal.SIGKILL)
            with self.assertRaisesRegex(ib_engine.ConnectionLost, r"said last: .*ib: line \d+ / ib: the last line[;)]"):
                for _ in range(100):
                    sum(1 for _ in engine.epoch(1))

    def check_end(self, how, end=lambda process: None):
        process = serving.python(HOLDS, serving.dataset(), how)
        self.assertEqual("ready\n", process.stdout.readline())
        end(process)
        said = process.communicate()[1]
        self.assertEqual([], opening.left_of(process.pid, self.folder))
        return said

    def test_nothing_is_left_of_a_process_that_just_ends(self):
        self.assertEqual("", self.check_end("ends"))

    def test_nothing_is_left_of_a_process_that_fails(self):
        self.assertIn("ValueError: diverged", self.check_end("fails"))

    def test_nothing_is_left_of_a_process_that_is_killed(self):
        self.check_end("waits", lambda process: process.kill())
        self.check_end("waits", lambda process: process.send_signal(signal.SIGTERM))

    def test_nothing_is_left_of_a_process_that_is_killed_while_its_server_starts(self):
        process = serving.python(STARTS, serving.dataset())
        self.assertEqual("ready\n", process.stdout.readline())
        process.kill()
        process.communicate()
        self.assertEqual([], opening.left_of(process.pid, self.folder))

    def test_folder_of_a_server_that_was_killed_is_removed_by_its_owner(self):
        engine = self.open()
        for server in opening.servers_of(os.getpid()):
            os.kill(server, signal.SIGKILL)
        with self.assertRaisesRegex(ib_engine.ConnectionLost, "; it ended with signal 9, .*; open the dataset again, and continue"):
            for _ in range(100):
                sum(1 for _ in engine.epoch(1))
        engine.close()
        self.assertEqual([], list(self.folder.iterdir()))

    def test_forked_process_neither_ends_nor_keeps_the_server(self):
        engine = self.open()
        epoch = engine.epoch(1)
        next(epoch)
        child = os.fork()
        if child == 0:
            try:
                engine.close()
                del engine, epoch
                signal.pause()
            finally:
                os._exit(1)
        try:
            self.assertEqual(len(epoch) - 1, sum(1 for _ in epoch))
            engine.close()
            self.assertEqual([], opening.servers_of(os.getpid()))
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


if __name__ == "__main__":
    unittest.main()
