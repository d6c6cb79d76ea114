"""nnU-Net's own training loop, checkpoints and final validation on batches of the engine, whatever ended the run before. Needs
nnunetv2 (run with 2.8.1); what matters is what its loop does, which no contract would show. With several GPUs nnU-Net insists on
CUDA, so its ranks run here with that replaced: see nnunet_run.py."""
import json
import os
import random
import shutil
import subprocess
import sys
import unittest
from concurrent.futures import ThreadPoolExecutor
from importlib.machinery import PathFinder
from pathlib import Path

import nnunet_run
import serving

MISSING = [name for name in ("torch", "nnunetv2") if PathFinder.find_spec(name) is None]  # not the contract of other tests
STEPS = 12


@unittest.skipIf(MISSING, f"{', '.join(MISSING)} cannot be imported")
class NnUNetTrainingTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.make_raw()
        cls.require(cls.run_nnunet("plan"))
        pool = ThreadPoolExecutor()  # all at once: most of their time goes into imports
        cls.addClassCleanup(pool.shutdown)
        runs = [pool.submit(cls.uninterrupted), pool.submit(cls.interrupted, "killed", ("train",), ("train", "--c")),
                pool.submit(cls.interrupted, "ranks", ("ranks", str(cls.folder / "first")),
                            ("ranks", str(cls.folder / "second"), "--c"))]
        cls.whole, cls.killed, cls.killed_ranks = (run.result() for run in runs)

    @classmethod
    def make_raw(cls):
        """A raw dataset of nnU-Net, of the phantoms of the prepared one, and its split."""
        cls.folder = serving.folder() / "nnunet"
        images, labels = (cls.folder / "raw" / "Dataset001_Test" / name for name in ("imagesTr", "labelsTr"))
        for folder in (images, labels, prepared := cls.folder / "preprocessed" / "Dataset001_Test"):
            folder.mkdir(parents=True)
        serving.dataset()
        cases = sorted(case for case in (serving.folder() / "raw").iterdir() if case.is_dir())
        for case in cases:
            for channel, name in enumerate(("DWI", "T1")):
                shutil.copy(case / f"{name}.nii.gz", images / f"{case.name}_{channel:04d}.nii.gz")
            shutil.copy(case / "GT.nii.gz", labels / f"{case.name}.nii.gz")
        about = {"channel_names": {"0": "DWI", "1": "T1"}, "labels": {"background": 0, "lesion": 1}, "numTraining": len(cases),
                 "file_ending": ".nii.gz", "overwrite_image_reader_writer": "NibabelIO"}
        (images.parent / "dataset.json").write_text(json.dumps(about), encoding="utf-8")
        names = [case.name for case in cases]
        (prepared / "splits_final.json").write_text(json.dumps([{"train": names[:2], "val": names[2:]}]), encoding="utf-8")

    @classmethod
    def uninterrupted(cls):
        cls.require(cls.run_nnunet("train", results="whole", IB_TEST_VALIDATES="1"))
        return cls.lines_of("whole")

    @classmethod
    def interrupted(cls, results, first, second):
        """Returns the step in which it was killed."""
        killed = random.randrange(STEPS)
        cls.require(cls.run_nnunet(*first, results=results, IB_TEST_KILLED=str(killed)), -9)
        cls.require(cls.run_nnunet(*second, results=results))
        return killed

    @classmethod
    def run_nnunet(cls, *words, results="none", **environment):
        lines = cls.folder / f"{results}-lines"
        lines.mkdir(exist_ok=True)
        folders = {"nnUNet_raw": "raw", "nnUNet_preprocessed": "preprocessed", "nnUNet_results": results}
        environment = {
            **os.environ, **{name: str(cls.folder / folder) for name, folder in folders.items()}, "nnUNet_def_n_proc": "1",
            "nnUNet_compile": "f", "nnUNet_extTrainer": str(Path(__file__).parent / "nnunet_trainers"),
            "IB_ENGINE_DATASET": str(serving.dataset()), "IB_ENGINE_COMMAND": serving.IB[0], "IB_TEST_LINES": str(lines),
            "PYTHONPATH": os.pathsep.join(sys.path), **environment}
        return subprocess.run([sys.executable, nnunet_run.__file__, *words], env=environment, capture_output=True, text=True,
                              start_new_session=True, check=False)

    @staticmethod
    def require(done, code=0):
        if done.returncode != code:
            raise AssertionError(f"{done.returncode}: {done.stdout}{done.stderr}")

    @classmethod
    def lines_of(cls, results, rank=0):
        """CRCs by step; of a batch that was shown again, the last."""
        lines = (cls.folder / f"{results}-lines" / f"{rank}.txt").read_text(encoding="utf-8").splitlines()
        return {int(step): crcs for step, *crcs in map(str.split, lines)}

    def validation(self):
        """The folder of the final validation of the run that nothing interrupted."""
        folder, = (self.folder / "whole").glob("*/*/fold_0/validation")
        summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        self.assertEqual(["phantom002.nii.gz"], [Path(case["prediction_file"]).name for case in summary["metric_per_case"]])
        return folder

    def test_run_ends_with_nnunets_validation_which_can_be_repeated_without_an_engine(self):
        shutil.rmtree(self.validation())
        self.require(self.run_nnunet("train", "--val", results="whole", IB_ENGINE_DATASET="/nowhere", IB_TEST_VALIDATES="1"))
        self.validation()

    def test_run_that_is_killed_goes_on_with_the_batches_it_would_have_seen(self):
        self.assertEqual(list(range(STEPS)), list(self.whole))
        self.assertEqual(STEPS, len({tuple(crcs) for crcs in self.whole.values()}))
        with self.subTest(killed=self.killed):
            self.assertEqual(self.whole, self.lines_of("killed"))

    def test_two_ranks_that_are_killed_share_the_batches_of_one(self):
        with self.subTest(killed=self.killed_ranks):
            ranks = [self.lines_of("ranks", rank) for rank in range(2)]
            self.assertEqual(self.whole, {step: ranks[0][step] + ranks[1][step] for step in range(STEPS)})


if __name__ == "__main__":
    unittest.main()
