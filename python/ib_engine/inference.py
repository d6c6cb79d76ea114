"""Leads a network over a whole case; needs numpy, and torch for networks of torch."""
from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

from .batch import Batch
from .client import Engine


def predict(engine: Engine, model: Callable[[Any], Any], case: str, stride: Sequence[int] | None = None,
            blend: str = "constant") -> Any:
    """What a network says of a case: an array (channels, Z, Y, X), float32, on the stored grid.

    model: takes a batch of windows (B, C, Z, Y, X) and returns (B, channels, Z, Y, X). A ``torch.nn.Module`` gets tensors on
    the device of its parameters, without gradients; put it into ``eval()`` before. Others get what ``batch.image`` is.
    stride, blend: as of ``engine.windows`` and ``Epoch.stitcher``. The windows take the place of a training epoch, which is
    ended. ValueError as of ``engine.windows``, for an output of another shape, and for an engine that is one of several ranks:
    it gets its share of the windows, and no case is whole.
    """
    if engine.world_size > 1:
        raise ValueError(f"predict needs all windows of a case, but this engine is rank {engine.rank} of {engine.world_size} and "
                         "gets its share of them; open one for this process alone (rank=0, world_size=1) and give each rank "
                         "other cases")
    with engine.windows([case], stride) as windows:
        stitcher = None
        whole = None
        for batch in windows:
            output = _output(model, batch)
            if stitcher is None:
                if len(output.shape) != 5:
                    raise ValueError(f"the model must return (B, channels, Z, Y, X), was {tuple(output.shape)}")
                stitcher = windows.stitcher(int(output.shape[1]), blend)
            for _, whole in stitcher.add(batch, output):
                pass
    return whole


def _output(model: Callable[[Any], Any], batch: Batch) -> Any:
    torch = sys.modules.get("torch")
    if torch is None or not isinstance(model, torch.nn.Module):
        return model(batch.image)
    with torch.no_grad():
        image = batch.tensors()["image"]
        first = next(model.parameters(), None)
        return model(image if first is None else image.to(first.device, first.dtype))
