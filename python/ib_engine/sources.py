"""What batches can be taken from: an engine, the socket of one, or a dataset folder."""
from __future__ import annotations

import os
from typing import Any, NamedTuple, Union

from .arguments import seconds
from .client import Engine, connect
from .greeting import MOST_PATH_BYTES
from .opening import open as open_folder
from .options import Options
from .paths import PathLike

SourceLike = Union[Engine, PathLike]
OF_CONNECTION = ("local_rank", "local_world_size", "server", "stream")  # what open takes beside the options of the engine
Ranks = tuple[Union[int, None], Union[int, None]]


def is_folder(source: SourceLike) -> bool:
    """Whether it is a dataset folder, or looks like none of the others."""
    return not isinstance(source, Engine) and os.path.isdir(source)


def _absolute(path: PathLike, folder: bool) -> str:
    """That of a socket stays as it is where it would become too long."""
    given = os.fsdecode(path)
    absolute = os.path.abspath(given)
    return absolute if folder or (given and len(os.fsencode(absolute)) <= MOST_PATH_BYTES) else given


class Source(NamedTuple):
    """Where a dataset of patches gets its engine, wherever this process has moved to since. ``options`` are those of
    ``ib_engine.open``."""

    origin: SourceLike
    is_folder: bool
    wait: float | None
    options: dict[str, Any]

    @classmethod
    def of(cls, origin: SourceLike, wait: float | None, options: dict[str, Any]) -> Source:
        """Options are checked at once. TypeError for options of something that was opened before."""
        misplaced = [name for name in options if name != "stream" or isinstance(origin, Engine)]
        folder = is_folder(origin)
        if misplaced and not folder:
            raise TypeError(f"{', '.join(misplaced)}: options of the engine go with a dataset folder; {origin!r} is "
                            f"{'open already' if isinstance(origin, Engine) else 'not a folder'}")
        checked = Options(**{name: options[name] for name in options if name not in OF_CONNECTION}).with_absolute_paths()
        paths = {name: getattr(checked, name) for name in ("hard", "split", "subjects") if name in options}
        return cls(origin if isinstance(origin, Engine) else _absolute(origin, folder), folder,
                   None if wait is None else seconds("wait", wait), {**options, **paths})

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
