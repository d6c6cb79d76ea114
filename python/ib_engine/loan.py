"""By what the client knows that nothing of a batch is referred to any more."""
from __future__ import annotations

import weakref
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from .batch import Batch
    from .run import Run


class Loan:
    """A batch's memory in the caller's hands.

    Whatever lies in that memory refers to it: arrays by their base, their views and slices by
    theirs, tensors by the array that they were made of, DLPack capsules and storages by the tensor.
    So it goes when the last of them does, in whatever thread that happens.
    """

    __slots__ = ("_run", "_step", "__weakref__")

    def __init__(self, run: Run, step: int) -> None:
        self._run = weakref.ref(run)
        self._step = step

    def __del__(self) -> None:
        run = self._run()
        if run is not None:
            run.let_go(self._step)


class LentMemory(Protocol):
    """The server's memory, in slots that batch after batch comes in."""

    def slot(self, tensors: bytes) -> Any:
        """The slot that this JSON describes; the same one for the same bytes."""

    def batch(self, message: dict[str, Any], slot: Any, loan: Loan) -> Batch:
        """The batch that lies there now."""

    def give_back(self, slot: Any) -> None:
        """Before the server is told that it may fill the slot again."""

    def keep_lent(self, slots: Iterable[Any] | None = None) -> None:
        """The server is about to fill these slots (or all) anew, whatever is still referred to there."""

    def is_idle(self) -> bool:
        """Whether all that was queued on batches before they were released is done."""

    def lose(self) -> None:
        """The server is gone."""

    def close(self) -> None:
        """Arrays in use stay mapped until they are dropped."""
