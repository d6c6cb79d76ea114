"""What an engine tells about itself beside its batches."""
from __future__ import annotations

import copy
import json
import os
import tempfile
from collections.abc import Callable
from typing import Any, NamedTuple

from .commands import PREVIEW, run, words_of
from .connection import Connection
from .errors import EngineError, IbError
from .options import Options
from .paths import PathLike
from .preview import Preview

_OF_SERVE = ("validation_of_all",)
_OF_STATS = ("patch_size", "ratio", "negatives", "min_distance", "inside", "min_body", "distances", "hard", "hard_share",
             "hard_order", "hardness")


class Opened(NamedTuple):
    """What ``ib_engine.open`` was given."""

    folder: str
    options: Options


class Inquiries:
    """Of the engine that has this connection."""

    rank: int
    world_size: int
    _connection: Connection
    server: str
    _welcome: dict[str, Any]
    _requests: list[str]
    _opened: Opened | None  # None where it was connected to

    def opened_with(self, opened: Opened, by_own_server: bool) -> None:
        """Says that ``ib_engine.open`` has made the engine of this, and whether with a server that it has started."""
        self._opened = opened
        self._connection.of_open = True
        self._connection.frames.again = "open the dataset again"
        if by_own_server:
            self._connection.more_batches = "open the dataset with more prefetch="

    def tell_end_of_server(self, epitaph: Callable[[], str]) -> None:
        """Says how messages are to describe the end of a server of this process."""
        self._connection.frames.epitaph = epitaph

    @property
    def folder(self) -> str:
        """The dataset folder, as an absolute path."""
        return str(self._said("folder"))

    @property
    def options(self) -> dict[str, Any]:
        """What is in force, in the form of docs/reference/options.md: a copy, which is yours to change, log and pickle."""
        return dict(copy.deepcopy(self._said("options")))

    def _said(self, field: str) -> Any:
        if self._welcome.get(field) is None:
            raise EngineError(f"this server does not tell its {field}: it is of an earlier version, or it is too long")
        return self._welcome[field]

    def ledger(self, validation: bool = False) -> dict[str, Any]:
        """What the last epoch (or validation) of this engine has shown: per instance, case, class and size, planned over
        all ranks and delivered on this one, up to the last batch that was taken; which instances were never seen.

        The JSON of ``ib epoch --ledger``, as docs/reference/epochs.md defines it. EngineError if there was no epoch.
        """
        connection = self._connection
        connection.require_own_process()
        name = "validation" if validation else "training"
        if "ledger" not in self._requests:
            raise IbError(f"the server ({self.server}) does not tell ledgers, because it is of an earlier version than this "
                          "client; start ib serve of the version that the client came with")
        with connection.turn:
            run = connection.runs.get(name)
            step = connection.ended.get(name) if run is None else run.handed_out
            if step is None:
                raise EngineError(f"a ledger is of an epoch, but no {name} epoch was begun on this connection")
            request = {"type": "ledger", "run": name, "step": step}
            return dict(json.loads("".join(connection.request_parts(request))))

    def stats(self) -> dict[str, Any]:
        """What the dataset holds and what epochs of these options show of its background, as ``ib stats --json``.

        Takes as long as that command. ValueError for an engine that was connected to, not opened.
        """
        opened = self._of_open("stats")
        words = opened.options.words(_OF_STATS)
        return run(["stats", opened.folder, "--json", *words]).told()

    def preview(self, path: PathLike | None = None, **options: Any) -> Preview:
        """Draws patches of an epoch of these options, and writes the PNG file to ``path`` if it is given.

        options: ``patches`` (at most so many, 12), ``seed``, ``epoch``, ``never_seen=True`` for the instances that the epoch
        does not show on any rank. In Jupyter, the result is shown. ValueError for an engine that was connected to, not opened.
        """
        opened = self._of_open("preview")
        words = words_of(options, PREVIEW, "preview") + opened.options.words(leave_out=_OF_SERVE)
        if self.world_size > 1:
            words += [f"--rank={self.rank}", f"--world-size={self.world_size}"]
        with tempfile.TemporaryDirectory(prefix="ib-preview-") as scratch:
            file = os.path.join(scratch, "preview.png")
            said = run(["preview", opened.folder, f"--output={file}", *words]).require().out
            drawn = Preview(_bytes(file), said.replace(f"{file}: ", ""))
        if path is not None:
            drawn.save(path)
        return drawn

    def _of_open(self, what: str) -> Opened:
        if self._opened is None:
            raise ValueError(f"{what} needs an engine of ib_engine.open; for a server that was started otherwise, run ib {what}")
        return self._opened


def _bytes(path: str) -> bytes:
    if not os.path.exists(path):
        return b""
    with open(path, "rb") as file:
        return file.read()
