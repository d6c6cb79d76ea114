"""Batches as an IterableDataset of MONAI-style dictionaries; needs torch."""
from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from typing import Any

import torch
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from .batch import Batch
from .client import Engine
from .columns import Columns
from .epoch import Epoch
from .patch_batch import PatchBatch, per_patch
from .paths import PathLike
from .progress import Progress
from .slip import unknown_option
from .sources import OF_CONNECTION, OF_ENGINE, Source, SourceLike, is_folder

__all__ = ["Columns", "PatchBatch", "PatchDataset", "PathLike", "SourceLike", "loader", "per_patch"]


class PatchDataset(IterableDataset[PatchBatch]):
    """Batches of an engine as dictionaries, whole: for ``DataLoader(dataset, batch_size=None)``.

        {"image": (B, C, Z, Y, X), "label": (B, 1, Z, Y, X), "meta": {name: (B, …)}}

    Tensors never change while you hold them. By default (copy=None) they lie in the engine's memory,
    without a copy, as long as it has another batch in memory to fill; if a loop holds more, they are
    copies. copy=True always copies, copy=False never does and raises EngineError if all are held.
    ``meta`` is a ``Columns``: ``batch["meta"]["case"][i]``, or ``batch["meta"][i]["case"]``.

    source: a dataset folder, which is opened with the options of ``ib_engine.open`` that follow; or the path of the socket
    of ``ib serve``; or an engine, which stays yours to close. Folders and sockets are opened when it is first iterated, in
    the training process itself: the engine has threads of its own, so num_workers must be 0. Each iteration is the next
    epoch of the seed, unless ``set_epoch`` chooses one; validation=True always gives the validation.

    rank, world_size: by default those of torch.distributed if it is initialised; for a folder then those of torchrun's
    environment; else 0 of 1. Opening a folder in a process group is a collective call: so is whatever first needs the engine,
    such as ``len`` or the first batch, and all ranks must come to it. local_rank, local_world_size, stream: as for
    ``ib_engine.open``, the first two for a folder alone; so is server, a running ``ib serve`` of the same. wait: seconds for a
    server that is not there yet; by default 300 for a folder, where the first rank of the node starts it, else 0.

    ``state_dict`` and ``load_state_dict`` are the protocol of torchdata's and Lightning's ``Stateful``: saved in the middle of
    an epoch, it goes on with the very next batch. A dataset of a folder or a socket can be pickled, for processes that are
    spawned: the copy opens an engine of its own.
    """

    def __init__(self, source: SourceLike, seed: int = 0, rank: int | None = None, world_size: int | None = None,
                 validation: bool = False, copy: bool | None = None, wait: float | None = None, **options: Any) -> None:
        super().__init__()
        self._source = Source.of(source, wait, options)
        self._ranks = (rank, world_size)
        self._copy = copy
        self._progress = Progress(seed, validation)
        self._engine: Engine | None = None

    def validation(self) -> PatchDataset:
        """The validation of the held-out fold as a dataset of its own, over the same connection."""
        return _Validation(self, self._source.origin, self._copy)

    @property
    def engine(self) -> Engine:
        """The engine; opened when it is first needed, and again if the previous one was lost."""
        if self._engine is not None and not self._engine.is_open:
            self.close()
        if self._engine is None:
            ranks = self._ranks
            if ranks[0] is None and not self._source.is_folder:
                ranks = _distributed_rank(ranks[1])
            self._engine = self._source.engine(ranks)
        return self._engine

    def __len__(self) -> int:
        """Number of batches in a whole epoch, the same on every rank; connects if necessary."""
        validation = self._progress.validation
        steps = self.engine.validation_steps if validation else self.engine.steps
        if steps is None:
            what = "validation" if validation else "epoch"
            raise TypeError(f"there is no {what} of this dataset; iterate over it to be told why")
        return steps

    def set_epoch(self, number: int) -> None:
        """Makes the next iteration this epoch, as with torch's DistributedSampler."""
        self._progress.set_epoch(number)

    def state_dict(self) -> dict[str, Any]:
        """The position of the iteration: after the last batch that it gave."""
        return self._progress.state_dict()

    @property
    def progress(self) -> Progress:
        """Where the iteration stands; its ``state_dict`` is this one's."""
        return self._progress

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Makes the next iteration continue with the very next batch."""
        self._progress.load_state_dict(state)

    def __iter__(self) -> Iterator[PatchBatch]:
        _refuse_workers()
        _refuse_to_be_batched()
        return _Iteration(self, self._progress, self._copy)

    def dress(self, batch: PatchBatch, step: int) -> PatchBatch:
        """What is handed out in the place of a batch, which was that of ``step``: for subclasses."""
        return batch

    def close(self) -> None:
        """Closes the engine, unless it was given one. Closing twice is harmless."""
        if self._engine is not None and not self._source.is_lent:
            self._engine.close()
        self._engine = None

    def __getstate__(self) -> dict[str, Any]:
        """A copy, such as one in a process that is spawned, opens an engine of its own when it is first needed; its first epoch
        is the one that would come next here. TypeError if the dataset was given an engine."""
        if self._source.is_lent:
            raise TypeError("a PatchDataset of an engine cannot be handed to another process, because the engine belongs to this one; "
                            "make it of the dataset folder or of the socket of ib serve, which are opened where they are used")
        return {**self.__dict__, "_engine": None, "_progress": self._progress.left()}

    def __repr__(self) -> str:
        return f"<PatchDataset: {self._progress!r}, of {self._source}>"


class _Validation(PatchDataset):
    """Over the connection of the dataset that it validates."""

    def __init__(self, training: PatchDataset, source: SourceLike, copy: bool | None) -> None:
        super().__init__(source, validation=True, copy=copy)
        self._training = training

    @property
    def engine(self) -> Engine:
        return self._training.engine

    def dress(self, batch: PatchBatch, step: int) -> PatchBatch:
        return self._training.dress(batch, step)


class _Iteration(Iterator[PatchBatch]):
    """One epoch of a dataset, begun when it is first asked for a batch; one that is left ends with the next."""

    def __init__(self, dataset: PatchDataset, progress: Progress, copy: bool | None) -> None:
        self._dataset = dataset
        self._progress = progress
        self._copy = copy
        self._epoch: Epoch | None = None

    def __next__(self) -> PatchBatch:
        if self._epoch is None:
            self._epoch = self._progress.start(self._dataset.engine)
        try:
            batch = next(self._epoch)
        except StopIteration:
            self._progress.ended()
            raise
        self._progress.moved_to(batch.position)
        return self._dataset.dress(self._dictionary(batch, self._epoch), batch.step)

    def _dictionary(self, batch: Batch, epoch: Epoch) -> PatchBatch:
        copy = epoch.held >= epoch.slots if self._copy is None else self._copy
        tensors = batch.tensors(copy)
        items = batch.items
        batch.release()  # from now on it is held by its tensors alone
        dictionary = PatchBatch(tensors, meta=Columns.of(items, batch.position.draws_transforms()))
        dictionary.of_open = batch.of_open
        return dictionary


def loader(source: SourceLike, num_workers: int = 0, **options: Any) -> DataLoader[Any]:
    """``PatchDataset(source, …)`` in a ``DataLoader``, for code that expects one.

    options: those of PatchDataset and those of DataLoader, such as pin_memory; torch refuses others. For a dataset folder,
    ``batch_size`` and ``sampler`` are the engine's.
    """
    return loader_of(PatchDataset, source, num_workers, options)


def loader_of(kind: type[PatchDataset], source: SourceLike, num_workers: int, options: dict[str, Any]) -> DataLoader[Any]:
    """As ``loader``, of a subclass with the same parameters."""
    if num_workers != 0:
        raise _too_many_workers(num_workers)
    opens = is_folder(source)
    if options.get("batch_size") is not None and not opens:
        raise ValueError(f"batch_size must be left out, was {options['batch_size']}: {source} is not a dataset folder, and an ib serve "
                         "that runs makes whole batches; give it --batch-size")
    of_torch = [name for name in inspect.signature(DataLoader).parameters if name != "dataset"]
    known = {*inspect.signature(kind).parameters, *OF_CONNECTION, *(OF_ENGINE if opens else set(OF_ENGINE) - set(of_torch))}
    for name in options:
        if name not in known and name not in of_torch:
            raise unknown_option("a loader", name, (*known, *of_torch))
    dataset = kind(source, **{name: options[name] for name in options if name in known})
    others: dict[str, Any] = {name: options[name] for name in options if name not in known}
    others = {"collate_fn": _as_it_is, **others, "batch_size": None}
    return DataLoader(dataset, **others)


def _as_it_is(batch: Any) -> Any:
    return batch


def _distributed_rank(world_size: int | None) -> tuple[int, int]:
    if torch.distributed.is_available() and torch.distributed.is_initialized():
        return torch.distributed.get_rank(), torch.distributed.get_world_size()
    return 0, 1 if world_size is None else world_size


def _refuse_workers() -> None:
    worker = get_worker_info()
    if worker is not None:
        raise _too_many_workers(worker.num_workers)


def _refuse_to_be_batched() -> None:
    """A DataLoader with a batch size would make batches of batches. It does not tell a dataset; its fetcher, which
    asks for the iterator, knows."""
    caller = sys._getframe(2)
    fetching = caller.f_globals.get("__name__") == "torch.utils.data._utils.fetch"
    if fetching and caller.f_locals.get("auto_collation"):
        raise ValueError("a DataLoader of a PatchDataset must have batch_size=None, had a batch size: ib serve makes whole "
                         "batches (--batch-size); use DataLoader(dataset, batch_size=None) or "
                         "ib_engine.torch_data.loader(path)")


def _too_many_workers(count: int) -> ValueError:
    return ValueError(
        f"num_workers must be 0, was {count}: ib serve fills batches ahead with threads of its own, "
        "and worker processes would only copy them; give it --threads")
