"""A batch as a dictionary of tensors; needs torch."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch

from .batch import how_to_have


class PatchBatch(dict[str, Any]):
    """``image``, ``label`` and other tensors of a batch by name, and its ``meta`` data."""

    of_open = False  # whether it is of a dataset that ib_engine.open has opened

    def __missing__(self, key: object) -> Any:
        if not isinstance(key, str):
            raise KeyError(f"a batch is a dictionary with {', '.join(self)}, not a list of patches ({key!r} was asked for): "
                           "per_patch(batch) gives those; for a DataLoader of MONAI, give collate_fn=lambda batch: batch")
        raise KeyError(f"a batch of this server has {', '.join(self)}, not {key!r}{how_to_have(key, self.of_open)}")


def per_patch(batch: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The patches of a batch dictionary one by one, in MONAI's form: views, not copies.

        {"image": (C, Z, Y, X), "label": (1, Z, Y, X), "case": …, "instance": …, …}

    They can be collated again: numbers about an instance are −1 for a background patch.
    """
    tensors = {name: value for name, value in batch.items() if isinstance(value, torch.Tensor)}
    for i, meta in enumerate(batch["meta"].rows):
        yield {**{name: tensor[i] for name, tensor in tensors.items()}, **meta}
