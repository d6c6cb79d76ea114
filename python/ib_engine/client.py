"""The client of ``ib serve``; docs/reference/protocol.md says what is sent."""
from __future__ import annotations

import atexit
import json
import os
import socket
import stat
import struct
import time
import weakref
from typing import Any

from .epoch import Epoch
from .errors import ConnectionLost, DeviceError, IbError, Refused, error_of
from .frames import Frames
from .loan import LentMemory
from .memory import SharedMemory
from .turn import Turn
from .version import __version__

PROTOCOL = 3
CLIENT = f"ib_engine {__version__} (Python)"
_GREETING_SECONDS = 10
_POLL_SECONDS = 0.001
_MOST_PATH_BYTES = 107  # of a socket, in Linux
_WELCOME = ("memory", "rank", "worldSize", "batchSize", "modalities", "cases", "server")
_PARTING_SECONDS = 1  # a process that is killed loses its files one after the other


def connect(path: str | os.PathLike[str], rank: int = 0, world_size: int | None = None, wait: float = 0,
            stream: Any = None) -> Engine:
    """Connects to ``ib serve --socket path`` as one rank of the training.

    world_size: checked against the server's if given. wait: seconds to wait for the server to be
    there. stream: where batches in GPU memory are used, a stream of torch or CuPy or the number of
    a CUstream; by default torch's current one where torch uses CUDA, else the default stream.
    Raises ConnectionLost if there is no server, or one that does not greet within 10 s; Refused if it
    does not take this client.
    """
    length = len(os.fsencode(path))
    if length > _MOST_PATH_BYTES:
        raise ValueError(f"the path of a socket has at most {_MOST_PATH_BYTES} bytes, {path} has {length}")
    until = time.monotonic() + wait
    while True:
        try:
            return Engine(_open(path), os.fspath(path), (rank, world_size), stream)
        except ConnectionLost:
            if time.monotonic() >= until:
                raise
            time.sleep(0.05)


def _open(path: str | os.PathLike[str]) -> socket.socket:
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        _connect(sock, os.fspath(path))
        return sock
    except OSError as error:
        sock.close()
        if os.path.exists(path) and not stat.S_ISSOCK(os.stat(path).st_mode):
            raise ValueError(f"path must be the socket of ib serve, {path} is another file") from None
        raise ConnectionLost(f"no server listens on {path} ({error}); start ib serve DIR --socket "
                             f"{path} first, as the same user") from error


def _connect(sock: socket.socket, path: str) -> None:
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


def _run_of(request: dict[str, Any]) -> str | None:
    """Which of the two may be open beside the other; None if the server will say what is wrong."""
    if request["what"] != "resume":
        return "validation" if request["what"] == "validation" else "training"
    try:
        return "validation" if json.loads(request["state"])["epoch"] < 0 else "training"
    except (TypeError, ValueError, LookupError):
        return None


_engines: weakref.WeakSet[Engine] = weakref.WeakSet()


@atexit.register
def _say_goodbye() -> None:
    """A training that simply ends has not died."""
    for engine in list(_engines):
        try:
            engine.close()
        except IbError:  # a thread that does not end is in the midst of a call
            engine._frames.send({"type": "bye"})


def _server_pid(sock: socket.socket) -> int:
    """The process that listens, in the numbers of this one's process table."""
    size = struct.calcsize("3i")
    pid = struct.unpack("3i", sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))[0]
    if pid == 0:
        raise Refused("the server's process cannot be seen from here; run client and server in the "
                      "same container")
    return int(pid)


class Engine:
    """A connection of one rank. One thread at a time, of the process that made it.

    One training epoch and one validation may be open at a time; starting another of its kind ends
    it. Closed when nothing refers to it any more, or at the end of the process, if not before.
    """

    def __init__(self, sock: socket.socket, path: str, ranks: tuple[int, int | None], stream: Any) -> None:
        self._path = path
        self._frames = Frames(sock, path)
        self._process = os.getpid()
        self._turn = Turn(self._frames)
        self._epochs: dict[str, Epoch] = {}
        self._trouble: IbError | None = None  # of a finalizer, which has nobody to tell it
        self._closed = True  # until it is greeted
        try:
            pid = _server_pid(sock)
            welcome = self._greet(*ranks)
            self._memory = self._open_memory(welcome, pid, stream)
        except BaseException:
            self._frames.close()
            raise
        self._frames.before_close = self._memory.keep_lent
        self.rank: int = welcome["rank"]
        self.world_size: int = welcome["worldSize"]
        self.batch_size: int = welcome["batchSize"]
        self.steps: int | None = welcome.get("steps")  # of every epoch; None where there is nothing to show
        self.validation_steps: int | None = welcome.get("validationSteps")  # None where nothing is held out
        self.modalities: list[str] = welcome["modalities"]
        self.cases: list[str] = welcome["cases"]
        self.server: str = welcome["server"]
        self._closed = False
        _engines.add(self)

    def _greet(self, rank: int, world_size: int | None) -> dict[str, Any]:
        hello = {"type": "hello", "protocol": PROTOCOL, "client": CLIENT, "process": self._process, "rank": rank}
        if world_size is not None:
            hello["worldSize"] = world_size
        self._frames.set_limit(_GREETING_SECONDS)
        self._frames.send(hello)
        welcome = self._frames.receive()
        if welcome["type"] == "error":
            raise error_of(welcome)
        missing = [field for field in _WELCOME if field not in welcome]
        if missing:
            raise IbError(f"a greeting must have {', '.join(_WELCOME)}; that of {self._path} lacks "
                          f"{', '.join(missing)}; is it a socket of ib serve?")
        self._frames.set_timeout(None)
        return welcome

    def _open_memory(self, welcome: dict[str, Any], pid: int, stream: Any) -> LentMemory:
        try:
            if welcome["memory"] == "cuda":
                from .device_memory import DeviceMemory

                return DeviceMemory(welcome["device"], stream, self._raise_if_gone)
            return SharedMemory(pid, welcome["descriptor"])
        except Refused:
            self._raise_if_gone()
            raise

    def _raise_if_gone(self) -> None:
        """For errors that the end of the server may be the reason of."""
        if self._frames.is_open:
            self._frames.raise_if_gone(_PARTING_SECONDS)

    def _raise_trouble(self) -> None:
        trouble, self._trouble = self._trouble, None
        if trouble is not None:
            raise trouble

    def epoch(self, seed: int, number: int = 0) -> Epoch:
        """Epoch ``number`` of that seed: every instance as often as every other."""
        return self._start({"what": "epoch", "seed": int(seed), "epoch": int(number)})

    def validation(self) -> Epoch:
        """Every instance of the held-out fold once, always the same patches, nothing varied.

        ValueError where nothing is held out: see --fold and --validation-of-all of ib serve.
        """
        return self._start({"what": "validation"})

    def resume(self, state: str) -> Epoch:
        """Goes on with the batch after the one whose ``state`` this is (or an epoch's)."""
        return self._start({"what": "resume", "state": state})

    def _start(self, request: dict[str, Any]) -> Epoch:
        self._require_own_process()
        with self._turn:
            self._raise_trouble()
            open_already = self._epochs.get(_run_of(request) or "")
            if open_already is not None:
                open_already._close()
                open_already._cut_short("another was started; finish or close one before the next, or take "
                                        "validation() for a look beside the training")
            self._frames.send({"type": "open", **request})
            opened = None
            while opened is None:
                opened = self._receive()
            epoch = self._epochs[opened["run"]] = Epoch(self, opened)
            return epoch

    def _require_own_process(self) -> None:
        if os.getpid() != self._process:
            raise IbError("an engine belongs to the process that connected it; connect in this one, "
                          "and use num_workers=0: the engine has threads of its own")

    def _receive(self) -> dict[str, Any] | None:
        """Reads one message. Those about an open epoch are put by for it, others returned."""
        message = self._frames.receive()
        epoch = self._epochs.get(message.get("run", ""))
        if epoch is not None:
            epoch._arrived.append(message)
            return None
        if message["type"] == "error":
            if message["code"] in ("closing", "protocol"):
                self._frames.close()
            raise error_of(message)
        return message

    def __reduce__(self) -> str | tuple[Any, ...]:
        raise TypeError("a connection to ib serve cannot be handed to another process; use "
                        "num_workers=0: the engine has threads of its own")

    @property
    def is_open(self) -> bool:
        """False once it was closed or has found the server gone."""
        return self._frames.is_open

    def close(self) -> None:
        """Says goodbye; the server takes all batches back. Arrays and tensors that are still referred to become
        this process's own; on a GPU they stay mapped, but hold what the server writes next. Waits for what was
        queued on a GPU with batches. Twice is harmless."""
        if self._closed or os.getpid() != self._process:
            return
        with self._turn:
            self._closed = True
            try:
                self._part()
            except (ConnectionLost, DeviceError):
                self._memory.lose()  # parted is what was wanted
            self._frames.close()
            self._memory.close()

    def _part(self) -> None:
        if not self._frames.is_open:
            self._memory.lose()
        for epoch in self._epochs.values():
            epoch._forget()
            epoch._cut_short("the connection was closed")
        self._epochs.clear()
        if self._frames.is_open:
            self._await_device()
            self._frames.send({"type": "bye"})

    def _await_device(self) -> None:
        """Its events are the server's: a device that waits for a dead server's waits for ever."""
        while not self._memory.is_idle():
            self._frames.raise_if_gone(_POLL_SECONDS)

    def __del__(self) -> None:
        self.close()

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        state = "" if self.is_open and not self._closed else ", closed"
        return f"<Engine: rank {self.rank} of {self.world_size} on {self._path}{state}>"
