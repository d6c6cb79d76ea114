"""Where nnU-Net's trainer continues on batches of the engine; against nnunetv2 or its contract, as in test_nnunet.py."""
import json
import os
import unittest
from pathlib import Path
from unittest import mock

import test_nnunet

torch = test_nnunet.torch
trainer, loaders = test_nnunet.NnUNetTest.trainer, test_nnunet.NnUNetTest.loaders


@unittest.skipIf(torch is None, "torch is missing")
class NnUNetCheckpointsTest(unittest.TestCase):
    def test_checkpoint_goes_on_with_the_next_batch_also_at_the_end_of_an_epoch(self):
        for kept in (2, None):
            training, _ = loaders(self, first := trainer(self))
            for _ in range(len(first._ib_training) if kept is None else kept):
                next(training)
            file = os.path.join(first.output_folder, "checkpoint_latest.pth")
            first.save_checkpoint(file)
            wanted = [next(training)["data"].clone() for _ in range(3)]
            first._ib_training.close()
            second = trainer(self)
            second.load_checkpoint(file)
            training, _ = loaders(self, second)
            for image in wanted:
                self.assertTrue(torch.equal(image, next(training)["data"]))

    def test_kill_between_a_checkpoint_and_its_state_loses_neither(self):
        training, _ = loaders(self, first := trainer(self))
        file = os.path.join(first.output_folder, "checkpoint_latest.pth")
        for first.current_epoch in range(6):
            next(training)
            first.save_checkpoint(file)
        wanted = [next(training)["data"].clone() for _ in range(3)]
        first.current_epoch = 6
        with mock.patch("test_nnunet.write", side_effect=KeyboardInterrupt), self.assertRaises(KeyboardInterrupt):
            first.save_checkpoint(file)
        first._ib_training.close()
        self.assertEqual(["4", "5", "6", "7"], list(json.loads(Path(file + ".ib.json").read_text())))
        second = trainer(self)
        second.load_checkpoint(file)
        training, _ = loaders(self, second)
        self.assertEqual(6, second.current_epoch)
        for image in wanted:
            self.assertTrue(torch.equal(image, next(training)["data"]))

    def test_checkpoint_without_a_state_begins_again_and_says_so(self):
        training, _ = loaders(self, first := trainer(self))
        wanted = next(training)["data"].clone()
        file = os.path.join(first.output_folder, "checkpoint_latest.pth")
        first.save_checkpoint(file)
        first._ib_training.close()
        os.remove(file + ".ib.json")
        said = []
        second = trainer(self)
        second.print_to_log_file = lambda *words, **options: said.append(" ".join(map(str, words)))
        second.load_checkpoint(file)
        training, _ = loaders(self, second)
        self.assertTrue(torch.equal(wanted, next(training)["data"]))
        self.assertRegex(said[0], "pth.ib.json does not say where the engine stood after epoch 0 of nnU-Net")


if __name__ == "__main__":
    unittest.main()
