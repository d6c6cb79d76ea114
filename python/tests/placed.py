"""A dataset of phantoms that lie obliquely, each another way, and what their files say: read by code of its own."""
import gzip
import struct

import numpy
import serving

_TYPES = {2: "u1", 4: "<i2", 16: "<f4"}
_SROW = 280  # offset of the affine in a header of NIfTI-1
_SFORM_CODE = 254


def _affine(number):
    """Turned in all three planes, mirrored for odd numbers; voxels of 2 × 3 × 4 mm."""
    about = [0.3 + 0.4 * number, -0.5, 0.2 * number]
    turn = numpy.eye(3)
    for axis, angle in enumerate(about):
        i, j = [other for other in range(3) if other != axis]
        step = numpy.eye(3)
        step[i, i] = step[j, j] = numpy.cos(angle)
        step[i, j], step[j, i] = -numpy.sin(angle), numpy.sin(angle)
        turn = turn @ step
    affine = numpy.eye(4)
    affine[:3, :3] = turn @ numpy.diag([-2 if number % 2 else 2, 3, 4])
    affine[:3, 3] = [-40 + 7 * number, 11, 5 - number]
    return affine


def dataset():
    """The prepared folder, and that of the files; made when first asked for."""
    prepared, raw = serving.folder() / "placed", serving.folder() / "placed-raw"
    if not prepared.exists():
        serving.ib("synth", raw, *serving.SYNTH)
        for number, case in enumerate(sorted(path for path in raw.iterdir() if path.is_dir())):
            for file in case.glob("*.nii.gz"):
                _place(file, _affine(number))
        serving.ib("prepare", raw, prepared, "--layout", "volumes", "--patch-size", 7, 7, 5)
    return prepared, raw


def _place(file, affine):
    data = bytearray(gzip.decompress(file.read_bytes()))
    struct.pack_into("<2h", data, _SFORM_CODE - 2, 0, 1)  # qform unknown, sform scanner
    struct.pack_into("<12f", data, _SROW, *affine[:3].ravel())
    file.write_bytes(gzip.compress(bytes(data), mtime=0))


def read(file):
    """Voxels by (x, y, z), and the affine in RAS+."""
    data = gzip.decompress(file.read_bytes())
    size = struct.unpack_from("<3h", data, 42)
    kind = _TYPES[struct.unpack_from("<h", data, 70)[0]]
    begin = int(struct.unpack_from("<f", data, 108)[0])
    voxels = numpy.frombuffer(data, kind, int(numpy.prod(size)), begin).reshape(size, order="F")
    affine = numpy.eye(4)
    affine[:3] = numpy.reshape(struct.unpack_from("<12f", data, _SROW), (3, 4))
    return voxels, affine


class Truth:
    """The label map of a case, by position in the world."""

    def __init__(self, case):
        self.voxels, self.affine = read(dataset()[1] / case / "GT.nii.gz")

    def at(self, positions):
        """What the file holds at positions (…, 3), in mm, each of which must be the middle of a voxel; 0 outside of the
        volume."""
        found = _indices(self.affine, positions)
        index = numpy.rint(found).astype(int)
        numpy.testing.assert_allclose(found, index, atol=1e-4)
        return _voxels(self.voxels, index)

    def nearest(self, positions):
        """As the function, of the file."""
        return nearest(self.voxels, self.affine, positions)


def nearest(voxels, affine, positions):
    """What voxels (x, y, z) with that affine hold nearest to each of the positions (…, 3), in mm, 0 outside of them; and which of
    these do not lie half-way between two, where rounding decides."""
    found = _indices(affine, positions)
    clear = (numpy.abs(found - numpy.floor(found) - 0.5) > 1e-3).all(-1)
    return _voxels(voxels, numpy.rint(found).astype(int)), clear


def _indices(affine, positions):
    inverse = numpy.linalg.inv(affine)
    return positions @ inverse[:3, :3].T + inverse[:3, 3]


def _voxels(voxels, index):
    inside = ((index >= 0) & (index < voxels.shape)).all(-1)
    x, y, z = numpy.moveaxis(numpy.where(inside[..., None], index, 0), -1, 0)
    return numpy.where(inside, voxels[x, y, z], 0)


def positions(affine, size):
    """Where the voxels (x, y, z) of a patch lie, as an array (x, y, z, 3)."""
    index = numpy.stack(numpy.meshgrid(*map(numpy.arange, size), indexing="ij"), -1)
    return index @ affine[:3, :3].T + affine[:3, 3]
