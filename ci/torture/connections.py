"""Hostile clients of ib serve; after each, a client that keeps the protocol still gets its epoch, byte for byte."""
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import time

import commands
from commands import LIMIT_S, Torture

GREETING = {"type": "hello", "protocol": 3, "client": "torture", "process": os.getpid(), "rank": 0}


def message(fields):
    text = json.dumps(fields).encode()
    return struct.pack("<I", len(text)) + text


class Connections:
    def __init__(self, run, dataset):
        self.draw, self.path = run.draw, run.folder / "socket"
        self.server = commands.start(run.class_path, "serve", dataset, "--socket", self.path, "--patch-size", 8, 8, 8,
                                     "--threads", 1, "--backend", "cpu")
        limit = time.monotonic() + LIMIT_S
        while not self.path.exists():
            if self.server.poll() is not None or time.monotonic() > limit:
                raise Torture(f"ib serve did not start: {self.server.communicate()[0]}")
            time.sleep(0.05)
        self.wanted = self.epoch()

    def connect(self, timeout=20):
        client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        client.connect(str(self.path))  # blocks while the server is behind with accepting
        client.settimeout(timeout)
        return client

    def receive(self, client):
        """The next message of the server, or None at the end."""
        head = self.exactly(client, 4)
        return None if head is None else self.exactly(client, struct.unpack("<I", head)[0])

    @staticmethod
    def exactly(client, count):
        data = b""
        while len(data) < count:
            part = client.recv(count - len(data))
            if not part:
                return None
            data += part
        return data

    def epoch(self):
        """Items of a whole epoch, as a client that keeps to the protocol gets them."""
        with self.connect() as client:
            client.sendall(message(GREETING))
            welcome = json.loads(self.receive(client) or b"{}")
            if welcome.get("type") != "welcome":
                raise Torture(f"an honest client was answered with {welcome}")
            client.sendall(message({"type": "open", "what": "epoch", "seed": 5, "epoch": 0}))
            opened = json.loads(self.receive(client))
            items = []
            for _ in range(opened["steps"]):
                client.sendall(message({"type": "next", "run": "training"}))
                batch = self.receive(client)
                tensors, state = struct.unpack_from("<II", batch, 8)
                items.append(batch[16 + tensors + state:])
                step = struct.unpack_from("<i", batch, 4)[0]
                client.sendall(message({"type": "release", "run": "training", "step": step}))
            client.sendall(message({"type": "bye"}))
            while self.receive(client) is not None:
                pass
            return items

    def attack(self, kind):
        getattr(self, kind)()

    def garbage(self):
        with self.connect() as client:
            client.sendall(self.draw.randbytes(self.draw.randrange(1, 3000)))

    def huge_length(self):
        with self.connect() as client:
            client.sendall(struct.pack("<I", self.draw.choice([0, 1, 1 << 20 | 1, 1 << 31, (1 << 32) - 1])) + b"{" * 50)

    def cut_hello(self):
        hello = message(GREETING)
        with self.connect() as client:
            client.sendall(hello[:self.draw.randrange(1, len(hello))])

    def cut_exchange(self):
        """A good greeting, then an end in the middle of what follows."""
        rest = message({"type": "open", "what": "epoch", "seed": 1, "epoch": 0}) + message(
            {"type": "next", "run": "training"}) * 3
        with self.connect() as client:
            client.sendall(message(GREETING) + rest[:self.draw.randrange(len(rest))])

    def wrong_fields(self):
        fields = dict(GREETING)
        name = self.draw.choice(list(fields))
        fields[name] = self.draw.choice([None, -1, 1 << 70, 1e300, "x" * 5000, [], {}, True, "\x1b[31m\n", {"a": [[]]}])
        with self.connect() as client:
            client.sendall(message(fields))

    def bad_requests(self):
        """After a greeting: requests out of order, with numbers that no batch has."""
        with self.connect() as client:
            client.sendall(message(GREETING))
            for _ in range(5):
                kind = self.draw.choice(["open", "next", "release", "close", "hello", "bye", "?", ""])
                number = self.draw.choice([-1, 0, 1 << 31, -(1 << 63), 1e9, "1", None])
                fields = {"type": kind, "run": self.draw.choice(["training", "validation", "", None, 3]), "step": number,
                          "what": self.draw.choice(["epoch", "validation", "resume", 0]), "seed": number,
                          "epoch": number, "state": self.draw.choice(["{}", "[", number])}
                try:
                    client.sendall(message(fields))
                except (BrokenPipeError, ConnectionResetError):
                    return

    def deep_json(self):
        with self.connect() as client:
            text = b'{"type":' + b"[" * 100_000
            client.sendall(struct.pack("<I", len(text)) + text)

    def reader_that_never_reads(self):
        with self.connect() as client:
            client.sendall(message(GREETING) + message({"type": "open", "what": "epoch", "seed": 2, "epoch": 0}))
            try:
                client.settimeout(0.2)
                client.sendall(message({"type": "next", "run": "training"}) * 2000)
            except (socket.timeout, BrokenPipeError, ConnectionResetError):
                pass

    def crowd(self):
        """Many at once who say nothing, or a byte of a greeting now and then."""
        clients = []
        try:
            for _ in range(60):
                clients.append(self.connect(2))
                clients[-1].sendall(message(GREETING)[:self.draw.randrange(5)])
        except OSError:
            pass  # a server may limit them
        for client in clients:
            client.close()

    KINDS = ["garbage", "huge_length", "cut_hello", "cut_exchange", "wrong_fields", "bad_requests", "deep_json",
             "reader_that_never_reads", "crowd"]

    def hostile(self, count):
        connections = 0
        for number in range(count):
            kind = self.KINDS[number % len(self.KINDS)]
            try:
                self.attack(kind)
            except (BrokenPipeError, ConnectionResetError):
                pass  # the server ended it first
            connections += 60 if kind == "crowd" else 1
            if self.server.poll() is not None:
                raise Torture(f"{kind}: ib serve ended: {self.server.communicate()[0]}")
            if (number % 9 == 8 or number == count - 1) and self.epoch() != self.wanted:
                raise Torture(f"{kind}: the next client got another epoch")
        return {"connections": connections, "attacks": count}

    def close(self):
        """Ends the server; it must not have called anything a defect."""
        self.server.terminate()
        try:
            said = self.server.communicate(timeout=LIMIT_S)[0]
        except subprocess.TimeoutExpired:
            self.server.kill()
            raise Torture("ib serve does not end on SIGTERM") from None
        if re.search("defect|OutOfMemory|StackOverflow|^\\s+at ", said, re.MULTILINE) or "\x1b" in said:
            raise Torture(f"ib serve said: {said[-3000:]}")
        shutil.rmtree(self.path, ignore_errors=True)
