"""Runs a command of ``ib`` to its end, without a shell."""
from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from . import option_rules as rules
from .errors import EngineError
from .messages import failure, printable_lines, warn
from .runtime import PARENT_VARIABLE, command, environment, this_process

OK = 0
# Options in snake_case, without those that Python gives.
PREPARE = frozenset((
    "antialias", "backend", "body", "body_modality", "cases", "classes", "connectivity", "crop", "crop_margin", "encoding",
    "fail_fast", "force", "geometry", "geometry_tolerance", "ignore_value", "interpolation", "label_interpolation",
    "label_kind", "layout", "layout_in", "lesion_values", "margin", "mask", "max_memory", "merge_mm", "min_mm3",
    "modalities", "nan", "no_lock", "normalise", "orientation", "pairs", "patch_size", "percentiles", "reference", "spacing",
    "store", "stride", "threads"))
FROC = frozenset((
    "allow_missing", "backend", "bootstrap", "cases", "connectivity", "geometry_tolerance", "layout_in", "legacy",
    "lesion_values", "logits", "mask", "matching", "max_memory", "of", "only", "pairs", "seed", "small_below", "split",
    "threads", "threshold"))
PREVIEW = frozenset(("epoch", "never_seen", "patches", "seed"))
SPREAD = frozenset(("patch_size", "pairs", "percentiles", "spacing", "stride"))  # several values after one name
Hear = Callable[[str], bool]  # is given a line of what is printed; True if it was meant for nobody else


class Done:
    """What a command has printed, and its exit code."""

    def __init__(self, name: str, code: int, out: str, log: str) -> None:
        self.name = name
        self.code = code
        self.out = out
        self.log = log

    def told(self, *codes: int) -> dict[str, Any]:
        """The JSON object that it has printed, whatever Java itself prints around it. Raises as ``require``."""
        lines = self.out.splitlines(keepends=True)
        first = next((number for number, line in enumerate(lines) if line.startswith("{")), None)
        if first is None:
            self.require()
            raise EngineError(f"ib {self.name} printed no JSON object but {self.out!r}")
        self.require(*codes)
        return dict(json.JSONDecoder().raw_decode("".join(lines[first:]))[0])

    def require(self, *codes: int) -> Done:
        """Raises what the command said unless it ended with 0 or one of the codes."""
        if self.code not in (OK, *codes):
            raise failure(self.name, self.code, self.log)
        return self


def run(words: Sequence[str], hear: Hear | None = None) -> Done:
    """Runs ``ib`` with these words. Ctrl-C and every other exception end it, and so does the end of this process. Its warnings are
    RuntimeWarnings of the caller of the function that calls this."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command(*words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
                                   env={**environment(), PARENT_VARIABLE: this_process()}, start_new_session=True)
        try:
            out = _read(process, hear)
            code = process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise
        log.seek(0)
        said = printable_lines(log.read())
    warn(said, 3)
    return Done(words[0], code, out, said)


def _read(process: subprocess.Popen[bytes], hear: Hear | None) -> str:
    assert process.stdout is not None
    lines = []
    with process.stdout as printed:
        for line in printed:
            text = line.decode(errors="replace")
            if hear is None or not hear(text):
                lines.append(text)
    return "".join(lines)


def words_of(options: Mapping[str, Any], known: Collection[str], function: str) -> list[str]:
    """Options in snake_case as words: True is a flag, several values follow their name or repeat it, a mapping is as
    several NAME=VALUE. None and False leave an option out. TypeError for one that the command does not have."""
    words: list[str] = []
    for name, value in options.items():
        if name not in known:
            raise TypeError(f"{function}() has no option {name!r}; it has {', '.join(sorted(known))}")
        flag = "--" + name.replace("_", "-")
        value = rules.plain(name, value)
        if value is None or value is False:
            continue
        if value is True:
            words.append(flag)
        elif isinstance(value, tuple) and name in SPREAD:
            words += [flag, *map(_text, value)]
        elif isinstance(value, (tuple, dict)):
            words += [f"{flag}={_text(one)}" for one in rules.texts(value)]
        else:
            words.append(f"{flag}={_text(value)}")
    return words


def _text(value: Any) -> str:
    return os.fsdecode(value) if isinstance(value, os.PathLike) else str(value)
