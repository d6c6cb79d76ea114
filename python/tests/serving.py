"""A dataset and servers for the tests: three tiny phantoms with nine instances, patches of 7 x 7 x 5."""
import atexit
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
IB = shlex.split(os.environ.get("IB_COMMAND", str(REPOSITORY / "ib")))
INSTANCES = 9
MODALITIES = 2
SYNTH = ["--cases", "3", "--size", "20", "24", "30", "--spacing", "2", "3", "4", "--lesions", "4",
         "--radius", "1", "6", "--seed", "3"]

_folder = None


def folder():
    """A folder for everything that tests make, removed at the end."""
    global _folder
    if _folder is None:
        _folder = Path(tempfile.mkdtemp(prefix="ib-python-"))
        atexit.register(shutil.rmtree, _folder, True)
    return _folder


def ib(*arguments):
    """Runs a command of ib and returns what it printed."""
    done = subprocess.run([*IB, *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"ib {arguments} failed ({done.returncode}): {done.stderr}")
    return done.stdout


def dataset():
    """The prepared folder; made when first asked for."""
    prepared = folder() / "dataset"
    if not prepared.exists():
        ib("synth", folder() / "raw", *SYNTH)
        ib("prepare", folder() / "raw", prepared, "--layout", "volumes", "--patch-size", 7, 7, 5)
    return prepared


def driver_double():
    """The test double of the CUDA driver, where a build with tests or ci/cuda.sh has made it; else None."""
    places = [os.environ.get("IB_DRIVER_DOUBLE"),
              REPOSITORY / "java/cuda/target/cuda/driver_double/libcuda.so.1",
              REPOSITORY / "build/cuda-release/driver_double/libcuda.so.1"]
    return next((str(place) for place in places if place and Path(place).exists()), None)


def on_double(**settings):
    """Environment of a process whose CUDA driver is the double, with settings of double_control.h."""
    image = REPOSITORY / "java/cuda/src/test/resources/host_kernels.image"
    java = f"-Dib.cuda.driver={driver_double()} -Dib.cuda.kernels={image}"
    return {"JDK_JAVA_OPTIONS": java, "IB_CUDA_DRIVER": driver_double(),
            **{f"IB_DOUBLE_{name}": str(value) for name, value in settings.items()}}


class Server:
    """``ib serve`` as a process of its own."""

    def __init__(self, *options, name="socket", environment=None, data=None):
        self.socket = folder() / name
        self.log = folder() / f"{name}.log"
        if "--backend" not in options:
            options = (*options, "--backend", "cpu")  # also where auto would take a GPU
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [*IB, "serve", str(data or dataset()), "--socket", str(self.socket),
                 *map(str, options)],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                env={**os.environ, **(environment or {})})
        self.wait_for("serving ")

    def wait_for(self, text, seconds=60):
        """Waits for a line of its log."""
        until = time.monotonic() + seconds
        while text not in self.said():
            if self.process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"no '{text}' from ib serve: {self.said()}")
            time.sleep(0.01)

    def said(self):
        return self.log.read_text(encoding="utf-8")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()


def python(code, *arguments, environment=None):
    """Starts Python code in a process of its own that finds the client."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "python"), **(environment or {})}
    return subprocess.Popen([sys.executable, "-c", code, *map(str, arguments)], env=environment,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
