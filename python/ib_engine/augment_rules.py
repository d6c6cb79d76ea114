"""How patches are varied, as ``augment`` takes it: a text, or a dict that stands for one. What ``ib`` refuses is refused in its
words, except that they name ``augment=`` and not ``--augment``."""
from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from .augment_names import numbers_of
from .option_rules import java_number, plain, real, refuse
from .slip import closest

PRESETS = ("on", "off", "nnunet")
SIMPLE = ("flip", "rotate", "scale", "shift")


class _Limits(NamedTuple):
    word: str
    least: float
    most: float
    whole: bool = False


def _range(least: float, most: float) -> tuple[_Limits, ...]:
    return _Limits("LOW", least, most), _Limits("HIGH", least, most)


_DEGREES = _Limits("DEGREES", 0, 180)
_MM = _Limits("MM", 0, 200)
# In the order in which they are done.
TRANSFORMS = {
    "rotation": (_DEGREES, _DEGREES, _DEGREES),
    "scaling": _range(0.25, 4),
    "elastic_deform": (_MM, _Limits("POINTS", 4, 64, True)),
    "misalign": (_MM, _DEGREES),
    "noise": _range(0, 1000000),
    "blur": _range(0, 16),
    "brightness": _range(0, 1000),
    "contrast": _range(0, 1000),
    "low_resolution": _range(0.01, 1),
    "gamma_inverted": _range(0.01, 16),
    "gamma": _range(0.01, 16),
}
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def text_of(value: Any) -> Any:
    """The text of a dict, such as ``{"nnunet": True, "rotation": (0.2, 15), "noise": {"std": 0.1}, "blur": False}``; any other
    value as it is."""
    if not isinstance(value, Mapping):
        return value
    given = {name: plain(f"{name} in augment", of) for name, of in value.items()}
    presets = [name for name in PRESETS if given.get(name) is True]
    words = [_word(name, of) for name, of in given.items() if name not in PRESETS or not isinstance(of, bool)]
    return ",".join(presets + words) or "off"


def _word(name: Any, given: Any) -> str:
    if not isinstance(name, str):
        raise ValueError(f"augment must have names as keys, was {name!r}")
    if isinstance(given, bool):
        return name if given else f"{name}=0"
    if isinstance(given, Mapping):
        given = numbers_of(name, given)
        if not given:
            return name
    numbers = given if isinstance(given, (list, tuple)) else [given]
    return f"{name}=" + ":".join(repr(real(f"each number of {name} in augment", number)) for number in numbers)


def augment(value: Any) -> None:
    if not isinstance(value, str):
        refuse(f"augment must be a text or a dict, was {value!r}")
    words = value.split(",")
    seen = set()
    for word in words[1:] if words[0] in PRESETS else words:
        name = word.partition("=")[0]
        _require_name(word, name, value)
        _require_numbers(word, name)
        if name in seen:
            refuse(f"augment= takes {name} only once, was {value}")
        seen.add(name)
    for word in sorted((word for word in words if "=" in word), key=_order):
        _require_limits(word)


def _order(word: str) -> int:
    """Transforms are looked at before the rest."""
    name = word.partition("=")[0]
    return SIMPLE.index(name) + 1 if name in SIMPLE else 0


def _require_name(word: str, name: str, value: str) -> None:
    if name in PRESETS:
        refuse(f"augment= takes on, off and nnunet only as its first word, without numbers, was {value}")
    if name not in SIMPLE and name not in TRANSFORMS:
        meant = closest(name, (*PRESETS, *SIMPLE, *TRANSFORMS))
        hint = f"; did you mean {meant} instead of {name}?" if meant else ""
        refuse(f"augment= must be on, off, nnunet or some of {','.join([*SIMPLE, *TRANSFORMS])}, was {value}{hint}")


def _require_numbers(word: str, name: str) -> None:
    if "=" not in word:
        return
    numbers = word.partition("=")[2].split(":")
    limits = TRANSFORMS.get(name, ())
    counts = {1, 2, 4} if name == "rotation" else {1, 1 + len(limits)}
    if len(numbers) not in counts or not all(_NUMBER.fullmatch(number) for number in numbers):
        form = "P:" + ":".join(limit.word for limit in limits)
        forms = "P, P:DEGREES or P:DX:DY:DZ" if name == "rotation" else f"P or {form}" if limits else "P"
        refuse(f"{name} of augment= takes {forms} after =, was {word}")


def _require_limits(word: str) -> None:
    name, _, text = word.partition("=")
    probability, *numbers = (float(number) for number in text.split(":"))
    if not 0 <= probability <= 1:
        refuse(f"probability of {name} must be in [0, 1], was {java_number(probability)}")
    for limit, number in zip(TRANSFORMS.get(name, ()), numbers):
        if not limit.least <= number <= limit.most or limit.whole and number != math.floor(number):
            rule = "a whole number from" if limit.whole else "from"
            refuse(f"{limit.word} of {name} must be {rule} {limit.least} to {limit.most}, was {java_number(number)}")
    if numbers and TRANSFORMS[name][0].word == "LOW" and numbers[0] > numbers[1]:
        refuse(f"LOW of {name} must be at most HIGH, were {java_number(numbers[0])} and {java_number(numbers[1])}")
