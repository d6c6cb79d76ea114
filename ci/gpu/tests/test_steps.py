"""Steps of ci/gpu.sh whose tools are not here, with stand-ins for java and for the tools: what they are told."""
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import unittest
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
JAVA = """\
#!/bin/bash
printf '%s\\n' "${LD_LIBRARY_PATH:-} java $*" >>"$SAID/java"
echo "25 passed, 0 failed, 0 skipped, contexts made: 1"
"""
# Ends once all four run, so they must run side by side.
SANITIZER = """\
#!/bin/bash
printf '%s\\n' "$*" >>"$SAID/sanitizer"
touch "$SAID/runs-$2"
for _ in {1..300}; do
  running=("$SAID"/runs-*)
  [ ${#running[@]} -lt 4 ] || break
  sleep 0.1
done
[ ${#running[@]} -eq 4 ] || exit 3
echo "========= ERROR SUMMARY: 0 errors"
[ "$2" != "${RED:-}" ] || exit 9
"""
NCU = """\
#!/bin/bash
printf '%s\\n' "$*" >>"$SAID/ncu"
while [ "$1" != --log-file ]; do shift; done
cat >"$2" <<'END'
"ID","Process ID","Kernel Name","gpu__time_duration.sum"
"","","","ms"
"0","4242","label_runs(const unsigned char *, long)","12.5"
END
"""


class StepsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.home, self.bin, self.said = (self.folder / name for name in ("home", "bin", "said"))
        for parts in ("ci", "benchmarks/gpu", "benchmarks/end_to_end", "runtime/bin"):
            (self.home / parts).mkdir(parents=True)
        self.bin.mkdir()
        self.said.mkdir()
        shutil.copy(REPOSITORY / "ci/gpu.sh", self.home / "ci")
        shutil.copytree(REPOSITORY / "ci/gpu", self.home / "ci/gpu")
        for file in (REPOSITORY / "benchmarks/gpu").glob("*.py"):
            shutil.copy(file, self.home / "benchmarks/gpu")
        shutil.copy(REPOSITORY / "benchmarks/end_to_end/measuring.py", self.home / "benchmarks/end_to_end")
        (self.home / "commit").write_text("abc1234\n")
        self.program(self.home / "runtime/bin/java", JAVA)

    @staticmethod
    def program(file, text):
        file.write_text(text)
        file.chmod(0o755)

    def run_step(self, name, **environment):
        variables = dict(os.environ, IB_GPU_STEPS=name, SAID=str(self.said), PATH=f"{self.bin}:{os.environ['PATH']}",
                         **environment)
        subprocess.run([self.home / "ci/gpu.sh", "run", self.folder / "results"], env=variables, timeout=100,
                       capture_output=True, check=False)
        lines = (self.folder / "results/summary.txt").read_text().splitlines()
        return re.sub(" +", " ", next(line for line in lines if line.startswith(name)))

    def told(self, name):
        return sorted((self.said / name).read_text().splitlines())

    def test_four_sanitizers_run_side_by_side_over_exact_allocations(self):
        self.program(self.bin / "compute-sanitizer", SANITIZER)
        self.assertRegex(self.run_step("sanitizer"), r"^sanitizer ok \d+ s memcheck racecheck initcheck synccheck$")
        for tool, said in zip(("initcheck", "memcheck", "racecheck", "synccheck"), self.told("sanitizer"), strict=True):
            self.assertIn(f"--tool {tool} ", said)
            self.assertIn(" --report-api-errors no ", said)
            self.assertRegex(said, r"runtime/bin/java .*-Dib\.cuda\.exact=true .*org\.ibengine\.cuda\.GpuTests sanitizer$")

    def test_a_sanitizer_that_finds_something_is_named_and_its_log_comes_back(self):
        self.program(self.bin / "compute-sanitizer", SANITIZER)
        self.assertRegex(self.run_step("sanitizer", RED="racecheck"), r"^sanitizer FAILED \d+ s racecheck \(exit code 9\)$")
        with tarfile.open(self.folder / "results/logs.tar.gz") as logs:
            self.assertIn(b"ERROR SUMMARY", logs.extractfile("logs-kept/sanitizer-racecheck.log").read())

    def test_ncu_counts_the_chosen_kernels(self):
        self.program(self.bin / "ncu", NCU)
        self.assertRegex(self.run_step("ncu"), r"^ncu ok \d+ s$")
        (said,) = self.told("ncu")
        self.assertIn("--kernel-name regex:^(gather_patches|percentiles_scan|percentiles_histogram16|label_runs) ", said)
        self.assertRegex(said, r" org\.ibengine\.cli\.Ib bench gpu ")
        results = json.loads((self.folder / "results/gpu_ncu.json").read_text())
        self.assertEqual([{"kernel": "label_runs", "seconds": 0.0125}], results["results"])

    def test_the_example_takes_cublas_of_cuda_12_as_it_is_and_that_of_13_behind_the_shim(self):
        self.program(self.bin / "ldconfig", "#!/bin/sh\n")  # knows no library
        libraries = self.folder / "libraries"
        libraries.mkdir()
        for version, path in ((13, f"{self.home}/native:{libraries}"), (12, str(libraries))):
            (libraries / f"libcublas.so.{version}").touch()
            line = self.run_step("regression", PYTHONPATH=str(libraries), LD_LIBRARY_PATH="")
            self.assertRegex(line, rf"^regression ok \d+ s on {libraries}/libcublas\.so\.{version}$")
            examples = [said for said in self.told("java") if "LogisticRegression" in said]
            self.assertTrue(any(said.startswith(f"{path} java ") for said in examples), examples)


if __name__ == "__main__":
    unittest.main()
