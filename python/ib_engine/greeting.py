"""How a connection to ``ib serve`` begins: its socket, the greeting, the memory that batches come in."""
from __future__ import annotations

import os
import socket
import stat
import struct
import time
from typing import Any, NamedTuple

from .errors import ConnectionLost, IbError, Refused, error_of
from .frames import Frames
from .loan import LentMemory
from .memory import SharedMemory
from .paths import PathLike
from .version import __version__

PROTOCOL = 3
CLIENT = f"ib_engine {__version__} (Python)"
_GREETING_SECONDS = 10
_POLL_SECONDS = 0.001
_PARTING_SECONDS = 1  # a process that is killed loses its files one after the other
MOST_PATH_BYTES = 107  # of a socket, in Linux
_WELCOME = ("memory", "rank", "worldSize", "batchSize", "modalities", "cases", "server")


class NobodyListens(ConnectionLost):
    """There is no server."""


class Hello(NamedTuple):
    """Who a client is, and what it would open: ``folder``, its ``stamp``, ``options``, words of ``ib serve``; None for whatever
    there is."""

    rank: int
    world_size: int | None  # None: the server's
    same: dict[str, Any] | None = None


class Greeted(NamedTuple):
    """What a server that takes this client has said and opened to it."""

    frames: Frames
    memory: LentMemory
    welcome: dict[str, Any]


def absolute_socket(path: PathLike) -> str:
    """Absolute, unless it is empty or would become too long for a socket."""
    given = os.fsdecode(path)
    absolute = os.path.abspath(given)
    return absolute if given and len(os.fsencode(absolute)) <= MOST_PATH_BYTES else given


def check_path(path: PathLike) -> None:
    """Raises ValueError for a path that no socket can have."""
    if not os.fspath(path):
        raise ValueError("path must be the socket of ib serve, was empty")
    length = len(os.fsencode(path))
    if length > MOST_PATH_BYTES:
        raise ValueError(f"the path of a socket has at most {MOST_PATH_BYTES} bytes, {path} has {length}")


def greet(path: str, hello: Hello, stream: Any) -> Greeted:
    """Connects and says hello; NobodyListens if there is no server, Refused if it does not take this client."""
    sock = _open(path)
    frames = Frames(sock, path)
    try:
        pid = _server_pid(sock)
        welcome = _say_hello(frames, path, hello)
        return Greeted(frames, _open_memory(frames, welcome, pid, stream), welcome)
    except BaseException:
        frames.close()
        raise


def _open(path: str) -> socket.socket:
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connect_socket(sock, path)
        return sock
    except OSError as error:
        sock.close()
        if os.path.exists(path) and not stat.S_ISSOCK(os.stat(path).st_mode):
            raise ValueError(f"path must be the socket of ib serve, {path} is another file") from None
        raise NobodyListens(f"no server listens on {path} ({error}); start ib serve DIR --socket "
                             f"{path} first, as the same user") from error


def connect_socket(sock: socket.socket, path: str) -> None:
    """Waits for a place in the server's queue, which many ranks that start at once may fill."""
    until = time.monotonic() + _GREETING_SECONDS
    sock.settimeout(0)
    while True:
        try:
            return sock.connect(path)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise
            time.sleep(_POLL_SECONDS)


def _server_pid(sock: socket.socket) -> int:
    """The process that listens, in the numbers of this one's process table."""
    size = struct.calcsize("3i")
    pid = struct.unpack("3i", sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))[0]
    if pid == 0:
        raise Refused("the server's process cannot be seen from here; run client and server in the "
                      "same container")
    return int(pid)


def _say_hello(frames: Frames, path: str, hello: Hello) -> dict[str, Any]:
    message = {"type": "hello", "protocol": PROTOCOL, "client": CLIENT, "process": os.getpid(), "rank": hello.rank}
    if hello.world_size is not None:
        message["worldSize"] = hello.world_size
    if hello.same is not None:
        message["same"] = hello.same
    frames.set_limit(_GREETING_SECONDS)
    frames.send(message)
    welcome = frames.receive()
    if welcome["type"] == "error":
        raise error_of(welcome)
    missing = [field for field in _WELCOME if field not in welcome]
    if missing:
        raise IbError(f"a greeting must have {', '.join(_WELCOME)}; that of {path} lacks "
                      f"{', '.join(missing)}; is it a socket of ib serve?")
    if hello.same is not None and welcome.get("same") is not True:
        frames.send({"type": "bye"})
        raise IbError(f"the server on {path} ({welcome['server']}) does not tell whether it serves the same as is opened, because it "
                      "is of an earlier version than this client; start ib serve of the version that the client came with")
    frames.set_timeout(None)
    return welcome


def _open_memory(frames: Frames, welcome: dict[str, Any], pid: int, stream: Any) -> LentMemory:
    def raise_if_gone() -> None:
        """For errors that the end of the server may be the reason of."""
        if frames.is_open:
            frames.raise_if_gone(_PARTING_SECONDS)

    try:
        if welcome["memory"] == "cuda":
            from .device_memory import DeviceMemory

            return DeviceMemory(welcome["device"], stream, raise_if_gone)
        return SharedMemory(pid, welcome["descriptor"])
    except Refused:
        raise_if_gone()
        raise
