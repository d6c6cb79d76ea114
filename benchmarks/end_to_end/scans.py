"""Volumes of whole numbers for brick_shapes.py and packed.py: real scans, the same on finer grids, and a phantom.

Real scans lie in the folder of test data (IB_TEST_DATA): mismatch/patient12/{FLAIR,T1}.nii.gz, MR of 16 bits with thick
slices, and ct/ct_thorax.nii.gz, Hounsfield units in voxels of 3 mm. Finer grids are what is stored of them by
pipelines that resample every case: isotropic, with the shortest edge of the voxels or half of it, rounded.
"""
import os
from pathlib import Path

import measuring

IB = measuring.REPOSITORY / "ib"
REAL = {"FLAIR": "mismatch/patient12/FLAIR.nii.gz", "T1": "mismatch/patient12/T1.nii.gz", "CT thorax": "ct/ct_thorax.nii.gz"}
FINER = (("FLAIR", 3, 1), ("T1", 1, 1), ("T1", 3, 1), ("CT thorax", 1, 2), ("CT thorax", 3, 2))  # order, times finer
ORDERS = {1: "linear", 3: "cubic"}
PHANTOM = ["--size", "512", "512", "400", "--spacing", "1", "1", "2", "--modalities", "CT,PET", "--lesions", "200"]


def add_options(parser):
    parser.add_argument("--data", type=Path, default=os.environ.get("IB_TEST_DATA"), help="default: $IB_TEST_DATA")
    parser.add_argument("--work", type=Path, default=measuring.REPOSITORY / "build/bench-data/packed")


def phantoms(work, cases=1):
    """The folder of phantoms, made if need be."""
    raw = work / "phantoms"
    if not (raw / f"phantom{cases - 1:03}" / "truth.json").exists():  # written last
        measuring.run_command([IB, "synth", raw, "--cases", str(cases), *PHANTOM, "--force"])
    return raw


def read(file):
    """(Z, Y, X) in 16 bits, and the edges of a voxel in that order."""
    import nibabel
    import numpy

    image = nibabel.load(file)
    stored = numpy.asanyarray(image.dataobj.get_unscaled()).T
    kind = numpy.uint16 if stored.dtype == numpy.uint16 else numpy.int16
    whole = stored.astype(kind)
    if not numpy.array_equal(whole, stored):
        raise SystemExit(f"{file} must hold whole numbers of 16 bits")
    return numpy.ascontiguousarray(whole), tuple(reversed([float(edge) for edge in image.header.get_zooms()[:3]]))


def finer(volume, edges, order, times):
    import numpy
    import scipy.ndimage

    wanted = min(edges) / times
    zoomed = scipy.ndimage.zoom(volume.astype(numpy.float32), [edge / wanted for edge in edges], order=order)
    limits = numpy.iinfo(volume.dtype)
    return numpy.rint(numpy.clip(zoomed, limits.min, limits.max)).astype(volume.dtype)


def real(data):
    """(name, volume) of each."""
    found = {name: read(data / file) for name, file in REAL.items()}
    for name, (volume, _) in found.items():
        yield name, volume
    for name, order, times in FINER:
        yield f"{name}, finer, {ORDERS[order]}", finer(*found[name], order, times)


def all_of(arguments):
    """(name, volume) of each scan and of the first phantom."""
    if arguments.data is None:
        raise SystemExit("name the folder of test data: --data, or IB_TEST_DATA")
    yield from real(Path(arguments.data))
    yield "CT phantom", read(phantoms(arguments.work) / "phantom000/CT.nii.gz")[0]
