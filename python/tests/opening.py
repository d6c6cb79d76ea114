"""What the tests of ``ib_engine.open`` share."""
import contextlib
import os
import subprocess
import tempfile
import time
from pathlib import Path
from unittest import mock

import serving

LIMIT_S = 2.0  # for everything of a process that has ended to be gone


@contextlib.contextmanager
def runtime_folder():
    """An empty folder in which servers make those of their sockets."""
    with tempfile.TemporaryDirectory(prefix="ib-run-") as folder, \
            mock.patch.dict(os.environ, {"XDG_RUNTIME_DIR": folder}):
        yield Path(folder)


def environment(rank, world_size=2, **more):
    """Of a rank, as torchrun sets it."""
    return {"RANK": str(rank), "WORLD_SIZE": str(world_size), "LOCAL_RANK": str(rank), "LOCAL_WORLD_SIZE": str(world_size),
            "MASTER_PORT": "29511", "TORCHELASTIC_RUN_ID": str(os.getpid()), **more}


def left_of(process, folder):
    """What lies in the folder and which servers of the process run after a moment, in which they end."""
    until = time.monotonic() + LIMIT_S
    while True:
        left = [*sorted(entry.name for entry in folder.iterdir()), *servers_of(process)]
        if not left or time.monotonic() > until:
            return left
        time.sleep(0.01)


def servers_of(process):
    """The servers that belong to a process, as their command lines say."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue  # it has ended
        if any(word.startswith(b"--parent=%d:" % process) for word in words):
            found.append(int(entry.name))
    return found


def size_after(path, least):
    """Of a file that becomes smaller within a moment."""
    until = time.monotonic() + LIMIT_S
    while os.stat(path).st_size >= least and time.monotonic() < until:
        time.sleep(0.01)
    return os.stat(path).st_size


def use_tested_engine():
    """Makes ``ib_engine`` start the engine that the tests use; returns what puts it back."""
    patch = mock.patch.dict(os.environ, {"IB_ENGINE_COMMAND": serving.IB[0]})
    patch.start()
    return patch.stop


def failed(*arguments):
    """Exit code and messages of a command that is refused."""
    done = subprocess.run([*serving.IB, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stderr
