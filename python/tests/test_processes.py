"""Processes that are forked off a training loop, and loops that just end."""
import os
import signal
import unittest

import ib_engine
import serving

FORK_AND_WAIT = """
import os, sys, time
import ib_engine
epoch = ib_engine.connect(sys.argv[1]).epoch(1)
batch = next(epoch)
child = os.fork()
if child == 0:
    time.sleep(60)
    os._exit(0)
print(child, flush=True)
time.sleep(60)
"""
ENDS_WITHOUT_CLOSING = """
import sys
import ib_engine

def train():
    engine = ib_engine.connect(sys.argv[1])
    next(engine.epoch(1))
    if len(sys.argv) > 2:
        raise ValueError(sys.argv[2])

train()
"""


class ProcessesTest(unittest.TestCase):
    def test_process_that_was_forked_off_leaves_the_epoch_alone(self):
        with serving.Server(name="forks") as server, ib_engine.connect(server.socket) as engine:
            engine._connection.frames.set_timeout(20)  # lest a message that does not come is waited for for ever
            epoch = engine.epoch(1)
            batch = next(epoch)
            child = os.fork()
            if child == 0:
                try:
                    with epoch:
                        pass
                    engine.close()
                    os._exit(0)
                finally:
                    os._exit(1)
            self.assertEqual(0, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
            batch.image.sum()
            self.assertEqual(len(epoch) - 1, sum(1 for _ in epoch))

    def test_death_of_a_training_is_seen_while_what_it_forked_off_lives_on(self):
        with serving.Server(name="orphan") as server:
            training = serving.python(FORK_AND_WAIT, server.socket)
            child = int(training.stdout.readline())
            try:
                training.kill()
                server.wait_for("client is gone")
                os.kill(child, 0)  # raises if it has ended
            finally:
                os.kill(child, signal.SIGKILL)
                training.communicate()

    def check_goodbye(self, *arguments):
        with serving.Server("--once", name="goodbye") as server:
            training = serving.python(ENDS_WITHOUT_CLOSING, server.socket, *arguments)
            _, said = training.communicate()
            self.assertEqual(0, server.process.wait(5), server.said())
            self.assertIn("said goodbye", server.said())
        return said

    def test_training_that_ends_without_closing_has_said_goodbye(self):
        self.assertEqual("", self.check_goodbye())

    def test_so_has_one_that_ends_by_an_exception(self):
        self.assertIn("ValueError: diverged", self.check_goodbye("diverged"))


if __name__ == "__main__":
    unittest.main()
