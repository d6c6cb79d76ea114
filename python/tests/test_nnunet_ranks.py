"""Ranks of nnU-Net's trainer, two processes over gloo; against nnunetv2 or its contract, as in test_nnunet.py."""
import os
import sys
import unittest
import zlib
from unittest import mock

import serving
import test_nnunet

RANK = """
import sys, zlib, torch
rank, file, out = int(sys.argv[1]), *sys.argv[2:]
torch.distributed.init_process_group("gloo", init_method=f"file://{file}", rank=rank, world_size=2)
import copy, test_nnunet
trainer = test_nnunet.Trainer(copy.deepcopy(test_nnunet.PLANS), "test", 0, test_nnunet.DATA, torch.device("cpu"))
trainer.output_folder, trainer.print_to_log_file = out, lambda *words, **options: None
training, validation = trainer.get_dataloaders()
for loader, steps in ((training, 2 * len(trainer._ib_training)), (validation, trainer.num_val_iterations_per_epoch)):
    for _ in range(steps):
        batch = next(loader)
        print("batch", *(zlib.crc32(image.contiguous().numpy().tobytes()) for image in batch["data"]))
trainer._ib_training.close()
"""


@unittest.skipIf(test_nnunet.torch is None, "torch is missing")
class NnUNetRanksTest(unittest.TestCase):
    def test_two_ranks_share_the_batches_of_one(self):
        trainer = test_nnunet.NnUNetTest.trainer(self)
        training, validation = test_nnunet.NnUNetTest.loaders(self, trainer)
        wanted = [batch["data"].contiguous() for loader, steps in
                  ((training, 2 * len(trainer._ib_training)), (validation, trainer.num_val_iterations_per_epoch))
                  for batch in (next(loader) for _ in range(steps))]
        wanted = [[zlib.crc32(image.numpy().tobytes()) for image in batch] for batch in wanted]
        environment = {"PYTHONPATH": os.pathsep.join(sys.path), test_nnunet.DATASET: str(serving.dataset())}
        processes = [serving.python(RANK, rank, serving.folder() / "rendezvous", trainer.output_folder,
                                    environment=environment) for rank in range(2)]
        said = [process.communicate(timeout=120) for process in processes]
        ranks = [[int(line.split()[1]) for line in out.splitlines() if line.startswith("batch")] for out, _ in said]
        self.assertEqual(wanted, [list(pair) for pair in zip(*ranks)], said)

    def test_batch_that_ranks_cannot_share_evenly_is_refused(self):
        trainer = test_nnunet.NnUNetTest.trainer(self, test_nnunet.changed(batch_size=3))
        trainer.is_ddp = True
        with mock.patch("torch.distributed.get_world_size", return_value=2):
            with self.assertRaisesRegex(ValueError, "plans have 3 for 2 ranks"):
                trainer.get_dataloaders()


if __name__ == "__main__":
    unittest.main()
