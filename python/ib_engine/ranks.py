"""Which rank a process is, among those of its node, and by which name they find their server."""
from __future__ import annotations

import hashlib
import os
import socket
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from .arguments import integer
from .errors import IbError
from .stamp import stamp_of
from .version import __version__

_JOB = ("TORCHELASTIC_RUN_ID", "TORCHELASTIC_RESTART_COUNT", "MASTER_ADDR", "MASTER_PORT", "SLURM_JOB_ID", "SLURM_STEP_ID")
_MOST_BASE_BYTES = 50  # as in PrivateFolder.java
_opened: dict[tuple[str, int], int] = {}  # how often this process has opened what has that name, as that rank


class Place(NamedTuple):
    """A rank and its node's: local ranks are [first, first + local_world_size) of the whole training."""

    rank: int
    world_size: int
    local_rank: int
    local_world_size: int
    job: str  # tells one training run from another on the same node

    @property
    def first(self) -> int:
        return self.rank - self.local_rank

    @property
    def is_shared(self) -> bool:
        return self.local_world_size > 1


def place(rank: int | None, world_size: int | None, local_rank: int | None = None,
          local_world_size: int | None = None, failed: Exception | None = None) -> Place:
    """As given; else that of torch.distributed where it is initialised; else as the environment says, as torchrun sets
    it; else the only one. ValueError for what cannot be a rank.

    failed: why this rank will not open anything. It is raised, once the others of a process group have been told."""
    if failed is not None:
        if (rank, world_size, local_rank, local_world_size) == (None,) * 4:
            _of_group(failed)
        raise failed
    if rank is not None or world_size is not None:
        return _given(rank, world_size, local_rank, local_world_size)
    if local_rank is not None or local_world_size is not None:
        raise ValueError("local_rank and local_world_size go with rank and world_size, which were not given")
    return _of_group() or _of_environment() or Place(0, 1, 0, 1, "")


def _given(rank: int | None, world_size: int | None, local_rank: int | None, local_world_size: int | None) -> Place:
    if rank is None or world_size is None:
        raise ValueError(f"rank and world_size go together, were {rank} and {world_size}")
    rank, world_size = integer("rank", rank), integer("world_size", world_size)
    if world_size == 1:  # alone, whatever the environment says of a training run
        local_rank, local_world_size = local_rank or 0, local_world_size or 1
    node_size = integer("local_world_size", _number("LOCAL_WORLD_SIZE", world_size, local_world_size))
    local = integer("local_rank", _number("LOCAL_RANK", rank % max(1, node_size), local_rank))
    return _checked(Place(rank, world_size, local, node_size, _job()))


def _number(variable: str, otherwise: int, given: int | None) -> int:
    if given is not None:
        return given
    text = os.environ.get(variable, str(otherwise))
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"{variable} must be an integer, was {text}") from None


def _checked(found: Place) -> Place:
    if not 0 <= found.rank < found.world_size:
        raise ValueError(f"rank must be in [0, world size {found.world_size}), was {found.rank}")
    if not 0 <= found.local_rank < found.local_world_size or not 0 <= found.first <= found.world_size - found.local_world_size:
        raise ValueError(
            f"the ranks of a node must follow one another: rank {found.rank} of {found.world_size} is local rank "
            f"{found.local_rank} of {found.local_world_size}; give local_rank and local_world_size")
    return found


def _of_group(failed: Exception | None = None) -> Place | None:
    """Of an initialised process group. Every rank must ask, because they tell each other where they run, or why one of them
    does not go on: IbError on the others."""
    torch = sys.modules.get("torch")
    if torch is None or not torch.distributed.is_available() or not torch.distributed.is_initialized():
        return None
    group = torch.distributed
    rank, world_size = group.get_rank(), group.get_world_size()
    told: list[Any] = [None] * world_size
    group.all_gather_object(told, (_node(), os.urandom(8).hex(), None if failed is None else str(failed)))
    others = [f"rank {number}: {why}" for number, (_, _, why) in enumerate(told) if why is not None]
    if failed is None and others:
        raise IbError(f"another rank could not open the dataset, so none does; {'; '.join(others)}")
    here = [number for number, (node, _, _) in enumerate(told) if node == told[rank][0]]
    if here != list(range(here[0], here[0] + len(here))):
        raise IbError(f"the ranks of a node must follow one another, but on this one they are {here}")
    return Place(rank, world_size, rank - here[0], len(here), told[here[0]][1])


def _node() -> str:
    """Names this machine, or the container that sees its own processes."""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="utf-8").strip()
    return f"{socket.gethostname()} {boot} {os.readlink('/proc/self/ns/pid')}"


def _of_environment() -> Place | None:
    names = ("RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE")
    if not {"RANK", "WORLD_SIZE", "LOCAL_RANK"} <= set(os.environ):
        return None
    try:
        rank, world_size, local = (int(os.environ[name]) for name in names[:3])
        node_size = int(os.environ.get(names[3], world_size))
    except ValueError:
        raise ValueError("RANK, WORLD_SIZE, LOCAL_RANK and LOCAL_WORLD_SIZE must be integers, were "
                         + ", ".join(os.environ.get(name, "unset") for name in names)) from None
    return _checked(Place(rank, world_size, local, node_size, _job()))


def _job() -> str:
    return " ".join(f"{name}={os.environ[name]}" for name in _JOB if name in os.environ)


def shared_name(found: Place, folder: str, words: Iterable[str]) -> str:
    """By which the ranks of a node find the server of what they open together. The same on all of them: they open the
    same datasets with the same options in the same order."""
    text = "\0".join([os.path.realpath(folder), str(stamp_of(folder)), __version__, found.job, str(found.first),
                      str(found.world_size), str(found.local_world_size), str(os.getuid()), *words])
    name = hashlib.sha256(os.fsencode(text)).hexdigest()[:20]
    return f"{name}-{_opened.get((name, found.rank), 0)}"


def note_opened(name: str, rank: int) -> None:
    """The next one of these options that the rank opens gets a server of its own."""
    base = name.rpartition("-")[0]
    _opened[base, rank] = _opened.get((base, rank), 0) + 1


def shared_socket(name: str) -> str:
    """Where the server of that name listens."""
    return os.path.join(_base(), f"ib-engine-{name}", "s")


def _base() -> str:
    for variable in ("XDG_RUNTIME_DIR", "TMPDIR"):
        path = os.environ.get(variable, "")
        if path.startswith("/") and len(os.fsencode(path)) <= _MOST_BASE_BYTES and os.path.isdir(path) \
                and os.access(path, os.W_OK):
            return path
    return "/tmp"
