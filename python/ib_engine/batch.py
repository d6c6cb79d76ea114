"""A batch."""
from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from .item import Item
from .position import Position

if TYPE_CHECKING:
    import torch

_parse = json.JSONDecoder().raw_decode  # after a training step, loads takes longer
T = TypeVar("T")
_OPTIONS = {"weights": "weights", "instances": "instance_maps", "coordinates": "coordinates", "foreground": "foreground_counts"}


def how_to_have(name: object, of_open: bool) -> str:
    """The option that brings a part of batches along, for whoever opened the dataset or has started ``ib serve``; empty if no
    option does."""
    option = _OPTIONS.get(name) if isinstance(name, str) else None
    if option is None:
        return ""
    return f"; open the dataset with {option}=" if of_open else f"; start ib serve with --{option.replace('_', '-')}"


class _Parts(dict[str, T]):
    """Arrays or tensors of a batch by name."""

    def __init__(self, parts: Mapping[str, T], of_open: bool = False) -> None:
        super().__init__(parts)
        self._of_open = of_open

    def __missing__(self, name: object) -> T:
        raise KeyError(f"batches of this server have {', '.join(self)}, not {name}{how_to_have(name, self._of_open)}")


class Batch:
    """Patches in shared memory, ready for a step.

    It ends when you ask the epoch for the next batch, unless you keep it. Its memory then returns to the
    engine as soon as nothing refers to an array or tensor taken from it any more, so these never
    change while you hold them. You may write to them.
    """

    def __init__(self, message: dict[str, Any], arrays: dict[str, Any]) -> None:
        self.step: int = message["step"]
        self.position = Position(message["state"], message["options"])
        self._message_items: bytes = message["items"]  # JSON, which many loops never look at
        self._items: list[Item] | None = None
        self._arrays: dict[str, Any] | None = arrays
        self._kept = False
        self._end = "was released and its memory holds another one; use a batch before asking for the next, or keep it"
        self.of_open = False  # whether it is of a dataset that ib_engine.open has opened

    @property
    def state(self) -> str:
        """``resume(state)`` continues with the batch after this one. JSON, whose ``options`` say what the epoch was
        opened with."""
        return self.position.state()

    def _open_arrays(self) -> dict[str, Any]:
        if self._arrays is None:
            raise ValueError(f"batch {self.step} {self._end}")
        return self._arrays

    def _array(self, name: str) -> Any:
        return self.arrays[name]

    @property
    def image(self) -> Any:
        """numpy array (batch, modalities, Z, Y, X), float32 or float16, no copy."""
        return self._array("image")

    @property
    def label(self) -> Any:
        """numpy array (batch, 1, Z, Y, X), uint8, no copy; 0 is background and padding."""
        return self._array("label")

    @property
    def weights(self) -> Any:
        """numpy array (batch, 1, Z, Y, X), float32: the weight of each voxel in a loss, no copy.

        KeyError unless the dataset was opened (or ``ib serve`` started) with weights; the same for ``instances`` and
        ``coordinates``.
        """
        return self._array("weights")

    @property
    def instances(self) -> Any:
        """numpy array (batch, 1, Z, Y, X), int32: ids of instances, 0 outside of them, no copy."""
        return self._array("instances")

    @property
    def coordinates(self) -> Any:
        """numpy array (batch, 3, Z, Y, X), float32: where each voxel lies in its volume along x, y and z, from −1
        at the first voxel of the axis to 1 at the last, no copy; padding lies beyond 1."""
        return self._array("coordinates")

    @property
    def foreground(self) -> Any:
        """numpy array (batch,), int32: how many voxels of each patch's label are not 0, counted while the patch was
        made, no copy. In ``arrays`` and ``tensors`` it has the shape (batch, 1, 1, 1, 1)."""
        return self._array("foreground").reshape(-1)

    @property
    def arrays(self) -> dict[str, Any]:
        """All arrays of the batch by name: ``image``, ``label``, and those of the others that the server delivers."""
        return _Parts(self._open_arrays(), self.of_open)

    def tensors(self, copy: bool = False) -> dict[str, torch.Tensor]:
        """As ``arrays``, but torch tensors: on the same memory or, with copy=True, on memory of their own. You may keep
        as many copies as you like, for as long as you like."""
        lent = self._lent_tensors()
        return _Parts({name: tensor.clone() for name, tensor in lent.items()} if copy else lent, self.of_open)

    def _lent_tensors(self) -> dict[str, torch.Tensor]:
        import torch

        return {name: torch.from_numpy(array) for name, array in self._open_arrays().items()}

    @property
    def items(self) -> list[Item]:
        """What each patch shows, in the order of the first dimension."""
        if self._items is None:
            self._items = [Item.of(item) for item in _parse(self._message_items.decode())[0]]
        return self._items

    def keep(self) -> Batch:
        """Keeps the batch valid until ``release``, but no longer than its epoch is open. Returns the batch.

        An epoch has ``Epoch.slots`` batches in memory; if you keep all of them, there is no next one.
        """
        self._open_arrays()
        self._kept = True
        return self

    @property
    def kept(self) -> bool:
        return self._kept

    def release(self) -> None:
        """Ends the batch, for instance after a copy to a GPU: its memory is returned as soon as nothing refers to its
        arrays and tensors, which usually is now. Releasing it twice is harmless."""
        self._arrays = None

    def end(self, why: str) -> None:
        """As ``release``, for all who use it later to be told why."""
        if self._arrays is not None:
            self._end = f"is gone, kept or not, because {why}; hold or copy its arrays before that"
            self.release()

    def __enter__(self) -> Batch:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def __repr__(self) -> str:
        if self._arrays is None:
            return f"<{type(self).__name__} {self.step}, released>"
        shapes = ", ".join(f"{name} {tuple(array.shape)} {array.dtype}" for name, array in self._arrays.items())
        return f"<{type(self).__name__} {self.step}: {shapes}{', kept' if self._kept else ''}>"
