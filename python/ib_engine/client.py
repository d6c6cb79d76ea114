"""The client of ``ib serve``; docs/reference/protocol.md says what is sent."""
import atexit
import json
import os
import socket
import stat
import struct
import time
import weakref

from .epoch import Epoch
from .errors import ConnectionLost, DeviceError, IbError, Refused, error_of
from .frames import Frames, UnlessInterrupted
from .memory import SharedMemory

PROTOCOL = 3
CLIENT = "ib_engine 0.1.0 (Python)"
_GREETING_SECONDS = 10
_POLL_SECONDS = 0.001
_MOST_PATH_BYTES = 107  # of a socket, in Linux
_PARTING_SECONDS = 1  # a process that is killed loses its files one after the other


def connect(path, rank=0, world_size=None, wait=0, stream=None):
    """Connects to ``ib serve --socket path`` as one rank of the training.

    world_size: checked against the server's if given. wait: seconds to wait for the server to be
    there. stream: where batches in GPU memory are used, a stream of torch or CuPy or the number of
    a CUstream; by default torch's current one where torch uses CUDA, else the default stream.
    Raises ConnectionLost if there is no server, Refused if it does not take this client.
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


def _open(path):
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        _connect(sock, os.fspath(path))
        sock.settimeout(_GREETING_SECONDS)
        return sock
    except OSError as error:
        sock.close()
        if os.path.exists(path) and not stat.S_ISSOCK(os.stat(path).st_mode):
            raise ValueError(f"path must be the socket of ib serve, {path} is another file") from None
        raise ConnectionLost(f"no server listens on {path} ({error}); start ib serve DIR --socket "
                             f"{path} first, as the same user") from error


def _connect(sock, path):
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


def _run_of(request):
    """Which of the two may be open beside the other; None if the server will say what is wrong."""
    if request["what"] != "resume":
        return "validation" if request["what"] == "validation" else "training"
    try:
        return "validation" if json.loads(request["state"])["epoch"] < 0 else "training"
    except (TypeError, ValueError, LookupError):
        return None


_engines = weakref.WeakSet()


@atexit.register
def _say_goodbye():
    """A training that simply ends has not died."""
    for engine in list(_engines):
        engine.close()


def _server_pid(sock):
    """The process that listens, in the numbers of this one's process table."""
    size = struct.calcsize("3i")
    pid = struct.unpack("3i", sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))[0]
    if pid == 0:
        raise Refused("the server's process cannot be seen from here; run client and server in the "
                      "same container")
    return pid


class Engine:
    """A connection of one rank. Not thread-safe; not for other processes than its own.

    One training epoch and one validation may be open at a time; starting another of its kind ends
    it. Closed when nothing refers to it any more, or at the end of the process, if not before.
    """

    def __init__(self, sock, path, ranks, stream):
        rank, world_size = ranks
        self._frames = Frames(sock, path)
        self._process = os.getpid()
        self._unless_interrupted = UnlessInterrupted(self._frames)
        self._epochs = {}
        self._closed = True  # until it is greeted
        try:
            pid = _server_pid(sock)
            hello = {"type": "hello", "protocol": PROTOCOL, "client": CLIENT, "process": self._process,
                     "rank": rank}
            if world_size is not None:
                hello["worldSize"] = world_size
            self._frames.send(hello)
            welcome = self._frames.receive()
            if welcome["type"] == "error":
                raise error_of(welcome)
            self._frames.set_timeout(None)
            self._memory = self._open_memory(welcome, pid, stream)
        except BaseException:
            self._frames.close()
            raise
        self.rank = welcome["rank"]
        self.world_size = welcome["worldSize"]
        self.batch_size = welcome["batchSize"]
        self.steps = welcome.get("steps")  # of every epoch; None where there is nothing to show
        self.validation_steps = welcome.get("validationSteps")  # None where nothing is held out
        self.modalities = welcome["modalities"]
        self.cases = welcome["cases"]
        self.server = welcome["server"]
        self._closed = False
        _engines.add(self)

    def _open_memory(self, welcome, pid, stream):
        try:
            if welcome["memory"] == "cuda":
                from .device_memory import DeviceMemory

                return DeviceMemory(welcome["device"], stream, self._raise_if_gone)
            return SharedMemory(pid, welcome["descriptor"])
        except Refused:
            self._raise_if_gone()
            raise

    def _raise_if_gone(self):
        """For errors that the end of the server may be the reason of."""
        if self._frames.is_open:
            self._frames.raise_if_gone(_PARTING_SECONDS)

    def epoch(self, seed, number=0):
        """Epoch ``number`` of that seed: every instance as often as every other."""
        return self._start({"what": "epoch", "seed": int(seed), "epoch": int(number)})

    def validation(self):
        """Every instance of the held-out fold once, always the same patches, nothing varied.

        ValueError where nothing is held out: see --fold and --validation-of-all of ib serve.
        """
        return self._start({"what": "validation"})

    def resume(self, state):
        """Goes on with the batch after the one whose ``state`` this is (or an epoch's)."""
        return self._start({"what": "resume", "state": state})

    def _start(self, request):
        self._require_own_process()
        open_already = self._epochs.get(_run_of(request))
        if open_already is not None:
            open_already.close()
            open_already._cut_short("another was started; finish or close one before the next, or take "
                                    "validation() for a look beside the training")
        with self._unless_interrupted:
            self._frames.send({"type": "open", **request})
            opened = None
            while opened is None:
                opened = self._receive()
            epoch = self._epochs[opened["run"]] = Epoch(self, opened)
            return epoch

    def _require_own_process(self):
        if os.getpid() != self._process:
            raise IbError("an engine belongs to the process that connected it; connect in this one, "
                          "and use num_workers=0: the engine has threads of its own")

    def _receive(self):
        """Reads one message. Those about an open epoch are put by for it, others returned."""
        message = self._frames.receive()
        epoch = self._epochs.get(message.get("run"))
        if epoch is not None:
            epoch._arrived.append(message)
            return None
        if message["type"] == "error":
            if message["code"] in ("closing", "protocol"):
                self._frames.close()
            raise error_of(message)
        return message

    def __reduce__(self):
        raise TypeError("a connection to ib serve cannot be handed to another process; use "
                        "num_workers=0: the engine has threads of its own")

    @property
    def is_open(self):
        """False once it was closed or has found the server gone."""
        return self._frames.is_open

    def close(self):
        """Says goodbye; the server takes all batches back. Waits for what was queued on a GPU with
        them. Twice is harmless."""
        if self._closed or os.getpid() != self._process:
            return
        self._closed = True
        try:
            self._part()
        except (ConnectionLost, DeviceError):
            self._memory.lose()  # parted is what was wanted
        self._frames.close()
        self._memory.close()

    def _part(self):
        if not self._frames.is_open:
            self._memory.lose()
        for epoch in self._epochs.values():
            epoch._forget()
            epoch._cut_short("the connection was closed")
        self._epochs.clear()
        if self._frames.is_open:
            self._await_device()
            self._frames.send({"type": "bye"})

    def _await_device(self):
        """Its events are the server's: a device that waits for a dead server's waits for ever."""
        while not self._memory.is_idle():
            self._frames.raise_if_gone(_POLL_SECONDS)

    def __del__(self):
        self.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
