"""Bits per voxel and largest error of float32 scans that are stored as they are and rounded, beside gzip and blosc2.

Scans are float32 files: brain-extracted MR on a grid of 1 mm, as they come (ms/patient07, ms/patient19), and what pipelines that resample
make of others: MR of 16 bits on a grid of 1 mm (FLAIR linear, T1 cubic), chest CT with voxels of half the edge, linear and cubic. `ib prepare
--layout volumes` stores each under every rule of --store, packed where that pays; bytes are those of the volume in its file. gzip -1 and blosc2
(LZ4HC -5, Zstd -3, byte shuffle, chunks of 64 x 128 x 128, blocks of 32^3) get the float32 values, blosc2 also the stored codes of 16 bits.
The errors in the records are compared with numpy's.

Usage: rounded.py [--data DIR] [--work DIR] [--ib COMMAND] [--out FILE]
Needs numpy, scipy, nibabel and blosc2.
"""
import argparse
import json
import shutil
import sys
import zlib
from pathlib import Path

import blosc2
import measuring
import nibabel
import numpy
import scans
import scipy.ndimage
from blosc_volumes import in_memory, settings

sys.path.insert(0, str(measuring.REPOSITORY / "python"))
from ib_engine import packed  # noqa: E402

STORES = ("auto", "uint16", "float16")


def loaded(file):
    """(X, Y, Z) in float32, and the edges of a voxel."""
    image = nibabel.load(file)
    return numpy.asanyarray(image.dataobj).astype(numpy.float32), [float(edge) for edge in image.header.get_zooms()[:3]]


def cases(data):
    """Case, modality, what it is, values, edge of a voxel in mm."""
    for case in ("patient07", "patient19"):
        for name in ("FLAIR", "T1"):
            yield case, name, f"{name} of {case}, brain-extracted", loaded(data / "ms" / case / f"{name}.nii.gz")[0], 1.0
    flair, edges = loaded(data / "mismatch/patient12/FLAIR.nii.gz")
    finer = scipy.ndimage.zoom(flair, edges, order=1)
    yield "patient12", "FLAIR", "FLAIR of patient12, 1 mm, linear", finer, 1.0
    t1 = loaded(data / "mismatch/patient12/T1.nii.gz")[0]
    times = [to / of for to, of in zip(finer.shape, t1.shape)]
    yield "patient12", "T1", "T1 of patient12, 1 mm, cubic", scipy.ndimage.zoom(t1, times, order=3), 1.0
    ct, edges = loaded(data / "ct/ct_thorax.nii.gz")
    for name, order in (("FLAIR", 1), ("T1", 3)):  # all cases have the same modalities
        yield "ct", name, f"chest CT, {edges[0] / 2} mm, {scans.ORDERS[order]}", scipy.ndimage.zoom(ct, 2, order=order), edges[0] / 2


def written(raw, case, name, values, edge):
    """A raw case for `ib prepare`, with a small lesion."""
    folder = raw / case
    folder.mkdir(parents=True, exist_ok=True)
    affine = numpy.diag([edge] * 3 + [1])
    nibabel.save(nibabel.Nifti1Image(values, affine), folder / f"{name}.nii")
    mask = numpy.zeros(values.shape, numpy.uint8)
    mask[40:44, 50:55, 60:63] = 1
    nibabel.save(nibabel.Nifti1Image(mask, affine), folder / "GT.nii")


def volume_bytes(file):
    """By name, of each volume in a safetensors file."""
    with open(file, "rb") as opened:
        header = json.loads(opened.read(int.from_bytes(opened.read(8), "little")))
    return {name: item["data_offsets"][1] - item["data_offsets"][0] for name, item in header.items() if name != "__metadata__"}


def prepared(raw, store, arguments):
    """The dataset folder."""
    folder = arguments.work / f"rounded-{store}"
    shutil.rmtree(folder, ignore_errors=True)
    measuring.run_command([arguments.ib, "prepare", raw, folder, "--layout", "volumes", "--patch-size", "64", "64", "64", "--store", store])
    return folder


def stored(folder, case, name, values):
    """Bytes and error of a modality in a dataset folder."""
    record = json.loads((folder / "cases" / case / "case.json").read_text())
    modality = next(item for item in record["modalities"] if item["name"] == name)
    error = modality.get("rounded", {"largestError": 0})["largestError"]
    found = packed.read_case(folder / "cases" / case)[name].T.astype(float)
    apart = float(numpy.abs(found - values).max())
    if not abs(apart - error) <= 2e-7 * float(numpy.abs(values).max()):
        raise SystemExit(f"{case} {name}: the record says {error}, numpy finds {apart}; not reported")
    if (found[values == 0] != 0).any():
        raise SystemExit(f"{case} {name}: 0 did not stay 0; not reported")
    return {"bytes": volume_bytes(folder / record["outputs"][0]["path"])[name], "largestError": error, "type": modality["type"]}


def blosc_bytes(volume):
    return {f"blosc2 {setting.name}": len(in_memory(volume, setting).to_cframe())
            for setting in settings() if setting.blocks == 32 and not setting.name.startswith("LZ4 ")}


def others(values, folder, case, name):
    """Bytes by gzip and blosc2, of the floats and of the stored codes."""
    floats = numpy.ascontiguousarray(values.T)
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    found = {"gzip -1": len(packer.compress(floats.tobytes())) + len(packer.flush()), **blosc_bytes(floats)}
    codes = packed.read_volumes(next((folder / "cases" / case).glob("volumes-*")))[name]
    return found | {f"{way}, codes": of for way, of in blosc_bytes(codes).items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    scans.add_options(parser)
    parser.add_argument("--ib", type=Path, default=scans.IB, help="the command that prepares (default: ./ib)")
    parser.add_argument("--out", type=Path, default=measuring.REPOSITORY / "benchmarks/results/rounded.json")
    arguments = parser.parse_args()
    if arguments.data is None:
        raise SystemExit("name the folder of test data: --data, or IB_TEST_DATA")
    blosc2.set_nthreads(1)
    raw = arguments.work / "rounded"
    shutil.rmtree(raw, ignore_errors=True)
    found = list(cases(Path(arguments.data)))
    for case, name, _, values, edge in found:
        written(raw, case, name, values, edge)
    folders = {store: prepared(raw, store, arguments) for store in STORES}
    results = []
    for case, name, what, values, _ in found:
        ways = [{"store": store, **stored(folder, case, name, values)} for store, folder in folders.items()]
        theirs = others(values, folders["uint16"], case, name)
        results.append({
            "scan": what, "size": values.shape, "smallest": float(values.min()), "largest": float(values.max()),
            "stored": ways, "others": [{"way": way, "bytes": of} for way, of in theirs.items()]})
        print(json.dumps(results[-1]), flush=True)
    measuring.write_results(arguments.out, {
        "benchmark": "rounded", "commit": measuring.commit(),
        "machine": measuring.machine(numpy=numpy.__version__, blosc2=blosc2.__version__), "results": results})


if __name__ == "__main__":
    main()
