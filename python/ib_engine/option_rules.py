"""What options of an engine must be, in the words in which ``ib`` refuses them: nothing is started for those.

Options are checked one by one and where they need each other. What only a dataset can tell (a modality that it does not
have, windows that it is too small for) and how texts such as those of ``negatives`` are read is left to the engine.
"""
from __future__ import annotations

import math
import operator
import os
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from .arguments import is_one, require_order

Rule = Callable[[Any], None]
_MEMORY = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?\s*", re.IGNORECASE | re.ASCII)
_MOST = 65536
_INT = (-(1 << 31), (1 << 31) - 1)


def java_number(value: float) -> str:
    """A number as Java writes it."""
    number = float(value)
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0 or 1e-3 <= abs(number) < 1e7:
        return repr(number)
    mantissa, exponent = f"{number:e}".split("e")
    for digits in range(17):  # the fewest that say the same number
        mantissa, exponent = f"{number:.{digits}e}".split("e")
        if float(f"{mantissa}e{exponent}") == number:
            break
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}E{int(exponent)}"


def refuse(message: str) -> None:
    raise ValueError(message)


def whole(name: str, value: Any) -> int:
    """The value as an int of 32 bits; True is not a number."""
    try:
        if not is_one(value):
            raise TypeError
        number = operator.index(value)
    except TypeError:
        raise ValueError(f"{name} must be an integer, was {value!r}") from None
    if isinstance(value, bool) or not _INT[0] <= number <= _INT[1]:
        raise ValueError(f"{name} must be an integer of 32 bits, was {value!r}")
    return number


def real(name: str, value: Any) -> float:
    """The value as a float, which may be infinite."""
    try:
        if isinstance(value, (str, bytes, bool)) or not is_one(value):
            raise TypeError
        return float(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{name} must be a number, was {value!r}") from None


def at_least(name: str, least: int, words: str, was: str = "was") -> Rule:
    def check(value: Any) -> None:
        number = whole(name, value)
        if number < least:
            refuse(f"{words} must be at least {least}, {was} {number}")
    return check


def between(name: str, holds: Callable[[float], bool], words: str) -> Rule:
    def check(value: Any) -> None:
        number = real(name, value)
        if not holds(number):
            refuse(f"{words}, was {java_number(number)}")
    return check


def one_of(words: str, choices: tuple[str, ...]) -> Rule:
    def check(value: Any) -> None:
        if not isinstance(value, str) or value not in choices:
            refuse(f"{words}, was {value}")
    return check


def several(name: str, count: int) -> Callable[[Any], list[Any]]:
    def values(value: Any) -> list[Any]:
        if isinstance(value, (str, bytes)) or not hasattr(value, "__len__") or len(value) != count:
            raise ValueError(f"{name} must be {count} numbers, was {value!r}")
        return list(value)
    return values


def patch_size(value: Any) -> None:
    sizes = [whole("patch_size", size) for size in several("patch_size", 3)(value)]
    told = "({}, {}, {})".format(*sizes)
    if min(sizes) < 1:
        refuse(f"patch size must be positive in x, y and z, was {told}")
    if max(sizes) > _MOST:
        refuse(f"a patch has at most {_MOST} voxels per axis, was {told}")


def batch_size(value: Any) -> None:
    if whole("batch_size", value) > _MOST:
        refuse(f"batch size must be at most {_MOST}, was {value}")
    at_least("batch_size", 1, "batch size")(value)


def fold(value: Any) -> None:
    number, of = (whole("fold", part) for part in several("fold", 2)(value))
    if of < 2:
        refuse(f"number of folds must be at least 2, was {of}")
    if not 0 <= number < of:
        refuse(f"fold must be in [0, {of}), was {number}")


def weight_limits(value: Any) -> None:
    low, high = (real("weight_limits", part) for part in several("weight_limits", 2)(value))
    if not (0 <= low <= high and high > 0 and low < math.inf):
        refuse("weight limits must be 0 <= min <= max with max above 0, were "
               f"{java_number(low)} and {java_number(high)}")


def balance(value: Any) -> None:
    kind, colon, exponent = str(value).partition(":")
    try:
        if not exponent.isascii() or "_" in exponent:  # which Java does not read
            raise ValueError
        number = float(exponent) if colon else 1.0
    except ValueError:
        kind = ""
    if kind not in ("instance", "case", "class", "size"):
        refuse(f"--balance must be instance, case, class or size, then :EXPONENT if it is not 1, was {value}")
    if kind != "instance" and not -1000 <= number <= 1000:
        refuse(f"balance exponent must be from -1000 to 1000, was {java_number(number)}")


def memory(name: str, least: str) -> Rule:
    def check(value: Any) -> None:
        text = value if isinstance(value, str) else str(whole_bytes(name, value))
        match = _MEMORY.fullmatch(text)
        if match is None:
            refuse(f"memory must be a number with K, M, G or T, as 4G, was {text}")
        elif float(match[1]) * 1024 ** ("kmgt".find(match[2].lower()) + 1 if match[2] else 0) < 1:
            refuse(least.format(text=text))
    return check


def whole_bytes(name: str, value: Any) -> int:
    try:
        if isinstance(value, bool) or not is_one(value):
            raise TypeError
        return operator.index(value)
    except TypeError:
        raise ValueError(f"{name} must be a number of bytes or a text as 4G, was {value!r}") from None


def switch(name: str) -> Rule:
    def check(value: Any) -> None:
        if not isinstance(value, bool):
            refuse(f"{name} must be True or False, was {value!r}")
    return check


def text(name: str) -> Rule:
    def check(value: Any) -> None:
        if not isinstance(value, str):
            refuse(f"{name} must be a text, was {value!r}")
    return check


def path(name: str) -> Rule:
    def check(value: Any) -> None:
        if not isinstance(value, (str, os.PathLike)):
            refuse(f"{name} must be a path, was {value!r}")
    return check


def texts(value: Any) -> Iterator[str]:
    """Of an option that repeats."""
    yield from [value] if isinstance(value, str) else (
        [f"{key}={one}" for key, one in value.items()] if hasattr(value, "items") else value)


def plain_number(value: Any) -> Any:
    """A number of numpy or torch, or a fraction, as Python's own; any other value as it is."""
    if isinstance(value, (str, bytes)) or not hasattr(value, "__float__") or not is_one(value):
        return value
    value = value.item() if hasattr(value, "item") else value
    if type(value) in (bool, int, float):
        return value
    try:
        return operator.index(value)
    except TypeError:
        return float(value)


def plain(name: str, value: Any) -> Any:
    """Several values as a tuple, whatever holds them in an order: lists, arrays, tensors. A mapping is copied, a text stays as
    it is. ValueError, by that name, for a set."""
    require_order(name, value)
    if isinstance(value, (str, bytes)):
        return value
    if hasattr(value, "items"):
        return dict(value.items())
    listed = value.tolist() if hasattr(value, "tolist") else value
    return tuple(map(plain_number, listed)) if isinstance(listed, Iterable) else plain_number(value)


def names(name: str) -> Rule:
    def check(value: Any) -> None:
        if not isinstance(value, str) and not (isinstance(value, tuple) and all(isinstance(one, str) for one in value)):
            refuse(f"{name} must be a text or several texts, was {value!r}")
    return check


def normalise(value: Any) -> None:
    if hasattr(value, "items"):
        names("normalise of a modality")((*value.keys(), *value.values()))
    else:
        names("normalise")(value)


def modalities(value: Any) -> None:
    names("modalities")(value)
    if any(not part.strip() for name in texts(value) for part in name.split(",")):
        refuse(f"--modalities takes comma-separated names, but one was empty: {','.join(texts(value))}")
