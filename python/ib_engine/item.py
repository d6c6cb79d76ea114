"""What one patch of a batch shows."""
from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

Index = tuple[int, int, int]
T = TypeVar("T")
DRAWN = ("warp", "changes")  # what transforms did, of an Item
_NONE = -1  # what meta data have where a background patch has nothing


def _three(values: list[T]) -> tuple[T, T, T]:
    x, y, z = values
    return x, y, z


class Item(NamedTuple):
    """What one patch shows. Indices are (x, y, z) in voxels of the case; arrays are (Z, Y, X).

    ``instance`` to ``box`` are None for a background patch. ``box`` is half-open. ``corner`` is the
    patch's first voxel. ``space`` is what those two refer to: ``volume``, or ``stored_patch`` for a folder of the
    IB-sampling script, which does not record where in the volume its patches were cut. ``filler`` patches only fill
    the last batch. ``quarter_turns``, ``flips``, ``gain`` and ``shift`` are what was done to the patch, in that
    order; ``ib_engine.undo`` reverses it. ``lesion_class`` names the class of the instance; it is empty for a
    background patch and where the dataset has no classes. ``stratum`` says what a background patch was drawn from,
    such as ``grid`` or ``anywhere``; it is empty for the others. ``foreground`` is True if the patch holds a voxel of a
    lesion: always if it is positive, never if it is a window of the background; a box that ``--sampler tumour``,
    ``voxel`` or ``uniform`` draws (stratum ``uniform``) may hold some. ``corner`` may lie outside of the volume.
    ``warp`` and ``changes`` are what transforms did: ``{"about": …, "degrees": …, "scale": …, "elastic": …, "misalign": …}``,
    each if it was drawn, and for each modality a list such as ``[{"noise": 0.05, "seed": 7}, {"gamma": 0.8}]``; None and
    empty if nothing was drawn. docs/reference/python.md explains them.
    """

    case: str
    instance: int | None
    voxels: int | None
    volume_mm3: float | None
    box: tuple[Index, Index] | None
    corner: Index
    quarter_turns: int
    flips: tuple[bool, bool, bool]
    gain: float
    shift: float
    filler: bool
    space: str = "volume"
    lesion_class: str = ""
    stratum: str = ""
    foreground: bool = False
    warp: Mapping[str, Any] | None = None
    changes: Sequence[Sequence[Mapping[str, Any]]] = ()

    @property
    def positive(self) -> bool:
        """True if the patch was drawn for an instance, of which it holds a voxel; False for background."""
        return self.instance is not None

    @classmethod
    def of(cls, message: dict[str, Any]) -> Item:
        box = message.get("box")
        return cls(message["case"], message.get("instance"), message.get("voxels"), message.get("mm3"),
                   None if box is None else (_three(box[0]), _three(box[1])), _three(message["corner"]),
                   message["quarterTurns"], _three(message["flips"]), message["gain"], message["shift"],
                   message["filler"], message.get("space", "volume"), message.get("class", ""), message.get("stratum", ""),
                   message.get("foreground", "instance" in message), message.get("warp"),
                   message.get("changes", ()))

    def meta(self) -> dict[str, Any]:
        """The same as a plain dictionary that can be collated, as MONAI keeps meta data: all numbers of a
        background patch's instance are −1. ``warp`` and ``changes``, if there are any, are texts in JSON."""
        meta = self._asdict()
        for name in DRAWN:
            drawn = meta.pop(name)
            if drawn:
                meta[name] = json.dumps(drawn)
        if not self.positive:
            nowhere = (_NONE, _NONE, _NONE)
            meta.update(instance=_NONE, voxels=_NONE, volume_mm3=float(_NONE), box=(nowhere, nowhere))
        return meta


_OF_ITEMS = {
    "case": "Name of the case.",
    "instance": "Id of the lesion that the patch is for; None for background.",
    "voxels": "Size of that lesion in voxels; None for background.",
    "volume_mm3": "Size of that lesion in mm³; None for background.",
    "box": "Half-open box of that lesion, ((x, y, z), (x, y, z)), in voxels of ``space``; None for background.",
    "corner": "First voxel of the patch, (x, y, z), in voxels of ``space``; may lie outside of the volume.",
    "quarter_turns": "Quarter turns from x to y that were made, 0 to 3.",
    "flips": "Whether x, y and z were reversed, after the turns.",
    "gain": "What the image was multiplied by.",
    "shift": "What was added to the image after that.",
    "filler": "True if the patch only fills the last batch.",
    "space": "What ``box`` and ``corner`` refer to: ``volume`` or ``stored_patch``.",
    "lesion_class": "Name of the lesion's class; empty for background and without classes.",
    "stratum": "What a background patch was drawn from, such as ``grid``; empty for a lesion.",
    "foreground": "True if the patch holds a voxel of a lesion.",
    "warp": "What was rotated, scaled and deformed; None if nothing was.",
    "changes": "What was done to the intensities of each modality, in order; empty if nothing was.",
}
for _name, _words in _OF_ITEMS.items():
    getattr(Item, _name).__doc__ = _words  # for help()
