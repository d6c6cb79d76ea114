"""What every result file needs: the machine, the commit, medians, seconds and memory of a command."""
import json
import os
import platform
import statistics
import subprocess
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def machine(**more):
    return {
        "cpu": cpu_model(),
        "cores": os.cpu_count(),
        "os": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        **more,
    }


def cpu_model():
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def commit():
    """Dirty if anything but results differs: one benchmark may follow another."""
    described = git("describe", "--always", "--abbrev=12")
    changed = git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!benchmarks/results", ":!benchmarks/README.md")
    return (described + ("-dirty" if changed else "")) or "unknown"


def git(*words):
    return subprocess.run(["git", "-C", str(REPOSITORY), *words], capture_output=True, text=True, check=False).stdout.strip()


def spread(seconds):
    return {
        "median": statistics.median(seconds),
        "min": min(seconds),
        "max": max(seconds),
        "runs": len(seconds),
    }


def timed(body, runs):
    """Median and spread of `runs` calls and the last call's result."""
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        result = body()
        seconds.append(time.perf_counter() - start)
    return spread(seconds), result


def run_command(command):
    """Runs to the end; wall and CPU seconds, the peak memory of its largest process, and what was read from the disk."""
    os.sync()  # what was written before must not be paid for here
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    output = process.stdout.read()
    process.stdout.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))} failed ({process.returncode}):\n{output}")
    return {
        "seconds": wall,
        "cpuSeconds": usage.ru_utime + usage.ru_stime,
        "peakMb": usage.ru_maxrss * 1024 / 1e6,
        "readMb": usage.ru_inblock * 512 / 1e6,  # from the disk, not from its pages in memory
    }


def output(command):
    """What a command prints on standard output."""
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def write_results(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1) + "\n")
