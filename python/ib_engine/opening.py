"""``ib_engine.open``: a dataset, served by a child of this process."""
from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from .arguments import seconds
from .attaching import Server, attach
from .child import ServerChild
from .client import Engine, connect
from .errors import ConnectionLost, IbError, RankTaken
from .greeting import Hello
from .inquiries import Opened
from .options import (Augment, Dtype, HardOrder, Memory, Normalise, Options, Placement, Sampler, Size, WeightNormalisation,
                      Weights)
from .paths import PathLike, dataset_folder
from .ranks import Place, note_opened, place, shared_name, shared_socket

_FIRST_SECONDS = 300  # that the others wait for the first rank


def open(dir: PathLike, *, rank: int | None = None, world_size: int | None = None, local_rank: int | None = None,
         local_world_size: int | None = None, server: PathLike | None = None, wait: float | None = None, stream: Any = None,
         patch_size: Size | None = None, batch_size: int = 2, ratio: float = 1, negatives: str = "grid",
         min_distance: float = 0, inside: str | Sequence[str] = (), min_body: float | None = None,
         distances: bool = False, hard: PathLike | None = None, hard_share: float | None = None,
         hard_order: HardOrder | None = None, hardness: float = 0, repeats: int = 1, modalities: Sequence[str] = (),
         normalise: Normalise = (), placement: Placement = "jitter", sampler: Sampler = "ib",
         steps: int | None = None, positive_share: float | None = None, augment: Augment = "on",
         balance: str = "instance", even_batches: bool = False, fold: tuple[int, int] | None = None,
         split: PathLike | None = None, subjects: PathLike | None = None, dtype: Dtype = "float32",
         weights: Weights | None = None, weight_limits: tuple[float, float] | None = None,
         weight_normalisation: WeightNormalisation | None = None, instance_maps: bool = False,
         coordinates: bool = False, foreground_counts: bool = False, backend: str = "auto",
         threads: int | None = None, max_memory: Memory | None = None, device: int | None = None,
         max_device_memory: Memory | None = None, prefetch: int = 4, validation_of_all: bool = False) -> Engine:
    """Opens a dataset folder that ``ib prepare`` made, and returns an engine that hands out its batches.

    Starts ``ib serve`` as a child of this process, without a shell; it ends when the engine is closed, when nothing refers to
    the engine and its epochs any more, and with this process, however that ends. Alternatively, attaches to a running server:

    server: the socket of an ``ib serve`` that was started by hand for this dataset and these options, which stays when the
    engine is closed; by default that of the environment variable IB_ENGINE_SERVER, if it is set; "" for a child all the same.
    Refused if it serves another dataset, or the same with other options, and the message names every difference. Its
    ``threads``, ``max_memory``, ``max_device_memory`` and ``prefetch`` are its own. Nothing is started: ConnectionLost if
    nobody listens there within ``wait`` seconds, 0 by default.

    rank, world_size, local_rank, local_world_size: of a training run of several processes. By default those of
    torch.distributed if it is initialised (a collective call then: all ranks must make it, and one that refuses its arguments
    makes the others raise IbError), else those that torchrun puts into the environment. The
    first rank of a node starts one server for all of them; the others wait up to ``wait`` seconds (300) for it. All open the same
    with the same options in the same order. That server ends when the last of them is gone. With ``device``, each rank has a
    server of its own, because a server fills the memory of one GPU. stream: as for ``connect``. All
    others are the options of ``ib serve`` of these names, with the same defaults: docs/reference/cli.md explains them.

    Raises ValueError for an option that is not allowed, FileNotFoundError if there is no such folder, EngineError if the
    dataset cannot be served, EngineNotFound if there is no engine beside this package. Warnings of the server are
    RuntimeWarnings.
    """
    given = locals()
    try:
        options = Options(**{field.name: given[field.name] for field in dataclasses.fields(Options)}).with_absolute_paths()
        folder = dataset_folder(dir)
        running = Server.named(server)
        limit = seconds("wait", (_FIRST_SECONDS if running is None else 0) if wait is None else wait)
    except Exception as error:
        place(rank, world_size, local_rank, local_world_size, error)
        raise
    found = place(rank, world_size, local_rank, local_world_size)
    if options.device is not None:  # each rank names its own
        found = found._replace(local_rank=0, local_world_size=1)
    if running is not None:
        engine = attach(running, Opened(folder, options), found, limit, stream)
    else:
        engine = _of_own_server([folder, *options.words()], found, limit, stream)
    engine.opened_with(Opened(folder, options), running is None)
    return engine


def _of_own_server(words: list[str], found: Place, wait: float, stream: Any) -> Engine:
    return _shared(words, found, wait, stream) if found.is_shared else _alone(words, found, stream)


def _alone(words: list[str], found: Place, stream: Any) -> Engine:
    """An engine of its own server."""
    if found.world_size > 1:
        words = [*words, f"--rank={found.rank}", f"--world-size={found.world_size}", "--local-ranks=1"]
    return _of_child(ServerChild(words), found, stream)


def _of_child(child: ServerChild, found: Place, stream: Any) -> Engine:
    try:
        engine = Engine(child.socket, Hello(found.rank, found.world_size), stream, child.let_go if found.is_shared else child.end)
        engine.tell_end_of_server(child.epitaph)
        return engine
    except BaseException:
        child.end()
        raise


def _shared(words: list[str], found: Place, wait: float, stream: Any) -> Engine:
    """An engine of the server that the first rank of the node starts."""
    name = shared_name(found, words[0], words[1:])
    if found.local_rank == 0:
        engine = _left_behind(shared_socket(name), found, stream) or _of_child(
            ServerChild([*words, f"--rank={found.rank}", f"--world-size={found.world_size}",
                         f"--local-ranks={found.local_world_size}", f"--share={name}"]), found, stream)
    else:
        engine = _await_first(shared_socket(name), found, wait, stream)
    note_opened(name, found.rank)
    return engine


def _left_behind(socket: str, found: Place, stream: Any) -> Engine | None:
    """An engine of the server of another run, of the same dataset and options, that lost its first rank and waits for others
    yet; None if there is none."""
    try:
        return connect(socket, found.rank, found.world_size, stream=stream)
    except ConnectionLost:
        return None
    except RankTaken as error:
        raise _of_another_run(error) from error


def _of_another_run(error: RankTaken) -> IbError:
    """For a rank that a server has already."""
    return IbError(f"another run of this node has opened this dataset with the same options and goes on ({error}); end it, or "
                   "tell the runs apart by MASTER_PORT or TORCHELASTIC_RUN_ID")


def _await_first(socket: str, found: Place, wait: float, stream: Any) -> Engine:
    try:
        return connect(socket, found.rank, found.world_size, wait, stream)
    except RankTaken as error:
        raise _of_another_run(error) from error
    except ConnectionLost as error:
        raise ConnectionLost(
            f"local rank 0 has not opened this dataset within {wait:g} s, with the same options and as often as local rank "
            f"{found.local_rank}; look at what it says, or wait longer (wait=)") from error
