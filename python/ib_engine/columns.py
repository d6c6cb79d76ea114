"""Meta data of a batch by column, as MONAI collates it; needs torch."""
from __future__ import annotations

import operator
from typing import Any

import torch

from .item import DRAWN, Item


class Columns(dict[str, Any]):
    """Meta data of a batch by name, as MONAI collates it and ``decollate_batch`` takes it apart: names of cases as a
    list, numbers as tensors whose first dimension is the patch. ``columns[i]`` is what patch i has, as a plain dictionary."""

    @classmethod
    def of(cls, items: list[Item], transforms: bool = False) -> Columns:
        """transforms: there are columns ``warp`` and ``changes``, even if nothing was drawn for these patches."""
        metas = [item.meta() for item in items]
        for name in DRAWN:
            if transforms or any(name in meta for meta in metas):
                metas = [{**meta, name: meta.get(name, "")} for meta in metas]
        return cls({name: _column([meta[name] for meta in metas]) for name in metas[0]})

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, slice):
            return self.rows[key]
        return self.rows[operator.index(key)] if hasattr(key, "__index__") else super().__getitem__(key)

    def __missing__(self, key: object) -> Any:
        raise KeyError(f"meta data of a batch are {', '.join(self)}, not {key!r}; those of one patch are meta[i]")

    @property
    def rows(self) -> list[dict[str, Any]]:
        """A plain dictionary per patch: numbers, and tuples of them."""
        values = {name: [_plain(value) for value in column] for name, column in self.items()}
        return [dict(zip(values, row)) for row in zip(*values.values())]


def _column(values: list[Any]) -> Any:
    if isinstance(values[0], str):
        return values
    return torch.tensor(values, dtype=torch.float64 if isinstance(values[0], float) else None)


def _plain(value: Any) -> Any:
    value = value.tolist() if isinstance(value, torch.Tensor) else value
    return tuple(_plain(part) for part in value) if isinstance(value, list) else value
