"""A short training run of nnUNetTrainerIB. nnU-Net finds it by its name in this folder, which nnUNet_extTrainer names."""
import os
import signal
import zlib

import torch
from ib_engine.nnunet import nnUNetTrainerIB


class nnUNetTrainerIBTiny(nnUNetTrainerIB):  # noqa: N801
    """Writes a line for each step, "step CRC…" of the images, to RANK.txt of the folder IB_TEST_LINES; kills all processes of its
    group in the step IB_TEST_KILLED. Leaves the final validation out unless IB_TEST_VALIDATES is set: it is slow."""

    ib_options = {"augment": "nnunet", "backend": "cpu"}

    def __init__(self, plans, configuration, fold, dataset_json, device=torch.device("cuda")):  # nnU-Net asks for these names
        super().__init__(plans, configuration, fold, dataset_json, device)
        if self.is_ddp:  # nnU-Net has set CUDA
            self.device, self.grad_scaler = torch.device("cpu"), None
        self.num_epochs, self.num_iterations_per_epoch, self.save_every = 3, 4, 1

    def on_train_epoch_start(self):
        super().on_train_epoch_start()
        self.step = self.current_epoch * self.num_iterations_per_epoch

    def train_step(self, batch):
        if self.local_rank == 0 and os.environ.get("IB_TEST_KILLED") == str(self.step):
            os.killpg(0, signal.SIGKILL)
        crcs = [f"{zlib.crc32(image.contiguous().numpy().tobytes()):08x}" for image in batch["data"]]
        with open(f"{os.environ['IB_TEST_LINES']}/{self.local_rank}.txt", "a", encoding="utf-8") as lines:
            print(self.step, *crcs, file=lines)
        self.step += 1
        return super().train_step(batch)

    def perform_actual_validation(self, save_probabilities=False):
        if "IB_TEST_VALIDATES" in os.environ:
            super().perform_actual_validation(save_probabilities)
