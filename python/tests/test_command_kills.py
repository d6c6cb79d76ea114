"""Commands end with the process that called them as functions."""
import os
import time
import unittest
from pathlib import Path

import opening
import serving

PREPARES = """
import sys
import ib_engine
ib_engine.prepare(sys.argv[1], sys.argv[2], layout="volumes", threads=1, backend="reference", progress=False)
"""
START_LIMIT_S = 60


def commands_of(process):
    """Processes that were told that they belong to this one."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "environ").read_bytes().split(b"\0")
        except OSError:
            continue  # it has ended
        if any(word.startswith(b"IB_PARENT=%d:" % process) for word in words):
            found.append(int(entry.name))
    return found


class CommandKillsTest(unittest.TestCase):
    def test_prepare_ends_with_its_caller_and_can_be_done_again(self):
        self.addCleanup(opening.use_tested_engine())
        raw, out = serving.folder() / "large", serving.folder() / "cut-short"
        serving.ib("synth", raw, "--cases", 3, "--size", 200, 200, 200, "--seed", 5)
        caller = serving.python(PREPARES, raw, out)
        self.addCleanup(caller.communicate)
        self.addCleanup(caller.kill)
        until = time.monotonic() + START_LIMIT_S
        while not (out / "cases").exists():
            self.assertLess(time.monotonic(), until, "prepare did not begin")
            self.assertIsNone(caller.poll())
            time.sleep(0.01)
        command, = commands_of(caller.pid)
        caller.kill()
        caller.wait()
        until = time.monotonic() + opening.LIMIT_S
        while commands_of(caller.pid) and time.monotonic() < until:
            time.sleep(0.01)
        self.assertEqual([], commands_of(caller.pid))
        self.assertFalse(os.path.exists(f"/proc/{command}/exe"))
        self.assertLess(len(list((out / "cases").glob("*/case.json"))), 3)
        serving.ib("prepare", raw, out, "--layout", "volumes")
        self.assertEqual(3, len(list((out / "cases").glob("*/case.json"))))


if __name__ == "__main__":
    unittest.main()
