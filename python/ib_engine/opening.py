"""``ib_engine.open``: a dataset, served by a child of this process."""
from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from .child import ServerChild
from .client import Engine
from .options import (Dtype, HardOrder, Memory, Normalise, Options, PathLike, Placement, Sampler, Size,
                      WeightNormalisation, Weights)


def open(dir: PathLike, *, stream: Any = None,
         patch_size: Size | None = None, batch_size: int = 2, ratio: float = 1, negatives: str = "grid",
         min_distance: float = 0, inside: str | Sequence[str] = (), min_body: float | None = None,
         distances: bool = False, hard: PathLike | None = None, hard_share: float | None = None,
         hard_order: HardOrder | None = None, hardness: float = 0, repeats: int = 1, modalities: Sequence[str] = (),
         normalise: Normalise = (), placement: Placement = "jitter", sampler: Sampler = "ib",
         steps: int | None = None, positive_share: float | None = None, augment: str = "on",
         balance: str = "instance", even_batches: bool = False, fold: tuple[int, int] | None = None,
         split: PathLike | None = None, subjects: PathLike | None = None, dtype: Dtype = "float32",
         weights: Weights | None = None, weight_limits: tuple[float, float] | None = None,
         weight_normalisation: WeightNormalisation | None = None, instance_maps: bool = False,
         coordinates: bool = False, foreground_counts: bool = False, backend: str = "auto",
         threads: int | None = None, max_memory: Memory | None = None, device: int | None = None,
         max_device_memory: Memory | None = None, prefetch: int = 4, validation_of_all: bool = False) -> Engine:
    """Opens a dataset folder that ``ib prepare`` made, and returns an engine that hands out its batches.

    Starts ``ib serve`` as a child of this process, without a shell; it ends when the engine is closed, when nothing refers to
    the engine and its epochs any more, and with this process, however that ends. stream: as for ``connect``. All others are
    the options of ``ib serve`` of these names, with the same defaults: docs/reference/cli.md explains them.

    Raises ValueError for an option that is not allowed, FileNotFoundError if there is no such folder, EngineError if the
    dataset cannot be served, EngineNotFound if there is no engine beside this package. Warnings of the server are
    RuntimeWarnings.
    """
    options = {name: value for name, value in locals().items() if name not in ("dir", "stream")}
    folder = os.path.abspath(os.fsdecode(dir))
    if not os.path.exists(folder):
        raise FileNotFoundError(f"{folder}: does not exist; give the folder that ib prepare or ib_engine.prepare wrote")
    return _start(folder, Options(**options), stream)


def _start(folder: str, options: Options, stream: Any) -> Engine:
    """An engine of its own server."""
    child = ServerChild([folder, *options.words()])
    try:
        engine = Engine(child.socket, (0, None), stream)
    except BaseException:
        child.end()
        raise
    engine._connection.after_close = child.end
    return engine
