"""Messages over a socket: four bytes with the length, little endian, then JSON or a batch."""
from __future__ import annotations

import json
import os
import select
import socket
import struct
import time
import weakref
from collections.abc import Callable
from typing import Any

from .errors import ConnectionLost, IbError

MOST_BYTES = 1 << 20
_LENGTH = struct.Struct("<I")
_BATCH = b"B"[0]  # the first byte of a batch; JSON begins with a brace
_BATCH_HEAD = struct.Struct("<BBHiII")
_RUNS = ("training", "validation")
_AT_ONCE = 1 << 16
_encode = json.JSONEncoder(separators=(",", ":")).encode
_connections: weakref.WeakSet[Frames] = weakref.WeakSet()


def _leave_to_parent() -> None:
    """What a process that was forked off holds open would hide the end of its parent."""
    for frames in list(_connections):
        frames.before_close = _nothing
        frames.close()


def _nothing() -> None:
    pass


os.register_at_fork(after_in_child=_leave_to_parent)


def pack(message: dict[str, Any]) -> bytes:
    """A message as ``Frames.send_packed`` takes it; ValueError for one that is longer than a server reads."""
    text = _encode(message).encode()
    if len(text) > MOST_BYTES:
        raise ValueError(f"a request must have at most {MOST_BYTES} bytes, this one ({message['type']}) has {len(text)}; "
                         "ask for less")
    return pack_text(text)


def pack_text(text: bytes) -> bytes:
    """As ``pack``, of JSON in UTF-8."""
    return _LENGTH.pack(len(text)) + text


def _batch(text: bytes) -> dict[str, Any]:
    _, run, _, step, tensors, state = _BATCH_HEAD.unpack_from(text)
    tensors += _BATCH_HEAD.size
    state += tensors
    return {"type": "batch", "run": _RUNS[run], "step": step,
            "tensors": text[_BATCH_HEAD.size:tensors], "state": text[tensors:state].decode(),
            "items": text[state:]}


def _message(text: bytes) -> dict[str, Any]:
    if text[0] == _BATCH:
        return _batch(text)
    message = json.loads(text)
    if not isinstance(message, dict) or "type" not in message:
        raise ValueError("an object with a type was expected")
    return message


class Frames:
    """The messages of one connection. Not thread-safe. A failure in the middle of a message closes it.

    Belongs to the process that made it: processes forked off find it closed.
    """

    def __init__(self, sock: socket.socket, path: str) -> None:
        self.before_close: Callable[[], None] = _nothing
        self.epitaph: Callable[[], str] = str  # of a server of this process that has ended; else empty
        self._socket: socket.socket | None = sock
        self._path = path
        self.again = "connect again"  # what to do once it is closed
        self._reason = "it was closed"
        self._limit: tuple[float, float] | None = None  # for what is to be received: seconds, and when they are over
        self._buffer = bytearray(_AT_ONCE)
        self._begin = 0  # of what has arrived and not been taken
        self._end = 0
        _connections.add(self)

    def send(self, *messages: dict[str, Any]) -> None:
        """Sends the messages at once."""
        self.send_packed(b"".join(map(pack, messages)))

    def send_packed(self, whole: bytes) -> None:
        """Sends messages that ``pack`` has made."""
        try:
            self._require_open().sendall(whole)
        except OSError as error:
            raise self._lost(error) from error
        except BaseException as error:  # as Ctrl-C: nobody knows how much of it was sent
            self.break_off(error)
            raise

    def receive(self) -> dict[str, Any]:
        """The next message; blocks. A batch has its tensors and items as the bytes of their JSON."""
        try:
            self._await(_LENGTH.size)
            length = _LENGTH.unpack_from(self._buffer, self._begin)[0]
            if not 2 <= length <= MOST_BYTES:
                raise IbError(f"a message must be 2 to {MOST_BYTES} bytes long, was {length}; "
                              f"is {self._path} a socket of ib serve?")
            self._await(_LENGTH.size + length)
            begin = self._begin + _LENGTH.size
            self._begin = begin + length
            text = bytes(memoryview(self._buffer)[begin:self._begin])
            return _message(text)
        except OSError as error:
            late = isinstance(error, TimeoutError) and self._limit is not None
            raise (self._stalled() if late else self._lost(error)) from error
        except (ValueError, LookupError, struct.error) as error:
            self.close()
            raise IbError(f"{self._path} sent something that is not a message ({error}); is it a socket of ib "
                          "serve?") from error
        except BaseException as error:  # what is left of the message would be taken for the next
            self.break_off(error)
            raise

    def _await(self, size: int) -> None:
        """Until that many bytes have arrived."""
        if self._begin == self._end:
            self._begin = self._end = 0
        while self._end - self._begin < size:
            if self._begin + size > len(self._buffer):
                self._move(size)
            got = self._in_time().recv_into(memoryview(self._buffer)[self._end:])
            if got == 0:
                raise self._lost("the connection ended")
            self._end += got

    def _move(self, size: int) -> None:
        """To the front of a buffer that holds that many bytes."""
        rest = self._buffer[self._begin:self._end]
        self._buffer = rest + bytearray(max(size, _AT_ONCE) - len(rest))
        self._begin, self._end = 0, len(rest)

    def _in_time(self) -> socket.socket:
        """The socket, which waits no longer than is left."""
        sock = self._require_open()
        if self._limit is not None:
            rest = self._limit[1] - time.monotonic()
            if rest <= 0:
                raise TimeoutError
            sock.settimeout(rest)
        return sock

    def _require_open(self) -> socket.socket:
        if self._socket is None:
            raise ConnectionLost(f"the connection to {self._path} is closed ({self._reason}); {self.again}")
        return self._socket

    def _lost(self, reason: object) -> ConnectionLost:
        said = self.epitaph()
        again = "open the dataset again" if said else "start it again, connect"
        lost = ConnectionLost(f"ib serve on {self._path} is gone ({reason}{said}); {again}, and continue with resume(state) of the "
                              "last batch")
        self._reason = str(lost)
        self.close()
        return lost

    def _stalled(self) -> ConnectionLost:
        seconds = self._limit[0] if self._limit is not None else 0
        self.close()
        return ConnectionLost(
            f"what listens on {self._path} took the connection and did not greet within {seconds:g} s; is it ib serve, "
            "and does it run (not stopped, not out of memory)? Look at its log, or start it again")

    def raise_if_gone(self, seconds: float) -> None:
        """Waits for the other side to close the connection; returns if it stays. Reads nothing."""
        watch = select.poll()
        watch.register(self._require_open(), select.POLLRDHUP)
        if watch.poll(1000 * seconds):
            raise self._lost("the connection ended")

    @property
    def is_open(self) -> bool:
        return self._socket is not None

    def set_timeout(self, seconds: float | None) -> None:
        """For each call of the system; None for none."""
        self._limit = None
        self._require_open().settimeout(seconds)

    def set_limit(self, seconds: float) -> None:
        """For all that is received from now on, altogether."""
        self.set_timeout(seconds)
        self._limit = (seconds, time.monotonic() + seconds)

    def break_off(self, error: BaseException | None = None) -> None:
        """Closes it because nobody knows any more what was said and heard."""
        if self._socket is not None:
            by = "an interrupt (Ctrl-C)" if isinstance(error, KeyboardInterrupt) else "an exception" if error is None else repr(error)
            self._reason = f"{by} in the midst of an exchange closed it"
        self.close()

    def close(self) -> None:
        """The other side takes all batches back; ``before_close`` is called before it can know."""
        if self._socket is not None:
            sock, self._socket = self._socket, None
            try:
                self.before_close()
            finally:
                sock.close()
