"""Makes dataset folders and checks them: ``prepare`` and ``verify``."""
from __future__ import annotations

import dataclasses
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from typing import Any

from .commands import PREPARE, run, words_of
from .paths import PathLike, folder_of

_SOME_FAILED = 3
_DAMAGED = 1


@dataclasses.dataclass(frozen=True)
class PrepareSummary:
    """What ``prepare`` did, as docs/reference/formats.md defines it. ``details`` has the whole summary."""

    prepared: tuple[str, ...]
    up_to_date: tuple[str, ...]
    failures: dict[str, str]  # message by case
    warnings: tuple[tuple[str, str], ...]  # case and message
    instances: int
    windows: int
    files: int
    bytes: int
    seconds: float
    details: dict[str, Any] = dataclasses.field(repr=False)


@dataclasses.dataclass(frozen=True)
class Verification:
    """What ``verify`` found: ``problems`` names the files that are damaged, missing or do not belong there."""

    cases: int
    files: int
    bytes: int
    problems: tuple[str, ...]
    superseded_files: int  # that no case uses any more
    superseded_bytes: int

    @property
    def ok(self) -> bool:
        return not self.problems


def prepare(raw: PathLike | Sequence[PathLike] | None, out: PathLike, *, progress: bool = True,
            **options: Any) -> PrepareSummary:
    """Makes a dataset folder from raw cases, as ``ib prepare`` does; what is up to date is left as it is.

    raw: a folder of cases, or several, or None with ``cases=``. progress: show a bar of tqdm if it is installed, else
    lines, on standard error. options: those of ``ib prepare`` in snake_case, such as ``layout="volumes"``,
    ``patch_size=(64, 64, 64)``, ``lesion_values=[2, 3]``, ``force=True``.

    Cases that fail are in ``failures`` and do not end it. ValueError for options that are not allowed, EngineError if
    nothing could be prepared, FileNotFoundError for a raw folder that is not there.
    """
    raws = [] if raw is None else [raw] if isinstance(raw, (str, os.PathLike)) else list(raw)
    with tempfile.TemporaryDirectory(prefix="ib-prepare-") as scratch:
        summary = os.path.join(scratch, "summary.json")
        words = ["prepare", *map(folder_of, raws), os.path.abspath(os.fsdecode(out)), f"--summary={summary}", "--progress",
                 *words_of(options, PREPARE, "prepare")]
        bar = _bar() if progress else _Silent()
        try:
            run(words, bar.hear).require(_SOME_FAILED)
        finally:
            bar.close()
        with open(summary, encoding="utf-8") as file:
            return _summary(json.load(file))


def verify(dir: PathLike) -> Verification:
    """Recomputes all checksums of a dataset folder. EngineError if it is not one."""
    found = run(["verify", folder_of(dir), "--json"]).told(_DAMAGED)
    return Verification(found["cases"], found["files"], found["bytes"], tuple(found["problems"]),
                        found["supersededFiles"], found["supersededBytes"])


def _summary(found: dict[str, Any]) -> PrepareSummary:
    return PrepareSummary(
        tuple(found["prepared"]), tuple(found["upToDate"]),
        {item["case"]: item["message"] for item in found["failures"]},
        tuple((item["case"], item["message"]) for item in found["warnings"]),
        found["instances"], found["windows"], found["files"], found["bytes"], found["seconds"], found)


class _Silent:
    """Hears progress and shows nothing."""

    def hear(self, line: str) -> bool:
        if not line.startswith('{"total":'):
            return False
        said = json.loads(line)
        self.show(said["total"], said["done"])
        return True

    def show(self, total: int, done: int) -> None:
        pass

    def close(self) -> None:
        pass


class _Tqdm(_Silent):
    """A bar, of a notebook where there is one."""

    def __init__(self, tqdm: Any) -> None:
        self._tqdm = tqdm
        self._bar: Any = None

    def show(self, total: int, done: int) -> None:
        if self._bar is None:
            self._bar = self._tqdm(total=total, desc="prepare", unit="B", unit_scale=True)
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


class _Lines(_Silent):
    """A line for every tenth."""

    def __init__(self) -> None:
        self._tenths = -1

    def show(self, total: int, done: int) -> None:
        tenths = 10 * done // total if total else 10
        if tenths > self._tenths:
            self._tenths = tenths
            print(f"prepare: {done / 1e6:.1f} of {total / 1e6:.1f} MB", file=sys.stderr, flush=True)


def _bar() -> _Silent:
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return _Lines()
    return _Tqdm(tqdm)
