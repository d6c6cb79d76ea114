"""What Java itself prints on standard output, as ``-Xlog`` in IB_JAVA_OPTS makes it: it is passed over."""
import os
import shlex
import unittest
import warnings
from unittest import mock

import ib_engine
import opening
import serving

TALKS = """#!/bin/sh
echo '[0.010s][info][gc] Using Serial'
{ib} "$@"
status=$?
echo '[0.900s][info][gc] GC(0) Pause Young'
exit $status
"""
TALKS_AND_SERVES = """#!/bin/sh
echo '[0.010s][info][gc] Using Serial'
exec {ib} "$@"
"""


class JavaTalkTest(unittest.TestCase):
    def setUp(self):
        context = opening.runtime_folder()
        self.folder = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        serving.dataset()

    def use(self, script):
        path = self.folder / "ib"
        path.write_text(script.format(ib=shlex.join(serving.IB)), encoding="utf-8")
        path.chmod(0o755)
        patch = mock.patch.dict(os.environ, {"IB_ENGINE_COMMAND": str(path)})
        patch.start()
        self.addCleanup(patch.stop)

    def test_server_is_found_behind_it(self):
        self.use(TALKS_AND_SERVES)
        with ib_engine.open(serving.dataset(), backend="cpu") as engine:
            self.assertLess(0, len(list(engine.epoch(1))))

    def test_server_that_says_nothing_else_is_told_with_it(self):
        self.use("#!/bin/sh\necho 'Error: no such module'\nexit 1\n")
        with self.assertRaisesRegex(ib_engine.EngineError, "exit code 1: Error: no such module"):
            ib_engine.open(serving.dataset())

    def test_answers_of_commands_are_found_in_it(self):
        wanted = serving.ib("verify", serving.dataset())
        self.use(TALKS_AND_SERVES)
        with ib_engine.open(serving.dataset(), backend="cpu") as engine:
            self.use(TALKS)
            self.assertEqual(serving.INSTANCES, engine.stats()["instances"])
        self.assertTrue(ib_engine.verify(serving.dataset()).ok, wanted)
        with self.assertRaisesRegex(ib_engine.EngineError, "not a dataset folder"):
            ib_engine.verify(self.folder)

    def test_server_whose_warning_is_raised_as_an_error_ends(self):
        self.use("#!/bin/sh\necho 'ib: warning: it is late' >&2\nexec {ib} \"$@\"\n")
        with warnings.catch_warnings(), self.assertRaisesRegex(RuntimeWarning, "^it is late$"):
            warnings.simplefilter("error")
            ib_engine.open(serving.dataset(), backend="cpu")
        self.assertEqual([], opening.servers_of(os.getpid()))


if __name__ == "__main__":
    unittest.main()
