"""The client of ``ib serve``; docs/reference/protocol.md says what is sent."""
from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from .arguments import finite, integer, names, seconds, steps, text
from .connection import Connection, Hold
from .epoch import Epoch
from .errors import ConnectionLost, IbError
from .geometry import Geometry
from .greeting import Hello, check_path, greet
from .inquiries import Inquiries, Opened
from .paths import PathLike


def connect(path: PathLike, rank: int = 0, world_size: int | None = None, wait: float = 0,
            stream: Any = None) -> Engine:
    """Connects to ``ib serve --socket path`` as one rank of the training.

    world_size: checked against the server's, if given. wait: how many seconds to wait for the server to
    start. stream: where batches in GPU memory are used, a stream of torch or CuPy or the number of a
    CUstream; by default torch's current stream if torch uses CUDA, else the default stream. Raises
    ConnectionLost if there is no server, or it does not greet within 10 s; Refused if it does not accept
    this client.
    """
    check_path(path)
    hello = Hello(integer("rank", rank), None if world_size is None else integer("world_size", world_size))
    return connect_as(os.fsdecode(path), hello, seconds("wait", wait), stream)


def connect_as(path: str, hello: Hello, wait: float, stream: Any) -> Engine:
    """As ``connect``."""
    until = time.monotonic() + wait
    while True:
        try:
            return Engine(path, hello, stream)
        except ConnectionLost:
            if time.monotonic() >= until:
                raise
            time.sleep(0.05)


def _run_of(request: dict[str, Any]) -> str:
    """Which of the two may be open beside the other; empty if the server will say what is wrong."""
    if request["what"] != "resume":
        return "validation" if request["what"] == "validation" else "training"
    try:
        return "validation" if json.loads(request["state"])["epoch"] in ("validation", -1) else "training"
    except (TypeError, ValueError, LookupError, RecursionError):
        return ""


class Engine(Inquiries):
    """A connection of one rank. For one thread at a time, in the process that made it.

    One training epoch (or windows) and one validation may be open at a time; starting another of the
    same kind ends it. It is closed when nothing refers to it any more, or when the process ends.
    """

    def __init__(self, path: str, hello: Hello, stream: Any,
                 after_close: Callable[[], None] | None = None) -> None:
        """after_close: called when its connection is closed, once."""
        frames, memory, welcome = greet(path, hello, stream)
        self._path = path
        self._connection = Connection(frames, memory, after_close)
        self._hold = Hold(self._connection)
        self.rank: int = welcome["rank"]
        self.world_size: int = welcome["worldSize"]
        self.batch_size: int = welcome["batchSize"]
        self.steps: int | None = welcome.get("steps")  # of every epoch; None where there is nothing to show
        self.validation_steps: int | None = welcome.get("validationSteps")  # None where nothing is held out
        self.modalities: list[str] = welcome["modalities"]
        self.cases: list[str] = welcome["cases"]
        self.server: str = welcome["server"]
        self._requests: list[str] = welcome.get("requests", [])  # what earlier servers do not answer
        self._geometries: dict[str, Geometry] = {}
        self._weights: dict[str, float] | None = None  # None: never set
        self._welcome = welcome
        self._opened: Opened | None = None

    def epoch(self, seed: int, number: int = 0) -> Epoch:
        """Epoch ``number`` of that seed: every instance as often as the server's --balance and ``weights`` say."""
        request = {"what": "epoch", "seed": integer("seed", seed), "epoch": integer("number", number)}
        return self._start(request if self._weights is None else {**request, "weights": self._weights})

    def weights(self, factors: Mapping[str, float]) -> None:
        """Shows instances more or less often from the next training epoch on; the number of patches stays.

        factors: by ``case`` or ``case#id``, what the exposure is multiplied by, at least 0 and finite; {} undoes it.
        Give every rank the same. States record it. TypeError for what is not a mapping, ValueError for a factor that is
        not finite; the next ``epoch`` raises it for one below 0, or a name that the dataset does not have.
        """
        if not isinstance(factors, Mapping):
            raise TypeError(f"factors must be a mapping of numbers by case or case#id, was {factors!r}")
        self._weights = {text("a name of weights", name): finite(f"weight of {name}", factor)
                         for name, factor in factors.items()}

    def validation(self) -> Epoch:
        """Every instance of the held-out fold once, always the same patches, without augmentation.

        ValueError if nothing is held out: see --fold and --validation-of-all of ib serve.
        """
        return self._start({"what": "validation"})

    def windows(self, cases: str | Iterable[str], stride: Sequence[int] | None = None) -> Epoch:
        """Sliding windows of whole cases, each once, for prediction: of the server's --patch-size, without augmentation.

        cases: a name, or several, in the order in which they come; held-out ones, too. stride: voxels from one window to
        the next, (x, y, z); by default, neighbours overlap by a quarter. Windows of smaller volumes are padded on both
        sides, and ``item.corner`` is below 0. ``epoch.stitcher()`` puts what a network says of them together. The windows
        take the place of a training epoch, which is ended. ValueError for a case that the dataset does not have, or if it
        has patches only.
        """
        request: dict[str, Any] = {"what": "windows", "cases": names("cases", cases)}
        if stride is not None:
            request["stride"] = steps("stride", stride)
        return self._start(request)

    def geometry(self, case: str) -> Geometry:
        """Size, spacing and affine (RAS+) of a case as it is stored; asked of the server once per case.

        Where a dataset has patches of the IB-sampling script, they are those of one stored patch. ValueError if there
        is no such case; IbError if the server is of a version that does not tell geometries.
        """
        known = self._geometries.get(case)
        if known is None:
            if "geometry" not in self._requests:
                raise IbError(f"the server ({self.server}) does not tell the geometry of cases, because it is of an earlier "
                              "version than this client; start ib serve of the version that the client came with")
            told = self._ask({"type": "geometry", "cases": [str(case)]})["cases"]
            known = self._geometries[case] = Geometry.of(told[case])
        return known

    def resume(self, state: str) -> Epoch:
        """Continues with the batch after the one whose ``state`` this is (or after an epoch's)."""
        if not isinstance(state, str):
            raise ValueError(f"state must be a resume token, the str that a batch has as its state, was {state!r}")
        return self._start({"what": "resume", "state": state})

    def _start(self, request: dict[str, Any]) -> Epoch:
        connection = self._connection
        connection.require_own_process()
        with connection.turn:
            connection.raise_trouble()
            connection.end_run(_run_of(request), "another was started; finish or close one before the next, or take "
                                                 "validation() for a look beside the training")
            return Epoch(self._hold, connection.request({"type": "open", **request}))

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """What the server answers; an open epoch stays as it is."""
        connection = self._connection
        connection.require_own_process()
        with connection.turn:
            connection.raise_trouble()
            return connection.request(request)

    def __reduce__(self) -> str | tuple[Any, ...]:
        return self._connection.__reduce__()

    @property
    def is_open(self) -> bool:
        """False once it was closed or has found that the server is gone."""
        return self._connection.frames.is_open

    def close(self) -> None:
        """Says goodbye; the server takes all batches back. Arrays and tensors that are still referred to become this
        process's own; on a GPU they stay mapped, but show what the server writes next. Waits for what was queued on a
        GPU with batches. Closing twice is harmless."""
        self._connection.close()

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        state = "" if self.is_open and not self._connection.is_closed else ", closed"
        return f"<Engine: rank {self.rank} of {self.world_size} on {self._path}{state}>"
