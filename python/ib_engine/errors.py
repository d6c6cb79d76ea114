"""What can go wrong."""
from __future__ import annotations

from typing import Any


class IbError(Exception):
    """Base class of all errors of this package except wrong arguments."""


class ConnectionLost(IbError):
    """The server has ended, or was not there. A state taken before remains valid."""


class Refused(IbError):
    """The server does not accept this client: its protocol version differs, its rank is taken, or it serves something else."""


class RankTaken(Refused):
    """Another client of the server has this rank."""


class ServesOther(Refused):
    """A server serves something else than its client would open: (option, here, there), values as JSON."""

    def __init__(self, text: str, differences: tuple[tuple[str, str, str], ...]) -> None:
        super().__init__(text)
        self.differences = differences


class EngineError(IbError):
    """The engine could not do something, such as read a volume; the message names file and case."""


class DamagedFile(IbError):
    """A file of volumes, or a packed volume, is not what its format says; the message names the rule."""


class DeviceError(IbError):
    """A call of the CUDA driver failed; the message names it and the code."""


def printable(text: str) -> str:
    """Text that may hold names of files, without what a terminal would act on."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode()
                   for char in text)


def error_of(message: dict[str, Any]) -> Exception:
    """What a message of type ``error`` says."""
    text = printable(message["message"])
    code = message["code"]
    if code == "busy":
        return RankTaken(text)
    if code in ("version", "protocol"):
        return Refused(text)
    if code == "other":
        return ServesOther(text, tuple((printable(one["option"]), printable(one["here"]), printable(one["there"]))
                                       for one in message["differences"]))
    if code == "argument":
        return ValueError(text)
    if code == "closing":
        return ConnectionLost(f"{text}; start it again, connect, and continue with resume(state) of "
                              "the last batch")
    return EngineError(text)
