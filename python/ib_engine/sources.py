"""What batches can be taken from: an engine, the socket of one, or a dataset folder."""
from __future__ import annotations

import dataclasses
import os
from typing import Any, NamedTuple, Union

from .arguments import seconds
from .attaching import Server
from .client import Engine, connect
from .greeting import absolute_socket
from .opening import open as open_folder
from .options import Options
from .paths import PathLike, dataset_folder
from .slip import unknown_option

SourceLike = Union[Engine, PathLike]
OF_CONNECTION = ("local_rank", "local_world_size", "server", "stream")  # what open takes beside the options of the engine
OF_ENGINE = tuple(field.name for field in dataclasses.fields(Options))
_OF_DATASET = ("seed", "rank", "world_size", "validation", "copy", "wait")  # of a PatchDataset itself
Ranks = tuple[Union[int, None], Union[int, None]]


def is_folder(source: SourceLike) -> bool:
    """Whether it is a dataset folder, or looks like none of the others."""
    return not isinstance(source, Engine) and os.path.isdir(source)


def _absolute(path: PathLike, folder: bool) -> str:
    """That of a socket stays as it is where it would become too long."""
    return os.path.abspath(os.fsdecode(path)) if folder else absolute_socket(path)


def _require_known(options: dict[str, Any]) -> None:
    known = (*OF_ENGINE, *OF_CONNECTION)
    for name in options:
        if name not in known:
            raise unknown_option("a dataset of patches", name, (*_OF_DATASET, *known))


def _frozen(options: dict[str, Any]) -> dict[str, Any]:
    """Checked, and as they are now, whatever becomes of the objects that were given. ValueError for those that are not
    allowed."""
    given = {name: options[name] for name in OF_ENGINE if name in options}
    checked = Options(**given).with_absolute_paths()
    running = Server.named(options.get("server"))
    return {**options, **{name: getattr(checked, name) for name in given}, "server": "" if running is None else running}


class Source(NamedTuple):
    """Where a dataset of patches gets its engine, wherever this process has moved to since. ``options`` are those of
    ``ib_engine.open``."""

    origin: SourceLike
    is_folder: bool
    wait: float | None
    options: dict[str, Any]

    @classmethod
    def of(cls, origin: SourceLike, wait: float | None, options: dict[str, Any]) -> Source:
        """Options are checked at once. TypeError for options that there are not, and for those of something that was opened
        before; FileNotFoundError for those of nothing at all."""
        _require_known(options)
        misplaced = [name for name in options if name != "stream" or isinstance(origin, Engine)]
        folder = is_folder(origin)
        if misplaced and not folder:
            if not isinstance(origin, Engine):
                dataset_folder(origin)
            raise TypeError(f"{', '.join(misplaced)}: options of the engine go with a dataset folder; {origin!r} is "
                            f"{'open already' if isinstance(origin, Engine) else 'not a folder'}")
        found: SourceLike = origin if isinstance(origin, Engine) else _absolute(origin, folder)
        return cls(found, folder, None if wait is None else seconds("wait", wait),
                   _frozen(options) if folder else options)

    @property
    def is_lent(self) -> bool:
        """Whether the engine is somebody else's, who closes it."""
        return isinstance(self.origin, Engine)

    def engine(self, ranks: Ranks) -> Engine:
        """An engine: opened, connected to or lent."""
        if isinstance(self.origin, Engine):
            return self.origin
        rank, world_size = ranks
        if self.is_folder:
            wait: dict[str, Any] = {} if self.wait is None else {"wait": self.wait}
            return open_folder(self.origin, rank=rank, world_size=world_size, **wait, **self.options)
        return connect(self.origin, 0 if rank is None else rank, world_size, self.wait or 0, self.options.get("stream"))

    def __str__(self) -> str:
        if isinstance(self.origin, Engine):
            return repr(self.origin)
        return f"{'dataset' if self.is_folder else 'ib serve on'} {os.fsdecode(self.origin)}"
