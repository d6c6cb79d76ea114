"""Messages over a socket: four bytes with the length, little endian, then JSON or a batch."""
import json
import os
import select
import struct
import weakref

from .errors import ConnectionLost, IbError

MOST_BYTES = 1 << 20
_LENGTH = struct.Struct("<I")
_BATCH = b"B"[0]  # the first byte of a batch; JSON begins with a brace
_BATCH_HEAD = struct.Struct("<BBHiII")
_RUNS = ("training", "validation")
_AT_ONCE = 1 << 16
_encode = json.JSONEncoder(separators=(",", ":")).encode
_connections = weakref.WeakSet()


def _leave_to_parent():
    """What a process that was forked off holds open would hide the end of its parent."""
    for frames in list(_connections):
        frames.close()


os.register_at_fork(after_in_child=_leave_to_parent)


def pack(message):
    """A message as ``Frames.send_packed`` takes it."""
    return pack_text(_encode(message).encode())


def pack_text(text):
    """As ``pack``, of JSON in UTF-8."""
    return _LENGTH.pack(len(text)) + text


def _batch(text):
    _, run, _, step, tensors, state = _BATCH_HEAD.unpack_from(text)
    tensors += _BATCH_HEAD.size
    state += tensors
    return {"type": "batch", "run": _RUNS[run], "step": step,
            "tensors": text[_BATCH_HEAD.size:tensors], "state": text[tensors:state].decode(),
            "items": text[state:]}


def _message(text):
    if text[0] == _BATCH:
        return _batch(text)
    message = json.loads(text)
    if not isinstance(message, dict) or "type" not in message:
        raise ValueError("an object with a type was expected")
    return message


class Frames:
    """One connection. Not thread-safe. A failure in the middle of a message closes it.

    Belongs to the process that made it: processes forked off find it closed.
    """

    def __init__(self, sock, path):
        self._socket = sock
        self._path = path
        self._buffer = bytearray(_AT_ONCE)
        self._begin = 0  # of what has arrived and not been taken
        self._end = 0
        _connections.add(self)

    def send(self, *messages):
        """Sends the messages at once."""
        self.send_packed(b"".join(map(pack, messages)))

    def send_packed(self, whole):
        """Sends messages that ``pack`` has made."""
        try:
            self._require_open().sendall(whole)
        except OSError as error:
            raise self._lost(error) from error
        except BaseException:  # as Ctrl-C: nobody knows how much of it was sent
            self.close()
            raise

    def receive(self):
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
            raise self._lost(error) from error
        except (ValueError, LookupError, struct.error) as error:
            self.close()
            raise IbError(f"{self._path} sent what is no message ({error}); is it a socket of ib "
                          "serve?") from error
        except BaseException:  # what is left of the message would be taken for the next
            self.close()
            raise

    def _await(self, size):
        """Until that many bytes have arrived."""
        if self._begin == self._end:
            self._begin = self._end = 0
        while self._end - self._begin < size:
            if self._begin + size > len(self._buffer):
                self._move(size)
            got = self._require_open().recv_into(memoryview(self._buffer)[self._end:])
            if got == 0:
                raise self._lost("the connection ended")
            self._end += got

    def _move(self, size):
        """To the front of a buffer that holds that many bytes."""
        rest = self._buffer[self._begin:self._end]
        self._buffer = rest + bytearray(max(size, _AT_ONCE) - len(rest))
        self._begin, self._end = 0, len(rest)

    def _require_open(self):
        if self._socket is None:
            raise ConnectionLost(f"the connection to {self._path} is closed; connect again")
        return self._socket

    def _lost(self, reason):
        self.close()
        return ConnectionLost(
            f"ib serve on {self._path} is gone ({reason}); start it again, connect, and go on with "
            "resume(state) of the last batch")

    def raise_if_gone(self, seconds):
        """Waits for the other side to close the connection; returns if it stays. Reads nothing."""
        watch = select.poll()
        watch.register(self._require_open(), select.POLLRDHUP)
        if watch.poll(1000 * seconds):
            raise self._lost("the connection ended")

    @property
    def is_open(self):
        return self._socket is not None

    def set_timeout(self, seconds):
        self._require_open().settimeout(seconds)

    def close(self):
        if self._socket is not None:
            self._socket.close()
            self._socket = None


class UnlessInterrupted:
    """Ctrl-C in here closes the connection: what was said and what was heard is not known any more."""

    def __init__(self, frames):
        self._frames = frames

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is KeyboardInterrupt:
            self._frames.close()
