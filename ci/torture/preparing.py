"""Disturbs ib prepare by kills, failing system calls and full disks, and ib verify and ib epoch by failing calls.

After each, no case that was committed may have lost a byte, the next run must complete with the bytes of one that was
never disturbed, and the raw folder must be as it was.
"""
import errno
import os
import re
import shutil
import subprocess
import time

import commands
from commands import LIMIT_S, PATCH, Torture, digest

# What may fail, and how.
FAILURES = {"open": ["EACCES", "EMFILE"], "read": ["EIO"], "write": ["ENOSPC", "EIO", "EDQUOT"], "fsync": ["EIO"],
            "ftruncate": ["ENOSPC"], "rename": ["EACCES", "EIO"], "link": ["EPERM"], "mkdir": ["ENOSPC"],
            "unlink": ["EACCES"], "mmap": ["ENOMEM"]}


class Preparing:
    def __init__(self, run):
        self.run, self.folder, self.draw = run, run.folder, run.draw
        self.raw, self.wanted, self.out = self.folder / "raw", self.folder / "wanted", self.folder / "out"
        run.ib.must("synth", self.raw, "--cases", 3, "--size", 20, 24, 30, "--spacing", 2, 3, 4, "--lesions", 4,
                    "--radius", 1, 6, "--seed", 3)
        run.ib.must("prepare", self.raw, self.wanted, *PATCH)
        self.raw_digest, self.digest = digest(self.raw), digest(self.wanted)

    def _prepare(self, out, **environment):
        return commands.start(self.run.class_path, "prepare", self.raw, out, *PATCH, **environment)

    def _start_over(self, out):
        """Every other time there is an outdated dataset to replace."""
        shutil.rmtree(out, ignore_errors=True)
        if self.draw.random() < 0.5:
            self.run.ib.must("prepare", self.raw, out, "--layout", "volumes", "--patch-size", 12, 12, 12)

    def _check(self, out, what):
        """The invariants, after whatever happened to a prepare into out."""
        if digest(self.raw) != self.raw_digest:
            raise Torture(f"{what}: the raw folder is not as it was")
        if (out / "dataset.json").exists():
            code, said = self.run.ib.run("verify", out)
            # What was being replaced may be unfinished, and is told as such; nothing may be damaged.
            if code != 0 and re.search("damaged|differs|checksum", said):
                raise Torture(f"{what}: ib verify finds {said}")
        self.run.ib.must("prepare", self.raw, out, *PATCH)
        self.run.ib.must("clean", out, "--older-than", "0s")
        self.run.ib.must("verify", out)
        if digest(out) != self.digest:
            raise Torture(f"{what}: the run after it gave other bytes")

    def _ended(self, process, what, codes):
        try:
            said = process.communicate(timeout=LIMIT_S)[0]
        except subprocess.TimeoutExpired:
            process.kill()
            raise Torture(f"{what}: no end within {LIMIT_S} s") from None
        if process.returncode not in codes or "defect" in said or re.search("Exception|^\\s+at ", said, re.MULTILINE):
            raise Torture(f"{what}: exit code {process.returncode}: {said}")
        return said

    def kills(self, count):
        """Of ib prepare, at random moments."""
        started = time.monotonic()
        self._ended(self._prepare(self.folder / "timed"), "an undisturbed run", {0})
        duration = time.monotonic() - started
        killed = 0
        for number in range(count):
            self._start_over(self.out)
            process = self._prepare(self.out)
            try:
                process.wait(duration * (0.2 + 0.8 * self.draw.random()))
            except subprocess.TimeoutExpired:
                killed += 1
            process.kill()
            process.communicate()
            self._check(self.out, f"kill {number}")
        return {"attempts": count, "kills": killed}

    def failing_calls(self, count):
        """One call of prepare, verify or epoch fails; count of them at random, or 0 for each in turn."""
        points = self._points()
        chosen = points if count == 0 else self.draw.sample(points, min(count, len(points)))
        told = 0
        for task, call, error, number in chosen:
            what = f"{task}, {call} number {number} fails with {error}"
            if task == "prepare":
                self._start_over(self.out)
            else:
                shutil.rmtree(self.out, ignore_errors=True)
                shutil.copytree(self.wanted, self.out)
            said, code = self._disturbed(task, what, call, number, error)
            told += code != 0
            if code == 1 and not said.strip():
                raise Torture(f"{what}: exit code 1 without a word")
            self._check(self.out, what)
        return {"calls": len(chosen), "of": len(points), "told": told, "tolerated": len(chosen) - told}

    def planted_fault(self):
        """Bytes that were never written though the system said so: the checks have to find that."""
        shutil.rmtree(self.out, ignore_errors=True)
        self._disturbed("prepare", "a write that did nothing", "write", 2, None)
        try:
            self._check(self.out, "a write that did nothing")
        except Torture as found:
            return {"found": str(found).split(":")[1].split("\n")[0].strip()}
        raise Torture("a write that did nothing passed all checks: they check nothing")

    def _command(self, task):
        if task == "prepare":
            return ["prepare", self.raw, self.out, *PATCH]
        options = [] if task == "verify" else ["--patch-size", 8, 8, 8, "--threads", 1]
        return [task, self.out, *options]

    def _disturbed(self, task, what, call, number, error):
        environment = {"LD_PRELOAD": str(self.run.shim), "IB_FAIL_UNDER": str(self.out), "IB_FAIL_CALL": call,
                       "IB_FAIL_AT": str(number), "IB_FAIL_ERRNO": str(getattr(errno, error) if error else 0),
                       "IB_FAIL_COUNT": str(self.folder / "calls")}
        process = commands.start(self.run.class_path, *self._command(task), **environment)
        return self._ended(process, what, {0, 1, 3}), process.returncode

    def _points(self):
        """Every call of every kind that each command makes below the dataset folder, with every error of that kind."""
        points = []
        for task in ["prepare", "verify", "epoch"]:
            shutil.rmtree(self.out, ignore_errors=True)
            if task != "prepare":
                shutil.copytree(self.wanted, self.out)
            self._disturbed(task, "counting", "none", 0, "EIO")
            for line in (self.folder / "calls").read_text().splitlines():
                call, calls = line.split()
                points += [(task, call, error, n + 1) for n in range(int(calls)) for error in FAILURES[call]]
        if not any(point[0] == "prepare" for point in points):
            raise Torture("no call of ib prepare was seen: the library that lets calls fail does nothing")
        return points

    def full_disks(self, count):
        """Disks of random sizes, too small for all or for some cases; then more space."""
        disk = self.folder / "disk"
        disk.mkdir()
        space = sum(path.stat().st_size for path in self.wanted.rglob("*") if path.is_file())
        full = 0
        for number in range(count):
            size = int(space * (0.05 + 1.1 * self.draw.random())) // 4096 * 4096 + 4096
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", disk], check=True)
            try:
                process = self._prepare(disk / "out")
                said = self._ended(process, f"disk {number} of {size} bytes", {0, 1, 3})
                full += process.returncode != 0
                if process.returncode != 0 and "No space left" not in said:
                    raise Torture(f"disk {number} of {size} bytes: does not name the full disk: {said}")
                subprocess.run(["mount", "-o", "remount,size=100m", disk], check=True)
                self._check(disk / "out", f"disk {number} of {size} bytes")
            finally:
                subprocess.run(["umount", "-l", disk], check=True)
        return {"disks": count, "full": full}


def may_mount():
    """Whether this process may mount file systems (it runs in a namespace of its own, or as root)."""
    return os.environ.get("IB_TORTURE_MAY_MOUNT") == "1"
