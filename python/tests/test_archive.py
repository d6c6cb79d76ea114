"""The archive of classes for the Java of a wheel: made once, by one, and never in the way. Java is a script here; that the real
one takes what it is given is shown by ci/wheel_test.sh."""
import fcntl
import os
import stat
import tempfile
import threading
import unittest
from pathlib import Path
from unittest import mock

from ib_engine import archive, runtime

JAVA = """#!/bin/sh
echo "$@" >> "{log}"
[ -z "{wait}" ] || while [ ! -e "{wait}" ]; do sleep 0.01; done
for word; do
  case "$word" in -XX:SharedArchiveFile=*) head -c {bytes} /dev/zero > "${{word#*=}}" ;; esac
done
exit {status}
"""


class ArchiveTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.runtime = Path(folder.name, "_runtime")
        for name in ("bin", "app"):
            (self.runtime / name).mkdir(parents=True)
        (self.runtime / "launch.json").write_text('{"java": ["-A"], "commands": {"serve": ["-B"]}}', encoding="utf-8")
        self.archive = self.runtime / "app" / "classes.jsa"
        self.archive.touch()
        self.log = Path(folder.name, "log")
        self.java()

    def java(self, size=5000, status=0, wait=""):
        path = self.runtime / "bin" / "java"
        path.write_text(JAVA.format(log=self.log, bytes=size, status=status, wait=wait), encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def calls(self):
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []

    def test_the_first_use_makes_it_and_every_use_takes_it(self):
        for _ in range(2):
            self.assertEqual([f"-XX:SharedArchiveFile={self.archive}", "-Xlog:cds=off", "-Xlog:cds+dynamic=off"],
                             archive.options(self.runtime, ["-A"]))
        self.assertEqual([f"-Xshare:dump -XX:SharedClassListFile={self.runtime}/app/classes.list "
                          f"-XX:SharedArchiveFile={self.runtime}/app/classes.part -A -cp {self.runtime}/app/*"], self.calls())
        self.assertEqual(5000, self.archive.stat().st_size)
        self.assertEqual([self.archive], list(self.archive.parent.iterdir()))

    def test_where_none_can_be_made_nobody_tries_again(self):
        for size, status in ((5000, 1), (0, 0)):
            with self.subTest(size=size, status=status):
                self.log.unlink(missing_ok=True)
                self.archive.write_bytes(b"")
                self.java(size, status)
                for _ in range(2):
                    self.assertEqual([], archive.options(self.runtime, []))
                self.assertEqual(1, len(self.calls()))

    def test_while_another_process_makes_it_java_starts_without(self):
        with open(self.archive, "rb") as other:
            fcntl.flock(other, fcntl.LOCK_EX)
            self.assertEqual([], archive.options(self.runtime, []))
        self.assertEqual([], self.calls())
        self.assertNotEqual([], archive.options(self.runtime, []))

    def test_threads_make_one(self):
        gate = self.log.with_name("gate")
        self.java(wait=str(gate))
        threads = [threading.Thread(target=archive.options, args=(self.runtime, [])) for _ in range(8)]
        for thread in threads:
            thread.start()
        gate.touch()
        for thread in threads:
            thread.join()
        self.assertEqual(1, len(self.calls()))

    def test_a_package_without_one_is_used_without(self):
        self.archive.unlink()
        self.assertEqual([], archive.options(self.runtime, []))
        self.assertEqual([], self.calls())

    def test_where_the_package_may_not_be_written_to_it_is_in_the_cache(self):
        cache = self.log.with_name("cache")
        with mock.patch.dict(os.environ, XDG_CACHE_HOME=str(cache)), mock.patch("os.access", return_value=False):
            first, second = (archive.options(self.runtime, [])[0] for _ in range(2))
            made, = (cache / "ib-engine").iterdir()
            self.assertEqual([f"-XX:SharedArchiveFile={made}"] * 2, [first, second])
            self.assertEqual(1, len(self.calls()))
            os.utime(self.archive, ns=(1, 1))  # another version was installed
            archive.options(self.runtime, [])
        self.assertEqual(2, len(self.calls()))
        self.assertEqual(0, self.archive.stat().st_size)

    def test_where_nothing_may_be_written_java_starts_without(self):
        (self.log.parent / "file").touch()
        with (mock.patch.dict(os.environ, XDG_CACHE_HOME=str(self.log.parent / "file")),
              mock.patch("os.access", return_value=False)):
            self.assertEqual([], archive.options(self.runtime, []))
        self.assertEqual([], self.calls())

    def test_the_command_line_of_a_wheel(self):
        words = runtime.command("serve", "DIR", package=self.runtime.parent)
        self.assertEqual([f"{self.runtime}/bin/java", "-A", "-B", f"-XX:SharedArchiveFile={self.archive}"], words[:4])
        self.assertEqual(["-cp", f"{self.runtime}/app/*", "org.ibengine.cli.Ib", "serve", "DIR"], words[-5:])


if __name__ == "__main__":
    unittest.main()
