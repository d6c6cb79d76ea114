"""What the data modules for Lightning have in common, whichever of its two names they are for."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .progress import Progress
from .torch_data import PatchBatch, PatchDataset, SourceLike


class PatchData:
    """Training and validation batches of an engine, to be mixed into a ``LightningDataModule``."""

    trainer: Any  # Lightning's; sets it when it takes the module

    def __init__(self, dataset: PatchDataset | SourceLike, **options: Any) -> None:
        super().__init__()
        if isinstance(dataset, PatchDataset) and options:
            raise ValueError(f"options are those of a dataset that is made here, were {', '.join(options)}; give them to "
                             f"{type(dataset).__name__}")
        self.dataset = dataset if isinstance(dataset, PatchDataset) else PatchDataset(dataset, **options)
        self._training = Training(self)

    def train_dataloader(self) -> Training:
        self._training.length = None
        return self._training

    def val_dataloader(self) -> Loader | list[Any]:
        return [] if self.dataset.engine.validation_steps is None else Loader(self.dataset.validation())

    def teardown(self, stage: str | None = None) -> None:
        """Closes the engine when a run of the trainer is over. The next run opens it again."""
        self.dataset.close()

    def on_exception(self, exception: BaseException) -> None:
        """Closes the engine when a run is cut short: Lightning tears nothing down then."""
        self.dataset.close()

    def state_dict(self) -> dict[str, Any]:
        """Where the training stands, for a checkpoint of the trainer. The trainer also asks the training loader for it."""
        return self._training.state_dict()

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        self._training.load_state_dict(state_dict)


class Loader:
    """The batches of a dataset. Their number is asked of the engine once: Lightning wants to know it again after an exception,
    when the engine is closed and should stay so."""

    def __init__(self, dataset: PatchDataset) -> None:
        self.dataset = dataset
        self.length: int | None = None  # None: not known yet

    def __len__(self) -> int:
        if self.length is None:
            self.length = len(self.dataset)
        return self.length

    def __iter__(self) -> Iterator[PatchBatch]:
        return iter(self.dataset)


class Training(Loader):
    """The training batches as a loader that Lightning takes for one that can be resumed.

    Lightning counts batches itself. It leaves an epoch after the last batch without asking for another, perhaps early
    (``limit_train_batches``), and repeats a batch in whose step something was raised. So where the dataset stands is not
    always where the trainer stands.
    """

    def __init__(self, module: PatchData) -> None:
        super().__init__(module.dataset)
        self._module = module
        self.before: Progress | None = None  # where the dataset stood before the last batch

    def __iter__(self) -> Iterator[PatchBatch]:
        return _Batches(self)

    def state_dict(self) -> dict[str, Any]:
        return self._where().state_dict()

    def _where(self) -> Progress:
        progress = self.dataset.progress
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
        self.dataset.load_state_dict(state)


class _Batches(Iterator[PatchBatch]):
    """One epoch. Holds no batch that it has given."""

    def __init__(self, training: Training) -> None:
        self._training = training
        self._batches = iter(training.dataset)
        self._begun = False

    def __next__(self) -> PatchBatch:
        progress = self._training.dataset.progress
        before = progress.now() if self._begun else progress.left()
        batch = next(self._batches)
        self._begun = True
        self._training.before = before
        return batch
