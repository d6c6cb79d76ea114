"""The shim before a libcublas.so.13 made here: calls arrive with all their arguments, what is missing is named."""
import os
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import cublas_shim  # noqa: E402

# Arguments in registers of both kinds and on the stack, and a result in a floating-point register.
FAKE_13 = """\
int cublasGetVersion_v2(void *handle, int *version) { *version = 130000; return handle == 0; }
double cublasMany(long a, long b, long c, long d, long e, long f, long g, double h, double i, float j, long k) {
    return a + 10.0 * b + 1e2 * c + 1e3 * d + 1e4 * e + 1e5 * f + 1e6 * g + 1e7 * h + 1e8 * i + 1e9 * j + 1e10 * k;
}
"""
STAND_IN_12 = """\
int cublasGetVersion_v2(void *handle, int *version) { return -1; }
double cublasMany(long a, ...) { return -1; }
int cublasGone_v2(void) { return -1; }
"""
PROGRAM = """\
#include <stdio.h>
int cublasGetVersion_v2(void *, int *);
double cublasMany(long, long, long, long, long, long, long, double, double, float, long);
int cublasGone_v2(void);
int main(int argc, char **argv) {
    int version = 0;
    if (argc > 1) { return cublasGone_v2(); }
    printf("%d ", cublasGetVersion_v2(&version, &version));
    printf("%d %.0f\\n", version, cublasMany(1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2));
    return 0;
}
"""


def library(folder, name, source):
    """Built with a version node of its own name, as NVIDIA's are."""
    code, versions = folder / "source.c", folder / "versions"
    code.write_text(source)
    versions.write_text(f"{name} {{ global: *; }};\n")
    folder.joinpath(name).unlink(missing_ok=True)
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", folder / name, code, f"-Wl,-soname,{name}",
                    f"-Wl,--version-script,{versions}"], check=True)
    return folder / name


class ShimTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.scratch.name)
        cls.build, cls.run_in = cls.folder / "build", cls.folder / "run"
        cls.build.mkdir()
        cls.run_in.mkdir()
        stand_in = library(cls.build, cublas_shim.FROM, STAND_IN_12)
        code = cls.build / "program.c"
        code.write_text(PROGRAM)
        cls.program = cls.build / "program"
        subprocess.run(["gcc", "-o", cls.program, code, stand_in], check=True)
        cls.names = cublas_shim.needed_symbols(cls.program, cublas_shim.FROM)
        library(cls.run_in, cublas_shim.TO, FAKE_13)
        cublas_shim.make(cls.names, cls.run_in / cublas_shim.FROM)

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def run_program(self, *arguments, path=None):
        environment = dict(os.environ, LD_LIBRARY_PATH=str(path or self.run_in))
        return subprocess.run([self.program, *arguments], env=environment, capture_output=True, text=True, check=False)

    def test_what_a_program_wants_is_read_from_it(self):
        self.assertEqual(["cublasGetVersion_v2", "cublasGone_v2", "cublasMany"], self.names)

    def test_calls_go_through_with_arguments_in_registers_and_on_the_stack(self):
        ran = self.run_program()
        self.assertEqual((0, "0 130000 21987654321\n"), (ran.returncode, ran.stdout), ran.stderr)

    def test_what_the_library_lacks_is_named_when_loaded_and_ends_the_process_when_called(self):
        self.assertEqual("libcublas.so.12: libcublas.so.13 has no cublasGone_v2\n", self.run_program().stderr)
        ran = self.run_program("call")
        self.assertEqual(-6, ran.returncode)
        self.assertEqual(2, ran.stderr.count("libcublas.so.13 has no cublasGone_v2"))

    def test_without_the_library_it_says_so(self):
        alone = self.folder / "alone"
        alone.mkdir()
        os.link(self.run_in / cublas_shim.FROM, alone / cublas_shim.FROM)
        ran = self.run_program(path=alone)
        self.assertEqual(-6, ran.returncode)
        self.assertIn("libcublas.so.13: cannot open shared object file", ran.stderr)


class JCublasTest(unittest.TestCase):
    def test_the_binding_of_the_example_finds_every_symbol_in_its_shim(self):
        jars = sorted((HERE.parents[2] / "examples/logistic-regression/target/lib").glob("jcublas-natives-*.jar"))
        if not jars:
            self.skipTest("examples/logistic-regression is not built (mvn package)")
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            with zipfile.ZipFile(jars[0]) as jar:
                name = next(name for name in jar.namelist() if "libJCublas2-" in name)
                binding = Path(jar.extract(name, folder))
            names = cublas_shim.needed_symbols(binding, cublas_shim.FROM)
            self.assertGreater(len(names), 400)
            shim = folder / cublas_shim.FROM
            cublas_shim.make(names, shim)
            functions = "".join(f"int {name}(void) {{ return {i}; }}\n" for i, name in enumerate(names))
            library(folder, cublas_shim.TO, functions)
            loading = ("import ctypes, os, sys; ctypes.CDLL(sys.argv[1], mode=os.RTLD_NOW | os.RTLD_GLOBAL); "
                       "print([getattr(ctypes.CDLL(sys.argv[2]), name)() for name in sys.argv[3:]])")
            ran = subprocess.run([sys.executable, "-c", loading, binding, shim, *names], capture_output=True, text=True,
                                 env=dict(os.environ, LD_LIBRARY_PATH=scratch), check=False)
            self.assertEqual(("", f"{list(range(len(names)))}\n"), (ran.stderr, ran.stdout))


if __name__ == "__main__":
    unittest.main()
