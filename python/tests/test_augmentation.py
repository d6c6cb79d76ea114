"""What was done to patches can be taken back."""
import itertools
import unittest

import ib_engine
import numpy
import serving
from ib_engine import redo, undo

try:
    import torch
except ImportError:
    torch = None

EVERY = [{"quarter_turns": turns, "flips": flips, "gain": 2.0, "shift": -0.5}
         for turns in range(4) for flips in itertools.product((False, True), repeat=3)]


def served(patch, done):
    """Written from the words of the documentation, voxel by voxel, on the (x, y, z) array."""
    x_y_z = numpy.moveaxis(patch, (-1, -2, -3), (0, 1, 2))
    for _ in range(done["quarter_turns"]):
        out = numpy.empty_like(x_y_z)
        for x, y in itertools.product(range(len(x_y_z)), repeat=2):
            out[x, y] = x_y_z[y, len(x_y_z) - 1 - x]
        x_y_z = out
    for axis, flip in enumerate(done["flips"]):
        if flip:
            x_y_z = x_y_z[tuple(slice(None, None, -1) if i == axis else slice(None) for i in range(3))]
    return numpy.moveaxis(x_y_z, (0, 1, 2), (-1, -2, -3))


class AugmentationTest(unittest.TestCase):
    def test_undo_and_redo_are_inverse_for_every_orientation(self):
        patch = numpy.arange(2 * 3 * 4 * 4, dtype="f4").reshape(2, 3, 4, 4)
        seen = set()
        for done in EVERY:
            there = served(patch[0], done)
            seen.add(there.tobytes())
            for intensity in (False, True):
                wanted = patch * 2 - 0.5 if intensity else patch
                both = numpy.stack([served(channel, done) for channel in wanted])
                numpy.testing.assert_array_equal(both, redo(patch, done, intensity))
                numpy.testing.assert_array_equal(patch, undo(both, done, intensity))
        self.assertEqual(16, len(seen))  # two turns are two flips: 32 combinations are 16 orientations

    def test_result_is_an_array_of_its_own(self):
        patch = numpy.zeros((1, 2, 2, 2), "f4")
        for done in EVERY:
            undo(patch, done)[:] = 1
            redo(patch, done)[:] = 1
        self.assertFalse(patch.any())

    def test_flips_and_half_turns_take_patches_that_are_not_square(self):
        patch = numpy.arange(2 * 3 * 5).reshape(2, 3, 5)
        for done in (done for done in EVERY if done["quarter_turns"] in (0, 2)):
            numpy.testing.assert_array_equal(patch, undo(redo(patch, done), done))

    @unittest.skipIf(torch is None, "torch is missing")
    def test_tensors_give_what_arrays_give(self):
        patch = numpy.arange(2 * 3 * 4 * 4, dtype="f4").reshape(2, 3, 4, 4)
        for done in EVERY:
            for way in (undo, redo):
                got = way(torch.from_numpy(patch), done, True)
                numpy.testing.assert_array_equal(way(patch, done, True), got.numpy())

    def test_what_cannot_be_taken_back_is_refused(self):
        done = EVERY[0]
        with self.assertRaisesRegex(ValueError, r"\(…, Z, Y, X\), had the shape \(2, 2\)"):
            undo(numpy.zeros((2, 2)), done)
        with self.assertRaisesRegex(ValueError, r"\(…, Z, Y, X\), was a list"):
            redo([1, 2], done)
        for item in (None, [done], {}, {**done, "flips": 1}, {name: [value, value] for name, value in done.items()}):
            with self.assertRaisesRegex(ValueError, "about one patch, as batch.items.i. or batch..meta...i., was a "):
                undo(numpy.zeros((2, 2, 2)), item)
        with self.assertRaisesRegex(ValueError, "floating point, but the patch is uint8"):
            undo(numpy.zeros((2, 2, 2), "u1"), done, intensity=True)
        with self.assertRaisesRegex(ValueError, "gain must not be 0"):
            undo(numpy.zeros((2, 2, 2)), {**done, "gain": 0.0}, intensity=True)

    def test_what_transforms_did_cannot_be_undone_and_is_named(self):
        import json

        patch, done = numpy.zeros((2, 2, 2), "f4"), EVERY[0]
        warp = {"about": [0, 0, 0], "degrees": [1, 2, 3], "elastic": {"points": 7}}
        changes = [[{"noise": 0.1, "seed": 1}, {"gamma": 0.8}], [{"noise": 0.1, "seed": 2}]]
        for told in (warp, json.dumps(warp)):
            for way in (undo, redo):
                with self.assertRaisesRegex(ValueError, "a patch with rotation, elastic_deform was interpolated.*patch_affine"):
                    way(patch, {**done, "warp": told})
        for told in (changes, json.dumps(changes)):
            with self.assertRaisesRegex(ValueError, "left out of a patch with noise, gamma, which cannot be undone"):
                undo(patch, {**done, "changes": told}, intensity=True)
            numpy.testing.assert_array_equal(patch, undo(patch, {**done, "changes": told}))
        numpy.testing.assert_array_equal(undo(patch, done, True), undo(patch, {**done, "warp": "", "changes": [[], []]}, True))

    def test_patches_of_the_server_become_those_without_augmentation(self):
        batches = {}
        for augment in ("on", "off"):
            with serving.Server("--augment", augment, "--repeats", 6, name=f"augment-{augment}") as server:
                with ib_engine.connect(server.socket) as engine:
                    batches[augment] = [(item, batch.image[i].copy(), batch.label[i].copy())
                                        for batch in engine.epoch(3) for i, item in enumerate(batch.items)]
        done = set()
        for (item, image, label), (plain, plain_image, plain_label) in zip(batches["on"], batches["off"]):
            self.assertEqual((plain.case, plain.instance, plain.corner), (item.case, item.instance, item.corner))
            done.add((item.quarter_turns, item.flips))
            numpy.testing.assert_array_equal(plain_label, undo(label, item))
            numpy.testing.assert_allclose(plain_image, undo(image, item, intensity=True), atol=1e-6)
            numpy.testing.assert_array_equal(label, redo(plain_label, item.meta()))
        self.assertGreater(len(done), 20)


if __name__ == "__main__":
    unittest.main()
