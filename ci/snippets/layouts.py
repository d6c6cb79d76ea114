"""Lays the cases of a folder of phantoms out as other tools' users have them, for the documents that speak to those."""

import gzip
import json
import shutil
import struct

HEADER_BYTES = 352
DIMENSIONS = 40  # where a NIfTI-1 header has them, from their number on


def make(phantoms, folder):
    """Writes Dataset001_Lesions, Task01_Lesions, BIDS, BraTS, LiTS and scans from phantoms with FLAIR, T1 and GT."""
    cases = sorted(path for path in phantoms.iterdir() if path.is_dir())
    for number, case in enumerate(cases):
        nnunet(case, number, folder / "Dataset001_Lesions")
        decathlon(case, number, folder / "Task01_Lesions")
        bids(case, number, folder / "BIDS")
        brats(case, number, folder / "BraTS")
        lits(case, number, folder / "LiTS")
        scans(case, number, folder / "scans")
    names = [f"lesion_{number:03}" for number in range(len(cases))]
    write(folder / "Dataset001_Lesions/dataset.json", {
        "channel_names": {"0": "FLAIR", "1": "T1"}, "labels": {"background": 0, "lesion": 1}, "file_ending": ".nii.gz",
        "numTraining": len(cases)})
    write(folder / "splits_final.json", [{"train": [name for name in names if name != held], "val": [held]} for held in names])
    write(folder / "Task01_Lesions/dataset.json", {
        "modality": {"0": "FLAIR", "1": "T1"}, "labels": {"0": "background", "1": "lesion"}, "numTraining": len(cases),
        "training": [{"image": f"./imagesTr/{name}.nii.gz", "label": f"./labelsTr/{name}.nii.gz"} for name in names]})


def write(file, content):
    file.write_text(json.dumps(content, indent=1) + "\n")


def copy(case, name, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(case / f"{name}.nii.gz", target)


def nnunet(case, number, folder):
    copy(case, "FLAIR", folder / f"imagesTr/lesion_{number:03}_0000.nii.gz")
    copy(case, "T1", folder / f"imagesTr/lesion_{number:03}_0001.nii.gz")
    copy(case, "GT", folder / f"labelsTr/lesion_{number:03}.nii.gz")


def decathlon(case, number, folder):
    """Both modalities are channels of one file."""
    first, second = (gzip.decompress((case / f"{name}.nii.gz").read_bytes()) for name in ("FLAIR", "T1"))
    content = bytearray(first + second[HEADER_BYTES:])
    struct.pack_into("<h", content, DIMENSIONS, 4)
    struct.pack_into("<h", content, DIMENSIONS + 8, 2)
    image = folder / f"imagesTr/lesion_{number:03}.nii.gz"
    image.parent.mkdir(parents=True, exist_ok=True)
    image.write_bytes(gzip.compress(bytes(content), 1))
    copy(case, "GT", folder / f"labelsTr/lesion_{number:03}.nii.gz")


def bids(case, number, folder):
    """Two sessions of each subject."""
    subject, session = f"sub-{number // 2 + 1:02}", f"ses-{number % 2 + 1}"
    place = f"{subject}/{session}/anat/{subject}_{session}"
    copy(case, "FLAIR", folder / f"{place}_FLAIR.nii.gz")
    copy(case, "T1", folder / f"{place}_T1w.nii.gz")
    copy(case, "GT", folder / f"derivatives/manual/{place}_label-lesion_mask.nii.gz")


def brats(case, number, folder):
    name = f"BraTS-GLI-{number:05}-000"
    copy(case, "T1", folder / f"{name}/{name}-t1c.nii.gz")
    copy(case, "FLAIR", folder / f"{name}/{name}-t2f.nii.gz")
    copy(case, "GT", folder / f"{name}/{name}-seg.nii.gz")


def lits(case, number, folder):
    folder.mkdir(parents=True, exist_ok=True)
    scan, mask = (gzip.decompress((case / f"{name}.nii.gz").read_bytes()) for name in ("T1", "GT"))
    (folder / f"volume-{number}.nii").write_bytes(scan)
    (folder / f"segmentation-{number}.nii").write_bytes(mask[:HEADER_BYTES] + mask[HEADER_BYTES:].replace(b"\x01", b"\x02"))  # 2: a tumour


def scans(case, number, folder):
    """Scans in one folder, as LUNA16 has them, and masks in another, as people collect them for it."""
    metaimage(case / "T1.nii.gz", folder / f"subset{number % 2}", f"1.3.6.{number}")
    copy(case, "GT", folder / f"nodules/1.3.6.{number}.nii.gz")


def metaimage(nifti, folder, name):
    """Writes name.mhd and name.raw; of a grid whose axes run along those of the body, as phantoms have."""
    folder.mkdir(parents=True, exist_ok=True)
    content = gzip.decompress(nifti.read_bytes())
    size = struct.unpack_from("<3h", content, DIMENSIONS + 2)
    kind = {4: "MET_SHORT", 16: "MET_FLOAT", 512: "MET_USHORT"}[struct.unpack_from("<h", content, 70)[0]]
    rows = [struct.unpack_from("<4f", content, 280 + 16 * row) for row in range(3)]
    steps = [rows[axis][axis] * sign for axis, sign in enumerate((-1, -1, 1))]  # LPS
    offset = [rows[axis][3] * sign for axis, sign in enumerate((-1, -1, 1))]
    matrix = [(1 if steps[axis] > 0 else -1) if axis == column else 0 for axis in range(3) for column in range(3)]
    keys = {
        "ObjectType": "Image", "NDims": 3, "BinaryData": True, "BinaryDataByteOrderMSB": False, "TransformMatrix": text(matrix),
        "Offset": text(offset), "ElementSpacing": text(abs(step) for step in steps), "DimSize": text(size),
        "ElementType": kind, "ElementDataFile": f"{name}.raw"}
    (folder / f"{name}.mhd").write_text("".join(f"{key} = {value}\n" for key, value in keys.items()))
    (folder / f"{name}.raw").write_bytes(content[HEADER_BYTES:])


def text(numbers):
    return " ".join(f"{number:g}" for number in numbers)
