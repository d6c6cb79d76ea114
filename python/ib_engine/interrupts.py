"""Ctrl-C in a call on a connection: it comes through where the call only waits, else at the end of the call."""
from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

_plain = sys.modules.get("_signal", signal)  # without members of enumerations: to look for them takes longer than all else


class Deferral:
    """One call of the main thread, the only one that Ctrl-C reaches. Of other threads, it does nothing.

    In the midst of an exchange, nobody would know any more what was said and heard. A second Ctrl-C comes through anywhere.
    """

    def __init__(self, is_waiting: Callable[[], bool]) -> None:
        """is_waiting: whether the call may end where it is now."""
        self._is_waiting = is_waiting
        self._handler: Any = None  # that of the process
        self._came = False  # and is due at the end
        self._is_ending = False

    def begin(self) -> None:
        handler = _plain.getsignal(signal.SIGINT)
        if callable(handler):
            self._handler = handler
            try:
                _plain.signal(signal.SIGINT, self._hear)
            except ValueError:  # another thread than the main one
                self._handler = None

    def _hear(self, number: int, frame: FrameType | None) -> None:
        if self._is_ending or not self._is_waiting():
            if self._came:
                self._handler(number, frame)
            self._came = True
            return
        try:
            self._handler(number, frame)
        except BaseException:
            self._is_ending = True
            raise

    def end(self) -> None:
        if self._handler is not None:
            _plain.signal(signal.SIGINT, self._handler)
            if self._came:
                self._handler(signal.SIGINT, None)
