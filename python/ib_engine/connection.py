"""What an engine and its epochs share: the socket, the memory, whose turn it is, and the runs that are open."""
from __future__ import annotations

import atexit
import os
import weakref
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from .errors import ConnectionLost, DeviceError, IbError, error_of
from .frames import Frames, pack
from .loan import LentMemory
from .turn import Turn

_POLL_SECONDS = 0.001


def _nothing() -> None:
    pass


class OpenRun(Protocol):
    """An epoch or the validation, as its connection knows it. Called in the turn of whoever uses the connection."""

    @property
    def handed_out(self) -> int:
        """The first step that was not handed out yet."""

    def arrive(self, message: dict[str, Any]) -> None:
        """A message about this run, which whoever waits for it finds later."""

    def close(self) -> None:
        """Ends the run and its batches, and tells the server."""

    def forget(self, why: str) -> None:
        """Ends the run and its batches, which then say why; the server takes them back by itself."""

    def cut_short(self, reason: str) -> None:
        """Why whoever asks for the next batch gets none: it must not look like the end."""


class Connection:
    """One rank's connection to ``ib serve``, of the process that made it.

    At most one run of a kind, ``training`` or ``validation``, is open. It and its runs refer to each other; a
    ``Hold`` closes it when nobody uses it any more. Closed at the end of the process, if not before.
    """

    def __init__(self, frames: Frames, memory: LentMemory, after_close: Callable[[], None] | None = None) -> None:
        self.frames = frames
        self.memory = memory
        self.turn = Turn(frames)
        self.runs: dict[str, OpenRun] = {}
        self.ended: dict[str, int] = {}  # where the last run of each name ended, that is, the step after its last
        self.is_closed = False
        self.of_open = False  # whether ib_engine.open has made it
        self.more_batches = "start ib serve with more --prefetch"  # how there are more batches in memory
        self._after_close = after_close or _nothing  # ends a server that this connection alone uses
        self._process = os.getpid()
        self._trouble: IbError | None = None  # of a finalizer, which has nobody to tell it
        self._is_abandoned = False
        self._is_owed = False  # the answer to a request, or the rest of it
        frames.before_close = memory.keep_lent
        _connections.add(self)

    @property
    def is_usable(self) -> bool:
        """Whether it is open, and this process's."""
        return self.frames.is_open and os.getpid() == self._process

    def require_own_process(self) -> None:
        if os.getpid() != self._process:
            raise IbError("an engine belongs to the process that connected it; connect in this one, "
                          "and use num_workers=0: the engine has threads of its own")

    def in_passing(self, call: Callable[[], Any]) -> None:
        """For finalizers: calls it, unless a call is under way, which then does the same. Errors are told later."""
        if self.turn.take():
            try:
                call()
            except IbError as error:
                self._trouble = error
            finally:
                self.turn.give()
            if self._is_abandoned:
                self.close()

    def abandon(self) -> None:
        """Nobody will call it any more: closes it, after the call under way of this thread, which then is one in passing."""
        self._is_abandoned = True
        if not self.turn.is_mine():
            self.close()

    def raise_trouble(self) -> None:
        """What went wrong in passing."""
        trouble, self._trouble = self._trouble, None
        if trouble is not None:
            raise trouble

    def request(self, message: dict[str, Any]) -> dict[str, Any]:
        """Sends a message and returns the answer to it. An answer that nobody has waited for, because a handler of signals
        raised an exception in between, would be taken for this one: the connection is closed then."""
        packed = pack(message)
        if self._is_owed:
            self.frames.break_off()
        self._is_owed = True
        self.frames.send_packed(packed)
        answer = None
        while answer is None:
            answer = self.receive()
        return answer

    def request_parts(self, message: dict[str, Any]) -> Iterator[str]:
        """The texts of an answer that comes in several messages; all of them are to be taken."""
        part = self.request(message)
        yield part["text"]
        while part["more"]:
            answer = self.receive()
            if answer is not None:
                part = answer
                yield part["text"]

    def receive(self) -> dict[str, Any] | None:
        """Reads one message. Those about an open run are handed to it, others returned."""
        message = self.frames.receive()
        run = self.runs.get(message.get("run", ""))
        if run is not None:
            run.arrive(message)
            return None
        self._is_owed = message.get("more", False)
        if message["type"] == "error":
            if message["code"] in ("closing", "protocol"):
                self.frames.close()
            raise error_of(message)
        return message

    def end_run(self, name: str, reason: str) -> None:
        """Ends the run of that name, if one is open."""
        run = self.runs.get(name)
        if run is not None:
            run.close()
            run.cut_short(reason)

    def close(self) -> None:
        """Says goodbye, once what was queued on a GPU with batches is done. Twice is harmless."""
        if self.is_closed or os.getpid() != self._process:
            return
        try:
            with self.turn:
                self.is_closed = True
                try:
                    self._part()
                except (ConnectionLost, DeviceError):
                    self.memory.lose()  # parted is what was wanted
                self.frames.close()
                self.memory.close()
        finally:
            if self.is_closed:
                self._after_close()

    def _part(self) -> None:
        if not self.frames.is_open:
            self.memory.lose()
        for run in self.runs.values():
            run.forget("its engine was closed")
            run.cut_short("the connection was closed")
        self.runs.clear()
        if self.frames.is_open:
            self._await_device()
            self.frames.send({"type": "bye"})

    def _await_device(self) -> None:
        """Its events are the server's: a device that waits for a dead server's waits for ever."""
        while not self.memory.is_idle():
            self.frames.raise_if_gone(_POLL_SECONDS)

    def __reduce__(self) -> str | tuple[Any, ...]:
        raise TypeError("a connection to ib serve cannot be handed to another process; use "
                        "num_workers=0: the engine has threads of its own")


class Hold:
    """What an engine and its epochs have of their connection, which it closes when the last of them goes. Nothing that
    the connection refers to refers to it, so that this happens at once and not when garbage is collected."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def __del__(self) -> None:
        self.connection.abandon()

    def __reduce__(self) -> str | tuple[Any, ...]:
        return self.connection.__reduce__()


_connections: weakref.WeakSet[Connection] = weakref.WeakSet()


@atexit.register
def _say_goodbye() -> None:
    """A training run that simply ends has not died."""
    for connection in list(_connections):
        try:
            connection.close()
        except IbError:  # a thread that does not end is in the midst of a call
            connection.frames.send({"type": "bye"})
