"""What transforms did to the patches of a server is what their items say."""
import json
import unittest

import ib_engine
import numpy
import placed
import serving
from ib_engine import patch_affine, undo

try:
    import torch
except ImportError:
    torch = None
else:
    from ib_engine.torch_data import PatchDataset

WARPED = "flip,rotate,rotation=0.7:40,scaling=0.7:0.6:1.6"
STEPS = ("noise", "blur", "brightness", "contrast", "low_resolution", "gamma_inverted", "gamma")


def served(augment, name, *options, data=None):
    server = serving.Server("--augment", augment, "--batch-size", 3, "--repeats", 6, *options, name=name, data=data)
    unittest.addModuleCleanup(server.end)
    return server


def patches(server, seed=3):
    with ib_engine.connect(server.socket) as engine:
        return [(item, batch.image[i].copy(), batch.label[i, 0].copy())
                for batch in engine.epoch(seed) for i, item in enumerate(batch.items)]


class TransformsTest(unittest.TestCase):
    def test_every_voxel_of_a_warped_patch_is_the_nearest_of_its_file(self):
        data, _ = placed.dataset()
        server = served(WARPED, "transforms-warped", "--placement", "centre", data=data)
        truths, warped, lesions, compared = {}, 0, 0, 0
        with ib_engine.connect(server.socket) as engine:
            geometries = {case: engine.geometry(case) for case in engine.cases}
        for item, _, label in patches(server, 5):
            truth = truths.setdefault(item.case, placed.Truth(item.case))
            size = label.shape[::-1]
            affine = patch_affine(geometries[item.case].affine, item, size)
            wanted, clear = truth.nearest(placed.positions(affine, size))
            numpy.testing.assert_array_equal(wanted[clear], label.transpose(2, 1, 0)[clear])
            self.assertTrue(label.any() or not item.positive)
            warped += item.warp is not None
            lesions += item.positive
            compared += clear.mean() > 0.9
            if item.positive and item.warp:
                numpy.testing.assert_array_less(-1, item.warp["about"])
                numpy.testing.assert_array_less(item.warp["about"], (7, 7, 5))
        self.assertGreater(warped, 50)
        self.assertGreater(lesions, 50)
        self.assertGreater(compared, 90)

    def test_changes_are_made_to_the_modality_they_are_told_for(self):
        plain = patches(served("off", "transforms-off"))
        changed = patches(served("brightness=0.5,noise=0.3:0.2:0.2", "transforms-changed"))
        some, noisy = 0, 0
        for (item, image, label), (drawn, other, other_label) in zip(plain, changed):
            self.assertEqual((item.case, item.corner), (drawn.case, drawn.corner))
            numpy.testing.assert_array_equal(label, other_label)
            for before, after, changes in zip(image, other, drawn.changes or [[]] * len(image)):
                told = {next(iter(change)): change for change in changes}
                factor = numpy.float32(told["brightness"]["brightness"] if "brightness" in told else 1)
                if "noise" in told:
                    noisy += 1
                    added = after / factor - before
                    self.assertAlmostEqual(0.2, float(added.std()), delta=0.06)
                    self.assertAlmostEqual(0, float(added.mean()), delta=0.06)
                else:
                    numpy.testing.assert_array_equal(before * factor, after)
                some += "brightness" in told
        self.assertGreater(some, 50)
        self.assertGreater(noisy, 30)

    def test_steps_come_in_nnunets_order_and_everything_is_told(self):
        everything = ",".join(["flip", "rotation=0.5", "scaling=0.5", "elastic_deform=0.5:2:5", "misalign=0.5",
                               *(f"{step}=0.5" for step in STEPS)])
        parts = set()
        for item, image, _ in patches(served(everything, "transforms-all")):
            self.assertTrue(numpy.isfinite(image).all())
            parts.update(item.warp or {})
            for changes in item.changes:
                names = [next(iter(change)) for change in changes]
                self.assertEqual(sorted(names, key=STEPS.index), names)
                parts.update(names)
            self.assertIn(len(item.changes), (0, serving.MODALITIES))
            if item.warp:
                with self.assertRaisesRegex(ValueError, "was interpolated"):
                    undo(image, item)
        self.assertEqual({"about", "degrees", "scale", "elastic", "misalign", *STEPS}, parts)

    def test_an_epoch_goes_on_from_its_state_and_again_is_the_same(self):
        server = served("nnunet,elastic_deform=0.5:2:5", "transforms-state")
        with ib_engine.connect(server.socket) as engine:
            self.assertEqual({"preset": "nnunet", "elastic_deform": [0.5, 2.0, 5.0]},
                             engine.options["sampling"]["augmentation"]["transforms"])
            batches = [(batch.state, batch.image.copy(), batch.items) for batch in engine.epoch(2)]
            again = engine.resume(batches[3][0])
            for (_, image, items), batch in zip(batches[4:], again):
                numpy.testing.assert_array_equal(image, batch.image)
                self.assertEqual(items, batch.items)

    @unittest.skipIf(torch is None, "torch is missing")
    def test_meta_data_have_columns_of_texts_where_transforms_are_on(self):
        dataset = PatchDataset(served("rotation=0.3,gamma=0.3", "transforms-meta").socket, seed=1)
        self.addCleanup(dataset.close)
        seen = {"warp": set(), "changes": set()}
        for batch in dataset:
            for name, texts in seen.items():
                self.assertEqual([str] * 3, [type(text) for text in batch["meta"][name]])
                texts.update(map(bool, batch["meta"][name]))
            for row in batch["meta"].rows:
                if row["warp"]:
                    self.assertEqual(3, len(json.loads(row["warp"])["degrees"]))
        self.assertEqual({"warp": {True, False}, "changes": {True, False}}, seen)
        plain = PatchDataset(served("on", "transforms-none").socket, seed=1)
        self.addCleanup(plain.close)
        self.assertNotIn("warp", next(iter(plain))["meta"])


if __name__ == "__main__":
    unittest.main()
