"""Attaches to a running server that serves what ``ib_engine.open`` was asked for, and to no other."""
from __future__ import annotations

import os
import shlex
from typing import Any, NamedTuple

from . import option_rules as rules
from .client import Engine, connect_as
from .errors import ConnectionLost, IbError, Refused, ServesOther
from .greeting import Hello, NobodyListens, absolute_socket, check_path
from .inquiries import Opened
from .options import Options
from .paths import PathLike
from .ranks import Place
from .stamp import stamp_of

SERVER_VARIABLE = "IB_ENGINE_SERVER"
_OF_SERVER = ("threads", "max_memory", "max_device_memory", "prefetch")  # change nothing of what is delivered


class Server(NamedTuple):
    """Where a server is said to listen."""

    socket: str
    by_variable: bool

    @classmethod
    def named(cls, given: PathLike | Server | None) -> Server | None:
        """As given, else as the environment says; None where a server is to be started. ValueError for a path that no socket
        can have."""
        if isinstance(given, Server):
            return given
        rules.path("server")("" if given is None or isinstance(given, bytes) else given)
        path = os.environ.get(SERVER_VARIABLE, "") if given is None else os.fsdecode(given)
        if not path:
            return None
        server = cls(absolute_socket(path), given is None)
        try:
            check_path(server.socket)
        except ValueError as error:
            raise ValueError(f"{error}; {server.otherwise} for a server of this process") from None
        return server

    def __str__(self) -> str:
        return f"{self.socket} ({SERVER_VARIABLE})" if self.by_variable else self.socket

    @property
    def otherwise(self) -> str:
        """How to do without it."""
        return f'unset {SERVER_VARIABLE} or give server=""' if self.by_variable else 'give server=""'


def attach(server: Server, opened: Opened, found: Place, wait: float, stream: Any) -> Engine:
    """An engine of that server, which stays when the engine is closed. Refused if it serves anything else, or the rank is
    taken; ConnectionLost if nobody listens there for ``wait`` seconds. Every refusal names the server."""
    folder = opened.folder
    wanted = opened.options.with_absolute_paths()
    same = {"folder": os.path.realpath(folder), "options": wanted.words(leave_out=_OF_SERVER)}
    start = shlex.join(_start(server, folder, wanted, found))
    try:
        return _connect(server.socket, Hello(found.rank, found.world_size, same), wait, stream)
    except NobodyListens as error:
        waited = f" within {wait:g} s" if wait else ""
        raise ConnectionLost(f"no server listens on {server}{waited} ({error.__cause__}); start it as the same user, wait for it "
                             f"(wait=), or {server.otherwise} for a server of this process: {start}") from error
    except ServesOther as error:
        raise Refused(f"a server must serve what is opened, but the one on {server} differs: {_told(error)}; open the same as it "
                      f"serves, {server.otherwise}, or start another: {start}") from error
    except (IbError, ValueError) as error:
        error.args = (f"{error} (while attaching to the server on {server}; {server.otherwise} for a server "
                      "of this process)",)
        raise


def _connect(socket: str, hello: Hello, wait: float, stream: Any) -> Engine:
    """Tells the server how the dataset is now. It may be written while the server is waited for."""
    same = hello.same or {}
    while True:
        seen = stamp_of(same["folder"])
        try:
            return connect_as(socket, hello._replace(same={**same, "stamp": seen}), wait, stream)
        except ServesOther:
            if stamp_of(same["folder"]) == seen:
                raise


def _start(server: Server, folder: str, options: Options, found: Place) -> list[str]:
    """The command that starts such a server, for all ranks of this node."""
    words = ["ib", "serve", folder, f"--socket={server.socket}", *options.words()]
    if found.world_size > 1:
        words.append(f"--world-size={found.world_size}")
    if found.local_world_size < found.world_size:
        words += [f"--rank={found.first}", f"--local-ranks={found.local_world_size}"]
    return words


def _told(error: ServesOther) -> str:
    return "; ".join(f"{option.removeprefix('--').replace('-', '_')}: here {here}, there {there}"
                     for option, here, there in error.differences)
