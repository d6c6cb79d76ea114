#!/usr/bin/env python3
"""Measures what a copy of each batch costs a loop over PatchDataset, beside batches that are lent.

For batches of two patches of 64³ and of 128³: milliseconds from asking for a batch, which has become ready during a
step that sleeps, until its tensors are there. The default (copy=None) copies only where a loop holds
nearly all batches in memory, which this one does not. Prints one JSON object. Needs torch.

  PYTHONPATH=python:python/tests benchmarks/end_to_end/copying.py >benchmarks/results/python_copying.json
"""
import json
import statistics
import sys
import time

import measuring
import serving
import torch
from ib_engine.torch_data import PatchDataset

STEP_SECONDS = {64: 0.05, 128: 0.2}
WAYS = {"lent": False, "default": None, "copied": True}


def milliseconds(dataset, step_seconds):
    """Of every batch of an epoch; an epoch before it has mapped the memory."""
    sum(1 for _ in dataset)
    batches, found = iter(dataset), []
    while True:
        time.sleep(step_seconds)
        began = time.perf_counter()
        batch = next(batches, None)
        if batch is None:
            return found
        found.append(1000 * (time.perf_counter() - began))


def measure(size):
    options = ["--patch-size", size, size, size, "--batch-size", 2, "--repeats", 2, "--ratio", 0]
    result = {}
    with serving.Server(*options, name=f"copying-{size}") as server:
        for name, copy in WAYS.items():
            dataset = PatchDataset(server.socket, seed=1, copy=copy)
            found = milliseconds(dataset, STEP_SECONDS[size])
            dataset.close()
            result[name] = {"median": statistics.median(found), "min": min(found), "max": max(found), "runs": len(found)}
    return result


def main():
    serving.SYNTH[:] = ["--cases", "4", "--size", "230", "230", "230", "--spacing", "1", "1", "1", "--lesions", "12",
                        "--radius", "2", "8", "--seed", "3"]
    json.dump({"benchmark": "tensors lent or copied by PatchDataset", "commit": measuring.commit(),
               "machine": measuring.machine(), "torch": torch.__version__,
               "millis": {str(size): measure(size) for size in STEP_SECONDS}}, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
