"""Started by ci/torture.sh, which describes it."""
import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import commands
from commands import LIMIT_S, PATCH, Torture
from connections import Connections
from preparing import Preparing, may_mount


class Run:
    """What all parts share."""

    def __init__(self, options, folder):
        self.class_path, self.shim, self.folder = options.class_path, Path(options.shim).resolve(), folder
        self.draw = random.Random(options.seed)
        self.ib = commands.Commands(options.class_path)


def mutated_inputs(run, count, seed):
    folder = run.folder / "mutated"
    run.ib.must("synth", folder / "raw", "--cases", 1, "--size", 12, 10, 14, "--spacing", 2, 3, 4, "--lesions", 2,
                "--radius", 1, 3, "--modalities", "T1")
    run.ib.must("prepare", folder / "raw", folder / "sound", *PATCH)
    done = subprocess.run([*commands.JAVA, "-cp", run.class_path, "org.ibengine.cli.MutatedInputs", folder, str(count),
                           str(seed)], capture_output=True, text=True, timeout=LIMIT_S + count, check=False)
    kinds = {line.split()[0]: [int(n) for n in line.split()[1:]] for line in done.stdout.splitlines()}
    if done.returncode != 0 or any(numbers[3] for numbers in kinds.values()):
        faults = "\n".join(line for line in done.stderr.splitlines() if not line.startswith("INFO"))
        raise Torture(f"exit code {done.returncode}, {kinds}: {faults[-4000:]}")
    return {kind: {"runs": n[0], "read": n[1], "refused": n[2]} for kind, n in kinds.items()}


def hostile_connections(run, preparing, count):
    connections = Connections(run, preparing.wanted)
    try:
        return connections.hostile(count)
    finally:
        connections.close()


def key_of(name):
    """The key of a part in the report: full disks is fullDisks."""
    first, *others = name.split()
    return first + "".join(word.capitalize() for word in others)


def parts(run, options):
    preparing = Preparing(run)
    yield "a planted fault", preparing.planted_fault
    yield "kills of ib prepare", lambda: preparing.kills(options.kills)
    yield "failing calls", lambda: preparing.failing_calls(options.calls)
    if may_mount():
        yield "full disks", lambda: preparing.full_disks(options.disks)
    else:
        print("torture: full disks left out, this system lets nobody mount a file system of their own", flush=True)
    yield "mutated inputs", lambda: mutated_inputs(run, options.inputs, options.seed)
    yield "hostile connections", lambda: hostile_connections(run, preparing, options.connections)


def arguments():
    parser = argparse.ArgumentParser()
    for name in ["class-path", "shim", "report"]:
        parser.add_argument("--" + name, required=True)
    for name in ["seed", "kills", "calls", "disks", "inputs", "connections"]:
        parser.add_argument("--" + name, required=True, type=int)
    return parser.parse_args()


def main():
    options = arguments()
    report, failed = {"seed": options.seed}, False
    with tempfile.TemporaryDirectory(prefix="ib-torture-") as folder:
        run = Run(options, Path(folder))
        for name, part in parts(run, options):
            started = time.monotonic()
            run.draw.seed(f"{options.seed} {name}")  # a part draws the same whatever the counts of the others
            try:
                report[key_of(name)] = found = part()
                print(f"torture: {name}: {json.dumps(found)}, {time.monotonic() - started:.0f} s", flush=True)
            except Torture as problem:
                failed = True
                print(f"torture: {name}: FAILED (seed {options.seed}): {problem}", flush=True)
        run.ib.close()
    Path(options.report).write_text(json.dumps(report, indent=2) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
