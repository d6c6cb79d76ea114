"""A class-data archive for the Java of a wheel, with which it starts in half the time.

It cannot come in the wheel: Java takes an archive only for jars of the very time stamps that it was made from. So the first
use makes it, in a second or two: in the package, where that may be written to, else in the user's cache.
"""
from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

_LEAST_BYTES = 4096  # a file below is a mark that none could be made
_NOT_MADE = b"could not be made here\n"


def options(runtime: Path, java: Sequence[str]) -> list[str]:
    """Options of Java that use the archive, which is made if it is not there; [] where there is none."""
    try:
        archive = _place(runtime)
        if archive.stat().st_size == 0:
            _make(runtime, java, archive)
        if archive.stat().st_size < _LEAST_BYTES:
            return []
    except (OSError, RuntimeError):  # RuntimeError: this user has no home
        return []
    return [f"-XX:SharedArchiveFile={archive}", "-Xlog:cds=off", "-Xlog:cds+dynamic=off"]


def _place(runtime: Path) -> Path:
    """Where the archive is, or an empty file in its place. OSError where there can be none."""
    archive = runtime / "app" / "classes.jsa"
    if archive.stat().st_size > 0 or os.access(archive, os.W_OK) and os.access(archive.parent, os.W_OK):
        return archive
    # Each installation has one of its own, which an upgrade does not take for its own.
    key = hashlib.sha256(f"{archive} {archive.stat().st_mtime_ns}".encode()).hexdigest()[:16]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "ib-engine", f"classes-{key}.jsa")
    cache.parent.mkdir(parents=True, exist_ok=True)
    cache.touch()
    return cache


def _make(runtime: Path, java: Sequence[str], archive: Path) -> None:
    """One process at a time; others go on without. A file that a killed one left is overwritten by the next."""
    with open(archive, "rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return
        if archive.stat().st_size > 0:
            return  # another process was done in between
        part = archive.with_suffix(".part")
        words = [str(runtime / "bin" / "java"), "-Xshare:dump", f"-XX:SharedClassListFile={runtime / 'app' / 'classes.list'}",
                 f"-XX:SharedArchiveFile={part}", *java, "-cp", str(runtime / "app" / "*")]
        made = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              check=False)
        if made.returncode != 0 or not part.exists() or part.stat().st_size < _LEAST_BYTES:
            part.write_bytes(_NOT_MADE)
        os.replace(part, archive)
