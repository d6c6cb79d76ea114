"""Arguments as Python code passes them: numbers of numpy and torch are numbers too."""
from __future__ import annotations

import operator
from typing import Any


def integer(name: str, value: Any) -> int:
    """The value as an int. ValueError, by that name, for what is not an integer: 1.5 is not rounded."""
    try:
        return operator.index(value)
    except TypeError:
        raise ValueError(f"{name} must be an integer, was {value!r}") from None
