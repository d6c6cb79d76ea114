"""An epoch as a client takes it: batches one after the other."""
from __future__ import annotations

import time
from typing import Any

from .batch import Batch
from .connection import Hold
from .errors import ConnectionLost
from .position import Position
from .run import Run
from .stitcher import Stitcher


class Epoch:
    """The batches of an epoch, one after the other; closed after the last one.

    The next batch is requested while the caller works on one, so that it need not be waited for.
    Starting another epoch closes this one. Threads may take turns; two at the same time get an IbError.
    """

    def __init__(self, hold: Hold, opened: dict[str, Any]) -> None:
        self.seed: int | None = opened.get("seed")  # None of a validation and of windows, and so is the number
        self.number: int | None = opened.get("epoch")
        self.steps: int = opened["steps"]  # of the whole epoch, the same on every rank
        self.slots: int = opened["slots"]  # batches that can be in memory at once
        self.waited = 0.0  # seconds altogether
        self._windows: dict[str, Any] | None = opened.get("windows")
        self._hold = hold
        self._connection = hold.connection
        self._run = Run(hold.connection, opened)
        self.position = Position(opened["state"], self._run.options)

    @property
    def state(self) -> str:
        """``resume(state)`` continues after the last batch that the caller got. JSON, as the state of a batch."""
        return self.position.state()

    @property
    def held(self) -> int:
        """Batches in memory that have not been returned: they are kept, or their arrays or tensors are referred to."""
        return len(self._run.held)

    def stitcher(self, channels: int, blend: str = "constant") -> Stitcher:
        """Puts what a network says of these windows together, case by case; see ``Stitcher``.

        channels: of the network's output. blend: ``constant`` or ``gaussian``. ValueError unless these are windows.
        """
        if self._windows is None:
            raise ValueError("a stitcher is of windows: engine.windows(cases)")
        return Stitcher(self._windows["volumes"], self._windows["window"], self._windows["stride"], channels, blend)

    def __len__(self) -> int:
        return self.steps

    def __iter__(self) -> Epoch:
        return self

    def __next__(self) -> Batch:
        with self._connection.turn:
            self._connection.raise_trouble()
            began = time.perf_counter()
            message = self._run.await_batch()
            if message is None:
                raise StopIteration
            self.waited += time.perf_counter() - began
            batch = self._run.hand_out(message)
            self.position = batch.position
            return batch

    def close(self) -> None:
        """Ends the epoch and its batches, including kept ones. Arrays and tensors that are still referred to stay as
        they are: they become this process's own (not on a GPU, where they later show other batches). Closing twice
        is harmless."""
        with self._connection.turn:
            self._run.close()

    def __enter__(self) -> Epoch:
        return self

    def __exit__(self, *_: object) -> None:
        if self._connection.turn.is_mine():  # collected as garbage in the midst of a call; the next epoch closes it
            return
        try:
            if self._connection.frames.is_open:
                self.close()
        except ConnectionLost:
            pass  # it is over, and what ended the loop is what counts

    def __repr__(self) -> str:
        what = ("windows" if self._windows is not None
                else "validation" if self.number is None else f"epoch {self.number} of seed {self.seed}")
        state = "closed" if self._run.is_closed else f"step {self._run.handed_out} of {self.steps}"
        return f"<Epoch: {what}, {state}>"
