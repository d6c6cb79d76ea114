"""Which thread may use a connection now."""
from __future__ import annotations

import threading
import time
from types import TracebackType

from .errors import IbError
from .frames import Frames

_MOMENT_SECONDS = 0.0001


class Turn:
    """One call at a time on a connection, from whatever thread: a second one raises IbError.

    Threads may take turns, as a loader that fetches ahead does. Ctrl-C, or another exception that ends programs, inside a
    call closes the connection, because nobody knows any more what was said and heard.
    """

    def __init__(self, frames: Frames) -> None:
        self._frames = frames
        self._lock = threading.RLock()
        self._taken = False
        self._brief = False

    def take(self, brief: bool = True) -> bool:
        """False if a call is under way, be it of this thread. ``brief`` calls are waited for."""
        if not self._lock.acquire(blocking=False):
            return False
        if self._taken:  # garbage is collected in the middle of a call
            self._lock.release()
            return False
        self._taken, self._brief = True, brief
        return True

    def give(self) -> None:
        self._taken = False
        self._lock.release()

    def is_mine(self) -> bool:
        """Whether this thread is in the middle of a call."""
        if not self._lock.acquire(blocking=False):
            return False
        try:
            return self._taken
        finally:
            self._lock.release()

    def __enter__(self) -> None:
        while not self.take(brief=False):
            if not self._brief or self.is_mine():
                raise IbError(
                    "one thread at a time may use a connection and its epochs, but another is in the middle "
                    "of a call; let one thread iterate and hand its batches to the others, or connect once "
                    "a thread, as a rank of its own")
            time.sleep(_MOMENT_SECONDS)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if error is not None and not isinstance(error, Exception):
            self._frames.break_off(error)
        self.give()
