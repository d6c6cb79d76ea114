"""Where the engine is, and the command line that starts ``ib``.

In this order: the environment variable IB_ENGINE_COMMAND, the path of an ``ib``; the runtime that came with the
package, in ``ib_engine/_runtime``; the checkout that the package lies in or was installed from.
"""
from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from . import archive
from .errors import IbError

COMMAND_VARIABLE = "IB_ENGINE_COMMAND"
PARENT_VARIABLE = "IB_PARENT"  # ends a command with that process
_MAIN_CLASS = "org.ibengine.cli.Ib"
_PACKAGE = Path(__file__).resolve().parent


class EngineNotFound(IbError):
    """There is no engine beside this package; the message says how to get one."""


def command(*arguments: str, package: Path = _PACKAGE) -> list[str]:
    """The command line of ``ib`` with these arguments. EngineNotFound if there is no engine."""
    chosen = os.environ.get(COMMAND_VARIABLE)
    return [_chosen(chosen), *arguments] if chosen else _beside(package, arguments)


def _beside(package: Path, arguments: Sequence[str]) -> list[str]:
    """Of the engine that came with the package, or of its checkout."""
    if (package / "_runtime" / "launch.json").exists():
        return _of_wheel(package / "_runtime", arguments)
    checkout = _checkout(package)
    if checkout is not None:
        return [str(checkout / "ib"), *arguments]
    raise EngineNotFound(
        f"the engine is not installed beside ib_engine in {package}: install a wheel that ci/wheel.sh "
        f"makes in a clone, or run pip install ./python in a clone, or set {COMMAND_VARIABLE} to the path of an ib; "
        "ib_engine.connect works without it")


def environment() -> dict[str, str]:
    """For processes of ``command``: as this one's, in a locale in which Java can name every file, and which is always
    there. Others may be named and not installed."""
    return {**os.environ, "LC_ALL": "C.UTF-8"}


def this_process() -> str:
    """PID:START, by which Java knows the process that it belongs to: its number, and when it started as the system counts."""
    with open("/proc/self/stat", encoding="utf-8", errors="replace") as status:
        return f"{os.getpid()}:{status.read().rpartition(')')[2].split()[19]}"


def main() -> None:
    """The ``ib`` command of the package: becomes ``ib`` with the arguments of this process. The variable is for others: it may
    name this very command."""
    try:
        words = _beside(_PACKAGE, sys.argv[1:])
    except EngineNotFound as error:
        sys.exit(f"ib: {error}")
    os.execve(words[0], words, environment())


def _chosen(path: str) -> str:
    if not os.access(path, os.X_OK) or os.path.isdir(path):
        raise EngineNotFound(f"{COMMAND_VARIABLE} must be the path of an ib that can be run, was {path}")
    return os.path.abspath(path)


def _of_wheel(runtime: Path, arguments: Sequence[str]) -> list[str]:
    """As ``launch.json`` says: ``{"java": [options], "commands": {name: [options]}}``."""
    launch = json.loads((runtime / "launch.json").read_text(encoding="utf-8"))
    options = [*launch["java"], *launch["commands"].get(arguments[0] if arguments else "", [])]
    options += archive.options(runtime, launch["java"])
    options += os.environ.get("IB_JAVA_OPTS", "").split()
    return [str(runtime / "bin" / "java"), *options, "-cp", str(runtime / "app" / "*"), _MAIN_CLASS, *arguments]


def _checkout(package: Path) -> Path | None:
    """The clone that the package lies in, or was installed from; None if there is none."""
    if package.parent.name == "python" and os.access(package.parent.parent / "ib", os.X_OK):
        return package.parent.parent
    try:
        noted = Path((package / "_checkout.txt").read_text(encoding="utf-8").strip())
    except OSError:
        return None
    if not os.access(noted / "ib", os.X_OK):
        raise EngineNotFound(f"ib_engine was installed from the clone {noted}, where there is no ib any more; run pip "
                             f"install ./python in a clone again, or set {COMMAND_VARIABLE} to the path of an ib")
    return noted
