"""A training run of Lightning, which may end in the middle; also as a process of its own:

    lightning_run.py SOCKET FOLDER JSON

Writes a line for each training step, "epoch batch CRC…", to FOLDER/RANK.txt, and continues from FOLDER/last.ckpt if it
is there. JSON are options: ``epochs``; ``every``, steps between checkpoints, or ``saves`` "epochs" or "exceptions";
``ranks``; ``limit`` and ``validate`` of batches; ``killed`` or ``raises``, the step in which that happens;
``open``, options of the engine where SOCKET is a dataset folder. The environment variable IB_TEST_LIGHTNING is the name by
which Lightning is imported: "lightning.pytorch", the default, or "pytorch_lightning".
"""
import importlib
import json
import logging
import os
import signal
import sys
import warnings
import zlib
from pathlib import Path

import torch

NAME = os.environ.get("IB_TEST_LIGHTNING", "lightning.pytorch")
lightning = importlib.import_module(NAME)
IbDataModule = importlib.import_module("ib_engine." + NAME.removesuffix(".pytorch")).IbDataModule


class Interrupted(Exception):
    """By the test."""


class Model(lightning.LightningModule):
    def __init__(self, folder, options):
        super().__init__()
        self.folder, self.options = folder, options
        self.convolution = torch.nn.Conv3d(2, 1, 1)

    def training_step(self, batch, index):
        step = self.trainer.fit_loop.epoch_loop.total_batch_idx
        if self.trainer.is_global_zero and step == self.options.get("killed"):
            os.killpg(0, signal.SIGKILL)  # all ranks
        if step == self.options.get("raises"):
            raise Interrupted
        crcs = " ".join(f"{zlib.crc32(image.numpy().tobytes()):08x}" for image in batch["image"])
        with open(self.folder / f"{self.global_rank}.txt", "a", encoding="utf-8") as log:
            log.write(f"{self.current_epoch} {index} {crcs}\n")
        return (self.convolution(batch["image"]) - (batch["label"] > 0).float()).square().mean()

    def validation_step(self, batch, index):
        self.log("loss", self.convolution(batch["image"]).mean(), sync_dist=True)

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), 0.01)


def checkpoint(folder, options):
    if options.get("saves") == "exceptions":
        return lightning.callbacks.OnExceptionCheckpoint(folder, "last")
    when = ({"every_n_epochs": 1, "save_on_train_epoch_end": True} if options.get("saves") == "epochs"
            else {"every_n_train_steps": options.get("every", 1)})
    return lightning.callbacks.ModelCheckpoint(folder, "step", save_last=True, enable_version_counter=False, **when)


def trainer_of(folder, options):
    logging.getLogger(NAME).setLevel(logging.ERROR)
    warnings.simplefilter("ignore")
    ranks = options.get("ranks", 1)
    return lightning.Trainer(
        accelerator="cpu", devices=ranks, strategy="ddp" if ranks > 1 else "auto", logger=False,
        callbacks=checkpoint(folder, options), max_epochs=options["epochs"], limit_train_batches=options.get("limit"),
        val_check_interval=options.get("validate"), enable_progress_bar=False, enable_model_summary=False)


def run(source, folder, options):
    """Returns the data module, whose engine the trainer has closed."""
    lightning.seed_everything(1, verbose=False)
    last = folder / "last.ckpt"
    data = IbDataModule(source, seed=5, **options.get("open", {}))
    trainer_of(folder, options).fit(Model(folder, options), datamodule=data, ckpt_path=str(last) if last.exists() else None)
    return data


if __name__ == "__main__":
    run(sys.argv[1], Path(sys.argv[2]), json.loads(sys.argv[3]))
