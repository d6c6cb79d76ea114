#!/usr/bin/env python3
"""Kills clients and servers (-9) at random moments and checks what becomes of the other side.

  client  the client of a server that stays: the server says so, and the rank is free for the next
  once    the client of a server with --once: the server ends with exit code 1 and says why
  server  the server: the client ends with ConnectionLost and a remedy

Each within 2 s. No process may be left, nothing new may lie in /dev/shm, and no memory file of
ib serve may be open or mapped anywhere. Prints one JSON object; exit code 1 if anything was not so.
With --backend cuda, batches lie in GPU memory, which is that of the driver's test double.

  PYTHONPATH=python python/tests/kills.py --count 1000
"""
import argparse
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import serving

LIMIT_S = 2.0
LONGEST_LIFE_S = 0.4
MARK = "IB_KILLS_RUN"  # environment variable by which a run knows its processes
FROM_START = 0.2  # share of kills that may come before the client has connected
CLIENT = """
import random, sys, time
import ib_engine
print("ready", flush=True)
on_host = sys.argv[3] == "cpu"
path, draw = sys.argv[1], random.Random(int(sys.argv[2]))
try:
    with ib_engine.connect(path) as engine:
        while True:
            for batch in engine.epoch(draw.randrange(9), draw.randrange(9)):
                if on_host:
                    batch.image[0].sum()
                elif draw.random() < 0.5:  # else it goes back unread, with work in the stream
                    batch.image.to_host()
                time.sleep(draw.random() * 0.004)
                if draw.random() < 0.05:
                    break
            if draw.random() < 0.3:
                sum(1 for _ in engine.validation())
except ib_engine.ConnectionLost as error:
    print(error, file=sys.stderr)
    sys.exit(3)
"""


class Failed(Exception):
    pass


def live_a_while(draw, process, server, before):
    """Until some moment after its start or, mostly, after it has connected.

    before: connections that the server had told of when the process was started.
    """
    if draw.random() >= FROM_START:
        until(lambda: server.said().count(" connected") > before, server.said, 60)
    try:
        process.wait(draw.random() * LONGEST_LIFE_S)
    except subprocess.TimeoutExpired:
        return
    raise Failed(f"ended by itself ({process.returncode}): {process.stderr.read()}")


def kill(process):
    """Kills it, unless it has been already."""
    process.kill()
    if not process.stderr.closed:
        process.communicate()


def until(condition, what, limit=LIMIT_S):
    """Seconds until it holds."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > limit:
            raise Failed(f"not within {limit} s: {what()}")
        time.sleep(0.002)
    return time.monotonic() - began


class Kills:
    """Runs the kills; keeps the server that stays from one to the next."""

    def __init__(self, seed, backend):
        self.draw = random.Random(seed)
        self.backend = backend
        self.environment = serving.on_double() if backend == "cuda" else {}
        self.staying = None
        self.servers = 0

    def start_server(self, *options, name=None):
        self.servers += 1
        return serving.Server("--threads", 1, "--backend", self.backend, "--validation-of-all", *options,
                              name=name or f"kill{self.servers % 2}", environment=self.environment)

    def start_client(self, server):
        """The process, and how many connections the server has told of before."""
        before = server.said().count(" connected")
        client = serving.python(CLIENT, server.socket, self.draw.randrange(1 << 30), self.backend,
                                environment=self.environment)
        if client.stdout.readline() != "ready\n":  # Python has started; what follows is timed
            raise Failed(f"could not start: {client.communicate()[1]}")
        return client, before

    def client(self):
        if self.staying is None:
            self.staying = self.start_server(name="staying")
        server = self.staying
        client, before = self.start_client(server)
        try:
            live_a_while(self.draw, client, server, before)
        finally:
            kill(client)

        def noticed():
            said = server.said()
            return said.count(" connected") == said.count("client is gone")

        return until(noticed, server.said)

    def once(self):
        server = self.start_server("--once")
        try:
            client, before = self.start_client(server)
            live_a_while(self.draw, client, server, before)
            kill(client)
            if " connected" not in server.said():
                return 0.0  # it had not come that far
            took = until(lambda: server.process.poll() is not None, server.said)
            if server.process.returncode != 1 or "client is gone" not in server.said():
                raise Failed(f"exit code {server.process.returncode}: {server.said()}")
            return took
        finally:
            kill(client)
            server.end()

    def server(self):
        server = self.start_server()
        client, before = self.start_client(server)
        try:
            live_a_while(self.draw, client, server, before)
            server.kill()
            began = time.monotonic()
            _, said = client.communicate(timeout=LIMIT_S)
            took = time.monotonic() - began
            if client.returncode != 3 or "start" not in said or str(server.socket) not in said:
                raise Failed(f"exit code {client.returncode}: {said}")
            return took
        except subprocess.TimeoutExpired:
            raise Failed("the client did not end") from None
        finally:
            kill(client)
            server.kill()

    def close(self):
        if self.staying is not None:
            self.staying.end()


def shared_memory():
    folder = Path("/dev/shm")
    return sorted(entry.name for entry in folder.iterdir()) if folder.exists() else []


def holders():
    """Processes begun by this run that have a memory file of ib serve open or mapped."""
    found, mark = [], f"{MARK}={os.environ[MARK]}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark not in (process / "environ").read_bytes().split(b"\0"):
                continue  # somebody else may run a server meanwhile
            maps = (process / "maps").read_text(encoding="utf-8")
            names = [os.readlink(link) for link in (process / "fd").iterdir()]
        except OSError:
            continue  # it has ended, or is somebody else's
        if any("/memfd:ib-" in text for text in [maps, *names]):
            found.append(int(process.name))
    return found


def run(count, seed, backend="cpu"):
    """Kills in turns; returns what happened."""
    serving.dataset()
    os.environ[MARK] = str(os.getpid())  # whatever is started from here on has it too
    before = shared_memory()
    kills = Kills(seed, backend)
    kinds = {"client": kills.client, "once": kills.once, "server": kills.server}
    longest, done, failures = dict.fromkeys(kinds, 0.0), dict.fromkeys(kinds, 0), []
    try:
        for number in range(count):
            name = list(kinds)[number % len(kinds)]
            done[name] += 1
            try:
                longest[name] = max(longest[name], kinds[name]())
            except Failed as failure:
                failures.append(f"{name}, kill {number}: {failure}")
    finally:
        kills.close()
    left = sorted(holders())
    if left:
        failures.append(f"processes {left} still hold the memory of a server")
    if shared_memory() != before:
        failures.append(f"/dev/shm was {before}, is {shared_memory()}")
    return {"backend": backend, "seed": seed, "kills": done, "longestSeconds": longest, "failures": failures}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--backend", choices=("cpu", "cuda"), default="cpu")
    options = parser.parse_args()
    result = run(options.count, options.seed, options.backend)
    print(json.dumps(result, indent=1))
    return 1 if result["failures"] else 0


if __name__ == "__main__":
    sys.exit(main())
