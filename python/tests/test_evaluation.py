"""``froc`` of arrays and of folders, beside ``ib froc``."""
import json
import math
import sys
import unittest
import warnings

import numpy

import ib_engine
import opening
import serving
from ib_engine import nifti


def cases():
    """Two cases with three instances, of which one is found; two false alarms."""
    truth = {name: numpy.zeros((5, 6, 7), numpy.int64) for name in ("a", "b")}
    truth["a"][1:3, 1:4, 2:4] = 1
    truth["a"][4, 5, 6] = 2
    truth["b"][0, 0, 0] = 1
    predictions = {name: numpy.full((5, 6, 7), 0.1) for name in truth}
    predictions["a"][1:3, 1:4, 2:4] = 0.9
    predictions["b"][4, 4, 4] = 0.8
    predictions["b"][2, 0, 3] = 0.6
    return truth, predictions


class EvaluationTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(opening.use_tested_engine())

    def test_figures_are_those_that_a_person_counts(self):
        truth, predictions = cases()
        found = ib_engine.froc(predictions, truth, backend="cpu", bootstrap=0)
        self.assertEqual((2, 2, 1.0), (found.cases, found.false_positives, found.false_positives_per_case))
        self.assertEqual((3, 1, 1 / 3, 1.0, None),
                         (found.all.instances, found.all.found, found.all.recall, found.all.object_dice, found.all.intervals))
        self.assertEqual(["all", "1", "10-99"], [group.group for group in found.groups])
        self.assertEqual((0.0, 1.0), (found.groups[1].recall, found.groups[2].recall))
        self.assertIsNone(found.groups[1].object_dice)
        self.assertEqual((0, 0, 0, 1, 2), found.curve["false_positives"])  # score higher than the threshold
        self.assertEqual((0, 1, 1, 1, 1), found.curve["true_positives all"])
        self.assertAlmostEqual(0.9, found.curve["probability"][1], 6)
        self.assertEqual(-math.inf, found.curve["threshold"][-1])
        self.assertEqual(len(found.rates), len(found.all.sensitivities))

    def test_arrays_are_evaluated_as_the_files_of_ib_froc(self):
        truth, predictions = cases()
        folders = [serving.folder() / name for name in ("froc-truth", "froc-predictions")]
        for folder, side, kind in zip(folders, (truth, predictions), ("uint8", "float32")):
            folder.mkdir()
            for name, volume in side.items():
                nifti.write(str(folder / f"{name}.nii"), numpy.ascontiguousarray(volume, kind), (1, 2, 3))
        out = serving.folder() / "froc-out"
        serving.ib("froc", *folders, "-o", out, "--backend", "cpu", "--small-below", 2)
        wanted = json.loads((out / "summary.json").read_text(encoding="utf-8"))
        mine = ib_engine.froc(predictions, truth, spacing=(1, 2, 3), small_below=2, backend="cpu")
        self.assertEqual(wanted, mine.summary)
        kept = serving.folder() / "froc-kept"
        of_folders = ib_engine.froc(folders[1], folders[0], small_below=2, backend="cpu", output=kept)
        self.assertEqual(mine, of_folders)
        self.assertEqual({file.name for file in out.iterdir()}, {file.name for file in kept.iterdir()})
        self.assertEqual((out / "objects.csv").read_bytes(), (kept / "objects.csv").read_bytes())

    def test_positions_in_mm_follow_the_spacing(self):
        truth, predictions = cases()
        out = serving.folder() / "froc-mm"
        ib_engine.froc([predictions["b"]], [truth["b"]], spacing=(2, 3, 4), backend="cpu", output=out)
        lines = (out / "objects.csv").read_text(encoding="utf-8").splitlines()
        columns = lines[0].split(",")
        rows = [dict(zip(columns, line.split(","))) for line in lines[1:]]
        alarm = next(row for row in rows if row["kind"] == "prediction" and row["z"].startswith("4"))
        self.assertEqual([8.0, 12.0, 16.0], [float(alarm[name]) for name in ("x_mm", "y_mm", "z_mm")])

    def test_cases_keep_their_names_in_the_files_and_for_what_chooses_them(self):
        truth, predictions = ({f"Fall ü {name}.1": volume for name, volume in side.items()} for side in cases())
        out = serving.folder() / "froc-named"
        found = ib_engine.froc(predictions, truth, backend="cpu", bootstrap=0, output=out, only="Fall ü b.1")
        self.assertEqual((1, 1), (found.cases, found.all.instances))
        self.assertIn("Fall ü b.1,", (out / "objects.csv").read_text(encoding="utf-8"))

    def test_tensors_are_arrays(self):
        try:
            import torch
        except ImportError:
            self.skipTest("torch is not installed")
        truth, predictions = cases()
        of_tensors = ib_engine.froc([torch.from_numpy(predictions[name]) for name in "ab"],
                                    [torch.from_numpy(truth[name]) for name in "ab"], backend="cpu", bootstrap=0)
        self.assertEqual(ib_engine.froc(predictions, truth, backend="cpu", bootstrap=0), of_tensors)

    def test_what_cannot_be_evaluated_is_refused(self):
        truth, predictions = cases()
        for given, part in [((predictions, list(truth.values())), "both be mappings"), ((predictions, "."), "both be folders"),
                            (({"a": predictions["a"]}, truth), "a prediction of each case"), (({}, {}), "at least one case"),
                            (({1: predictions["a"]}, {1: truth["a"]}), "must be texts, one was 1"),
                            (({"a/b": predictions["a"]}, {"a/b": truth["a"]}), "must be names of files, .* one was 'a/b'"),
                            (([predictions["a"]], [truth["a"] + 255]), "whole numbers from 0 to 255"),
                            (([predictions["a"]], [truth["a"][0]]), r"must be \(Z, Y, X\), has the shape \(6, 7\)")]:
            with self.subTest(part), self.assertRaisesRegex(ValueError, part):
                ib_engine.froc(*given)
        for spacing in ((1, 1), (1, 1, 0), (1, 1, "x"), {1, 2, 3}):
            with self.subTest(spacing), self.assertRaisesRegex(ValueError, "^spacing must be"):
                ib_engine.froc(predictions, truth, spacing=spacing)
        with self.assertRaisesRegex(ib_engine.EngineError, "1 of 1 failed"):
            ib_engine.froc([predictions["a"] + 1], [truth["a"]], backend="cpu")
        with self.assertRaisesRegex(ValueError, "--legacy gives no intervals"):
            ib_engine.froc([predictions["a"]], [truth["a"]], backend="cpu", legacy=True, bootstrap=10)
        with self.assertRaises(FileNotFoundError):
            ib_engine.froc(serving.folder() / "absent", serving.folder())

    def test_why_cases_failed_is_told(self):
        truth, predictions = cases()
        label, prediction = truth["a"], predictions["a"]
        for volume, part in [(prediction * 9, "the first is 8.* at voxel .*; apply the sigmoid, or evaluate them as logits"),
                             (prediction * math.nan, "the first is NaN at voxel .*; repair the prediction"),
                             (prediction[1:], "must have the size of its ground truth")]:
            with self.assertRaisesRegex(ib_engine.EngineError, "^an evaluation needs all its cases, but 1 of 1 failed; nothing "
                                                               f"was written\ncase a: .*{part}"):
                ib_engine.froc({"a": volume}, {"a": label}, backend="cpu")
        with self.assertRaises(ib_engine.EngineError) as caught:
            ib_engine.froc(6 * [prediction + 1], 6 * [label], backend="cpu")
        lines = str(caught.exception).splitlines()
        self.assertEqual([f"case case{number:06}" for number in range(4)], [line.partition(":")[0] for line in lines[1:-1]])
        self.assertEqual("and 2 more", lines[-1])

    def test_curve_is_drawn(self):
        try:
            import matplotlib
        except ImportError:
            self.skipTest("matplotlib is not installed")
        from matplotlib.figure import Figure

        matplotlib.use("Agg")
        truth, predictions = cases()
        found = ib_engine.froc(predictions, truth, backend="cpu", bootstrap=0)
        figure = found.plot()
        axes, = figure.axes
        self.assertEqual(b"\x89PNG", figure._repr_png_()[:4])
        self.assertEqual([], sys.modules["matplotlib.pyplot"].get_fignums() if "matplotlib.pyplot" in sys.modules else [])
        ours = Figure().subplots()
        self.assertIs(ours.figure, found.plot(ours))
        self.assertEqual(["all (3)", "1 (2)", "10-99 (1)"], [text.get_text() for text in axes.get_legend().get_texts()])
        recalls = list(found.curve["recall all"])
        self.assertEqual([*recalls, recalls[-1]], list(axes.lines[0].get_ydata()))
        self.assertEqual([max(rate, 0.125) for rate in found.curve["false_positives_per_case"]] + [8],
                         list(axes.lines[0].get_xdata()))

    def test_a_curve_without_false_positives_is_drawn_from_edge_to_edge(self):
        try:
            import matplotlib
        except ImportError:
            self.skipTest("matplotlib is not installed")
        matplotlib.use("Agg")
        truth, _ = cases()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            axes, = ib_engine.froc({name: (label > 0) * 0.9 for name, label in truth.items()}, truth, backend="cpu",
                                   bootstrap=0).plot().axes
        self.assertEqual([(0.125, 1), (8, 1)], list(zip(*axes.lines[0].get_data()))[-2:])


if __name__ == "__main__":
    unittest.main()
