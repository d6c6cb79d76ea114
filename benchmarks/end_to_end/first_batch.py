#!/usr/bin/env python3
"""Measures ib_engine.open on the example (examples/ms): how long until the first batch is there, and its rate beside ib serve.

Seconds from the call of ib_engine.open to the first batch, after an earlier one has made everything warm, in processes that
have imported ib_engine. Patches per second of whole epochs, of an engine that was opened and of one that is connected to an
ib serve that was started by hand with the same options, in turns within one run; each reads an array of every batch. On a
busy machine the processor time of both servers over these epochs says more. Prints one JSON object.

  PYTHONPATH=python:python/tests benchmarks/end_to_end/first_batch.py >benchmarks/results/first_batch.json
"""
import json
import os
import statistics
import sys
import tempfile
import time

import ib_engine
import measuring
import opening
import serving

OPTIONS = {"patch_size": (64, 64, 64), "batch_size": 2, "repeats": 16, "backend": "cpu"}
OPENINGS = 15
ROUNDS = 31


def first_batch(data):
    """Seconds until a batch of a new engine is there."""
    began = time.perf_counter()
    with ib_engine.open(data, **OPTIONS) as engine:
        next(engine.epoch(1)).image.sum()
        return time.perf_counter() - began


def rate(engine, number):
    """Patches per second of an epoch."""
    began, patches = time.perf_counter(), 0
    for batch in engine.epoch(1, number):
        batch.label.sum()
        patches += len(batch.image)
    return patches / (time.perf_counter() - began)


def rates(data):
    words = ["--patch-size", 64, 64, 64, "--batch-size", 2, "--repeats", 16]
    with serving.Server(*words, name="byhand", data=data) as server, ib_engine.connect(server.socket) as by_hand, \
            ib_engine.open(data, **OPTIONS) as opened:
        servers = {"opened": opening.servers_of(os.getpid())[0], "byHand": server.process.pid}
        found, before = {"opened": [], "byHand": []}, {}
        for number in range(ROUNDS + 2):  # the first two make both warm
            before = {name: processor_seconds(pid) for name, pid in servers.items()} if number == 2 else before
            turns = [("opened", opened), ("byHand", by_hand)]
            for name, engine in turns if number % 2 else reversed(turns):
                found[name].append(rate(engine, number))
        spent = {name: processor_seconds(pid) - before[name] for name, pid in servers.items()}
    return {name: values[2:] for name, values in found.items()}, spent


def processor_seconds(process):
    """What it has used so far, all threads together."""
    with open(f"/proc/{process}/stat", encoding="utf-8") as status:
        fields = status.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def spread(values):
    return {"median": statistics.median(values), "min": min(values), "max": max(values), "runs": len(values)}


def main():
    os.environ["IB_ENGINE_COMMAND"] = serving.IB[0]
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "ms")
        ib_engine.prepare(serving.REPOSITORY / "examples" / "ms", data, layout="volumes", progress=False)
        first_batch(data)
        seconds = [first_batch(data) for _ in range(OPENINGS)]
        found, spent = rates(data)
    pairs = [opened / by_hand for opened, by_hand in zip(found["opened"], found["byHand"])]
    json.dump({"benchmark": "ib_engine.open on examples/ms", "commit": measuring.commit(), "machine": measuring.machine(),
               "secondsToFirstBatch": spread(seconds),
               "patchesPerSecond": {name: spread(values) for name, values in found.items()},
               "openedToByHand": spread(pairs), "serverProcessorSeconds": spent}, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
