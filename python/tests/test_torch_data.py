import json
import unittest

import ib_engine
import serving

try:
    import torch
    from ib_engine.torch_data import PatchDataset, loader, per_patch
    from torch.utils.data import DataLoader
except ImportError:
    torch = None


@unittest.skipIf(torch is None, "torch is missing")
class TorchDataTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = serving.Server("--batch-size", 2, "--validation-of-all", name="torch")
        cls.addClassCleanup(cls.server.end)

    def dataset(self, **options):
        dataset = PatchDataset(self.server.socket, **options)
        self.addCleanup(dataset.close)
        return dataset

    @staticmethod
    def keys(batches):
        return [[(meta["case"], meta["instance"], tuple(meta["corner"])) for meta in batch["meta"].rows]
                for batch in batches]

    def test_batches_are_dictionaries_of_tensors_on_the_same_memory(self):
        dataset = self.dataset(seed=1)
        batch = next(iter(dataset))
        self.assertEqual((2, serving.MODALITIES, 5, 7, 7), tuple(batch["image"].shape))
        self.assertEqual(torch.float32, batch["image"].dtype)
        self.assertEqual(torch.uint8, batch["label"].dtype)
        self.assertEqual(
            {"case", "instance", "voxels", "volume_mm3", "box", "corner", "quarter_turns", "flips",
             "gain", "shift", "filler", "space", "lesion_class", "stratum", "foreground"}, set(batch["meta"][0]))
        shared = [array.__array_interface__["data"][0]
                  for slot in dataset.engine._connection.memory._slots.values()
                  for array in slot.values()]
        self.assertIn(batch["image"].data_ptr(), shared)

    def test_copies_lie_in_memory_of_their_own(self):
        batches = list(self.dataset(seed=1, copy=True))
        self.assertEqual(len(batches), len({batch["image"].data_ptr() for batch in batches}))

    def test_data_loader_without_workers_gives_the_same_batches(self):
        plain = self.keys(self.dataset(seed=3))
        self.doCleanups()
        self.assertEqual(plain, self.keys(DataLoader(self.dataset(seed=3), batch_size=None)))
        self.doCleanups()
        self.doCleanups()
        batches = loader(self.server.socket, seed=3)
        self.addCleanup(batches.dataset.close)
        self.assertEqual(plain, self.keys(batches))

    def test_length_is_that_of_every_epoch_and_of_the_validation(self):
        dataset = self.dataset(seed=3)
        validation = dataset.validation()
        self.assertEqual([len(dataset)] * 2, [sum(1 for _ in dataset) for _ in range(2)])
        self.assertEqual(len(validation), sum(1 for _ in validation))
        self.assertEqual(len(dataset), len(DataLoader(dataset, batch_size=None)))

    def test_validation_of_no_fold_has_no_length_and_says_why_when_iterated(self):
        with serving.Server(name="torch-no-fold") as server:
            dataset = PatchDataset(server.socket)
            self.addCleanup(dataset.close)
            with self.assertRaisesRegex(TypeError, "no validation"):
                len(dataset.validation())
            with self.assertRaisesRegex(ValueError, "--validation-of-all"):
                next(iter(dataset.validation()))

    def test_workers_are_refused_with_the_reason(self):
        with self.assertRaisesRegex(ValueError, "num_workers must be 0, was 2"):
            next(iter(DataLoader(self.dataset(seed=3), batch_size=None, num_workers=2)))
        with self.assertRaisesRegex(ValueError, "num_workers must be 0, was 4"):
            loader(self.server.socket, num_workers=4)

    def test_what_is_no_epoch_and_no_state_is_refused_at_once(self):
        dataset = self.dataset(seed=3)
        for number in (1.5, "1", None):
            with self.assertRaisesRegex(ValueError, "^epoch must be an integer, was "):
                dataset.set_epoch(number)
            with self.assertRaisesRegex(ValueError, "^epoch must be an integer, was "):
                dataset.load_state_dict({"epoch": number, "state": None})
        for state in (None, "text", [1]):
            with self.assertRaisesRegex(ValueError, r"^a state must be one of state_dict\(\), was "):
                dataset.load_state_dict(state)
        self.assertIn("next epoch 0", repr(dataset))

    def test_iterations_are_consecutive_epochs_and_set_epoch_chooses(self):
        dataset = self.dataset(seed=5)
        epochs = [self.keys(dataset) for _ in range(3)]
        self.assertNotEqual(epochs[0], epochs[1])
        dataset.set_epoch(1)
        self.assertEqual(epochs[1], self.keys(dataset))
        self.assertEqual(epochs[2], self.keys(dataset))

    def test_iteration_that_was_left_is_followed_by_the_next_epoch(self):
        dataset = self.dataset(seed=5)
        next(iter(dataset))
        second = self.keys(dataset)
        dataset.set_epoch(1)
        self.assertEqual(second, self.keys(dataset))

    def test_state_goes_on_with_the_very_next_batch_in_another_dataset(self):
        whole = self.dataset(seed=9)
        whole.set_epoch(2)
        wanted = self.keys(whole)
        following = self.keys(whole)
        self.doCleanups()
        begun = self.dataset(seed=9)
        begun.set_epoch(2)
        batches = iter(begun)
        before = self.keys([next(batches), next(batches)])
        state = begun.state_dict()
        self.assertIn("options", json.loads(state["state"]))
        self.doCleanups()
        resumed = self.dataset(seed=9)
        resumed.load_state_dict(state)
        self.assertEqual(wanted, before + self.keys(resumed))
        self.assertEqual(following, self.keys(resumed))

    def test_state_between_epochs_begins_the_next(self):
        dataset = self.dataset(seed=9)
        self.keys(dataset)
        state = dataset.state_dict()
        wanted = self.keys(dataset)
        self.doCleanups()
        resumed = self.dataset(seed=9)
        resumed.load_state_dict(state)
        self.assertEqual(wanted, self.keys(resumed))

    def test_state_that_was_loaded_is_the_state_until_the_iteration_goes_on(self):
        begun = self.dataset(seed=9)
        begun.set_epoch(2)
        next(iter(begun))
        state = begun.state_dict()
        resumed = PatchDataset(self.server.socket, seed=9)
        resumed.load_state_dict(state)
        self.assertEqual(state, resumed.state_dict())

    def test_epoch_that_is_set_behind_one_that_was_left_is_where_the_state_stands(self):
        dataset = self.dataset(seed=9)
        next(iter(dataset))
        dataset.set_epoch(5)
        self.assertEqual({"epoch": 5, "state": None}, dataset.state_dict())

    def test_look_at_a_batch_in_the_midst_of_a_loop_does_not_pass_for_its_end(self):
        dataset = self.dataset(seed=5)
        with self.assertRaisesRegex(ib_engine.EngineError, "cut short at step 1"):
            for _ in dataset:
                next(iter(dataset))

    def test_dataset_connects_again_and_goes_on_where_a_server_ended(self):
        wanted = self.keys(self.dataset(seed=9))
        dataset = PatchDataset(serving.folder() / "again", seed=9)
        self.addCleanup(dataset.close)
        got = []
        with serving.Server("--batch-size", 2, name="again") as server:
            batches = iter(dataset)
            got += self.keys([next(batches)])
            server.kill()
            with self.assertRaises(ib_engine.ConnectionLost):
                for batch in batches:  # one may have been announced already
                    got += self.keys([batch])
        dataset.load_state_dict(dataset.state_dict())
        with self.assertRaises(ib_engine.ConnectionLost):
            next(iter(dataset))
        with serving.Server("--batch-size", 2, name="again"):
            got += self.keys(dataset)
        self.assertEqual(wanted, got)

    def test_rank_of_several_is_not_taken_for_the_only_one(self):
        with serving.Server("--world-size", 2, name="pair") as server:
            with self.assertRaisesRegex(ValueError, "server's 2, was 1"):
                next(iter(PatchDataset(server.socket)))
            self.assertEqual(0, PatchDataset(server.socket, rank=0, world_size=2).engine.rank)

    def test_validation_is_always_the_same(self):
        dataset = self.dataset(validation=True)
        self.assertEqual(self.keys(dataset), self.keys(dataset))

    def test_validation_of_a_dataset_uses_its_connection_and_runs_beside_it(self):
        alone = self.keys(self.dataset(validation=True))
        self.doCleanups()
        dataset = self.dataset(seed=4)
        training = iter(dataset)
        first = self.keys([next(training)])
        self.assertEqual(alone, self.keys(dataset.validation()))
        rest = self.keys(training)
        dataset.set_epoch(0)
        self.assertEqual(first + rest, self.keys(dataset))

    def test_single_patches_are_views_with_their_meta_data(self):
        batch = next(iter(self.dataset(seed=1)))
        patches = list(per_patch(batch))
        self.assertEqual(2, len(patches))
        self.assertEqual(batch["image"][1].data_ptr(), patches[1]["image"].data_ptr())
        self.assertEqual(batch["meta"][1]["corner"], patches[1]["corner"])


if __name__ == "__main__":
    unittest.main()
