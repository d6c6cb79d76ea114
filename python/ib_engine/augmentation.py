"""Reverses what the engine did to a patch: flips, turns and intensity.

An augmented patch is ``q`` quarter turns in the x-y plane, then flips of x, y and z, then, in
images, ``value · gain + shift``. ``undo`` reverses this in the opposite order. What interpolates or
cannot be reversed (a warp before, changes of intensity after) is refused. All arrays here
are as the client has them, (…, Z, Y, X): the last axis is x.
"""
from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from .item import DRAWN, Item

if TYPE_CHECKING:
    from numpy.typing import NDArray

    import torch

Patch = TypeVar("Patch", "NDArray[Any]", "torch.Tensor")

_X, _Y, _Z = -1, -2, -3


def undo(patch: Patch, item: Item | Mapping[str, Any], intensity: bool = False) -> Patch:
    """The patch, or a prediction for it, oriented as in the case: its first voxel is ``item.corner``.

    patch: one patch, (…, Z, Y, X), numpy array or torch tensor on any device. item: what its batch
    says about it, an ``Item`` or its meta data. intensity: also reverse gain and shift, in floating
    point and exact up to rounding; use it for images, not for labels and predictions. The result is
    a new array. ValueError if the patch has fewer than three axes or, with intensity, gain 0; if it was warped, because its
    voxels were interpolated (``patch_affine`` says where they lie); with intensity, if ``item.changes`` is not empty.
    """
    turns, flips, gain, shift = _done(patch, item, intensity)
    out: Patch = _turned(_flipped(patch, flips), -turns)
    if not intensity:
        return out
    if gain == 0:
        raise ValueError("gain must not be 0 if intensity is to be undone, was 0")
    return (out - shift) / gain


def redo(patch: Patch, item: Item | Mapping[str, Any], intensity: bool = False) -> Patch:
    """The opposite of ``undo``: does to something that is oriented as in the case, such as a distance map, what was
    done to the patch. ValueError as of ``undo``."""
    turns, flips, gain, shift = _done(patch, item, intensity)
    out: Patch = _flipped(_turned(patch, turns), flips)
    return out * gain + shift if intensity else out


def _done(patch: Any, item: Item | Mapping[str, Any], intensity: bool) -> tuple[int, list[bool], float, float]:
    if len(getattr(patch, "shape", ())) < 3:
        had = f"had the shape {tuple(patch.shape)}" if hasattr(patch, "shape") else f"was a {type(patch).__name__}"
        raise ValueError(f"a patch must have axes (…, Z, Y, X), {had}")
    if intensity and not str(patch.dtype).startswith(("float", "torch.float", "torch.bfloat")):
        raise ValueError(f"intensity can only be undone in floating point, but the patch is {patch.dtype}; "
                         "leave it out for labels")
    done = done_to(item)
    warp, changes = drawn_for(item)
    if warp:
        raise ValueError(f"a patch with {', '.join(_names(warp))} was interpolated, which cannot be undone or done again exactly; "
                         "patch_affine says where its voxels lie")
    if intensity and any(changes):
        raise ValueError(f"intensity must be left out of a patch with {', '.join(_names({}, changes))}, which cannot be undone")
    return done


_OF_WARP = {"degrees": "rotation", "scale": "scaling", "elastic": "elastic_deform", "misalign": "misalign"}


def _names(warp: Mapping[str, Any], changes: Sequence[Sequence[Mapping[str, Any]]] = ()) -> list[str]:
    """Of the transforms, each once."""
    made = [name for part, name in _OF_WARP.items() if part in warp]
    return list(dict.fromkeys(made + [next(iter(change)) for one in changes for change in one]))


def drawn_for(item: Item | Mapping[str, Any]) -> tuple[dict[str, Any], list[Any]]:
    """What transforms did: the warp and the changes of each modality, both empty if there was nothing."""
    told = item if isinstance(item, Mapping) else item._asdict()
    parts = (told.get(name) or None for name in DRAWN)
    warp, changes = (json.loads(part) if isinstance(part, str) else part for part in parts)
    return warp or {}, changes or []


def done_to(item: Item | Mapping[str, Any]) -> tuple[int, list[bool], float, float]:
    """Quarter turns, flips, gain and shift; ValueError if it is not what a batch says about a patch."""
    try:
        done = item if isinstance(item, Mapping) else item._asdict()
        return (int(done["quarter_turns"]), [bool(flip) for flip in done["flips"]], float(done["gain"]),
                float(done["shift"]))
    except (AttributeError, LookupError, RuntimeError, TypeError, ValueError) as error:  # torch's own are RuntimeErrors
        raise ValueError("item must be what a batch says about one patch, as batch.items[i] or batch['meta'][i], was a "
                         f"{type(item).__name__}") from error


def _flipped(patch: Any, flips: list[bool]) -> Any:
    axes = [axis for axis, flip in zip((_X, _Y, _Z), flips) if flip]
    if not axes:
        return patch
    import numpy

    return numpy.flip(patch, tuple(axes)) if isinstance(patch, numpy.ndarray) else patch.flip(axes)


def _turned(patch: Any, turns: int) -> Any:
    """One turn is ``out[…, y, x] = in[…, n − 1 − x, y]``, numpy's rot90 from x to y."""
    import numpy

    if isinstance(patch, numpy.ndarray):
        return numpy.rot90(patch, turns, (_X, _Y)).copy()
    return patch.rot90(turns, (_X, _Y)).clone()
