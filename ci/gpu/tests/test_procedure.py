"""The procedure of ci/gpu.sh with steps made here: deadline, limits, verdicts, results, and ends of every kind."""
import os
import re
import shutil
import signal
import subprocess
import tarfile
import tempfile
import time
import unittest
from pathlib import Path

CI = Path(__file__).resolve().parents[2]
PATIENCE_S = 60  # a test that has to wait this long has failed


def eventually(condition):
    for _ in range(PATIENCE_S * 20):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("did not happen in time")


class ProcedureTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.home, self.results, self.scratch = (self.folder / name for name in ("home", "results", "scratch"))
        (self.home / "ci/gpu").mkdir(parents=True)
        (self.home / "runtime/bin").mkdir(parents=True)
        self.scratch.mkdir()
        shutil.copy(CI / "gpu.sh", self.home / "ci")
        shutil.copy(CI / "gpu/procedure.sh", self.home / "ci/gpu")
        shutil.copy("/bin/true", self.home / "runtime/bin/java")
        (self.home / "commit").write_text("abc1234\n")

    def start(self, steps, order, **environment):
        calls = "; ".join(f"run_step {step}" for step in order)
        own_list = f"step_list() {{ {calls}; }}\n" if order else ""  # else the real one
        (self.home / "ci/gpu/steps.sh").write_text(f"{steps}\n{own_list}")
        variables = dict(os.environ, TMPDIR=str(self.scratch), **environment)
        return subprocess.Popen([self.home / "ci/gpu.sh", "run", self.results], env=variables, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True)

    def run_steps(self, steps, *order, code=0, **environment):
        run = self.start(steps, order, **environment)
        said, _ = run.communicate(timeout=PATIENCE_S)
        self.assertEqual(code, run.returncode, said)
        self.assertEqual([], list(self.scratch.iterdir()))
        return self.lines()

    def lines(self):
        return [re.sub(r" +", " ", line) for line in (self.results / "summary.txt").read_text().splitlines()[1:]]

    def log(self, name):
        with tarfile.open(self.results / "logs.tar.gz") as logs:
            return logs.extractfile(f"logs-kept/{name}.log").read().decode()

    def test_every_step_has_its_line_before_the_next_begins(self):
        lines = self.run_steps('step_a() { echo from a; note 3 passed; }\nstep_b() { cat "$results/summary.txt"; }', "a 9", "b 9")
        self.assertRegex(lines[0], r"^a ok \d+ s 3 passed$")
        self.assertRegex(lines[1], r"^b ok \d+ s$")
        self.assertRegex(lines[2], r"^run ok \d+ s$")
        self.assertIn("3 passed", self.log("b"))
        self.assertEqual("from a\n", self.log("a"))
        self.assertIn("commit abc1234", (self.results / "summary.txt").read_text())
        self.assertEqual({"summary.txt", "logs.tar.gz"}, {file.name for file in self.results.iterdir()})

    def test_a_step_that_fails_is_named_with_the_end_of_its_log_and_the_others_run(self):
        steps = "step_a() { echo why; false; echo never; }\nstep_b() { leave_out no tool here; }\nstep_c() { kill -SEGV $BASHPID; }"
        lines = self.run_steps(steps, "a 9", "b 9", "c 9", code=1)
        self.assertRegex(lines[0], r"^a FAILED \d+ s exit code 1; its log ends: why$")
        self.assertRegex(lines[1], r"^b left out \d+ s no tool here$")
        self.assertRegex(lines[2], r"^c FAILED \d+ s exit code 139; its log ends: ")
        self.assertRegex(lines[3], r"^run FAILED \d+ s$")

    def test_a_step_that_hangs_is_stopped_at_its_limit_with_all_it_has_started(self):
        steps = f"step_a() {{ sleep 600 & echo $! >{self.folder}/server; echo waiting; sleep 600; }}"
        lines = self.run_steps(steps, "a 1", code=1)
        self.assertRegex(lines[0], r"^a FAILED \d+ s stopped at its limit of 1 s; its log ends: .*waiting")
        server = int((self.folder / "server").read_text())
        eventually(lambda: not Path(f"/proc/{server}").exists() or "Z" in Path(f"/proc/{server}/stat").read_text())

    def test_what_a_step_leaves_running_ends_with_it(self):
        self.run_steps(f"step_a() {{ sleep 600 & echo $! >{self.folder}/server; }}", "a 9")
        server = int((self.folder / "server").read_text())
        eventually(lambda: not Path(f"/proc/{server}").exists() or "Z" in Path(f"/proc/{server}/stat").read_text())

    def test_the_deadline_cuts_the_last_step_short_and_the_rest_are_not_run(self):
        steps = "step_a() { sleep 600; }\nstep_b() { true; }"
        lines = self.run_steps(steps, "a 500", "b 9", code=1, IB_GPU_DEADLINE="12")
        self.assertRegex(lines[0], r"^a FAILED \d+ s stopped at its limit of [12] s")
        self.assertEqual("b not run 0 s no time left", lines[1])

    def test_steps_may_be_chosen(self):
        lines = self.run_steps("step_a() { true; }\nstep_b() { false; }", "a 9", "b 9", IB_GPU_STEPS="a")
        self.assertEqual("b left out 0 s not among IB_GPU_STEPS", lines[1])

    def test_a_red_smoke_test_ends_the_run(self):
        steps = "step_facts() { true; }\nstep_smoke() { echo red; false; }\nstep_bench() { touch $results/gpu.json; }"
        lines = self.run_steps(steps, code=1)
        self.assertRegex(lines[1], r"^smoke FAILED \d+ s exit code 1; its log ends: red$")
        self.assertEqual(["bench", "peers", "serve", "equal", "conformance", "sanitizer", "ncu", "epochs", "regression"],
                         [line.split()[0] for line in lines if line.endswith(" not run 0 s smoke is red")])
        self.assertFalse((self.results / "gpu.json").exists())

    def test_the_limits_of_all_steps_and_the_rest_fit_into_the_deadline(self):
        text = (CI / "gpu/procedure.sh").read_text()
        limits = [int(limit) for limit in re.findall(r"^  run_step \w+ (\d+)$", text, re.MULTILINE)]
        self.assertEqual(11, len(limits))
        reserve = int(re.search(r"^reserve_s=(\d+)", text, re.MULTILINE).group(1))
        self.assertLessEqual(sum(limits) + reserve, 540 - 10)  # ten to unpack

    def interrupt(self, number, code, said):
        run = self.start("step_a() { echo begun; touch $results/begun.json; sleep 600; }", ["a 500"])
        self.addCleanup(run.stdout.close)
        eventually((self.results / "begun.json").exists)
        run.send_signal(number)
        self.assertEqual(code, run.wait(timeout=PATIENCE_S))
        eventually(lambda: not list(self.scratch.iterdir()))
        self.assertRegex(self.lines()[-1], rf"^run FAILED \d+ s {said}$")
        self.assertEqual("begun\n", self.log("a"))

    def test_a_signal_leaves_summary_and_logs_and_no_scratch(self):
        self.interrupt(signal.SIGTERM, 143, "interrupted by SIGTERM")

    def test_a_kill_leaves_summary_and_logs_and_no_scratch(self):
        self.interrupt(signal.SIGKILL, -9, "killed")

    def test_results_that_would_not_come_back_are_named(self):
        lines = self.run_steps("step_a() { truncate -s 17M $results/large.json; mkdir $results/folder; touch $results/a,b; }", "a 9", code=1)
        self.assertRegex(lines[-1], r"^results FAILED .*a,b is not a plain file.*folder is not a plain.*large.json has 17825792 bytes")
        lines = self.run_steps("step_a() { touch $results/{1,2,3,4,5,6}.json; }", "a 9", code=1)
        self.assertIn("11 files", lines[-1])

    def test_results_of_the_run_before_are_gone(self):
        self.run_steps("step_a() { touch $results/gpu.json; }", "a 9")
        self.run_steps("step_a() { true; }", "a 9")
        self.assertFalse((self.results / "gpu.json").exists())

    def test_logs_are_cut_to_their_end(self):
        self.run_steps("step_a() { head -c 3000000 /dev/zero; echo end; }", "a 9")
        self.assertEqual(2 << 20, len(self.log("a")))
        self.assertTrue(self.log("a").endswith("end\n"))

    def test_a_run_that_breaks_off_says_so(self):
        lines = self.run_steps("step_a() { true; }\nstep_list() { run_step a 9; no_such_command; }", code=1)
        self.assertRegex(lines[-1], r"^run FAILED \d+ s ended early$")

    def test_without_a_pack_it_says_how_to_make_one(self):
        (self.home / "runtime/bin/java").unlink()
        (self.home / "ci/gpu/steps.sh").write_text("")
        ran = subprocess.run([self.home / "ci/gpu.sh", "run"], capture_output=True, text=True, check=False)
        self.assertEqual(1, ran.returncode)
        self.assertIn("make it by ci/gpu.sh pack", ran.stderr)


if __name__ == "__main__":
    unittest.main()
