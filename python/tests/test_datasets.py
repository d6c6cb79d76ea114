"""``prepare`` and ``verify``, beside the commands of the same names."""
import builtins
import contextlib
import io
import json
import sys
import unittest
from types import SimpleNamespace
from unittest import mock

import numpy

import ib_engine
import opening
import serving
from ib_engine import commands


class Bar:
    """tqdm, as far as it is used."""

    made = []

    def __init__(self, **given):
        self.given, self.n, self.closed = given, 0, False
        Bar.made.append(self)

    def update(self, more):
        self.n += more

    def close(self):
        self.closed = True


class DatasetsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(opening.use_tested_engine())
        serving.dataset()  # and the raw cases
        cls.raw = serving.folder() / "raw"

    def test_there_are_the_options_of_the_commands(self):
        own = {"prepare": {"summary", "progress", "dry_run"}, "froc": {"output", "records"}}
        preview = json.loads(serving.ib("options", "preview"))
        self.assertLessEqual(commands.PREVIEW, {name[2:].replace("-", "_") for name in preview})
        for command, known in (("prepare", commands.PREPARE), ("froc", commands.FROC)):
            found = {name[2:].replace("-", "_"): option for name, option in
                     json.loads(serving.ib("options", command)).items()}
            self.assertEqual(known | own[command], set(found))
            for name in known:
                self.assertEqual(found[name]["values"] > 1, name in commands.SPREAD, name)

    def test_summary_is_what_was_done(self):
        out = serving.folder() / "prepared"
        done = ib_engine.prepare(self.raw, out, layout="volumes", patch_size=(7, 7, 5), progress=False)
        self.assertEqual((3, 0, {}, serving.INSTANCES), (len(done.prepared), len(done.up_to_date), done.failures, done.instances))
        self.assertGreater(done.details["instancesByVoxels"].__len__(), 0)
        again = ib_engine.prepare([self.raw], out, layout="volumes", patch_size=(7, 7, 5), progress=False)
        self.assertEqual(((), done.prepared), (again.prepared, again.up_to_date))
        self.assertEqual(ib_engine.Verification(3, done.files, done.bytes, (), 0, 0), ib_engine.verify(out))

    def test_words_are_the_same_whatever_holds_the_values(self):
        wanted = ["--patch-size", "3", "4", "5", "--spacing", "1.0", "1.0", "2.5", "--lesion-values=2",
                  "--lesion-values=3", "--threads=2"]
        for kind in (tuple, list, numpy.array, iter):
            given = dict(patch_size=kind([3, 4, 5]), spacing=kind([1.0, 1.0, 2.5]), lesion_values=kind([2, 3]),
                         threads=numpy.array(2))
            self.assertEqual(wanted, commands.words_of(given, commands.PREPARE, "prepare"))
        with self.assertRaisesRegex(ValueError, "^patch_size must be values in an order"):
            ib_engine.prepare(self.raw, serving.folder() / "nothing", patch_size={3, 4, 5})

    def test_damage_is_named(self):
        out = serving.folder() / "harmed"
        ib_engine.prepare(self.raw, out, layout="volumes", patch_size=(7, 7, 5), progress=False)
        victim = next((out / "cases").glob("*/volumes-*.safetensors"))
        with open(victim, "r+b") as file:
            file.seek(-1, 2)
            last = file.read(1)
            file.seek(-1, 2)
            file.write(bytes([last[0] ^ 1]))
        found = ib_engine.verify(out)
        self.assertFalse(found.ok)
        self.assertEqual(1, len(found.problems))
        self.assertIn(victim.name, found.problems[0])

    def test_case_that_fails_is_told_and_the_others_are_prepared(self):
        raw = serving.folder() / "partly"
        for case in sorted(self.raw.iterdir()):
            if case.is_dir():
                (raw / case.name).mkdir(parents=True)
                for file in case.iterdir():
                    (raw / case.name / file.name).write_bytes(file.read_bytes())
        broken = next(raw.iterdir())
        next(broken.glob("GT*")).write_bytes(b"no NIfTI")
        done = ib_engine.prepare(raw, serving.folder() / "partly-out", layout="volumes", patch_size=(7, 7, 5), progress=False)
        self.assertEqual(([broken.name], 2), (list(done.failures), len(done.prepared)))

    def test_errors_are_those_of_the_command_as_exceptions(self):
        out = serving.folder() / "nothing"
        with self.assertRaises(FileNotFoundError):
            ib_engine.prepare(serving.folder() / "absent", out)
        with self.assertRaises(FileNotFoundError):
            ib_engine.verify(serving.folder() / "absent")
        with self.assertRaisesRegex(ValueError, "patch-size must be positive"):
            ib_engine.prepare(self.raw, out, patch_size=(0, 1, 1), progress=False)
        with self.assertRaisesRegex(TypeError, "no option 'patchsize'"):
            ib_engine.prepare(self.raw, out, patchsize=3)
        with self.assertRaisesRegex(ib_engine.EngineError, "not a dataset folder"):
            ib_engine.verify(self.raw)

    def prepare_again(self):
        said = io.StringIO()
        with contextlib.redirect_stderr(said):
            ib_engine.prepare(self.raw, serving.folder() / "shown", layout="volumes", patch_size=(7, 7, 5), force=True)
        return said.getvalue()

    def test_progress_is_a_bar_of_tqdm(self):
        Bar.made = []
        with mock.patch.dict(sys.modules, {"tqdm": SimpleNamespace(), "tqdm.auto": SimpleNamespace(tqdm=Bar)}):
            self.assertEqual("", self.prepare_again())
        bar, = Bar.made
        self.assertTrue(bar.closed)
        self.assertEqual(bar.given["total"], bar.n)

    def test_progress_is_lines_without_tqdm(self):
        imported = builtins.__import__

        def without(name, *rest):
            if name.startswith("tqdm"):
                raise ImportError(name)
            return imported(name, *rest)

        with mock.patch.object(builtins, "__import__", without):
            lines = self.prepare_again().splitlines()
        self.assertRegex(lines[-1], r"^prepare: (\d+\.\d) of \1 MB$")


class WordsTest(unittest.TestCase):
    def test_values_become_words(self):
        self.assertEqual(
            ["--layout=volumes", "--patch-size", "1", "2", "3", "--force", "--lesion-values=2", "--lesion-values=3",
             "--classes=tumour=1", "--margin=-1"],
            commands.words_of({"layout": "volumes", "patch_size": [1, 2, 3], "force": True, "fail_fast": False, "mask": None,
                               "lesion_values": (2, 3), "classes": {"tumour": 1}, "margin": -1}, commands.PREPARE, "prepare"))


if __name__ == "__main__":
    unittest.main()
