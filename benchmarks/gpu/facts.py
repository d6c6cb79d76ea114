"""What a machine with a GPU is: driver, device, clocks, memory, libraries, tools; and what the driver lacks.

Usage: facts.py --symbols FILE --output FILE [--commit ID]   writes JSON; prints what the driver lacks, a line in all
       facts.py --cublas   prints where libcublas.so.12 is, or .so.13; exit code 1 if neither is anywhere

The symbols, a name per line, are those that JCuda's native library takes from libcuda.so.1: they are looked up one by
one here, before a JVM ends at the first that is missing.
"""
import argparse
import ctypes
import importlib.metadata
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "end_to_end"))
import measuring  # noqa: E402

DRIVER = "libcuda.so.1"
QUERIED = ("name", "driver_version", "memory.total", "memory.used", "clocks.sm", "clocks.mem", "clocks.max.sm",
           "clocks.max.mem", "power.limit", "temperature.gpu", "ecc.mode.current", "mig.mode.current", "persistence_mode",
           "compute_mode", "pcie.link.gen.current", "pcie.link.width.current")
SURE = 8  # of these, known to every nvidia-smi
# CUdevice_attribute
ATTRIBUTES = {"multiprocessors": 16, "l2Bytes": 38, "unifiedAddressing": 41, "capabilityMajor": 75, "capabilityMinor": 76,
              "sharedBytesPerBlock": 97, "ipcEvents": 125}
PACKAGES = ("numpy", "torch", "cupy-cuda13x", "cupy-cuda12x", "scipy")


def output_of(*command):
    """What a command prints, or None where it cannot be run."""
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=8, check=True).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return None


def loaded_driver():
    try:
        return ctypes.CDLL(DRIVER)
    except OSError:
        return None


def missing_symbols(driver, names):
    return [name for name in names if not hasattr(driver, name)]


def device(driver):
    """By the driver's own calls: what nvidia-smi does not say, and where it is missing."""
    value = ctypes.c_int()

    def asked(function, *arguments):
        return value.value if getattr(driver, function)(ctypes.byref(value), *arguments) == 0 else None

    facts = {"init": driver.cuInit(0), "cudaVersion": asked("cuDriverGetVersion"), "devices": asked("cuDeviceGetCount")}
    if facts["devices"]:
        facts |= {name: asked("cuDeviceGetAttribute", code, 0) for name, code in ATTRIBUTES.items()}
    return facts


def smi():
    """In one call, which takes seconds where the driver is not kept loaded."""
    for queried in (QUERIED, QUERIED[:SURE]):  # one that is not known spoils all
        answer = output_of("nvidia-smi", f"--query-gpu={','.join(queried)}", "--format=csv,noheader", "--id=0")
        if answer is not None:
            return dict(zip(map(camel_case, queried), map(str.strip, answer.split(","))))
    return None


def camel_case(name):
    return re.sub(r"[._](\w)", lambda match: match.group(1).upper(), name)


def packages():
    found = []
    for name in PACKAGES:
        try:
            found.append({"name": name, "version": importlib.metadata.version(name)})
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def tools():
    found = []
    for name in ("ncu", "compute-sanitizer", "nvcc"):
        path = shutil.which(name) or shutil.which(name, path="/usr/local/cuda/bin")
        if path is not None:
            version = (output_of(path, "--version") or "does not start").splitlines()[-1]
            found.append({"name": name, "version": version})
    return found


def shared_memory():
    status = os.statvfs("/dev/shm")
    return {"bytes": status.f_frsize * status.f_blocks, "freeBytes": status.f_frsize * status.f_bavail}


def cublas():
    """The path of cuBLAS, of CUDA 12 rather than of 13; the loader's or one beside the packages of this Python."""
    for name in ("libcublas.so.12", "libcublas.so.13"):
        for line in (output_of("ldconfig", "-p") or "").splitlines():
            if name in line.split():
                return line.split()[-1]
        folders = [*map(Path, sys.path), Path("/usr/local/cuda/lib64")]
        for folder in filter(Path.is_dir, folders):
            for found in [folder / name, *folder.glob(f"nvidia/*/lib/{name}")]:
                if found.exists():
                    return str(found)
    return None


def facts(symbols, commit):
    driver = loaded_driver()
    return {
        "benchmark": "gpu_facts", "commit": commit, "machine": measuring.machine(), "kernel": platform.release(),
        "python": platform.python_version(), "packages": packages(), "tools": tools(), "sharedMemory": shared_memory(),
        "cublas": cublas(), "nvidiaSmi": smi(), "driverLoads": driver is not None,
        "driverDouble": driver is not None and hasattr(driver, "ib_double_reset"),
        "device": None if driver is None else device(driver), "driverSymbols": len(symbols),
        "missingDriverSymbols": symbols if driver is None else missing_symbols(driver, symbols),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--symbols", type=Path)
    parser.add_argument("--output", type=Path)
    parser.add_argument("--commit", default="unknown")
    parser.add_argument("--cublas", action="store_true")
    options = parser.parse_args()
    if options.cublas:
        found = cublas()
        print(found or "none")
        return 0 if found else 1
    found = facts(options.symbols.read_text().split(), options.commit)
    measuring.write_results(options.output, found)
    if not found["driverLoads"]:
        print(f"{DRIVER} cannot be loaded")
    elif found["missingDriverSymbols"]:
        print(f"{DRIVER} lacks", *found["missingDriverSymbols"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
