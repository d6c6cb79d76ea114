"""Arguments as Python code passes them: numbers of numpy and torch are numbers too."""
from __future__ import annotations

import math
import operator
from collections.abc import Mapping, Set
from typing import Any

_MOST = (1 << 31) - 1


def is_one(value: Any) -> bool:
    """False for an array or a tensor with axes, though one that holds a single number turns into it."""
    return getattr(value, "ndim", 0) == 0


def require_order(name: str, value: Any) -> None:
    """ValueError, by that name, for a set, whose values come in any order."""
    if isinstance(value, (set, frozenset)):
        raise ValueError(f"{name} must be values in an order, a list or a tuple, was a set: {value!r}")


def integer(name: str, value: Any) -> int:
    """The value as an int. ValueError, by that name, for what is not an integer: 1.5 is not rounded."""
    try:
        if not is_one(value):
            raise TypeError
        return operator.index(value)
    except TypeError:
        raise ValueError(f"{name} must be an integer, was {value!r}") from None


def finite(name: str, value: Any) -> float:
    """The value as a float. ValueError, by that name, for what is not a number, or NaN, or infinite."""
    try:
        number = float(value) if is_one(value) else math.nan
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"{name} must be a finite number, was {value!r}")
    return number


def steps(name: str, value: Any) -> list[int]:
    """Three positive numbers of voxels, (x, y, z), of a list, an array or whatever else has an order. By that name,
    TypeError for what has none, ValueError for other values."""
    wanted = f"{name} must be three positive whole numbers of voxels, (x, y, z), was {value!r}"
    try:
        if isinstance(value, (str, bytes, Mapping, Set)):
            raise TypeError
        values = list(value)
    except TypeError:
        raise TypeError(wanted) from None
    try:
        whole = [operator.index(one) for one in values]
    except TypeError:
        raise ValueError(wanted) from None
    if len(whole) != 3 or not all(0 < one <= _MOST for one in whole):
        raise ValueError(wanted)
    return whole


def names(name: str, value: Any) -> list[str]:
    """One text or several as a list. TypeError, by that name, for what is neither."""
    try:
        return [value] if isinstance(value, str) else [str(one) for one in value]
    except TypeError:
        raise TypeError(f"{name} must be a name or several, was {value!r}") from None


def text(name: str, value: Any) -> str:
    """The value as a str that has a form in UTF-8; ValueError, by that name, for one that has none."""
    told = str(value)
    try:
        told.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{name} must be Unicode, was {told!r}") from None
    return told


def seconds(name: str, value: Any) -> float:
    """The value as a float, which may be infinite. ValueError, by that name, for what is not a number, or NaN."""
    try:
        number = math.nan if isinstance(value, (str, bytes, bool)) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if math.isnan(number):
        raise ValueError(f"{name} must be a number of seconds, was {value!r}")
    return number
