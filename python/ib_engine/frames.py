"""Messages over a socket: four bytes with the length, little endian, then JSON in UTF-8."""
import json
import socket
import struct

from .errors import ConnectionLost, IbError

MOST_BYTES = 1 << 20
_LENGTH = struct.Struct("<I")


class Frames:
    """One connection. Not thread-safe. A failure in the middle of a message closes it."""

    def __init__(self, sock, path):
        self._socket = sock
        self._path = path
        self._buffer = bytearray()

    def send(self, *messages):
        """Sends the messages at once."""
        whole = bytearray()
        for message in messages:
            text = json.dumps(message, separators=(",", ":")).encode()
            whole += _LENGTH.pack(len(text)) + text
        try:
            self._require_open().sendall(whole)
        except OSError as error:
            raise self._lost(error) from error

    def receive(self):
        """The next message; blocks."""
        try:
            length = _LENGTH.unpack(self._take(_LENGTH.size))[0]
            if not 2 <= length <= MOST_BYTES:
                raise IbError(f"a message must be 2 to {MOST_BYTES} bytes long, was {length}; "
                              f"is {self._path} a socket of ib serve?")
            return json.loads(self._take(length))
        except OSError as error:
            raise self._lost(error) from error
        except BaseException:  # what is left of the message would be taken for the next
            self.close()
            raise

    def _take(self, size):
        buffer = self._buffer
        while len(buffer) < size:
            part = self._require_open().recv(1 << 16)
            if not part:
                raise self._lost("the connection ended")
            buffer += part
        taken = bytes(buffer[:size])
        del buffer[:size]
        return taken

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
        """Waits for the end of the connection where no message is due; returns if it stays."""
        self.set_timeout(seconds)
        try:
            self._require_open().recv(1, socket.MSG_PEEK)
        except TimeoutError:
            return
        except OSError as error:
            raise self._lost(error) from error
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
