"""Runs ib: undisturbed commands in one process that stays, disturbed ones in a process of their own."""
import base64
import hashlib
import os
import re
import subprocess
from pathlib import Path

JAVA = [os.environ.get("IB_JAVA", "java"), "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx512m",
        "--enable-native-access=ALL-UNNAMED"]
PATCH = ["--layout", "volumes", "--patch-size", "8", "8", "8", "--threads", "2"]
LIMIT_S = 120
ID = re.compile(rb"[0-9a-f]{16}-[1-9][0-9]*")
CHECKSUM = re.compile(rb'"(crc32c|modifiedNs)": [^,}]+')


class Torture(Exception):
    """Something was not as it must be."""


class Commands:
    """A process that runs one command after the other."""

    def __init__(self, class_path):
        self._process = subprocess.Popen([*JAVA, "-cp", class_path, "org.ibengine.cli.CommandLoop"], text=True,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def run(self, *arguments):
        """Exit code and what was said."""
        self._process.stdin.write("\t".join(map(str, arguments)) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline().split()
        if len(line) != 2:
            raise Torture(f"ib {arguments} ended the process that ran it")
        return int(line[0]), base64.b64decode(line[1]).decode()

    def must(self, *arguments):
        """What a command said, which must succeed."""
        code, said = self.run(*arguments)
        if code != 0:
            raise Torture(f"ib {' '.join(map(str, arguments))} ended with {code}: {said}")
        return said

    def close(self):
        self._process.stdin.close()
        self._process.wait(LIMIT_S)


def start(class_path, *arguments, **environment):
    """An ib of its own, whose output is collected."""
    return subprocess.Popen([*JAVA, "-cp", class_path, "org.ibengine.cli.Ib", *map(str, arguments)], text=True,
                            env={**os.environ, **environment}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT)


def digest(folder):
    """Of all names and bytes below it, but for the lock and for ids of data, which differ from run to run."""
    files = {}
    for path in Path(folder).rglob("*"):
        if path.is_file() and path.name != ".ib-lock":
            name = ID.sub(b"ID", str(path.relative_to(folder)).encode())
            if name in files:
                raise Torture(f"{folder} holds {path.name} and another of its case")
            files[name] = hashlib.sha256(_without_id(path)).digest()
    return hashlib.sha256(b"".join(name + b"\0" + files[name] for name in sorted(files))).hexdigest()


def _without_id(path):
    data = path.read_bytes()
    if path.suffix == ".safetensors":
        length = 8 + int.from_bytes(data[:8], "little")
        return ID.sub(b"ID", data[8:length].rstrip()) + data[length:]
    if path.name == "case.json" and ID.search(data):
        return CHECKSUM.sub(b"", ID.sub(b"ID", data))  # it covers the id; ib verify has looked at it
    return data
