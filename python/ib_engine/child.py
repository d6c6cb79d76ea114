"""``ib serve`` as a child of this process, which ends with it however it ends."""
from __future__ import annotations

import json
import os
import shutil
import subprocess
import warnings
import weakref
from collections.abc import Sequence

from .errors import EngineError, printable
from .runtime import command, environment

_USAGE = 2  # exit code of a command line that is wrong
_MOST_LOG = 1 << 16
_GOODBYE_SECONDS = 20.0
_KILL_SECONDS = 5.0
_PREFIX = "ib: "
_WARNING = "ib: warning: "
_DEFECT = "this is a defect of ib-engine"


class ServerChild:
    """A server of this process. It holds one end of a pipe that the server watches, and the server watches this
    process, too. Processes forked off have no part in it."""

    def __init__(self, words: Sequence[str]) -> None:
        """Starts it and returns when it listens. ValueError for options that it refuses, EngineError if it cannot
        serve; the message is the server's."""
        self._owner = os.getpid()
        self._log = os.memfd_create("ib-log", os.MFD_CLOEXEC)
        try:
            self._process = subprocess.Popen(
                command("serve", *words, f"--parent={self._owner}:{_started()}"), stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=self._log, env=environment(), start_new_session=True,
                bufsize=0)
        except BaseException:
            os.close(self._log)
            raise
        _children.add(self)
        self.socket = ""
        try:
            self.socket = self._await_socket()
        except BaseException:
            self.end()
            raise
        self._warn()

    def _await_socket(self) -> str:
        assert self._process.stdout is not None
        with self._process.stdout as said:
            line = said.readline()
        if line.startswith(b"{"):
            return str(json.loads(line)["socket"])
        code = self._process.wait()
        raise _failure(code, self.log())

    def _warn(self) -> None:
        for line in self.log().splitlines():
            if line.startswith(_WARNING):
                warnings.warn(line[len(_WARNING):], RuntimeWarning, stacklevel=2)

    def log(self) -> str:
        """The end of what the server has said."""
        size = os.fstat(self._log).st_size
        return printable_lines(os.pread(self._log, _MOST_LOG, max(0, size - _MOST_LOG)))

    @property
    def process(self) -> int:
        """The number of the server's process."""
        return self._process.pid

    def let_go(self) -> None:
        """Lets the server end when no rank uses it any more."""
        if self._owner == os.getpid() and self._process.stdin is not None:
            self._process.stdin.close()

    def end(self) -> None:
        """Ends the server and waits for it. Twice is harmless."""
        if self._owner != os.getpid() or self._log < 0:
            return
        self.let_go()
        for stop, seconds in ((self._process.terminate, _GOODBYE_SECONDS), (self._process.kill, _KILL_SECONDS)):
            try:
                self._process.wait(seconds)
                break
            except subprocess.TimeoutExpired:
                stop()
        self._process.wait()
        os.close(self._log)
        self._log = -1
        if self.socket:  # it is there only if the server was killed
            shutil.rmtree(os.path.dirname(self.socket), ignore_errors=True)

    def _leave_to_parent(self) -> None:
        """In a process that was forked off."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.returncode = 0  # nothing that this process could wait for


def printable_lines(text: bytes) -> str:
    """What a command has said, without what a terminal would act on."""
    return "\n".join(printable(line) for line in text.decode(errors="replace").splitlines())


def _failure(code: int, log: str) -> Exception:
    lines = [line[len(_PREFIX):] for line in log.splitlines() if line.startswith(_PREFIX)]
    said = [line for line in lines if not line.startswith(_WARNING[len(_PREFIX):])]
    if not said:
        return EngineError(f"ib serve ended with exit code {code}: {log or 'it said nothing'}")
    misread = said[-1].endswith("--help lists the options")  # the fault is said first, then where the remedy is
    message = said[0] if misread else "; ".join(said[-2:]) if said[-1].startswith(_DEFECT) else said[-1]
    return ValueError(message) if code == _USAGE else EngineError(message)


def _started() -> str:
    """When this process started, as the system counts."""
    with open("/proc/self/stat", encoding="utf-8", errors="replace") as status:
        return status.read().rpartition(")")[2].split()[19]


_children: weakref.WeakSet[ServerChild] = weakref.WeakSet()


def _leave_to_parent() -> None:
    for child in list(_children):
        child._leave_to_parent()


os.register_at_fork(after_in_child=_leave_to_parent)
