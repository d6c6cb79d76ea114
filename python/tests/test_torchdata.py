"""PatchDataset in torchdata's StatefulDataLoader, where torchdata can be imported: an epoch goes on in the middle, without a
line for it."""
import io
import itertools
import unittest
import zlib

import serving

try:
    import torch
    from ib_engine.torch_data import PatchDataset
    from torchdata.stateful_dataloader import StatefulDataLoader
except ImportError:
    torch = None


def checksum(batch):
    return zlib.crc32(batch["image"].numpy().tobytes())


def saved(state):
    """A state as a checkpoint brings it back."""
    file = io.BytesIO()
    torch.save(state, file)
    file.seek(0)
    return torch.load(file, weights_only=False)


@unittest.skipIf(torch is None, "torch or torchdata is missing")
class TorchdataTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = serving.Server("--batch-size", 2, name="torchdata")
        cls.addClassCleanup(cls.server.end)
        cls.epochs = []
        dataset = PatchDataset(cls.server.socket, seed=5)
        for _ in range(2):
            cls.epochs.append([checksum(batch) for batch in dataset])
        dataset.close()

    def resumed(self, state, epochs):
        """What a new process would see that loads this state."""
        dataset = PatchDataset(self.server.socket, seed=5)
        loader = StatefulDataLoader(dataset, batch_size=None)
        loader.load_state_dict(saved(state))
        seen = [[checksum(batch) for batch in loader] for _ in range(epochs)]
        dataset.close()
        return seen

    def test_every_step_can_be_the_last_before_a_crash(self):
        first, second = self.epochs
        self.assertNotEqual(first, second)
        for step in range(1, len(first)):
            with self.subTest(step=step):
                dataset = PatchDataset(self.server.socket, seed=5)
                loader = StatefulDataLoader(dataset, batch_size=None)
                self.assertEqual(first[:step], [checksum(batch) for batch in itertools.islice(loader, step)])
                state = loader.state_dict()
                dataset.close()
                self.assertEqual([first[step:], second], self.resumed(state, epochs=2))

    def test_an_epoch_that_ended_is_followed_by_the_next(self):
        dataset = PatchDataset(self.server.socket, seed=5)
        loader = StatefulDataLoader(dataset, batch_size=None)
        self.assertEqual(self.epochs[0], [checksum(batch) for batch in loader])
        state = loader.state_dict()
        dataset.close()
        self.assertEqual([self.epochs[1]], self.resumed(state, epochs=1))


if __name__ == "__main__":
    unittest.main()
