"""FROC of predictions, of folders or of arrays."""
from __future__ import annotations

import csv
import dataclasses
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from typing import Any

from . import nifti
from . import option_rules as rules
from .arguments import finite
from .commands import FROC, run, words_of
from .paths import PathLike, folder_of

_MOST_NAME_BYTES = 200
_SHOWN = (0.125, 8.0)  # false positives per case of the figure


@dataclasses.dataclass(frozen=True)
class FrocGroup:
    """Instances of a size: ``all`` of them, or those of a bin. None where there is nothing to measure.

    ``sensitivities`` are the recalls at ``Froc.rates``. ``intervals`` are the 95 % intervals, as in summary.json: a mapping
    with ``recall``, ``averageRecall``, ``objectDice`` and ``sensitivities``; None without a bootstrap.
    """

    group: str
    instances: int
    found: int
    recall: float | None
    average_recall: float | None
    sensitivities: tuple[float | None, ...]
    object_dice: float | None
    object_dice_deviation: float | None
    intervals: dict[str, Any] | None


@dataclasses.dataclass(frozen=True)
class Froc:
    """Which instances predictions find, at how many false positives; docs/reference/froc.md defines every figure.

    ``curve`` has the columns of curve.csv, one value per threshold, the highest first. ``summary`` is summary.json.
    """

    cases: int
    false_positives: int
    false_positives_per_case: float
    rates: tuple[float, ...]
    groups: tuple[FrocGroup, ...]
    curve: dict[str, tuple[float, ...]] = dataclasses.field(repr=False)
    summary: dict[str, Any] = dataclasses.field(repr=False)

    @property
    def all(self) -> FrocGroup:
        """Instances of every size."""
        return self.groups[0]

    def plot(self, axes: Any = None) -> Any:
        """The curves as a figure of matplotlib, or drawn into its axes; returns the figure. One that is made here is not
        pyplot's: Jupyter shows it once, as the value of a cell, and nobody has to close it."""
        if axes is None:
            from .figure import PlainFigure

            axes = PlainFigure(layout="constrained").subplots()
        for group in self.groups:
            if group.instances:
                axes.step(*self._steps(group), where="post", label=f"{group.group} ({group.instances})")
        axes.set(xlim=_SHOWN, xscale="log", ylim=(0, 1), xlabel="false positives per case", ylabel="recall")
        axes.set_xticks(self.rates, [f"{rate:g}" for rate in self.rates])
        axes.minorticks_off()
        axes.legend(title="voxels (instances)")
        return axes.figure

    def _steps(self, group: FrocGroup) -> tuple[list[float], list[float]]:
        """Rates and recalls from one edge of the figure to the other: lower rates, such as 0, are at the left edge, and the
        last recall holds for whatever rate is allowed beyond its own."""
        low, high = _SHOWN
        rates, recalls = self.curve["false_positives_per_case"], self.curve[f"recall {group.group}"]
        return [*(max(rate, low) for rate in rates), high], [*recalls, recalls[-1]]


_Arrays = Mapping[str, Any] | Sequence[Any]


def froc(predictions: PathLike | _Arrays, truth: PathLike | _Arrays, *, output: PathLike | None = None,
         spacing: Sequence[float] = (1, 1, 1), **options: Any) -> Froc:
    """Evaluates predicted probabilities by object, as ``ib froc`` does.

    predictions, truth: two folders, as ``ib froc`` takes them; or arrays (Z, Y, X) of numpy or torch, by case or in the same
    order: probabilities, and labels from 0 to 255 whose components are the instances. output: a folder for the files of
    ``ib froc``; none are kept otherwise. Cases have the names of the mapping there and for ``only=`` and ``split=``, which must
    be names that a file can have; in sequences, they are case000000 and so on. spacing: of x, y, z in mm, for the arrays. options: those of ``ib froc`` in
    snake_case, such as ``small_below=5``, ``logits=True``, ``bootstrap=0``.

    ValueError for options and arrays that are not allowed, EngineError for files that cannot be read, FileNotFoundError for
    folders that are not there.
    """
    with tempfile.TemporaryDirectory(prefix="ib-froc-") as scratch:
        folders = _folders(predictions, truth, spacing, scratch)
        out = os.path.join(scratch, "out") if output is None else os.path.abspath(os.fsdecode(output))
        run(["froc", *folders, f"--output={out}", *words_of(options, FROC, "froc")]).require()
        return _read(out)


def _folders(predictions: Any, truth: Any, spacing: Sequence[float], scratch: str) -> list[str]:
    paths = [isinstance(side, (str, os.PathLike)) for side in (predictions, truth)]
    if all(paths):
        return [folder_of(truth), folder_of(predictions)]
    if any(paths):
        raise ValueError("predictions and truth must both be folders or both be arrays")
    if isinstance(predictions, Mapping) != isinstance(truth, Mapping):
        raise ValueError("predictions and truth must both be mappings by case or both be sequences")
    if not isinstance(truth, Mapping):
        names = [f"case{number:06}" for number in range(max(len(truth), len(predictions)))]
        truth, predictions = dict(zip(names, truth)), dict(zip(names, predictions))
    for case in (*truth, *predictions):
        _require_name(case)
    spacing = _checked(spacing)
    if not truth or set(predictions) != set(truth):
        raise ValueError(f"there must be a prediction of each case and at least one case, were predictions of "
                         f"{', '.join(predictions) or 'none'} and truth of {', '.join(truth) or 'none'}")
    written = []
    for name, side, kind in (("truth", truth, "uint8"), ("predictions", predictions, "float32")):
        folder = os.path.join(scratch, name)
        os.mkdir(folder)
        for case, volume in side.items():
            nifti.write(os.path.join(folder, f"{case}.nii"), _volume(f"{name} of case {case}", volume, kind), spacing)
        written.append(folder)
    return written


def _require_name(case: Any) -> None:
    if not isinstance(case, str):
        raise ValueError(f"names of cases must be texts, one was {case!r}")
    if not case or case.startswith(".") or len(os.fsencode(case)) > _MOST_NAME_BYTES or not case.isprintable() or "/" in case:
        raise ValueError(f"names of cases must be names of files, of at most {_MOST_NAME_BYTES} bytes, without a dot in front or "
                         f"a slash, one was {case!r}")


def _checked(spacing: Sequence[float]) -> tuple[float, ...]:
    lengths = tuple(finite("spacing", length) for length in rules.plain("spacing", spacing))
    if len(lengths) != 3 or min(lengths) <= 0:
        raise ValueError(f"spacing must be three lengths above 0, of x, y and z in mm, was {lengths}")
    return lengths


def _volume(what: str, volume: Any, kind: str) -> Any:
    import numpy

    array = numpy.asarray(volume.detach().cpu() if hasattr(volume, "detach") else volume)
    if array.ndim != 3:
        raise ValueError(f"the {what} must be (Z, Y, X), has the shape {array.shape}")
    if kind == "uint8":
        if array.size and not (array.min() >= 0 and array.max() <= 255 and (array == array.astype(numpy.uint8)).all()):
            raise ValueError(f"the {what} must be whole numbers from 0 to 255")
    return numpy.ascontiguousarray(array, kind)


def _read(folder: str) -> Froc:
    with open(os.path.join(folder, "summary.json"), encoding="utf-8") as file:
        summary = json.load(file)
    with open(os.path.join(folder, "curve.csv"), encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    curve = {name: tuple(float(row[column] or "nan") for row in rows) for column, name in enumerate(header)}
    return Froc(summary["cases"], summary["falsePositives"], summary["falsePositivesPerCase"], tuple(summary["rates"]),
                tuple(map(_group, summary["groups"])), curve, summary)


def _group(found: dict[str, Any]) -> FrocGroup:
    return FrocGroup(found["group"], found["instances"], found["found"], found["recall"], found["averageRecall"],
                     tuple(found["sensitivities"]), found["objectDice"], found["objectDiceDeviation"],
                     found.get("intervals"))
