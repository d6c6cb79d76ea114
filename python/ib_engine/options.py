"""The options of an engine that ``ib_engine.open`` starts: those of ``ib serve``, as values of Python."""
from __future__ import annotations

import dataclasses
import math
import os
from collections.abc import Mapping, Sequence
from typing import Any, Literal, Union

from . import augment_rules
from . import option_rules as rules
from .paths import PathLike

Placement = Literal["jitter", "reference", "centre", "clamp"]
Sampler = Literal["ib", "tumour", "voxel", "uniform"]
HardOrder = Literal["confident", "weight", "uniform"]
Dtype = Literal["float32", "float16"]
Weights = Literal["patch-inverse", "foreground-inverse", "instance-inverse"]
WeightNormalisation = Literal["none", "mean-one"]
Size = tuple[int, int, int]
Memory = Union[int, str]  # bytes, or a text such as 8G
Augment = Union[str, Mapping[str, Union[bool, float, Sequence[float], Mapping[str, Union[float, Sequence[float]]]]]]
Normalise = Union[str, Sequence[str], Mapping[str, str]]


@dataclasses.dataclass(frozen=True)
class Options:
    """What ``ib_engine.open`` takes, with its defaults. Each is the option of ``ib serve`` of that name.

    patch_size: (x, y, z) in voxels; None: as prepared.
    batch_size: patches per batch on one rank; 2.
    ratio: background patches for each instance patch; 1.
    negatives: where background patches come from: grid, anywhere, ring[:MIN-MAX], mined or hard, or several with their
        shares, such as ring:20-60:0.5,grid:0.5; "grid".
    min_distance: mm from the nearest lesion to the centre of a background patch, at least; 0.
    inside: MASK>=SHARE, such as liver>=0.5: the least share of a background patch in a mask, one or several; none.
    min_body: the least share of a background patch that is body; None: 0.01 where there is an estimate.
    distances: tell how far drawn background is from the nearest lesion, though no other option needs it; False.
    hard: an objects.csv of ``ib froc``, around whose false alarms background is drawn; None.
    hard_share: share of the background around false alarms; None: 0.5 with hard.
    hard_order: which false alarms: confident, weight or uniform; None: confident.
    hardness: from 0 to below 1: the share of the mined patches, farthest from a lesion, that is left out; 0.
    repeats: how often an epoch shows each instance; 1.
    modalities: in the order of channels; (): all.
    normalise: a text such as percentile:1:99, zscore or window:-100:240, several, or one by modality; (): as prepared.
    placement: where an instance lies in its patch: jitter, reference, centre or clamp; "jitter".
    sampler: ib (every instance once), or with replacement: tumour, voxel or uniform; "ib".
    steps: batches of an epoch on each rank, with a sampler that draws with replacement; None.
    positive_share: probability of a patch for an instance, with tumour or voxel, else a uniform box; None: 0.5.
    augment: how training patches are varied: on, off, nnunet, or a list such as flip,rotation=0.2:30,noise, or changes after
        on or nnunet, as in nnunet,noise=0; or a dict, such as {"nnunet": True, "rotation": (0.2, 15), "noise": False}; "on".
    balance: how often instances appear: instance, case, class or size, each with :EXPONENT; "instance".
    even_batches: every batch has the same mix of instance and background patches; False.
    fold: (k, n): hold out the subjects of fold k of n, or select entry k of the n in split; None.
    split: a JSON file of lists of cases, or nnU-Net's splits_final.json; None.
    subjects: a JSON file from case to subject, for the folds; None: as recorded, else guessed from names.
    dtype: of the images, float32 or float16; "float32".
    weights: for each voxel: patch-inverse, foreground-inverse or instance-inverse; None: none.
    weight_limits: (min, max) of the weights; None: 1 and 200000, none with foreground-inverse.
    weight_normalisation: none or mean-one, which divides the weights of each patch by their mean; None: none.
    instance_maps: deliver the instance id of each voxel; False.
    coordinates: deliver the position of each voxel in the volume, from -1 to 1 along x, y and z; False.
    foreground_counts: deliver the number of foreground voxels of each patch; False.
    backend: auto, or one that ``ib backends`` lists; "auto".
    threads: that compute, which changes no result; None: one for each processor.
    max_memory: of the host, for voxels and batches, bytes or a text such as 8G; None: half of the memory.
    device: number of the GPU, from 0; None: the first usable one.
    max_device_memory: of the GPU, for volumes and batches, bytes or a text such as 8G; None: half of what is free.
    prefetch: batches in memory at once, including the one in use; 4.
    validation_of_all: validations show all cases; False: those that fold or split hold out.
    """

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
    augment: Augment = "on"
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

    def __post_init__(self) -> None:
        """ValueError for a value that ``ib`` would refuse, in its words."""
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            value = rules.plain(field.name, value) if field.name in _OF_SEVERAL else rules.plain_number(value)
            value = augment_rules.text_of(value) if field.name == "augment" else value
            object.__setattr__(self, field.name, value)
            if value is not field.default and field.name in _RULES:
                if value is None:
                    raise ValueError(f"{field.name} must not be None; leave it out for the default")
                _RULES[field.name](value)
        self._require_together()

    def _require_together(self) -> None:
        if self.hard is None and (self.hard_share is not None or self.hard_order is not None):
            rules.refuse("--hard-share and --hard-order need --hard, which was not given")
        if self.weights is None and (self.weight_limits is not None or self.weight_normalisation is not None):
            rules.refuse("--weight-limits and --weight-normalisation need --weights, which was not given")
        if self.sampler != "ib" and self.steps is None:
            rules.refuse(f"sampler {self.sampler} draws with replacement, so an epoch has no end of its own; say how many "
                         "batches it has with --steps")

    def with_absolute_paths(self) -> Options:
        """The same for a process that runs in another folder."""
        paths = {name: getattr(self, name) for name in ("hard", "split", "subjects")}
        return dataclasses.replace(self, **{name: os.path.abspath(os.fsdecode(path)) for name, path in paths.items()
                                            if path is not None})

    def words(self, only: Sequence[str] = (), leave_out: Sequence[str] = ()) -> list[str]:
        """The options that differ from their defaults, as ``ib serve`` takes them: all, or some."""
        words: list[str] = []
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if value != field.default and (not only or field.name in only) and field.name not in leave_out:
                words += _words("--" + field.name.replace("_", "-"), value)
        return words


_RULES: dict[str, rules.Rule] = {
    "patch_size": rules.patch_size,
    "batch_size": rules.batch_size,
    "ratio": rules.between("ratio", lambda r: 0 <= r < math.inf, "negatives per positive must be at least 0 and finite"),
    "negatives": rules.text("negatives"),
    "min_distance": rules.between("min_distance", lambda mm: 0 <= mm < math.inf,
                                  "--min-distance of negatives must be at least 0 mm and finite"),
    "min_body": rules.between("min_body", lambda share: 0 <= share <= 1,
                              "--min-body, the least share of body, must be from 0 to 1"),
    "distances": rules.switch("distances"),
    "hard": rules.path("hard"),
    "hard_share": rules.between(
        "hard_share", lambda share: 0 < share <= 1,
        "--hard-share, the share of background around false alarms, must be above 0 and at most 1"),
    "hard_order": rules.one_of("order of false alarms must be uniform, confident or weight",
                               ("uniform", "confident", "weight")),
    "hardness": rules.between("hardness", lambda h: 0 <= h < 1, "--hardness must be at least 0 and below 1"),
    "repeats": rules.at_least("repeats", 1, "repeats"),
    "inside": rules.names("inside"),
    "modalities": rules.modalities,
    "normalise": rules.normalise,
    "placement": rules.one_of("--placement must be reference, jitter, centre or clamp",
                              ("reference", "jitter", "centre", "clamp")),
    "sampler": rules.one_of("--sampler must be ib, tumour, voxel or uniform", ("ib", "tumour", "voxel", "uniform")),
    "steps": rules.at_least("steps", 1, "steps", "were"),
    "positive_share": rules.between("positive_share", lambda p: 0 <= p <= 1, "--positive-share must be from 0 to 1"),
    "augment": augment_rules.augment,
    "balance": rules.balance,
    "even_batches": rules.switch("even_batches"),
    "fold": rules.fold,
    "split": rules.path("split"),
    "subjects": rules.path("subjects"),
    "dtype": rules.one_of("--dtype must be float32 or float16", ("float32", "float16")),
    "weights": rules.one_of("--weights must be one of patch-inverse, foreground-inverse, instance-inverse",
                            ("patch-inverse", "foreground-inverse", "instance-inverse")),
    "weight_limits": rules.weight_limits,
    "weight_normalisation": rules.one_of("--weight-normalisation must be one of none, mean-one", ("none", "mean-one")),
    "instance_maps": rules.switch("instance_maps"),
    "coordinates": rules.switch("coordinates"),
    "foreground_counts": rules.switch("foreground_counts"),
    "backend": rules.text("backend"),
    "threads": rules.at_least("threads", 1, "--threads"),
    "max_memory": rules.memory("max_memory", "--max-memory must be positive, was {text}"),
    "device": rules.at_least("device", 0, "device"),
    "max_device_memory": rules.memory("max_device_memory", "max device memory must be at least 1 byte, was 0"),
    "prefetch": rules.at_least("prefetch", 2, "prefetch"),
    "validation_of_all": rules.switch("validation_of_all"),
}
_OF_SEVERAL = ("patch_size", "fold", "weight_limits", "inside", "modalities", "normalise")


def _words(flag: str, value: Any) -> list[str]:
    if isinstance(value, bool):
        return [flag] if value else []
    if flag in SPREAD:
        return [flag, *map(_text, value)]
    return [f"{flag}={text}" for text in rules.texts(value)] if flag in REPEATED else [f"{flag}={_text(value)}"]


SPREAD = ("--patch-size", "--fold", "--weight-limits")  # of several values after one name
REPEATED = ("--inside", "--modalities", "--normalise")


def _text(value: Any) -> str:
    if isinstance(value, float):
        return "NaN" if math.isnan(value) else "Infinity" if value == math.inf else repr(value)
    return os.fspath(value) if isinstance(value, os.PathLike) else str(value)
