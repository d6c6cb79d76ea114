"""Where the voxels of cases and patches lie."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from .augmentation import done_to, drawn_for
from .item import Index, Item

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Geometry(NamedTuple):
    """The grid of a case as it is stored: what ``ib prepare`` wrote, after any crop and resampling.

    size: voxels along x, y, z. spacing: mm. affine: 4 × 4, float64, read-only: takes a voxel index (x, y, z, 1) to its
    position in mm, in the NIfTI axes: to the right, to the front, up (RAS+).
    """

    size: Index
    spacing: tuple[float, float, float]
    affine: NDArray[Any]

    @classmethod
    def of(cls, told: dict[str, Any]) -> Geometry:
        import numpy

        affine = numpy.array([*told["affine"], 0, 0, 0, 1], numpy.float64).reshape(4, 4)
        affine.flags.writeable = False
        x, y, z = told["size"]
        dx, dy, dz = told["spacingMm"]
        return cls((x, y, z), (dx, dy, dz), affine)


def patch_affine(affine: NDArray[Any], item: Item | Mapping[str, Any], size: Sequence[int]) -> NDArray[Any]:
    """The affine of a patch as it was delivered: takes the index (x, y, z, 1) of a voxel of the patch to where that voxel
    was in the world, whatever turns and flips were done to the patch, and however it was rotated and scaled. Displacements of an
    elastic deformation and of modalities that were misaligned are not in it.

    affine: of the patch's case, as ``engine.geometry(case).affine``. item: what its batch says about the patch, an ``Item``
    or its meta data. size: of the patch as delivered, (x, y, z). The result is a new array, float64 (4, 4). ValueError if
    item is not what a batch says.
    """
    import numpy

    turns, flips, _, _ = done_to(item)
    corner = item["corner"] if isinstance(item, Mapping) else item.corner
    flip = numpy.eye(4)
    for axis, length in enumerate(size):
        if flips[axis]:
            flip[axis, axis], flip[axis, 3] = -1, length - 1
    inside = flip
    x, y = size[0], size[1]
    for _ in range(turns % 4):  # back: out[x, y] = in[y, n − 1 − x], n voxels along x of out
        inside = numpy.array([[0, 1, 0, 0], [-1, 0, 0, x - 1], [0, 0, 1, 0], [0, 0, 0, 1]], numpy.float64) @ inside
        x, y = y, x
    warp, _ = drawn_for(item)
    if warp:
        inside = _warped(warp, numpy.linalg.norm(numpy.asarray(affine)[:3, :3], axis=0), (x, y, size[2])) @ inside
    inside[:3, 3] += numpy.asarray(corner, numpy.float64)
    patch: NDArray[Any] = numpy.asarray(affine, numpy.float64) @ inside
    return patch


def _warped(warp: Mapping[str, Any], spacing: NDArray[Any], size: Sequence[int]) -> NDArray[Any]:
    """From the patch as it lies in the volume to what its voxels show, both in voxels from its corner: scaled along the axes of
    the patch, then rotated about x, y and z, in mm and about a voxel that stays, else the centre."""
    import numpy

    rotation = numpy.eye(3)
    for axis, degrees in enumerate(warp.get("degrees", (0, 0, 0))):
        turn, angle = numpy.eye(3), numpy.radians(degrees)
        one, other = (axis + 1) % 3, (axis + 2) % 3
        turn[one, one] = turn[other, other] = numpy.cos(angle)
        turn[one, other], turn[other, one] = -numpy.sin(angle), numpy.sin(angle)
        rotation = turn @ rotation
    scale = numpy.asarray(warp.get("scale", (1, 1, 1)), numpy.float64)
    about = numpy.asarray(warp.get("about", [(length - 1) / 2 for length in size]), numpy.float64)
    moved = numpy.eye(4)
    moved[:3, :3] = rotation * (scale * spacing) / spacing[:, None]
    moved[:3, 3] = about - moved[:3, :3] @ about
    return moved
