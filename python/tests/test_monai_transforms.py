"""MONAI's own transforms, loaders and writers take the patches of ib_engine.monai. Needs MONAI and nibabel (run with 1.5.0);
there is no contract of so much of MONAI, so it is skipped without them."""
import logging
import tempfile
import unittest
import warnings
from pathlib import Path

import placed
import serving

warnings.filterwarnings("ignore", module="monai")
try:
    import nibabel
    import numpy
    import torch
    from monai import transforms
    from monai.data import DataLoader, MetaTensor, decollate_batch, list_data_collate
    from ib_engine.monai import MonaiPatches
except ImportError as absent:
    MISSING = str(absent)
else:
    MISSING = None if hasattr(transforms, "Spacingd") else "MONAI is the contract of the tests"

KEYS = ["image", "label"]
MODES = ("bilinear", "nearest")


def centre(label):
    """Of gravity of the foreground, in mm."""
    share = label[0].numpy().astype(float)
    where = (numpy.argwhere(share > 0) * share[share > 0][:, None]).sum(0) / share.sum()
    return (label.affine.numpy() @ [*where, 1])[:3]


@unittest.skipIf(MISSING, f"MONAI or nibabel cannot be used: {MISSING}")
class MonaiTransformsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        logging.getLogger("monai").setLevel(logging.WARNING)
        data, cls.raw = placed.dataset()
        cls.server = serving.Server("--batch-size", 3, "--repeats", 8, "--placement", "clamp", name="transforms", data=data)
        cls.addClassCleanup(cls.server.end)

    def batches(self, server=None):
        patches = MonaiPatches((server or self.server).socket, seed=4)
        self.addCleanup(patches.close)
        return patches

    def lesions(self, server=None):
        """Patches with at least 2 voxels of foreground."""
        found = [patch for batch in self.batches(server) for patch in decollate_batch(batch) if patch["label"].sum() >= 2]
        self.assertGreater(len(found), 8)
        return found

    def warped(self):
        """Such patches that the preset nnunet rotated or scaled."""
        with serving.Server("--augment", "nnunet", "--batch-size", 3, "--repeats", 16, "--ratio", 0, name="transforms-nnunet",
                            data=placed.dataset()[0]) as server:
            found = [patch for patch in self.lesions(server) if patch["label"].meta["warp"]]
        self.assertGreater(len(found), 8)
        return found

    def test_voxels_are_those_of_monais_loader_scaling_and_crop(self):
        pipeline = transforms.Compose([
            transforms.LoadImaged(KEYS, ensure_channel_first=True),
            transforms.ScaleIntensityRangePercentilesd("image", 1, 99, 0, 1, clip=True, channel_wise=True)])
        names = ["DWI", "T1"]
        with serving.Server("--augment", "off", "--modalities", ",".join(names), name="transforms-plain",
                            data=placed.dataset()[0]) as server:
            whole = {}
            for batch in self.batches(server):
                for patch in decollate_batch(batch):
                    case = patch["image"].meta["case"]
                    files = {"image": [self.raw / case / f"{name}.nii.gz" for name in names],
                             "label": self.raw / case / "GT.nii.gz"}
                    wanted = whole.setdefault(case, pipeline(files))
                    begin = patch["image"].meta["corner"].tolist()
                    crop = transforms.SpatialCropd(KEYS, roi_start=begin, roi_end=[a + b for a, b in zip(begin, (7, 7, 5))])
                    wanted = crop(wanted)
                    torch.testing.assert_close(wanted["image"].as_tensor(), patch["image"].as_tensor(), rtol=0, atol=5e-6)
                    self.assertTrue(torch.equal(wanted["label"].as_tensor(), patch["label"].as_tensor().float()))
                    torch.testing.assert_close(wanted["image"].affine, patch["image"].affine, rtol=0, atol=1e-5)
                    numpy.testing.assert_allclose(wanted["image"].meta["original_affine"],
                                                  patch["image"].meta["original_affine"].numpy(), atol=1e-5)

    def test_spacing_leaves_lesions_where_they_are(self):
        fine_of = transforms.Spacingd(KEYS, pixdim=(1, 1, 1), mode=MODES)
        plain = self.lesions()
        for patch in plain + self.warped():
            label, fine = patch["label"], fine_of(patch)
            torch.testing.assert_close(fine["image"].pixdim, torch.ones(3, dtype=torch.float64))
            where = placed.positions(fine["label"].affine.numpy(), fine["label"].shape[1:])
            wanted, clear = placed.nearest(label[0].numpy(), label.affine.numpy(), where)
            numpy.testing.assert_array_equal(wanted[clear], fine["label"][0].numpy()[clear])
            self.assertTrue((wanted[clear] > 0).any())
        for patch in plain:
            numpy.testing.assert_allclose(centre(fine_of(patch)["label"]), centre(patch["label"]), atol=1)

    def test_orientation_leaves_lesions_where_they_are(self):
        for patch in self.lesions() + self.warped():
            turned = transforms.Orientationd(KEYS, axcodes="RAS")(patch)
            self.assertEqual(("R", "A", "S"), nibabel.aff2axcodes(turned["label"].affine.numpy()))
            numpy.testing.assert_allclose(centre(turned["label"]), centre(patch["label"]), atol=1e-4)

    def test_random_affine_moves_affine_and_voxels_together(self):
        move = transforms.RandAffined(KEYS, prob=1, rotate_range=(0.2, 0.2, 0.2), spatial_size=(14, 14, 10),
                                      mode="bilinear", padding_mode="zeros")
        move.set_random_state(3)
        for patch in self.lesions():
            there = centre(patch["label"])
            patch["label"] = patch["label"].float()  # so that a voxel between others is not lost
            numpy.testing.assert_allclose(centre(move(patch)["label"]), there, atol=2.5)

    def test_patches_are_saved_where_they_were(self):
        patches, compared = self.lesions() + self.warped(), []
        with tempfile.TemporaryDirectory() as folder:
            for number, patch in enumerate(patches):
                label, meta = patch["label"], patch["label"].meta
                save = transforms.SaveImaged("label", output_dir=f"{folder}/{number}", output_postfix="", separate_folder=False,
                                             resample=False, print_log=False)
                save(patch)
                file, = Path(folder, str(number)).iterdir()
                self.assertEqual(f"{meta['case']}_{meta['patch_index']}.nii.gz", file.name)
                saved = nibabel.load(file)
                numpy.testing.assert_allclose(saved.affine, label.affine.numpy(), atol=1e-4)
                wanted, clear = placed.Truth(meta["case"]).nearest(placed.positions(label.affine.numpy(), saved.shape))
                numpy.testing.assert_array_equal(wanted[clear], saved.get_fdata()[clear])
                compared.append(clear.mean())
        self.assertGreater(numpy.mean(compared), 0.9)

    def test_batches_are_taken_apart_put_together_and_sliced_by_monai(self):
        loader = DataLoader(self.batches(), batch_size=None, collate_fn=lambda batch: batch)
        for batch in loader:
            again = list_data_collate(decollate_batch(batch))
            for key in KEYS:
                self.assertTrue(torch.equal(batch[key].as_tensor(), again[key].as_tensor()))
                self.assertTrue(torch.equal(batch[key].affine, again[key].affine))
                self.assertEqual(set(batch[key].meta), set(again[key].meta))
                self.assertEqual(batch[key].applied_operations, again[key].applied_operations)
                self.assertTrue(again[key].is_batch)
                self.assertEqual(batch[key].meta["case"][1], batch[key][1].meta["case"])
                self.assertEqual(batch[key].meta["case"][1:], batch[key][1:].meta["case"])
                self.assertFalse(batch[key][1].is_batch)

    def test_transforms_that_were_applied_are_inverted(self):
        spacing = transforms.Spacingd("image", pixdim=(1, 1, 1))
        patch = self.lesions()[0]
        image = patch["image"].clone()
        back = spacing.inverse(spacing(patch))
        self.assertIsInstance(back["image"], MetaTensor)
        self.assertEqual(image.shape, back["image"].shape)
        torch.testing.assert_close(image.affine, back["image"].affine)


if __name__ == "__main__":
    unittest.main()
