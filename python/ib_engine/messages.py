"""What ``ib`` says, and what it raises here."""
from __future__ import annotations

import warnings

from .errors import EngineError, printable

USAGE = 2  # exit code of a command line that is wrong
_PREFIX = "ib: "
_WARNING = "warning: "
_DEFECT = "this is a defect of ib-engine"


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
    """ValueError for a command line that is wrong, EngineError for everything else."""
    said = [line for line in _said(log) if not line.startswith(_WARNING)]
    if not said:
        return EngineError(f"ib {command} ended with exit code {code}: {log or 'it said nothing'}")
    misread = said[-1].endswith("--help lists the options")  # the fault is said first, then where the remedy is
    message = said[0] if misread else "; ".join(said[-2:]) if said[-1].startswith(_DEFECT) else said[-1]
    return ValueError(message) if code == USAGE else EngineError(message)
