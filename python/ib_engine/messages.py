"""What ``ib`` says, and what it raises here."""
from __future__ import annotations

import warnings

from .errors import EngineError, printable

USAGE = 2  # exit code of a command line that is wrong
_PREFIX = "ib: "
_WARNING = "warning: "
_DEFECT = "this is a defect of ib-engine"
_HELP = "--help lists the options"  # where the remedy is, after what is wrong
_REASONS = ("case ", "scan ")  # begin lines that say why, before the last one says what became of it
_MOST_REASONS = 4


def printable_lines(text: bytes) -> str:
    """What a command has said, without what a terminal would act on."""
    return "\n".join(printable(line) for line in text.decode(errors="replace").splitlines())


def _said(log: str) -> list[str]:
    return [line[len(_PREFIX):] for line in log.splitlines() if line.startswith(_PREFIX)]


def warn(log: str, level: int) -> None:
    """Its warnings as RuntimeWarnings of the caller that is so many calls above."""
    for line in _said(log):
        if line.startswith(_WARNING):
            warnings.warn(line[len(_WARNING):], RuntimeWarning, stacklevel=level + 1)


def failure(command: str, code: int, log: str) -> Exception:
    """ValueError for a command line that is wrong, EngineError for everything else. A message of several lines begins with what
    became of the command; the first cases that failed follow, and their reasons."""
    said = [line for line in _said(log) if not line.startswith(_WARNING)]
    if not said:
        return EngineError(f"ib {command} ended with exit code {code}: {log or 'it said nothing'}")
    message = _message(said)
    return ValueError(message) if code == USAGE else EngineError(message)


def _message(said: list[str]) -> str:
    *before, last = said
    if last.endswith(_HELP) and before:
        return "\n".join(before)
    if last.startswith(_DEFECT):
        return "; ".join(said[-2:])
    reasons = [line for line in said if line.startswith(_REASONS)]
    more = len(reasons) - _MOST_REASONS
    ended = [] if last in reasons else [last]
    return "\n".join([*ended, *reasons[:_MOST_REASONS], *([f"and {more} more"] if more > 0 else [])])
