#!/usr/bin/env python3
"""Measures what a training loop in Python sees of `ib serve`, against dataloader_script.py.

  hand-over   from asking for a batch that is ready until its arrays are there, for two batch
              sizes, after a step of --step-ms that sleeps, as a loop that waits for a GPU, or
              computes, which fills the caches with other data; a median that does not grow with the
              bytes of a batch says that nothing is copied
  epochs      patches/s of an epoch once training is under way (from its first batch to the next epoch's
              first), and of the first epoch with connecting; the script as in compare_epoch.py
  waiting     share of the time that a loop with a step of --step-ms spends waiting for batches

The first batch is compared with `ib epoch --digest` before anything is timed. Runs alternate,
medians are compared. Writes one JSON object.

  ./ib prepare RAW PATCHES --layout patches --patch-size 64 64 64
  ./ib prepare RAW VOLUMES --layout volumes --patch-size 64 64 64
  benchmarks/end_to_end/compare_python.py --patches PATCHES --volumes VOLUMES \\
      --modalities FLAIR T1 --output benchmarks/results/python_client.json

Exit codes: 0 done, 1 a command failed or a batch differs, 3 torch, numpy or nibabel is missing.
"""

import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import comparing
import measuring

sys.path[:0] = [str(measuring.REPOSITORY / "python"), str(measuring.REPOSITORY / "python" / "tests")]
import ib_engine  # noqa: E402
from crc32c import crc32c  # noqa: E402

SEED = 7
READY_SECONDS = 60


class Server:
    """`ib serve` on the volumes, in a process of its own."""

    def __init__(self, options, folder, batch_size):
        self.socket = Path(folder) / "ib.sock"
        self.arguments = ["--patch-size", *map(str, options.patch_size), "--batch-size", str(batch_size),
                          "--threads", str(options.cores), "--modalities", ",".join(options.modalities),
                          "--backend", "cpu"]
        self.ib = shlex.split(options.ib)
        self.process = subprocess.Popen(
            [*self.ib, "serve", options.volumes, "--socket", str(self.socket), *self.arguments],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def connect(self):
        return ib_engine.connect(self.socket, wait=READY_SECONDS)

    def check(self, folder):
        """The first batch is that of `ib epoch`."""
        line = comparing.call([*self.ib, "epoch", folder, "--digest", "--seed", SEED, "--steps", 1,
                               *self.arguments])
        with self.connect() as engine:
            batch = next(engine.epoch(SEED))
            got = [f"{crc32c(batch.image):08x}", f"{crc32c(batch.label):08x}"]
        if line.split("\t")[-2:] != [got[0], got[1] + "\n"]:
            sys.exit(f"compare_python: the first batch is {got}, should be {line}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def sleep(seconds):
    time.sleep(seconds)


def compute(seconds, data=bytearray(1 << 24)):
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        data[:1 << 20] = data[1 << 20:2 << 20]


def hand_over(engine, epochs, step):
    """Seconds of each `next` after a step in which the batch has become ready, of reading its items, and bytes."""
    seconds, reading, size = [], [], 0
    for number in range(epochs):
        epoch = engine.epoch(SEED, number)
        for _ in range(epoch.steps):
            step()
            began = time.perf_counter()
            batch = next(epoch)
            image, label = batch.image, batch.label
            there = time.perf_counter()
            assert len(batch.items) == len(image)
            reading.append(time.perf_counter() - there)
            seconds.append(there - began)
            size = image.nbytes + label.nbytes
        if number == 0:  # volumes are read, slots are mapped for the first time
            seconds.clear()
            reading.clear()
    return seconds, reading, size


def first_epoch(connect):
    """Patches/s from connecting to the last batch."""
    began = time.perf_counter()
    with connect() as engine:
        patches = sum(len(batch.image) for batch in engine.epoch(SEED))
        return patches / (time.perf_counter() - began)


def later_epochs(engine, step_seconds=0.0):
    """Patches/s of the second of three epochs, its boundary included, and the share spent waiting."""
    begins, patches, waited = [], 0, 0.0
    for number in range(3):
        epoch = engine.epoch(SEED, number)
        for i, batch in enumerate(epoch):
            if i == 0:
                begins.append(time.perf_counter())
                waited_before = epoch.waited
            if number == 1:
                patches += len(batch.image)
            elif number == 2:
                break
            if step_seconds:
                time.sleep(step_seconds)
        if number == 1:
            waited += epoch.waited - waited_before
        elif number == 2:
            waited += waited_before
    seconds = begins[2] - begins[1]
    return patches / seconds, waited / seconds


def measure_hand_over(options, folder):
    sizes = {}
    for batch_size in options.batch_sizes:
        with Server(options, folder, batch_size) as server, server.connect() as engine:
            of = sizes[str(batch_size)] = {}
            for name, step in (("sleeping", sleep), ("computing", compute)):
                seconds, reading, of["batchBytes"] = hand_over(
                    engine, options.epochs, lambda step=step: step(options.step_ms / 1000))
                of[name] = {"micros": micros(seconds), "itemsMicros": micros(reading)}
    return sizes


def micros(seconds):
    found = [value * 1e6 for value in seconds]
    tenths = statistics.quantiles(found, n=10)
    return {**measuring.spread(found), "p10": tenths[0], "p90": tenths[-1]}


def compare(options):
    rates = comparing.Rates("python")
    shares = []
    with tempfile.TemporaryDirectory() as folder:
        with Server(options, folder, options.batch_size) as server:
            server.check(options.volumes)
        for _ in range(options.runs):
            script = comparing.script_epochs(options)
            rates.add_script(script)
            with Server(options, folder, options.batch_size) as server:
                server.connect().close()  # it is there; no volume has been read yet
                rates.add("first", first_epoch(server.connect))
                with server.connect() as engine:
                    rates.add("later", later_epochs(engine)[0])
                    shares.append(later_epochs(engine, options.step_ms / 1000)[1])
        sizes = measure_hand_over(options, folder)
    return {
        "benchmark": "a training loop in Python on ib serve",
        "compared": __doc__.split("\n\n")[1],
        **comparing.content(options, script["torch"], rates, {
            "stepMs": options.step_ms, "handOver": sizes, "waitingShare": measuring.spread(shares)}),
    }


def arguments():
    parser = comparing.parser(__doc__)
    parser.add_argument("--batch-sizes", nargs=2, type=int, default=[2, 16], help="for the hand-over")
    parser.add_argument("--step-ms", type=float, default=20, help="of the simulated step")
    parser.add_argument("--epochs", type=int, default=10, help="for the hand-over; the first is not counted")
    return parser.parse_args()


def main():
    options = arguments()
    comparing.write(options, compare(options))
    return 0


if __name__ == "__main__":
    sys.exit(main())
