#!/usr/bin/env python3
"""Kills processes that opened a dataset (-9, at random moments) and checks that nothing is left of them.

Each opens it, takes batches, closes and opens it again, some fork in between. Within 2 s of the kill, no process that it
started runs any more (the engine's, or one that it forked and that was to end with it), the folder for sockets is empty, and
no memory file of ib serve is open or mapped anywhere. Prints one JSON object; exit code 1 if anything was not so.

  PYTHONPATH=python python/tests/parent_kills.py --count 1000 > benchmarks/results/parent_kills.json
"""
import argparse
import importlib
import json
import os
import random
import sys
import time
from pathlib import Path

import kills
import opening
import serving

LONGEST_LIFE_S = 2.5  # a server is there after 0.6 s
PARENT = """
import os, random, sys, time
import ib_engine
draw = random.Random(int(sys.argv[2]))
print("ready", flush=True)
while True:
    with ib_engine.open(sys.argv[1], backend="cpu", threads=1, batch_size=draw.randrange(1, 4)) as engine:
        forked = 0
        if draw.random() < 0.3:  # as a loader's worker, which holds what its parent had open
            forked = os.fork()
            if forked == 0:
                os.environ.clear()
                os.execve("/bin/sleep", ["sleep", "1"], {}) if draw.random() < 0.5 else time.sleep(1)
                os._exit(0)
        for number in range(draw.randrange(1, 40)):
            for batch in engine.epoch(1, number):
                batch.image[0].sum()
                time.sleep(draw.random() * 0.01)
        if forked:
            os.waitpid(forked, 0)
"""


def of_run(mark):
    """Processes that have this mark in their environment: those that a parent started, and what they started."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "environ").read_bytes().split(b"\0"):
                found.append(f"{process.name} {(process / 'cmdline').read_bytes().split(bytes(1))[:1]}")
        except OSError:
            continue  # it has ended
    return found


class Stage:
    """Where parents live and are killed."""

    def __init__(self, seed, folder):
        self.draw = random.Random(seed)
        self.folder = folder
        self.serving = 0  # kills of a parent whose server was listening

    def kill_one(self, number):
        """Seconds until nothing was left."""
        mark = f"{kills.MARK}={os.getpid()}-{number}"
        parent = serving.python(PARENT, serving.dataset(), self.draw.randrange(1 << 30),
                                environment=dict([mark.split("=")]))
        if parent.stdout.readline() != "ready\n":
            raise kills.Failed(f"could not start: {parent.communicate()[1]}")
        time.sleep(self.draw.random() * LONGEST_LIFE_S)
        if parent.poll() is not None:
            raise kills.Failed(f"ended by itself: {parent.communicate()[1]}")
        self.serving += any(self.folder.iterdir())
        parent.kill()
        began = time.monotonic()
        parent.wait()
        kills.until(lambda: not self.left(mark), lambda: self.left(mark), opening.LIMIT_S)
        took = time.monotonic() - began
        parent.communicate()
        return took

    def left(self, mark):
        return [*of_run(mark.encode()), *(entry.name for entry in self.folder.iterdir())]


def run(count, seed):
    """Kills so many; returns what happened."""
    failures, longest = [], 0.0
    serving.dataset()
    os.environ[kills.MARK] = str(os.getpid())
    with opening.runtime_folder() as folder:
        stage = Stage(seed, folder)
        for number in range(count):
            try:
                longest = max(longest, stage.kill_one(number))
            except kills.Failed as failure:
                failures.append(f"kill {number}: {failure}")
    if kills.holders():
        failures.append(f"processes {kills.holders()} still hold the memory of a server")
    shared = [name for name in kills.shared_memory() if name.startswith("ib")]  # others may make some meanwhile
    if shared:
        failures.append(f"{shared} are in /dev/shm")
    return {"seed": seed, "kills": count, "whileServing": stage.serving, "longestSeconds": longest, "failures": failures}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    done = opening.use_tested_engine()
    sys.path.append(str(Path(__file__).parents[2] / "benchmarks/end_to_end"))
    measuring = importlib.import_module("measuring")
    result = run(options.count, options.seed)
    done()
    print(json.dumps({"commit": measuring.commit(), "machine": measuring.machine(), **result}, indent=1))
    return 1 if result["failures"] else 0


if __name__ == "__main__":
    sys.exit(main())
