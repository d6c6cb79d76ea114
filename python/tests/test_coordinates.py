"""Coordinates of voxels against a computation of their own, for every patch of some epochs."""
import json
import unittest

import ib_engine
import numpy
import serving

try:
    import torch
    from ib_engine.torch_data import PatchDataset, per_patch
except ImportError:
    torch = None


def expected(item, size, patch):
    """By the definition, on the grid of the case: voxel i of n lies at (2 i − (n − 1)) / (n − 1). Then turned and
    flipped as the item says."""
    x, y, z = ((2.0 * (numpy.arange(length) + first) - (n - 1)) / (n - 1)
               for length, first, n in zip(patch, item.corner, size))
    grid = numpy.stack(numpy.broadcast_arrays(x[None, None, :], y[None, :, None], z[:, None, None]))
    return ib_engine.redo(grid.astype(numpy.float32), item)


class CoordinatesTest(unittest.TestCase):
    def check(self, folder, patch, *options):
        """Returns how many patches reach beyond their volume, and how many are turned by a quarter."""
        sizes = {path.parent.name: json.loads(path.read_text())["geometry"]["size"]
                 for path in folder.glob("cases/*/case.json")}
        beyond = turned = 0
        name = "coordinates-" + "-".join(map(str, patch))
        with serving.Server("--coordinates", "--patch-size", *patch, *options, name=name, data=folder) as server:
            with ib_engine.connect(server.socket) as engine:
                for batch in engine.epoch(5):
                    for item, got, label in zip(batch.items, batch.coordinates, batch.label):
                        wanted = expected(item, sizes[item.case], patch)
                        numpy.testing.assert_array_equal(wanted, got)
                        outside = (numpy.abs(got) > 1).any(axis=0)
                        self.assertFalse(label[0][outside].any())
                        beyond += outside.any()
                        turned += item.quarter_turns % 2
        return beyond, turned

    def test_they_are_what_the_definition_says_in_every_patch(self):
        beyond, turned = self.check(serving.dataset(), (7, 7, 5))
        self.assertEqual(0, beyond)
        self.assertGreater(turned, 0)
        self.check(serving.dataset(), (5, 9, 3), "--placement", "reference")

    def test_padding_lies_beyond_one(self):
        beyond, _ = self.check(serving.dataset(), (23, 25, 31), "--ratio", 0)
        self.assertEqual(serving.INSTANCES + 1, beyond)  # one fills the last batch

    def test_patches_that_were_cut_by_prepare_know_where_they_lie(self):
        folder = serving.folder() / "coordinates-patches"
        serving.dataset()  # makes raw
        serving.ib("prepare", serving.folder() / "raw", folder, "--layout", "patches", "--patch-size", 9, 9, 5)
        self.check(folder, (7, 7, 5))

    @unittest.skipUnless(torch, "torch is not installed")
    def test_datasets_deliver_them_to_batches_and_to_single_patches(self):
        with serving.Server("--coordinates", name="coordinates-torch") as server:
            with ib_engine.connect(server.socket) as engine:
                wanted = [batch.coordinates.copy() for batch in engine.epoch(3)]
            dataset = PatchDataset(server.socket, seed=3)
            self.addCleanup(dataset.close)
            batches = list(dataset)
            self.assertEqual(len(wanted), len(batches))
            for want, batch in zip(wanted, batches):
                self.assertEqual(torch.float32, batch["coordinates"].dtype)
                numpy.testing.assert_array_equal(want, batch["coordinates"].numpy())
                for i, patch in enumerate(per_patch(batch)):
                    numpy.testing.assert_array_equal(want[i], patch["coordinates"].numpy())


if __name__ == "__main__":
    unittest.main()
