"""Transforms whose numbers are given by name: those of nnU-Net's (batchgeneratorsv2), MONAI's or TorchIO's own parameters."""
from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from .option_rules import plain, real, refuse
from .slip import closest

_P = ("p", "prob")


class _Way(NamedTuple):
    """Parameters that say the range together, and the numbers of ``augment`` that they are."""

    names: tuple[str, ...]
    numbers: Callable[..., Sequence[float]]
    usual: tuple[float, ...] = ()  # of each, if not all of them need to be given
    single: bool = False  # each is a number, never several


def _pair(value: Any) -> Sequence[float]:
    if not isinstance(value, tuple) or len(value) != 2:
        raise ValueError("a range is two numbers, from the lower to the upper one")
    return value


def _reach(angle: Any) -> float:
    """Of a number, or the range from its negative to it."""
    if not isinstance(angle, tuple):
        return float(angle)
    low, high = _pair(angle)
    if low != -high:
        raise ValueError("an angle reaches as far to one side as to the other")
    return float(high)


def _angle(radians: Any) -> Sequence[float]:
    return (math.degrees(_reach(radians)),)


def _drawn_angle(radians: Any) -> Sequence[float]:
    """Of nnU-Net, where a number is always that angle."""
    if not isinstance(radians, tuple):
        raise ValueError(f"nnU-Net turns by just that angle every time; give (-{abs(radians)!r}, {abs(radians)!r}) to draw one")
    return _angle(_pair(radians))


def _axes(range_x: Any, range_y: Any, range_z: Any) -> Sequence[float]:
    return tuple(_angle(of)[0] for of in (range_x, range_y, range_z))


def _degrees(value: Any) -> Sequence[float]:
    """A number, a range from its negative to it, or one number for each axis."""
    if not isinstance(value, tuple):
        return (value,)
    return value if len(value) == 3 else (_reach(value),)


def _zooms(min_zoom: Any, max_zoom: Any) -> Sequence[float]:
    """MONAI enlarges objects above 1, nnU-Net and ``scaling`` below."""
    if not (min_zoom > 0 and max_zoom > 0):
        raise ValueError("a zoom is more than 0")
    return 1 / max_zoom, 1 / min_zoom


def _factors(value: Any) -> Sequence[float]:
    """Of MONAI: what a factor is more than 1; a number stands for the range from its negative to it."""
    low, high = _pair(value) if isinstance(value, tuple) else (-value, value)
    return 1 + low, 1 + high


def _two(first: Any, second: Any) -> Sequence[float]:
    return first, second


def _alike(sigma_x: Any, sigma_y: Any, sigma_z: Any) -> Sequence[float]:
    if not sigma_x == sigma_y == sigma_z:
        raise ValueError("every axis has the same range")
    return _pair(sigma_x)


_RANGE = {
    "rotation": (_Way(("degrees",), _degrees), _Way(("rotation",), _drawn_angle),
                 _Way(("range_x", "range_y", "range_z"), _axes, (0, 0, 0))),
    "scaling": (_Way(("scaling",), _pair), _Way(("min_zoom", "max_zoom"), _zooms, (0.9, 1.1), True)),
    "elastic_deform": (_Way(("max_displacement", "num_control_points"), _two, (7.5, 7), True),),
    "misalign": (_Way(("mm", "degrees"), _two, (2, 2), True),),
    "noise": (_Way(("noise_variance",), _pair), _Way(("std",), lambda std: (0, std), (), True)),
    "blur": (_Way(("blur_sigma",), _pair), _Way(("sigma_x", "sigma_y", "sigma_z"), _alike)),
    "brightness": (_Way(("multiplier_range",), _pair), _Way(("factors",), _factors)),
    "contrast": (_Way(("contrast_range",), _pair), _Way(("factors",), _factors)),
    "low_resolution": (_Way(("scale",), _pair), _Way(("zoom_range",), _pair)),
    "gamma_inverted": (_Way(("gamma",), _pair),),
    "gamma": (_Way(("gamma",), _pair),),
}
# Where only the range is given; docs/concepts/augmentation.md has the same.
USUAL = {"rotation": 0.2, "scaling": 0.2, "elastic_deform": 0.2, "misalign": 0.2, "noise": 0.1, "blur": 0.2, "brightness": 0.15,
         "contrast": 0.15, "low_resolution": 0.25, "gamma_inverted": 0.1, "gamma": 0.3}


def numbers_of(name: str, given: Mapping[str, Any]) -> list[Any]:
    """P and the range, as they follow ``name=``; empty if nothing is given."""
    ways = _RANGE.get(name, ())
    allowed = [*_P, *dict.fromkeys(key for way in ways for key in way.names)]
    for key in given:
        if key not in allowed:
            meant = closest(str(key), allowed)
            hint = f"; did you mean {meant}?" if meant else ""
            refuse(f"{name} in augment takes {', '.join(allowed)}, was given {key}{hint}")
    if all(key in given for key in _P):
        refuse(f"{name} in augment takes p or prob, not both")
    chances = [given[key] for key in _P if key in given]
    used = [way for way in ways if any(key in given for key in way.names)]
    if len(used) > 1:
        refuse(f"{name} in augment takes one of {' or '.join(' and '.join(way.names) for way in used)}")
    if not used:
        return chances
    return [*(chances or [USUAL[name]]), *_range(name, used[0], given)]


def _range(name: str, way: _Way, given: Mapping[str, Any]) -> Sequence[float]:
    missing = [key for key in way.names if key not in given]
    if missing and not way.usual:
        refuse(f"{name} in augment takes {' and '.join(way.names)} together, {missing[0]} was not given")
    usual = dict(zip(way.names, way.usual))
    values = [_numbers(f"{key} of {name} in augment", {**usual, **given}[key], way.single) for key in way.names]
    try:
        return way.numbers(*values)
    except (TypeError, ValueError, ZeroDivisionError) as error:
        told = ", ".join(f"{key}={given[key]!r}" for key in way.names if key in given)
        raise ValueError(f"{name} in augment cannot be drawn with {told}: {error}") from None


def _numbers(what: str, value: Any, single: bool) -> Any:
    value = plain(what, value)
    if isinstance(value, tuple) and not single:
        return tuple(real(what, number) for number in value)
    return real(what, value)
