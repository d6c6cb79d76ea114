"""A data module for Lightning, whose checkpoints continue with the very next batch; needs lightning."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lightning.pytorch import LightningDataModule

from .progress import Progress
from .torch_data import PatchBatch, PatchDataset, SourceLike

__all__ = ["IbDataModule"]


class IbDataModule(LightningDataModule):
    """Training and validation batches of an engine.

        trainer.fit(model, datamodule=IbDataModule("OUT", seed=7, batch_size=4))
        trainer.fit(model, datamodule=IbDataModule("OUT", seed=7, batch_size=4), ckpt_path="last")

    dataset: a ``PatchDataset``, such as ``ib_engine.monai.MonaiPatches``, or what one is made of with ``options``, those
    of ``PatchDataset``: a dataset folder, a socket or an engine. Batches are the dataset's. Where nothing is held out, there
    is no validation.

    A checkpoint of the trainer holds the position, and a trainer that resumes from it sees the batches that it would have
    seen, in mid-epoch too, on as many ranks or another number with the same global batch. Ranks are those of
    torch.distributed, which Lightning initialises. With a folder, whatever first needs the engine is a collective call, as of
    ``PatchDataset``.
    """

    def __init__(self, dataset: PatchDataset | SourceLike, **options: Any) -> None:
        super().__init__()
        if isinstance(dataset, PatchDataset) and options:
            raise ValueError(f"options are those of a dataset that is made here, were {', '.join(options)}; give them to "
                             f"{type(dataset).__name__}")
        self.dataset = dataset if isinstance(dataset, PatchDataset) else PatchDataset(dataset, **options)
        self._training = _Training(self)

    def train_dataloader(self) -> _Training:
        return self._training

    def val_dataloader(self) -> PatchDataset | list[Any]:
        return [] if self.dataset.engine.validation_steps is None else self.dataset.validation()

    def state_dict(self) -> dict[str, Any]:
        """Where the training stands, for a checkpoint of the trainer. The trainer also asks the training loader for it."""
        return self._training.state_dict()

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self._training.load_state_dict(state)


class _Training:
    """The training batches as a loader that Lightning takes for one that can be resumed.

    Lightning counts batches itself. It leaves an epoch after the last batch without asking for another, perhaps early
    (``limit_train_batches``), and repeats a batch in whose step something was raised. So where the dataset stands is not
    always where the trainer stands.
    """

    def __init__(self, module: IbDataModule) -> None:
        self._module = module
        self.before: Progress | None = None  # where the dataset stood before the last batch

    def __len__(self) -> int:
        return len(self._module.dataset)

    def __iter__(self) -> Iterator[PatchBatch]:
        return _Batches(self, self._module.dataset)

    def state_dict(self) -> dict[str, Any]:
        return self._where().state_dict()

    def _where(self) -> Progress:
        progress = self._module.dataset.progress
        count = self._count()
        if count is None or self.before is None:
            return progress
        if count.current.processed < count.current.ready:  # in the midst of a step
            return self.before
        return progress.left() if count.is_last_batch else progress

    def _count(self) -> Any:
        """Lightning's own, of the batches in this epoch; None without a trainer."""
        trainer = self._module.trainer
        return None if trainer is None else trainer.fit_loop.epoch_loop.batch_progress

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.before = None
        self._module.dataset.load_state_dict(state)


class _Batches(Iterator[PatchBatch]):
    """One epoch. Holds no batch that it has given."""

    def __init__(self, training: _Training, dataset: PatchDataset) -> None:
        self._training = training
        self._dataset = dataset
        self._batches = iter(dataset)
        self._begun = False

    def __next__(self) -> PatchBatch:
        progress = self._dataset.progress
        before = progress.now() if self._begun else progress.left()
        batch = next(self._batches)
        self._begun = True
        self._training.before = before
        return batch
