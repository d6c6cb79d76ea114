"""nnU-Net's trainer on batches of the engine. Against nnunetv2 where it can be imported (run with 2.8.1); elsewhere against the
contract of nnunet_contract.py. What its own functions do with labels is written down here as well, and compared with them
where they are."""
import copy
import json
import os
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import serving

_HOME = tempfile.TemporaryDirectory()
for _name in ("raw", "preprocessed", "results"):  # nnunetv2 looks for them when it is imported
    os.environ.setdefault(f"nnUNet_{_name}", _HOME.name)
try:
    import torch
except ImportError:
    torch = None
else:
    try:
        import nnunetv2.training.nnUNetTrainer.nnUNetTrainer  # noqa: F401
    except ImportError:
        import nnunet_contract

        nnunet_contract.install()
    import ib_engine
    from ib_engine.nnunet import DATASET, nnUNetTrainerIB
    from ib_engine.nnunet_plan import downsampled, regions_of
    from ib_engine.torch_data import PatchDataset

    class Trainer(nnUNetTrainerIB):
        def do_split(self):
            return ["phantom000", "phantom001"], ["phantom002"]

        def save_checkpoint(self, filename):
            with mock.patch.object(Trainer.__mro__[2], "save_checkpoint", write):
                super().save_checkpoint(filename)

        def load_checkpoint(self, checkpoint):
            with mock.patch.object(Trainer.__mro__[2], "load_checkpoint", read):
                super().load_checkpoint(checkpoint)

    def write(trainer, checkpoint):
        """A checkpoint without a network."""
        Path(checkpoint).write_text(str(trainer.current_epoch + 1))

    def read(trainer, checkpoint):
        trainer.current_epoch = int(Path(checkpoint).read_text())

# Patches of 8 × 6 × 4 voxels along x, y, z, of 2 × 3 × 4 mm; nnU-Net's axes are x, z, y of the files.
PLANS = {"dataset_name": "Dataset001_Test", "plans_name": "test", "continue_training": False,
         "transpose_forward": [2, 0, 1], "transpose_backward": [1, 2, 0], "image_reader_writer": "NibabelIO",
         "label_manager": "LabelManager", "foreground_intensity_properties_per_channel": {}, "configurations": {"test": {
             "data_identifier": "test", "preprocessor_name": "DefaultPreprocessor", "batch_size": 2, "patch_size": [8, 4, 6],
             "spacing": [2.0, 4.0, 3.0], "median_image_size_in_voxels": [20, 30, 24], "batch_dice": True,
             "normalization_schemes": ["ZScoreNormalization", "NoNormalization"], "use_mask_for_norm": [False, False],
             "architecture": {"arch_kwargs": {"strides": [[1, 1, 1], [2, 1, 2], [2, 2, 1]]}}}}}
DATA = {"channel_names": {"0": "T1", "1": "DWI"}, "labels": {"background": 0, "lesion": 1}, "file_ending": ".nii.gz"}


def changed(**values):
    plans = copy.deepcopy(PLANS)
    plans["configurations"]["test"].update(values)
    return plans


def trainer_axes(tensor):
    """Of the plans, which permute the axes."""
    return tensor.permute(0, 1, 4, 2, 3)


@unittest.skipIf(torch is None, "torch is missing")
class NnUNetTest(unittest.TestCase):
    def trainer(self, plans=None, data=None, fold=0, source=None, kind=None):
        folder = tempfile.TemporaryDirectory(dir=serving.folder())
        self.addCleanup(folder.cleanup)
        os.environ[DATASET] = str(source or serving.dataset())
        self.addCleanup(os.environ.pop, DATASET, None)
        with mock.patch("builtins.print"):
            trainer = (kind or Trainer)(copy.deepcopy(plans or PLANS), "test", fold, data or DATA, torch.device("cpu"))
        trainer.output_folder = folder.name
        trainer.print_to_log_file = lambda *words, **options: None
        return trainer

    def loaders(self, trainer):
        training, validation = trainer.get_dataloaders()
        self.addCleanup(trainer._ib_training.close)
        return training, validation

    def test_batches_are_those_of_the_engine_in_nnunets_axes_with_targets_for_every_output(self):
        _, validation = self.loaders(trainer := self.trainer())
        options = {"patch_size": (8, 6, 4), "batch_size": 2, "normalise": {"T1": "zscore", "DWI": "none"},
                   "modalities": ["T1", "DWI"]}
        split = Path(trainer.output_folder) / "split.json"
        split.write_text(json.dumps({"train": ["phantom000", "phantom001"], "validation": ["phantom002"]}))
        with ib_engine.open(serving.dataset(), split=split, **options) as engine:
            for batch in engine.validation():
                given = next(validation)
                self.assertEqual({"data", "target", "keys"}, set(given))
                self.assertEqual([item.case for item in batch.items], given["keys"])
                x_z_y = torch.from_numpy(batch.image).permute(0, 1, 4, 2, 3)
                self.assertEqual((2, 2, 8, 4, 6), tuple(given["data"].shape))
                self.assertTrue(torch.equal(x_z_y, given["data"]))
                label = torch.from_numpy(batch.label).permute(0, 1, 4, 2, 3).to(torch.int16)
                self.assertTrue(torch.equal(label, given["target"][0]))
                self.assertTrue(torch.equal(label[:, :, 1::2, :, 1::2], given["target"][1]))
                self.assertEqual(2, len(given["target"]))

    def test_validation_shows_every_lesion_of_the_held_out_cases_once_and_begins_again(self):
        _, validation = self.loaders(trainer := self.trainer())
        rounds = [[next(validation) for _ in range(trainer.num_val_iterations_per_epoch)] for _ in range(2)]
        self.assertEqual({"phantom002"}, {key for batch in rounds[0] for key in batch["keys"]})
        for first, second in zip(*rounds):
            self.assertTrue(torch.equal(first["data"], second["data"]))

    def test_training_goes_from_epoch_to_epoch_over_the_cases_of_the_fold(self):
        training, _ = self.loaders(trainer := self.trainer())
        steps = len(trainer._ib_training)
        batches = [next(training) for _ in range(2 * steps)]
        self.assertEqual({"phantom000", "phantom001"}, {key for batch in batches for key in batch["keys"]})
        self.assertNotEqual([batch["data"].sum() for batch in batches[:steps]],
                            [batch["data"].sum() for batch in batches[steps:]])
        self.assertEqual(1, trainer._ib_training.state_dict()["epoch"])

    def test_server_of_ones_own_must_have_the_options_of_the_plans(self):
        split = serving.folder() / "nnunet-split.json"
        split.write_text(json.dumps([{"train": ["phantom000", "phantom001"], "val": ["phantom002"]},
                                     {"train": ["phantom000", "phantom002"], "val": ["phantom001"]}]))
        right = {"--patch-size": (8, 6, 4), "--modalities": ("T1,DWI",), "--split": (split,), "--fold": (0, 2)}
        normalise = ("--normalise", "T1=zscore", "--normalise", "DWI=none")
        for wrong, message in (({}, None), ({"--patch-size": (6, 8, 4)}, "shape of the plans"),
                               ({"--batch-size": (4,)}, "shape of the plans"), ({"--fold": (1, 2)}, "that of fold 0"),
                               ({"--modalities": ("DWI,T1",)}, "channels of dataset.json, T1, DWI, were DWI, T1"),
                               (None, "normalisation of DWI must be that of the plans, none, was zscore")):
            given = normalise if wrong is not None else ("--normalise", "zscore")
            words = [word for name, values in {**right, **(wrong or {})}.items() for word in (name, *values)]
            with self.subTest(wrong=wrong), serving.Server(*words, *given, name="nnunet") as server:
                trainer = self.trainer(source=server.socket)
                if message is None:
                    self.assertEqual((2, 2, 8, 4, 6), tuple(next(self.loaders(trainer)[0])["data"].shape))
                    trainer._ib_training.close()
                else:
                    with self.assertRaisesRegex(ValueError, message):
                        trainer.get_dataloaders()

    def test_plans_that_cannot_be_followed_are_refused(self):
        for plans, message in (
                (changed(spacing=[2.0, 3.0, 4.0]), "spacing of the plans, 2 4 3 mm; phantom000 has 2 3 4 mm; ib prepare"),
                (changed(use_mask_for_norm=[True, False]), "T1 within the mask .* use_mask_for_norm"),
                (changed(normalization_schemes=["RescaleTo01Normalization"] * 2), "T1 is RescaleTo01Normalization"),
                (changed(previous_stage="3d_lowres"), "cascade"),
                (changed(patch_size=[4, 6]), "three axes"),
                ({**PLANS, "image_reader_writer": "NibabelIOWithReorient"}, None)):
            with self.subTest(message=message):
                trainer = self.trainer(plans)
                if message is None:  # phantoms are RAS
                    self.loaders(trainer)
                    trainer._ib_training.close()
                    continue
                with self.assertRaisesRegex(ValueError, message):
                    trainer.get_dataloaders()
        trainer = self.trainer()
        del os.environ[DATASET]
        with self.assertRaisesRegex(ValueError, "IB_ENGINE_DATASET must be the folder"):
            trainer.get_dataloaders()

    def test_augmentation_of_nnunet_is_made_by_the_engine(self):
        class Augmented(Trainer):
            ib_options = {"augment": {"nnunet": True, "rotation": 1, "gamma": (1, 0.7, 0.7)}}

        training, _ = self.loaders(trainer := self.trainer(kind=Augmented))
        self.assertEqual((0, 1, 2), trainer.inference_allowed_mirroring_axes)
        dataset = PatchDataset(trainer._ib_training.engine, seed=trainer.ib_seed)  # what the engine says of the same epoch
        rotated = 0
        wanted = [(batch["image"].clone(), batch["label"].clone(), batch["meta"].rows) for batch in dataset]
        for image, label, rows in wanted:
            given = next(training)
            self.assertTrue(torch.equal(trainer_axes(image), given["data"]))
            self.assertTrue(torch.equal(trainer_axes(label).to(torch.int16), given["target"][0]))
            rotated += sum("degrees" in json.loads(row["warp"]) for row in rows)
            self.assertTrue(all({"gamma": 0.7} in changes for row in rows for changes in json.loads(row["changes"])))
        self.assertEqual(2 * len(wanted), rotated)

    def test_mirroring_at_inference_is_what_was_trained(self):
        class Unflipped(Trainer):
            ib_options = {"augment": "rotate,scale"}

        for kind, axes in ((Trainer, (0, 1, 2)), (Unflipped, None)):
            trainer = self.trainer(kind=kind)
            self.loaders(trainer)
            self.assertEqual(axes, trainer.inference_allowed_mirroring_axes)
            trainer._ib_training.close()

    def test_all_cases_are_trained_and_validated_in_fold_all(self):
        training, validation = self.loaders(trainer := self.trainer(fold="all"))
        for loader, steps in ((training, len(trainer._ib_training)), (validation, trainer.num_val_iterations_per_epoch)):
            keys = {key for _ in range(steps) for key in next(loader)["keys"]}
            self.assertEqual({"phantom000", "phantom001", "phantom002"}, keys)


@unittest.skipIf(torch is None, "torch is missing")
class TargetsTest(unittest.TestCase):
    def test_coarse_targets_are_those_of_nearest_exact_for_all_lengths(self):
        for length in range(1, 40):
            label = torch.arange(length).reshape(1, 1, 1, 1, length)
            for scale in (1 / 2, 1 / 4, 1 / 3, 1 / 8, 2 / 3):
                wanted = round(length * scale)
                if wanted:
                    exact = torch.nn.functional.interpolate(label.float(), (1, 1, wanted), mode="nearest-exact")
                    given = downsampled(label, [[1, 1, 1], [1, 1, scale]])
                    self.assertTrue(torch.equal(exact.to(label.dtype), given[1]), (length, scale))
                    self.assertIs(label, given[0])

    def test_regions_are_one_channel_each_and_the_ignored_voxels_the_last(self):
        label = torch.tensor([0, 1, 2, 3], dtype=torch.uint8).reshape(1, 1, 1, 1, 4)
        given = regions_of(label, [(1, 2), 2], 3)[0, :, 0, 0].tolist()
        self.assertEqual([[False, True, True, False], [False, False, True, False], [False, False, False, True]], given)
        self.assertEqual((torch.int16, [0, 1, 2, 3]), ((plain := regions_of(label, None, 3)).dtype, plain.flatten().tolist()))


if __name__ == "__main__":
    unittest.main()
