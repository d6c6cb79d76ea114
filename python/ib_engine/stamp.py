"""Tells whether a dataset folder is still as it was, without reading it."""
from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable


def stamp_of(folder: str) -> str | None:
    """By the names, sizes and times of change of the records of its cases, in hex; None if it cannot be listed. ``ib prepare``
    writes a record anew whenever it has changed a case. A folder of the IB-sampling script has no records, and each of its
    patches is looked at. docs/reference/protocol.md says which bytes are digested; FolderStamp.java does the same."""
    root = os.fsencode(folder)
    try:
        seen = _seen(root, (b"cases/%s/case.json" % name for name in _names(root, b"cases")))
        for inside in () if seen else (b"lesion_patches", b"background_patches"):
            seen += _seen(root, (b"%s/%s" % (inside, name) for name in _names(root, inside)))
    except OSError:
        return None
    seen += _seen(root, [b"dataset.json"])
    return hashlib.sha256(b"".join(sorted(seen))).hexdigest()


def _names(root: bytes, inside: bytes) -> list[bytes]:
    try:
        return os.listdir(os.path.join(root, inside))
    except (FileNotFoundError, NotADirectoryError):
        return []


def _seen(root: bytes, files: Iterable[bytes]) -> list[bytes]:
    seen = []
    for file in files:
        try:
            found = os.stat(os.path.join(root, file))
        except OSError:
            continue  # whoever reads the dataset takes it for not there, either
        name = file.decode("utf-8", "replace").encode()
        seen.append(b"%s\0%d\0%d\0" % (name, found.st_size, found.st_mtime_ns))
    return seen
