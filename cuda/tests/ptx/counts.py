"""Compares what kernels do per voxel with the table cuda/tests/ptx/counts.csv.

Usage: counts.py check PROGRAM NVCC    exit code 1 if the instructions of any line are more than 5 % off the table
       counts.py update PROGRAM NVCC   writes the table
PROGRAM is count_kernels of a build with IB_PTX. The first line of the table names the nvcc that it was made with;
another nvcc makes other instructions, so nothing is compared then.
"""

import csv
import re
import subprocess
import sys
from pathlib import Path

TABLE = Path(__file__).resolve().parent / "counts.csv"
TOLERANCE = 0.05
UPDATE = "ci/ptx.sh update"


def nvcc_version(nvcc):
    said = subprocess.run([nvcc, "--version"], check=True, capture_output=True, text=True).stdout
    found = re.search(r"release [\d.]+, V([\d.]+)", said)
    return f"nvcc {found[1] if found else 'of unknown version'}"


def counted(program):
    return subprocess.run([program], check=True, capture_output=True, text=True).stdout


def instructions(lines):
    """Instructions per voxel by kernel and workload."""
    return {(row["kernel"], row["workload"]): float(row["instructions"]) for row in csv.DictReader(lines)}


def differences(table, now):
    """What is wrong, a line each; nothing where all lines are within the tolerance."""
    wrong = []
    for key in sorted(table.keys() | now.keys()):
        name = f"{key[0]}, {key[1]}"
        if key not in now or key not in table:
            wrong.append(f"{name}: {'not in the table' if key in now else 'in the table, but it did not run'}")
        elif abs(now[key] - table[key]) > TOLERANCE * table[key]:
            change = f"{100 * (now[key] / table[key] - 1):+.1f} %" if table[key] else "from none"
            wrong.append(f"{name}: {now[key]:g} instructions per voxel, {table[key]:g} in the table ({change})")
    return wrong


def main(action, program, nvcc):
    version = nvcc_version(nvcc)
    if action == "update":
        TABLE.write_text(f"# {version}\n{counted(program)}", encoding="utf-8")
        print(f"counts: the table is that of this build, {version}")
        return 0
    made_with, *lines = TABLE.read_text(encoding="utf-8").splitlines()
    if made_with != f"# {version}":
        print(f"counts: not compared, the table was made with {made_with[2:]} and this is {version}")
        return 0
    wrong = differences(instructions(lines), instructions(counted(program).splitlines()))
    for line in wrong:
        print(f"counts: {line}")
    if wrong:
        print(f"counts: more than 5 % off. If that is meant, update the table: {UPDATE}")
        return 1
    print(f"counts: {len(lines) - 1} lines are within 5 % of the table")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in ("check", "update"):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
