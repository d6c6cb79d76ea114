"""How many cases stay in the memory of a device, raw against packed, by the engine's own forecast.

The engine is opened on the backend `cuda` with each budget as --max-device-memory, and no batch is asked for: what it would keep
there does not depend on the device, so without a GPU the driver's test double does (--driver, --kernels). Budgets in which not all
cases fit say what the engine chooses; for larger ones the same bytes per case are counted on.

Usage: device_memory.py [--data DIR] [--work DIR] [--cases 6] [--patch-size 96] [--driver FILE --kernels FILE] [--out FILE]
"""
import argparse
import json
import os
from pathlib import Path

import measuring
import packed_epochs
import scans

BUDGETS_MB = (250, 500, 1000, 1500, 2000, 3000, 4000)
DEVICES_GB = (24, 80, 141)
BATCH = 2


def forecast(folder, budget, size, work):
    """What the engine says that it would take, in bytes."""
    summary = work / "device_memory.json"
    measuring.run_command([scans.IB, "epoch", folder, "--backend", "cuda", "--max-device-memory", str(budget), "--patch-size", *[str(size)] * 3,
                           "--batch-size", str(BATCH), "--stop-after", "0", "--summary", summary])
    memory = json.loads(summary.read_text())["memoryBytes"]
    return {"volumes": memory["predictedDeviceVolumes"],
            "besides": memory["predictedDeviceBatches"] + memory["predictedDeviceLaunches"]}


def kept(folder, cases, size, work):
    """Cases that fit, by budget. The bytes of one are those of the average case."""
    whole = forecast(folder, 1 << 40, size, work)
    each = whole["volumes"] / cases
    budgets = []
    for megabytes in BUDGETS_MB:
        found = forecast(folder, megabytes * 1_000_000, size, work)
        budgets.append({"megabytes": megabytes, "volumeBytes": found["volumes"], "cases": round(found["volumes"] / each)})
    devices = [{"gigabytes": gigabytes, "cases": int((gigabytes * 1e9 - whole["besides"]) // each)} for gigabytes in DEVICES_GB]
    return {"bytesPerCase": each, "bytesBesides": whole["besides"], "budgets": budgets, "devices": devices}


def prepared(name, raw, options, arguments):
    """Folders by encoding: those that packed_epochs.py left, or new ones."""
    folders = {encoding: arguments.work / f"{name}-{encoding}" for encoding in packed_epochs.ENCODINGS}
    if all((folder / "dataset.json").exists() for folder in folders.values()):
        return folders
    return packed_epochs.prepare(name, raw, options, arguments)[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    scans.add_options(parser)
    parser.add_argument("--cases", type=int, default=6)
    parser.add_argument("--patch-size", type=int, default=96)
    parser.add_argument("--driver", type=Path, help="libcuda.so.1 of the driver's test double")
    parser.add_argument("--kernels", type=Path, help="host_kernels.image for it")
    parser.add_argument("--out", type=Path, default=measuring.REPOSITORY / "benchmarks/results/device_memory.json")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    if arguments.driver:
        os.environ["IB_JAVA_OPTS"] = f"-Dib.cuda.driver={arguments.driver.resolve()} -Dib.cuda.kernels={arguments.kernels.resolve()}"
    results = []
    for name, raw, options, _ in packed_epochs.sets(arguments):
        folders = prepared(name, raw, options, arguments)
        cases = len(list(folders["raw"].glob("cases/*/case.json")))
        results.append({"set": name, "cases": cases, "encodings": {
            encoding: kept(folder, cases, arguments.patch_size, arguments.work) for encoding, folder in folders.items()}})
    measuring.write_results(arguments.out, {
        "benchmark": "device_memory", "commit": measuring.commit(), "machine": measuring.machine(), "hardware": arguments.driver is None,
        "batchSize": BATCH, "patchSize": arguments.patch_size, "results": results})


if __name__ == "__main__":
    main()
