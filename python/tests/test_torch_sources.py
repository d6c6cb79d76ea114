"""PatchDataset of an engine, a folder or a socket."""
import json
import os
import pickle
import unittest
import zlib
from unittest import mock

import ib_engine
import opening
import serving

try:
    import torch
    from ib_engine import torch_data
except ImportError:
    torch = None

OPTIONS = dict(backend="cpu", batch_size=2, fold=(0, 3), ratio=0.5)
UNPICKLES = """
import json, pickle, sys, zlib
for dataset in pickle.loads(open(sys.argv[1], "rb").read()):
    print(json.dumps([zlib.crc32(batch["image"].numpy().tobytes()) for batch in dataset]))
"""


def checksums(batches):
    return [zlib.crc32(batch["image"].numpy().tobytes()) for batch in batches]


@unittest.skipUnless(torch, "torch is not installed")
class TorchSourcesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(opening.use_tested_engine())

    def setUp(self):
        context = opening.runtime_folder()
        self.folder = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)

    def dataset(self, **more):
        dataset = torch_data.PatchDataset(serving.dataset(), **{**OPTIONS, **more})
        self.addCleanup(dataset.close)
        return dataset

    def test_folder_is_opened_when_it_is_first_needed_and_closed_with_the_dataset(self):
        dataset = self.dataset(seed=5)
        self.assertEqual([], list(self.folder.iterdir()))
        first = checksums(dataset)
        self.assertEqual(len(dataset), len(first))
        self.assertEqual(1, len(list(self.folder.iterdir())))
        self.assertNotEqual(first, checksums(dataset))
        dataset.close()
        self.assertEqual([], list(self.folder.iterdir()))
        dataset.set_epoch(0)
        self.assertEqual(first, checksums(dataset))

    def test_engine_and_socket_give_the_same_batches_and_an_engine_stays_open(self):
        wanted = checksums(self.dataset(seed=5))
        with ib_engine.open(serving.dataset(), **OPTIONS) as engine:
            lent = torch_data.PatchDataset(engine, seed=5)
            self.assertEqual(wanted, checksums(lent))
            self.assertEqual(engine.validation_steps, len(list(lent.validation())))
            lent.close()
            self.assertTrue(engine.is_open)
            self.assertIn("Engine: rank 0 of 1", repr(lent))
        with serving.Server("--batch-size", 2, "--fold", 0, 3, "--ratio", 0.5, name="sourced") as server:
            connected = torch_data.PatchDataset(server.socket, seed=5)
            self.assertEqual(wanted, checksums(connected))
            connected.close()

    def test_server_that_runs_gives_the_batches_of_a_folder_and_stays(self):
        options = {**OPTIONS, "seed": 5}
        opened = self.dataset(seed=5)
        wanted = checksums(opened)
        opened.close()
        with serving.Server("--batch-size", 2, "--fold", 0, 3, "--ratio", 0.5, name="attached") as server:
            for source in (dict(server=server.socket), {}):
                with mock.patch.dict("os.environ", {} if source else {"IB_ENGINE_SERVER": str(server.socket)}):
                    dataset = self.dataset(seed=5, **source)
                    begun = iter(dataset)
                    head = checksums(next(begun) for _ in range(2))
                    state = dataset.state_dict()
                    dataset.close()
                    resumed = torch_data.loader(serving.dataset(), **options, **source)
                    resumed.dataset.load_state_dict(state)
                    self.assertEqual(wanted, head + checksums(resumed))
                    self.assertEqual(resumed.dataset.engine.validation_steps, len(list(resumed.dataset.validation())))
                    resumed.dataset.close()
            with self.assertRaisesRegex(ib_engine.Refused, "ratio: here 1.0, there 0.5"):
                len(self.dataset(server=server.socket, ratio=1))
            with self.assertRaisesRegex(TypeError, "server: options of the engine go with a dataset folder"):
                torch_data.PatchDataset(server.socket, server=server.socket)
            self.assertEqual([], list(self.folder.iterdir()))

    def test_epoch_is_continued_in_another_process_s_engine_with_the_very_next_batch(self):
        whole = checksums(self.dataset(seed=5))
        interrupted = self.dataset(seed=5)
        begun = iter(interrupted)
        head = checksums(next(begun) for _ in range(2))
        state = interrupted.state_dict()
        interrupted.close()
        resumed = self.dataset(seed=5)
        resumed.load_state_dict(state)
        self.assertEqual(whole, head + checksums(resumed))

    def test_pickled_dataset_opens_an_engine_of_its_own_and_one_of_an_engine_is_refused(self):
        dataset = self.dataset(seed=5)
        next(iter(dataset))
        file = self.folder.parent / f"{self.folder.name}.pickle"
        file.write_bytes(pickle.dumps([dataset, dataset.validation()]))
        self.addCleanup(file.unlink)
        said, error = serving.python(UNPICKLES, file).communicate()
        self.assertEqual([checksums(dataset), checksums(dataset.validation())], [json.loads(line) for line in said.splitlines()], error)
        with self.assertRaisesRegex(TypeError, "of an engine cannot be handed .*make it of the dataset folder or of the socket"):
            pickle.dumps(torch_data.PatchDataset(dataset.engine))

    def test_state_of_a_pickled_dataset_is_that_of_what_it_shows(self):
        dataset = self.dataset(seed=5)
        next(iter(dataset))
        copy = pickle.loads(pickle.dumps(dataset))
        self.addCleanup(copy.close)
        state = copy.state_dict()
        resumed = self.dataset(seed=5)
        resumed.load_state_dict(state)
        self.assertEqual(checksums(copy), checksums(resumed))

    def test_relative_paths_are_those_of_where_the_dataset_was_made(self):
        here = os.getcwd()
        self.addCleanup(os.chdir, here)
        os.chdir(serving.dataset().parent)
        relative = torch_data.PatchDataset(serving.dataset().name, seed=5, **OPTIONS)
        self.addCleanup(relative.close)
        socket = torch_data.PatchDataset("a.socket")
        os.chdir("/")
        self.assertEqual(checksums(self.dataset(seed=5)), checksums(relative))
        self.assertEqual(f"<PatchDataset: {socket.progress!r}, of ib serve on {serving.dataset().parent}/a.socket>", repr(socket))

    def test_loader_gives_options_to_the_engine_and_the_rest_to_torch(self):
        loader = torch_data.loader(serving.dataset(), seed=5, pin_memory=False, **OPTIONS)
        self.addCleanup(loader.dataset.close)
        self.assertEqual(checksums(self.dataset(seed=5)), checksums(loader))
        with self.assertRaisesRegex(ValueError, "^batch_size must be left out, was 2: a.socket is not a dataset folder, and an ib"):
            torch_data.loader("a.socket", batch_size=2)

    def test_options_are_checked_before_anything_is_opened(self):
        with self.assertRaisesRegex(ValueError, "batch size must be at least 1, was 0"):
            torch_data.PatchDataset(serving.dataset(), batch_size=0)
        with self.assertRaises(TypeError):
            torch_data.PatchDataset(serving.dataset(), batchsize=2)
        with self.assertRaisesRegex(TypeError, "batch_size: options of the engine go with a dataset folder"):
            torch_data.PatchDataset(__file__, batch_size=2)
        for make in (torch_data.PatchDataset, torch_data.loader):
            with self.assertRaisesRegex(FileNotFoundError, "^/.*/nix: does not exist; give the folder that ib prepare"):
                make("nix", patch_size=(3, 4, 5))
            for wrong, meant in (dict(ratoi=2), "ratio"), (dict(sede=2), "seed"), (dict(sevrer="a"), "server"):
                with self.assertRaisesRegex(TypeError, f" has no option {next(iter(wrong))}; did you mean {meant}\\?$"):
                    make(serving.dataset(), **wrong)
            with self.assertRaisesRegex(ValueError, "^seed must be an integer, was 'a'$"):
                make(serving.dataset(), seed="a")
            with self.assertRaisesRegex(ValueError, "^server must be a path, was 3$"):
                make(serving.dataset(), server=3)
        with self.assertRaisesRegex(TypeError, "a loader has no option pin_memroy; did you mean pin_memory"):
            torch_data.loader(serving.dataset(), pin_memroy=True)
        with ib_engine.open(serving.dataset(), **OPTIONS) as engine, self.assertRaisesRegex(TypeError, "open already"):
            torch_data.PatchDataset(engine, batch_size=2)

    def test_variable_that_names_a_server_counts_when_the_dataset_is_made(self):
        dataset = self.dataset(seed=5)
        with mock.patch.dict(os.environ, {"IB_ENGINE_SERVER": "nobody"}):
            self.assertEqual(checksums(self.dataset(seed=5, server="")), checksums(dataset))

    def test_what_was_given_is_opened_as_it_was_when_it_was_checked(self):
        augment, normalise, size = {"nnunet": True}, {"T1": "zscore"}, [7, 7, 5]
        with mock.patch("ib_engine.sources.open_folder") as opened:
            dataset = torch_data.PatchDataset(serving.dataset(), modalities=map(str, ["T1"]), augment=augment,
                                              normalise=normalise, patch_size=size)
            augment["noise"] = False
            normalise["T1"] = "none"
            size[0] = 3
            self.assertIs(opened.return_value, dataset.engine)
        opened.assert_called_once_with(str(serving.dataset()), rank=None, world_size=None, modalities=("T1",), augment="nnunet",
                                       normalise={"T1": "zscore"}, patch_size=(7, 7, 5), server="")

    def test_server_is_that_of_where_the_dataset_was_made(self):
        here = os.getcwd()
        self.addCleanup(os.chdir, here)
        with serving.Server("--batch-size", 2, "--fold", 0, 3, "--ratio", 0.5, name="relative") as server:
            os.chdir(serving.folder())
            given = self.dataset(seed=5, server="relative")
            with mock.patch.dict("os.environ", {"IB_ENGINE_SERVER": "relative"}):
                said, refused, own = self.dataset(seed=5), self.dataset(ratio=3), self.dataset(server="")
            os.chdir("/")
            for dataset in (given, pickle.loads(pickle.dumps(said))):
                self.addCleanup(dataset.close)
                self.assertGreater(len(checksums(dataset)), 0)
                dataset.close()
            with self.assertRaisesRegex(ib_engine.Refused, r"/relative \(IB_ENGINE_SERVER\) differs: ratio"):
                len(refused)
            self.assertEqual([], list(self.folder.iterdir()))
            self.assertGreater(len(own), 0)
            self.assertEqual(1, len(list(self.folder.iterdir())))
        long = 100 * "x"
        os.chdir(serving.folder())
        self.assertEqual(long, self.dataset(server=long)._source.options["server"].socket)

    def test_part_that_was_not_asked_for_is_told_with_the_option_of_open(self):
        batch = next(iter(self.dataset()))
        with self.assertRaisesRegex(KeyError, "not 'weights'; open the dataset with weights=\"$"):
            batch["weights"]
        with self.assertRaisesRegex(KeyError, "not 'instances'; open the dataset with instance_maps="):
            batch["instances"]

    def test_rank_and_world_size_go_to_the_engine(self):
        with mock.patch("ib_engine.sources.open_folder") as opened:
            dataset = torch_data.PatchDataset(serving.dataset(), rank=1, world_size=2, wait=7, **OPTIONS)
            self.assertIs(opened.return_value, dataset.engine)
        opened.assert_called_once_with(str(serving.dataset()), rank=1, world_size=2, wait=7, server="", **OPTIONS)

    def test_place_on_the_node_and_stream_go_on_to_the_engine(self):
        given = dict(rank=1, world_size=4, local_rank=1, local_world_size=2, stream=3)
        with mock.patch("ib_engine.sources.open_folder") as opened:
            for dataset in (torch_data.PatchDataset(serving.dataset(), **given, **OPTIONS),
                            torch_data.loader(serving.dataset(), **given, **OPTIONS).dataset):
                self.assertIs(opened.return_value, dataset.engine)
        self.assertEqual([mock.call(str(serving.dataset()), server="", **given, **OPTIONS)] * 2, opened.call_args_list)
        with mock.patch("ib_engine.sources.connect") as connected:
            self.assertIs(connected.return_value, torch_data.PatchDataset("/socket", stream=3).engine)
        connected.assert_called_once_with("/socket", 0, 1, 0, 3)
        with self.assertRaisesRegex(TypeError, "local_rank: options of the engine go with a dataset folder"):
            torch_data.PatchDataset(__file__, local_rank=0)
        with ib_engine.open(serving.dataset(), **OPTIONS) as engine, self.assertRaisesRegex(TypeError, "stream: .*open already"):
            torch_data.PatchDataset(engine, stream=3)


if __name__ == "__main__":
    unittest.main()
