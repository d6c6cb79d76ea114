"""The options of an engine that ``ib_engine.open`` starts: those of ``ib serve``, as values of Python."""
from __future__ import annotations

import dataclasses
import math
import os
from collections.abc import Mapping, Sequence
from typing import Any, Literal, Union

Placement = Literal["jitter", "reference", "centre", "clamp"]
Sampler = Literal["ib", "tumour", "voxel", "uniform"]
HardOrder = Literal["confident", "weight", "uniform"]
Dtype = Literal["float32", "float16"]
Weights = Literal["patch-inverse", "foreground-inverse", "instance-inverse"]
WeightNormalisation = Literal["none", "mean-one"]
Size = tuple[int, int, int]
PathLike = Union[str, "os.PathLike[str]"]
Memory = Union[int, str]  # bytes, or a text such as 8G
Normalise = Union[str, Sequence[str], Mapping[str, str]]


@dataclasses.dataclass(frozen=True)
class Options:
    """What ``ib_engine.open`` takes, with its defaults. Each is the option of ``ib serve`` of that name."""

    patch_size: Size | None = None
    batch_size: int = 2
    ratio: float = 1
    negatives: str = "grid"
    min_distance: float = 0
    inside: str | Sequence[str] = ()
    min_body: float | None = None
    distances: bool = False
    hard: PathLike | None = None
    hard_share: float | None = None
    hard_order: HardOrder | None = None
    hardness: float = 0
    repeats: int = 1
    modalities: Sequence[str] = ()
    normalise: Normalise = ()
    placement: Placement = "jitter"
    sampler: Sampler = "ib"
    steps: int | None = None
    positive_share: float | None = None
    augment: str = "on"
    balance: str = "instance"
    even_batches: bool = False
    fold: tuple[int, int] | None = None
    split: PathLike | None = None
    subjects: PathLike | None = None
    dtype: Dtype = "float32"
    weights: Weights | None = None
    weight_limits: tuple[float, float] | None = None
    weight_normalisation: WeightNormalisation | None = None
    instance_maps: bool = False
    coordinates: bool = False
    foreground_counts: bool = False
    backend: str = "auto"
    threads: int | None = None
    max_memory: Memory | None = None
    device: int | None = None
    max_device_memory: Memory | None = None
    prefetch: int = 4
    validation_of_all: bool = False

    def words(self) -> list[str]:
        """The options that differ from their defaults, as ``ib serve`` takes them."""
        words: list[str] = []
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                words += _words("--" + field.name.replace("_", "-"), value)
        return words


def _words(flag: str, value: Any) -> list[str]:
    if isinstance(value, bool):
        return [flag] if value else []
    if isinstance(value, Mapping):
        return [f"{flag}={name}={text}" for name, text in value.items()]
    if isinstance(value, (list, tuple)):
        texts = [_text(item) for item in value]
        return [flag, *texts] if flag in SPREAD else [f"{flag}={text}" for text in texts]
    return [f"{flag}={_text(value)}"]


SPREAD = ("--patch-size", "--fold", "--weight-limits")  # of several values after one name


def _text(value: Any) -> str:
    if isinstance(value, float):
        return "Infinity" if value == math.inf else repr(value)
    return os.fspath(value) if isinstance(value, os.PathLike) else str(value)
