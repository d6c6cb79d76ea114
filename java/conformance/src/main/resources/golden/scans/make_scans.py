"""Writes the scans of this folder and scans.json from the phantoms and the golden.json of an independent oracle for lung nodules.

Each <name>.z is one zlib stream: the voxels in little-endian order, x fastest. scans.json has what the oracle (numpy alone) made of
them on a grid of 1 mm: CRC-32 of all voxels as int16, x fastest, and single ones; of the mask by nearest neighbours as uint8.

Usage: make_scans.py ORACLE_FOLDER    (numpy; the folder holds metaimage.py, golden.json and scans/)
"""
import json
import sys
import zlib
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent


def main():
    folder = Path(sys.argv[1])
    sys.path.insert(0, str(folder))
    import metaimage

    golden = json.loads((folder / "golden.json").read_text())["cases"]
    scans = []
    for uid, case in golden.items():
        name = f"scan{uid.rsplit('.', 1)[-1]}"
        file = next(f for f in sorted((folder / "scans").glob(f"subset*/{uid}.m*")))
        scans.append(entry(name, metaimage.read(file)[0].astype("<i2"), case, "linear", "resampled_crc32_int16"))
        if "lung_mask_resampled_crc32_uint8" in case:
            mask = metaimage.read(folder / f"scans/seg-lungs-LUNA16/{uid}.mhd")[0].astype("u1")
            scans.append(entry(name + "_mask", mask, case, "nearest", "lung_mask_resampled_crc32_uint8"))
    lines = ",\n".join(json.dumps(scan) for scan in scans)
    (HERE / "scans.json").write_text(f"[\n{lines}\n]\n")


def entry(name, voxels, case, interpolation, crc):
    raw = voxels.ravel(order="F").tobytes()
    (HERE / f"{name}.z").write_bytes(zlib.compress(raw, 9))
    return {
        "name": name, "type": {"int16": "INT16", "uint8": "UINT8"}[voxels.dtype.name], "source": voxels.shape,
        "spacing": case["spacing"], "target": case["size"], "interpolation": interpolation, "crc32": case[crc],
        "probes": [[*at, value] for at, value, _ in case["probes"]] if interpolation == "linear" else [],
    }


if __name__ == "__main__":
    main()
