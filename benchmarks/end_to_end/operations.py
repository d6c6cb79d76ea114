"""The Python baselines of single operations, on phantoms of `ib synth`.

Times numpy.percentile(volume, (1, 99)) of every modality, scipy.ndimage.label of the first case's mask
with boxes, voxel counts and centroids, and Python's gzip (zlib) at level 1 on the first 256 MiB of voxels;
connected-components-3d too where it is installed. Everything is loaded before it is timed. Component
counts are checked against the phantom's truth.json, percentiles against their ranks.

Usage: operations.py CASE_FOLDER... [--runs 3] [--out FILE]
"""
import argparse
import gzip
import json
from pathlib import Path

import nibabel as nib
import numpy as np
import scipy
from scipy import ndimage

import measuring

try:
    import cc3d
except ImportError:
    cc3d = None

GZIP_BYTES = 256 << 20


def entry(operation, library, data, described, seconds):
    return {
        "operation": operation,
        "library": library,
        "input": described,
        "bytes": data.nbytes,
        "seconds": seconds,
        "gbPerSecond": data.nbytes / seconds["median"] * 1e-9,
    }


def described(data, what):
    return f"{'x'.join(map(str, data.shape))} {data.dtype} {what}"


def percentiles(volume, name, runs):
    seconds, found = measuring.timed(lambda: np.percentile(volume, (1, 99)), runs)
    for value, percentage in zip(found, (1, 99)):
        rank = (volume.size - 1) * percentage / 100
        below, not_above = np.count_nonzero(volume < value), np.count_nonzero(volume <= value)
        if not below <= rank + 1 or not rank <= not_above:
            raise SystemExit(f"{name}: percentile {percentage} is wrong; not reported")
    return entry("percentiles", "numpy", volume, described(volume, name), seconds)


def with_scipy(mask):
    labels, count = ndimage.label(mask)
    ndimage.find_objects(labels)
    np.bincount(labels.ravel())
    ndimage.center_of_mass(mask, labels, range(1, count + 1))
    return count


def with_cc3d(mask):
    labels, count = cc3d.connected_components(mask, connectivity=6, return_N=True)
    cc3d.statistics(labels)
    return count


def components(mask, truth, runs):
    known = truth["components"]["6"]["count"]
    libraries = {"scipy": with_scipy} | ({"cc3d": with_cc3d} if cc3d else {})
    for library, label in libraries.items():
        seconds, count = measuring.timed(lambda label=label: label(mask), runs)
        if count != known:
            raise SystemExit(f"{library} finds {count} components, the phantom has {known}")
        yield entry("components 6", library, mask, described(mask, f"{known} components"), seconds)


def codec(volume, name, runs):
    plain = volume.ravel(order="F").view(np.uint8)[:GZIP_BYTES]
    what = f"{volume.dtype} {name}, {plain.nbytes} bytes"
    seconds, packed = measuring.timed(lambda: gzip.compress(plain, compresslevel=1), runs)
    yield entry("gzip encode", "zlib level 1", plain, what, seconds) | {"encoded": len(packed)}
    seconds, unpacked = measuring.timed(lambda: gzip.decompress(packed), runs)
    if unpacked != plain.tobytes():
        raise SystemExit(f"{name}: gzip does not give back what it got")
    yield entry("gzip decode", "zlib", plain, what, seconds)


def measure_volumes(case, runs):
    truth = json.loads((case / "truth.json").read_text())
    for name in truth["modalities"]:
        volume = np.asanyarray(nib.load(case / f"{name}.nii.gz").dataobj)
        yield percentiles(volume, name, runs)
        yield from codec(volume, name, runs)
        del volume


def measure_mask(case, runs):
    truth = json.loads((case / "truth.json").read_text())
    yield from components(np.asanyarray(nib.load(case / "GT.nii.gz").dataobj), truth, runs)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default_out = measuring.REPOSITORY / "benchmarks/results/python.json"
    parser.add_argument("cases", type=Path, nargs="+")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--out", type=Path, default=default_out)
    options = parser.parse_args()
    versions = {"numpy": np.__version__, "scipy": scipy.__version__}
    content = {
        "benchmark": "python",
        "commit": measuring.commit(),
        "machine": measuring.machine(**versions),
        "seed": [json.loads((case / "truth.json").read_text())["seed"] for case in options.cases],
        "results": [
            *(of for case in options.cases for of in measure_volumes(case, options.runs)),
            *measure_mask(options.cases[0], options.runs),
        ],
    }
    measuring.write_results(options.out, content)
    for of in content["results"]:
        print(f"{of['operation']:14} {of['library']:14} {of['input']}: {of['seconds']['median']:.3g} s")


if __name__ == "__main__":
    main()
