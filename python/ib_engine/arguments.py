"""Arguments as Python code passes them: numbers of numpy and torch are numbers too."""
from __future__ import annotations

import math
import operator
from typing import Any


def integer(name: str, value: Any) -> int:
    """The value as an int. ValueError, by that name, for what is not an integer: 1.5 is not rounded."""
    try:
        return operator.index(value)
    except TypeError:
        raise ValueError(f"{name} must be an integer, was {value!r}") from None


def finite(name: str, value: Any) -> float:
    """The value as a float. ValueError, by that name, for what is not a number, or NaN, or infinite."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"{name} must be a finite number, was {value!r}")
    return number
