"""PatchDataset under the loaders and collations of torch and MONAI."""
import unittest

import serving

try:
    import ib_engine
    import torch
    from ib_engine.torch_data import PatchDataset, loader, per_patch
    from torch.utils.data import DataLoader, default_collate
except ImportError:
    torch = None


def decollated(batch):
    """As MONAI's decollate_batch takes batches apart: along the first dimension, whatever lies how deep."""
    if isinstance(batch, torch.Tensor):
        parts = list(torch.unbind(batch))
        return [part.item() for part in parts] if parts[0].ndim == 0 else parts
    if isinstance(batch, dict):
        columns = {key: decollated(value) for key, value in batch.items()}
        return [dict(zip(columns, row)) for row in zip(*columns.values())]
    if all(isinstance(value, str) for value in batch):
        return list(batch)
    return [list(row) for row in zip(*[decollated(value) for value in batch])]


def plain(meta):
    """Sequences and tensors as lists."""
    if isinstance(meta, dict):
        return {key: plain(value) for key, value in meta.items()}
    if isinstance(meta, torch.Tensor):
        return meta.tolist()
    return [plain(value) for value in meta] if isinstance(meta, (list, tuple)) else meta


@unittest.skipIf(torch is None, "torch is missing")
class LoadersTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = serving.Server("--batch-size", 2, name="loaders")
        cls.addClassCleanup(cls.server.end)

    def dataset(self, **options):
        dataset = PatchDataset(self.server.socket, seed=1, **options)
        self.addCleanup(dataset.close)
        return dataset

    def check_meta(self, wanted, got):
        for key, value in wanted.items():
            if isinstance(value, float):
                self.assertAlmostEqual(value, got[key], places=4)
            else:
                self.assertEqual(plain(value), plain(got[key]), key)

    def test_background_patches_have_numbers_where_others_have_an_instance(self):
        metas = [meta for batch in self.dataset() for meta in batch["meta"].rows]
        background = [meta for meta in metas if meta["instance"] < 0]
        self.assertTrue(0 < len(background) < len(metas))
        for meta in background:
            self.assertEqual((-1, -1, -1.0, ((-1, -1, -1), (-1, -1, -1))),
                             tuple(meta[key] for key in ("instance", "voxels", "volume_mm3", "box")))
            self.assertIsInstance(meta["volume_mm3"], float)
        for meta in metas:
            self.assertNotIn(None, meta.values())

    def test_patches_are_collated_and_taken_apart_with_the_values_they_had(self):
        for batch in self.dataset():
            self.check_apart(batch, decollated(default_collate(list(per_patch(batch)))))
            for wanted, got in zip(batch["meta"].rows, decollated(default_collate(batch["meta"].rows))):
                self.check_meta(wanted, got)

    def check_apart(self, batch, parts):
        self.assertEqual(len(batch["image"]), len(parts))
        for i, part in enumerate(parts):
            self.assertTrue(torch.equal(batch["image"][i], part["image"]))
            self.check_meta(batch["meta"][i], part)

    def test_batches_are_taken_apart_with_the_values_that_their_items_have(self):
        with ib_engine.connect(self.server.socket) as engine:
            wanted = [[item.meta() for item in batch.items] for batch in engine.epoch(1)]
        found = 0
        for batch, metas in zip(self.dataset(), wanted):
            self.assertEqual([2, 3], list(batch["meta"]["corner"].shape))
            self.assertEqual(metas, batch["meta"].rows)
            for last in (1, -1, torch.tensor(1)):
                self.assertEqual(metas[1], batch["meta"][last])
            parts = decollated(batch)
            self.assertEqual(2, len(parts))
            for i, part in enumerate(parts):
                self.assertTrue(torch.equal(batch["image"][i], part["image"]))
                self.check_meta(metas[i], part["meta"])
                found += 1
        self.assertEqual(2 * len(wanted), found)

    def test_data_loader_with_a_batch_size_is_refused_with_the_remedy(self):
        for options in ({}, {"batch_size": 1}, {"batch_size": 4}):
            with self.assertRaisesRegex(ValueError, r"batch_size=None.*torch_data.loader"):
                next(iter(DataLoader(self.dataset(), **options)))

    def test_options_of_the_data_loader_and_of_the_dataset_pass_through(self):
        for pinned in (True, False):
            batches = loader(self.server.socket, pin_memory=pinned, timeout=0, seed=4, copy=True)
            self.addCleanup(batches.dataset.close)
            self.assertEqual((pinned, None), (batches.pin_memory, batches.batch_size))
            self.assertIn("seed 4,", repr(batches.dataset))
        self.assertEqual(2, len(next(iter(batches))["meta"].rows))
        batches.dataset.close()
        seen = []
        batches = loader(self.server.socket, collate_fn=lambda batch: seen.append(batch) or "collated")
        self.assertEqual("collated", next(iter(batches)))
        batches.dataset.close()

    def test_options_that_are_nobodys_are_torchs_own_error(self):
        with self.assertRaisesRegex(TypeError, "pin_memroy"):
            loader(self.server.socket, pin_memroy=True)
        with self.assertRaisesRegex(ValueError, "shuffle"):
            loader(self.server.socket, shuffle=True)
        with self.assertRaisesRegex(ValueError, "batch_size must be left out, was 4.*--batch-size"):
            loader(self.server.socket, batch_size=4)
        self.assertIsNone(loader(self.server.socket, batch_size=None).batch_size)

    def test_what_a_batch_does_not_have_is_told_in_words(self):
        batch = next(iter(self.dataset()))
        with self.assertRaisesRegex(KeyError, "has image, label, meta, not 'weights'.*--weights"):
            batch["weights"]
        with self.assertRaisesRegex(KeyError, "not a list of patches.*per_patch.*collate_fn"):
            batch[0]
        with self.assertRaisesRegex(KeyError, "meta data of a batch are case, instance.*not 'cases'"):
            batch["meta"]["cases"]
        with self.assertRaisesRegex(KeyError, "state_dict.*lacks state"):
            self.dataset().load_state_dict({"epoch": 3})

    def test_tensor_that_the_server_was_not_asked_for_is_told_with_the_option(self):
        with ib_engine.connect(self.server.socket) as engine:
            batch = next(engine.epoch(1))
            for copy in (True, False):
                with self.assertRaisesRegex(KeyError, "have image, label, not weights; start ib serve with --weights"):
                    batch.tensors(copy)["weights"]

    def test_dataset_says_what_it_is(self):
        dataset = self.dataset()
        self.assertEqual(f"<PatchDataset: seed 1, next epoch 0, of ib serve on {self.server.socket}>", repr(dataset))
        self.assertIn("validation", repr(dataset.validation()))


if __name__ == "__main__":
    unittest.main()
