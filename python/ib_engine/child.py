"""``ib serve`` as a child of this process, which ends with it however it ends."""
from __future__ import annotations

import atexit
import fcntl
import json
import os
import shutil
import subprocess
import weakref
from collections.abc import Sequence

from .messages import failure, printable_lines, warn
from .runtime import command, environment, this_process

_MOST_LOG = 1 << 16
_GREETING = b'{"socket"'
_GOODBYE_SECONDS = 20.0
_KILL_SECONDS = 5.0
_LAST_SECONDS = 1.0
_LAST_LINES = 5


class ServerChild:
    """A server of this process. It holds one end of a pipe that the server watches, and the server watches this
    process, too. Processes forked off have no part in it."""

    def __init__(self, words: Sequence[str]) -> None:
        """Starts it and returns when it listens. ValueError for options that it refuses, EngineError if it cannot
        serve; the message is the server's."""
        _drop_ended()
        self._owner = os.getpid()
        self._log = os.memfd_create("ib-log", os.MFD_CLOEXEC)  # by its name, the server knows that it may shorten it
        fcntl.fcntl(self._log, fcntl.F_SETFL, fcntl.fcntl(self._log, fcntl.F_GETFL) | os.O_APPEND)
        try:
            self._process = subprocess.Popen(
                command("serve", *words, f"--parent={this_process()}"), stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=self._log, env=environment(), start_new_session=True,
                bufsize=0)
        except BaseException:
            os.close(self._log)
            raise
        _children.add(self)
        self.socket = ""
        try:
            self.socket = self._await_socket()
            warn(self.log(), 5)  # of whoever called open
        except BaseException:
            self.end()
            raise

    def _await_socket(self) -> str:
        assert self._process.stdout is not None
        with self._process.stdout as said:
            for line in said:
                if line.startswith(_GREETING):
                    return str(json.loads(line)["socket"])
                os.write(self._log, line)  # Java's own, such as what -Xlog asks for
        code = self._process.wait()
        raise failure("serve", code, self.log())

    def log(self) -> str:
        """The end of what the server has said."""
        size = os.fstat(self._log).st_size
        return printable_lines(os.pread(self._log, _MOST_LOG, max(0, size - _MOST_LOG)))

    def epitaph(self) -> str:
        """How it ended and what it said last, for a message; it has just closed its connection, or its process is gone. Empty
        in processes forked off and once it was ended from here."""
        if self._owner != os.getpid() or self._log < 0:
            return ""
        try:
            code = self._process.wait(_LAST_SECONDS)
        except subprocess.TimeoutExpired:
            return f"; its process {self.process} still runs"
        ended = f"exit code {code}" if code >= 0 else f"signal {-code}"
        said = self.log().splitlines()[-_LAST_LINES:]
        return f"; it ended with {ended}" + (", and said last: " + " / ".join(said) if said else ", without a word")

    @property
    def process(self) -> int:
        """The number of the server's process."""
        return self._process.pid

    def let_go(self) -> None:
        """Lets the server end when no rank uses it any more, which it may do after this process."""
        if self._owner == os.getpid() and self._log >= 0:
            self._say_so()
            self._close_pipe()
            _outliving.add(self)

    def _say_so(self) -> None:
        """Else the server could not tell it from the end of this process."""
        try:
            if self._process.stdin is not None and not self._process.stdin.closed:
                self._process.stdin.write(b".")
        except OSError:
            pass  # it has ended before

    def _close_pipe(self) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()

    def end(self) -> None:
        """Ends the server and waits for it. Twice is harmless."""
        if self._owner != os.getpid() or self._log < 0:
            return
        self._close_pipe()
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

    def leave_to_parent(self) -> None:
        """In a process that was forked off."""
        self._close_pipe()
        self.forget()

    def forget(self) -> None:
        """Leaves it to whoever waits for it."""
        self._process.returncode = 0  # nobody waits for it here

    def has_ended(self) -> bool:
        """Whether its process is gone."""
        return self._process.poll() is not None


_outliving: set[ServerChild] = set()  # those that were let go and had not ended yet


def _drop_ended() -> None:
    for child in list(_outliving):
        if child.has_ended():
            child.end()
            _outliving.discard(child)


@atexit.register
def _forget_outliving() -> None:
    for child in _outliving:
        child.forget()


_children: weakref.WeakSet[ServerChild] = weakref.WeakSet()


def _leave_to_parent() -> None:
    for child in list(_children):
        child.leave_to_parent()


os.register_at_fork(after_in_child=_leave_to_parent)
