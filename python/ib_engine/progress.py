"""Which epoch comes next, and where the one that is shown stands."""
from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from .arguments import integer
from .client import Engine
from .epoch import Epoch
from .position import Position


class Progress:
    """Of a dataset, which shows epoch after epoch of a seed, or the validation time and again."""

    def __init__(self, seed: int, validation: bool) -> None:
        self.validation = validation
        self.next_number = 0
        self._seed = integer("seed", seed)
        self._resume: str | None = None
        self._position: Position | None = None  # in the epoch that was started

    def set_epoch(self, number: int) -> None:
        """That epoch is started next, from its first batch."""
        self.next_number = integer("epoch", number)
        self._resume = self._position = None

    def state_dict(self) -> dict[str, Any]:
        begun = self._position is not None and not self.validation
        state = self._resume if self._position is None else self._position.state()
        return {"epoch": self.next_number - begun, "state": state}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        if not isinstance(state, Mapping):
            raise ValueError(f"a state must be one of state_dict(), was {state!r}")
        missing = {"epoch", "state"} - set(state)
        if missing:
            raise KeyError(f"a state must be one of state_dict(), with epoch and state; this one lacks "
                           f"{', '.join(sorted(missing))}")
        self.next_number = integer("epoch", state["epoch"])
        self._resume, self._position = state["state"], None

    def start(self, engine: Engine) -> Epoch:
        """The next epoch, or the rest of the one that was loaded."""
        if self._resume is not None:
            epoch = engine.resume(self._resume)
            self._resume = None
        elif self.validation:
            epoch = engine.validation()
        else:
            epoch = engine.epoch(self._seed, self.next_number)
        self.next_number += 0 if self.validation else 1
        self._position = epoch.position
        return epoch

    def moved_to(self, position: Position) -> None:
        """A batch was given; the epoch stands after it."""
        self._position = position

    def now(self) -> Progress:
        """As it stands, which this one's further way does not change."""
        return copy.copy(self)

    def left(self) -> Progress:
        """As it stands once the epoch that is shown is left: before the next one, or where a state that was loaded says."""
        left = self.now()
        left.ended()
        return left

    def ended(self) -> None:
        """The epoch has given its last batch."""
        self._position = None

    def __repr__(self) -> str:
        return "validation" if self.validation else f"seed {self._seed}, next epoch {self.next_number}"
