"""Batches for MONAI. Against MONAI itself where it can be imported; elsewhere against the contract that monai_contract.py
records from version 1.5.0. What is done with MONAI's own transforms is in test_monai_transforms.py."""
import json
import sys
import unittest

import placed
import serving

try:
    import torch
except ImportError:
    torch = None
else:
    try:
        import monai
    except ImportError:
        import monai_contract

        monai_contract.install()
    from ib_engine.monai import MonaiPatches, loader
    from ib_engine.torch_data import PatchDataset
    from monai.data import MetaTensor, decollate_batch

OPTIONS = ["--batch-size", 3, "--repeats", 4, "--validation-of-all", "--weights", "instance-inverse", "--instance-maps",
           "--foreground-counts"]


@unittest.skipIf(torch is None, "torch is missing")
class MonaiTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        data, _ = placed.dataset()
        cls.server = serving.Server(*OPTIONS, name="monai", data=data)
        cls.addClassCleanup(cls.server.end)

    def patches(self, kind=None, **options):
        patches = (kind or MonaiPatches)(self.server.socket, **options)
        self.addCleanup(patches.close)
        return patches

    def test_batches_are_what_a_loader_of_monai_gives_after_collation(self):
        batch = next(iter(self.patches(seed=1)))
        self.assertEqual({"image", "label", "weights", "instances", "foreground"}, set(batch))
        for name in ("image", "label", "weights", "instances"):
            tensor = batch[name]
            self.assertIsInstance(tensor, MetaTensor)
            self.assertEqual((3, serving.MODALITIES if name == "image" else 1, 7, 7, 5), tuple(tensor.shape))
            self.assertTrue(tensor.is_batch)
            self.assertEqual(3, len(tensor.applied_operations))
            self.assertEqual(torch.float64, tensor.affine.dtype)
            self.assertEqual((3, 4, 4), tuple(tensor.affine.shape))
            self.assertEqual(["RAS"] * 3, [str(getattr(space, "value", space)) for space in tensor.meta["space"]])
            for spacing, turns in zip(tensor.pixdim, tensor.meta["quarter_turns"]):
                wanted = [3.0, 2, 4] if turns % 2 else [2.0, 3, 4]  # x and y change places
                torch.testing.assert_close(spacing, torch.tensor(wanted, dtype=torch.float64), rtol=0, atol=1e-6)
        self.assertIs(torch.Tensor, type(batch["foreground"]))

    def test_every_voxel_of_every_patch_lies_where_its_file_has_it(self):
        truths, done, lesions = {}, set(), 0
        for batch in self.patches(seed=5):
            for patch in decollate_batch(batch):
                label = patch["label"]
                meta = label.meta
                truth = truths.setdefault(meta["case"], placed.Truth(meta["case"]))
                where = placed.positions(label.affine.numpy(), label.shape[1:])
                self.assertTrue((truth.at(where) == label[0].numpy()).all())
                torch.testing.assert_close(patch["image"].affine, label.affine, rtol=0, atol=0)
                done.add((meta["quarter_turns"], tuple(meta["flips"].tolist())))
                lesions += bool(label.any())
        self.assertGreater(len(done), 10)
        self.assertGreater(lesions, 20)

    def test_every_voxel_of_a_patch_that_nnunets_preset_rotated_or_scaled_is_the_nearest_of_its_file(self):
        truths, seen = {}, {"degrees": 0, "scale": 0, "lesions": 0}
        with serving.Server("--augment", "nnunet", "--batch-size", 3, "--repeats", 16, name="monai-nnunet",
                            data=placed.dataset()[0]) as server:
            patches = MonaiPatches(server.socket, seed=5)
            self.addCleanup(patches.close)
            for patch in (patch for batch in patches for patch in decollate_batch(batch)):
                label, meta = patch["label"], patch["label"].meta
                truth = truths.setdefault(meta["case"], placed.Truth(meta["case"]))
                wanted, clear = truth.nearest(placed.positions(label.affine.numpy(), label.shape[1:]))
                self.assertTrue((wanted == label[0].numpy())[clear].all())
                torch.testing.assert_close(patch["image"].affine, label.affine, rtol=0, atol=0)
                warp = json.loads(meta["warp"] or "{}")
                for part in warp:
                    seen[part] = seen.get(part, 0) + 1
                seen["lesions"] += bool(label.any() and warp and clear.any())
            self.assertLessEqual(set(seen), {"about", "degrees", "scale", "lesions"})
            self.assertGreater(min(seen["degrees"], seen["scale"], seen["lesions"]), 20)

    def test_patches_know_their_case_as_if_they_were_cut_from_its_file(self):
        seen = []
        patches = self.patches(seed=2)
        for batch in patches:
            for patch in decollate_batch(batch):
                meta = patch["image"].meta
                case = meta["case"]
                self.assertEqual(f"{case}.nii.gz", meta["filename_or_obj"])
                self.assertEqual([20, 24, 30], meta["spatial_shape"].tolist())
                self.assertEqual(placed.Truth(case).affine.tolist(), meta["original_affine"].tolist())
                self.assertEqual("volume", meta["index_space"])
                self.assertFalse(patch["image"].is_batch)
                self.assertEqual([], patch["image"].applied_operations)
                seen.append(meta["patch_index"])
        self.assertEqual(list(range(3 * len(patches))), seen)

    def test_voxels_and_meta_data_are_those_of_a_patch_dataset(self):
        plain = [{**batch, "meta": batch["meta"].rows} for batch in self.patches(PatchDataset, seed=3, copy=True)]
        self.doCleanups()
        for wanted, batch in zip(plain, self.patches(seed=3), strict=True):
            for name in ("image", "label", "weights", "instances"):
                self.assertTrue(torch.equal(wanted[name].permute(0, 1, 4, 3, 2), batch[name].as_tensor()))
            self.assertTrue(torch.equal(wanted["foreground"], batch["foreground"]))
            for row, patch in zip(wanted["meta"], decollate_batch(batch)):
                for name in ("case", "instance", "voxels", "filler", "quarter_turns", "stratum", "gain"):
                    self.assertEqual(row[name], patch["image"].meta[name])

    def test_nothing_is_copied(self):
        patches = self.patches(seed=1)
        batch = next(iter(patches))
        shared = [array.__array_interface__["data"][0] for slot in patches.engine._connection.memory._slots.values()
                  for array in slot.values()]
        for name in ("image", "label", "weights", "instances"):
            self.assertIn(batch[name].data_ptr(), shared)
        self.assertEqual(batch["image"][1].data_ptr(), decollate_batch(batch)[1]["image"].data_ptr())

    def test_meta_data_of_image_and_label_are_changed_apart(self):
        batch = next(iter(self.patches(seed=1)))
        before = batch["label"].affine.clone()
        batch["image"].meta["affine"][:] = 0
        batch["image"].meta["case"][0] = "other"
        self.assertTrue(torch.equal(before, batch["label"].affine))
        self.assertNotEqual("other", batch["label"].meta["case"][0])

    def test_validation_loader_and_state_give_the_same_dictionaries(self):
        patches = self.patches(seed=9)
        validation = [decollate_batch(batch)[0]["image"].meta["case"] for batch in patches.validation()]
        self.assertEqual(len(patches.validation()), len(validation))
        whole = [batch["image"].as_tensor().clone() for batch in patches]
        self.doCleanups()
        begun = iter(first := self.patches(seed=9))
        next(begun)
        state = first.state_dict()
        self.doCleanups()
        batches = loader(self.server.socket, seed=9)
        self.addCleanup(batches.dataset.close)
        batches.dataset.load_state_dict(state)
        rest = list(batches)
        self.assertTrue(all(isinstance(batch["image"], MetaTensor) for batch in rest))
        self.assertEqual([image.sum() for image in whole[1:]], [batch["image"].as_tensor().sum() for batch in rest])

    def test_indices_of_patches_are_those_of_the_epoch_over_all_ranks(self):
        seen = []
        with serving.Server("--batch-size", 2, "--world-size", 2, name="monai-ranks", data=placed.dataset()[0]) as server:
            for rank in (1, 0):
                patches = MonaiPatches(server.socket, rank=rank, world_size=2)
                self.addCleanup(patches.close)
                seen += [index for batch in patches for index in batch["image"].meta["patch_index"].tolist()]
        self.assertEqual(list(range(len(seen))), sorted(seen))


class ImportTest(unittest.TestCase):
    def test_nothing_but_numpy_is_imported_before_it_is_used(self):
        code = "import sys, ib_engine; print(sorted({'torch', 'monai', 'lightning', 'nnunetv2'} & set(sys.modules)))"
        out, error = serving.python(code).communicate()
        self.assertEqual("[]\n", out, error)


if __name__ == "__main__":
    unittest.main()
