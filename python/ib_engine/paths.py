"""Paths that functions of this package take."""
from __future__ import annotations

import os
from typing import Union

PathLike = Union[str, "os.PathLike[str]"]


def folder_of(path: PathLike, advice: str = "") -> str:
    """Absolute, so that it cannot be taken for an option. FileNotFoundError, with the advice, if there is nothing."""
    folder = os.path.abspath(os.fsdecode(path))
    if not os.path.exists(folder):
        raise FileNotFoundError(f"{folder}: does not exist{advice}")
    return folder


def dataset_folder(path: PathLike) -> str:
    """As ``folder_of``, of a dataset that is to be opened."""
    return folder_of(path, "; give the folder that ib prepare or ib_engine.prepare wrote")
