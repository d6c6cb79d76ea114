"""What ci/gpu.sh packs and reads: jars without what is not loaded, counters of ncu, symbols of the driver."""
import ctypes
import json
import re
import subprocess
import sys
import tempfile
import types
import unittest
import unittest.mock
import zipfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(REPOSITORY / "ci/gpu"), str(REPOSITORY / "benchmarks/gpu")]
import counters  # noqa: E402
import facts  # noqa: E402
import peers  # noqa: E402
import store_jars  # noqa: E402

try:
    import serve
except ImportError:  # no numpy
    serve = None

NCU = """\
driver 580, what the program prints comes first
==PROF== Connected to process 4242
"ID","Process ID","Kernel Name","Block Size","dram__bytes_read.sum","gpu__time_duration.sum","launch__registers_per_thread"
"","","","","Mbyte","us","register/thread"
"0","4242","gather_patches(const ib_patch_descriptor *, unsigned int)","(256, 1, 1)","1.5","12.25","78"
"1","4242","gather_patches(const ib_patch_descriptor *, unsigned int)","(256, 1, 1)","1,250.5","402.5","78"
"2","4242","label_runs","(256, 1, 1)","n/a","7","32"
==PROF== Disconnected
"""


class CountersTest(unittest.TestCase):
    def test_the_longest_launch_of_each_kernel_in_seconds_and_bytes(self):
        self.assertEqual(
            [{"kernel": "gather_patches", "seconds": 402.5 * 1e-6, "bytesRead": 1250.5e6, "registersPerThread": 78.0},
             {"kernel": "label_runs", "seconds": 7 * 1e-6, "registersPerThread": 32.0}],
            counters.longest(counters.launches(NCU.splitlines())))

    def test_nothing_counted_is_an_error(self):
        with self.assertRaisesRegex(SystemExit, "ncu has counted nothing"):
            list(counters.launches(["==ERROR== The user does not have permission"]))

    def test_the_kernels_exist(self):
        sources = "".join(file.read_text() for file in (REPOSITORY / "cuda/kernels").glob("*.cu"))
        named = set(re.findall(r"IB_KERNEL\((\w+)\)", sources))
        for kernel in counters.KERNELS:
            self.assertTrue(any(re.match(kernel, name) for name in named), kernel)


class Told:
    """A library that writes down what it is told, and takes a millisecond for a copy and four for anything else."""

    name = "told"

    def __init__(self):
        self.said = []

    def seconds(self, body):
        self.said.append(f"timed {body()}")
        return 1e-3 if self.said[-1] == "timed copy" else 4e-3

    def sweep(self):
        return lambda: self.said.append("sweep")


class PeersTest(unittest.TestCase):
    def test_every_operation_is_timed_warm_and_after_a_sweep_that_is_not_timed(self):
        told = Told()
        size = {"bytes": 6_000_000, "copied": 1_000_000}
        (row,) = peers.row(told, 2, ("gather_patches", "some", size), lambda: "body", lambda: "copy")
        warm = ["timed body"] * 2 + ["timed copy"] * 2
        self.assertEqual(warm + [said for one in warm for said in ("sweep", one)], told.said)
        for cache in ("warm", "cold"):
            self.assertEqual(2, row[cache]["seconds"]["count"])
            self.assertAlmostEqual(1.5, row[cache]["gbPerSecond"])
            self.assertAlmostEqual(0.75, row[cache]["ofCopy"])

    def test_what_a_library_does_not_have_has_no_row(self):
        self.assertEqual([], peers.row(Told(), 2, ("label_components", "some", {}), None, None))


def broken_off(*rows):
    """Yields rows and then fails."""
    yield from rows
    raise OSError("stopped here")


@unittest.skipUnless(serve, "needs numpy")
class BrokenOffTest(unittest.TestCase):
    """What a step that is stopped at its limit leaves."""

    def left_by(self, module, *arguments):
        with tempfile.TemporaryDirectory() as scratch:
            output = Path(scratch, "results.json")
            with unittest.mock.patch.object(sys, "argv", ["program", "--output", str(output), *arguments]):
                with self.assertRaisesRegex(OSError, "stopped here"):
                    module.main()
            return json.loads(output.read_text())

    def test_peers_leave_the_rows_there_are(self):
        with unittest.mock.patch.multiple(peers, libraries=lambda: [types.SimpleNamespace(name="json")], check=lambda *_: None,
                                          measure=lambda *_: broken_off({"row": 1}, {"row": 2})), \
                unittest.mock.patch.object(json, "__version__", "2.0.9", create=True):
            left = self.left_by(peers)
        self.assertEqual(([{"row": 1}, {"row": 2}], False), (left["results"], left["complete"]))

    def test_serve_leaves_the_pairs_there_are(self):
        rows = broken_off({"row": 1})
        with unittest.mock.patch.object(serve, "served", lambda *_: next(rows)):
            left = self.left_by(serve, "--pair", "small", "a", "b", "--pair", "large", "c", "d", "--libraries", "driver")
        self.assertEqual(([{"row": 1}], False), (left["results"], left["complete"]))


@unittest.skipUnless(serve, "needs numpy")
class ServeTest(unittest.TestCase):
    """Libraries that are not here are stood in for: each says where an array lies that it took."""

    ARRAYS = {"image": types.SimpleNamespace(address=4096), "label": types.SimpleNamespace(address=8192)}

    @classmethod
    def torch(cls, by_dlpack):
        def tensor(array, way):
            return types.SimpleNamespace(data_ptr=lambda: array.address + way, clone=lambda: ("dlpack", array.address))

        module = types.SimpleNamespace(cuda=types.SimpleNamespace(is_available=lambda: False),
                                       from_dlpack=lambda array: tensor(array, by_dlpack))
        batch = types.SimpleNamespace(arrays=cls.ARRAYS, tensors=lambda: {
            name: types.SimpleNamespace(data_ptr=lambda array=array: array.address) for name, array in cls.ARRAYS.items()})
        return module, batch

    @classmethod
    def cupy(cls, by_dlpack):
        def array_of(array, way, name):
            return types.SimpleNamespace(data=types.SimpleNamespace(ptr=array.address + way), copy=lambda: (name, array.address))

        module = types.SimpleNamespace(cuda=types.SimpleNamespace(Stream=lambda non_blocking: None),
                                       from_dlpack=lambda array: array_of(array, by_dlpack, "dlpack"),
                                       asarray=lambda array: array_of(array, 0, "asarray"))
        return module, types.SimpleNamespace(arrays=cls.ARRAYS)

    def test_what_is_compared_was_taken_by_dlpack_and_not_copied_on_the_way(self):
        for name, library in (("torch", serve.Torch), ("cupy", serve.Cupy)):
            for by_dlpack in (0, 64):
                module, batch = getattr(self, name)(by_dlpack)
                with unittest.mock.patch.dict(sys.modules, {name: module}):
                    taking = library()
                if by_dlpack:
                    with self.assertRaisesRegex(AssertionError, "from_dlpack copied"):
                        taking.take(batch)
                else:
                    self.assertEqual([("dlpack", 4096), ("dlpack", 8192)], taking.take(batch))


class FactsTest(unittest.TestCase):
    def test_symbols_that_the_driver_lacks_are_named(self):
        self.assertEqual(["cuNoSuchCall"], facts.missing_symbols(ctypes.CDLL(None), ["dlopen", "cuNoSuchCall"]))

    def test_answers_of_nvidia_smi_have_their_questions_and_fewer_are_asked_where_it_does_not_know_all(self):
        with tempfile.TemporaryDirectory() as scratch, unittest.mock.patch.dict("os.environ", PATH=f"{scratch}:/usr/bin:/bin"):
            smi = Path(scratch, "nvidia-smi")
            smi.write_text('#!/bin/sh\ncase "$1" in *power*) exit 2;; esac\necho "A GPU, 580.1, 81559 MiB, 4 MiB, 345 MHz, 1593 MHz, 1980 MHz, 1594 MHz"\n')
            smi.chmod(0o755)
            self.assertEqual({"name": "A GPU", "driverVersion": "580.1", "memoryTotal": "81559 MiB", "memoryUsed": "4 MiB",
                              "clocksSm": "345 MHz", "clocksMem": "1593 MHz", "clocksMaxSm": "1980 MHz",
                              "clocksMaxMem": "1594 MHz"}, facts.smi())
            smi.unlink()
            self.assertIsNone(facts.smi())

    def test_without_a_driver_it_says_so_and_still_writes_what_it_knows(self):
        with tempfile.TemporaryDirectory() as scratch:
            symbols, output = Path(scratch, "symbols"), Path(scratch, "gpu_facts.json")
            symbols.write_text("cuInit\ncuMemAlloc_v2\n")
            script = REPOSITORY / "benchmarks/gpu/facts.py"
            ran = subprocess.run([sys.executable, script, "--symbols", symbols, "--output", output, "--commit", "abc"],
                                 capture_output=True, text=True, check=True, env={"PATH": "/usr/bin:/bin"})
            written = json.loads(output.read_text())
            self.assertEqual("abc", written["commit"])
            self.assertGreater(written["sharedMemory"]["bytes"], 0)
            if not written["driverLoads"]:
                self.assertEqual("libcuda.so.1 cannot be loaded\n", ran.stdout)
                self.assertEqual(["cuInit", "cuMemAlloc_v2"], written["missingDriverSymbols"])


class StoreJarsTest(unittest.TestCase):
    def test_only_what_is_loaded_stays_and_nothing_is_compressed(self):
        names = {"org/A.class": b"a" * 999, "lib/libJCudaDriver-12.6.0-linux-x86_64.so": b"d", "lib/libJNvrtc-12.6.0-linux-x86_64.so": b"n",
                 "com/sun/jna/linux-x86-64/libjnidispatch.so": b"j", "com/sun/jna/linux-arm/libjnidispatch.so": b"o",
                 "com/sun/jna/win32-x86/jnidispatch.dll": b"w", "com/sun/jna/Native.class": b"c"}
        with tempfile.TemporaryDirectory() as scratch:
            source, target = Path(scratch, "a.jar"), Path(scratch, "out")
            with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as jar:
                jar.writestr("lib/", b"")
                for name, content in names.items():
                    jar.writestr(name, content)
            target.mkdir()
            store_jars.store(source, target, ["libJCudaDriver"])
            with zipfile.ZipFile(target / "a.jar") as jar:
                self.assertEqual([None], [jar.testzip()])
                self.assertEqual({zipfile.ZIP_STORED}, {entry.compress_type for entry in jar.infolist()})
                kept = {entry.filename: jar.read(entry) for entry in jar.infolist()}
        self.assertEqual({name: names[name] for name in (
            "org/A.class", "lib/libJCudaDriver-12.6.0-linux-x86_64.so", "com/sun/jna/linux-x86-64/libjnidispatch.so",
            "com/sun/jna/Native.class")}, kept)


if __name__ == "__main__":
    unittest.main()
