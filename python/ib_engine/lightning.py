"""A data module for Lightning, whose checkpoints continue with the very next batch; needs lightning.

For code that imports Lightning by its older name, ``pytorch_lightning``, there is ``ib_engine.pytorch_lightning``.
"""
from __future__ import annotations

from lightning.pytorch import LightningDataModule

from .lightning_data import PatchData

__all__ = ["IbDataModule"]


class IbDataModule(PatchData, LightningDataModule):
    """Training and validation batches of an engine.

        trainer.fit(model, datamodule=IbDataModule("OUT", seed=7, batch_size=4))
        trainer.fit(model, datamodule=IbDataModule("OUT", seed=7, batch_size=4), ckpt_path="last")

    dataset: a ``PatchDataset``, such as ``ib_engine.monai.MonaiPatches``, or what one is made of with ``options``, those
    of ``PatchDataset``: a dataset folder, a socket or an engine. Batches are the dataset's. Where nothing is held out, there
    is no validation.

    A checkpoint of the trainer holds the position, and a trainer that resumes from it sees the batches that it would have
    seen, in mid-epoch too, on as many ranks or another number with the same global batch. Ranks are those of
    torch.distributed, which Lightning initialises. With a folder, whatever first needs the engine is a collective call, as of
    ``PatchDataset``.

    When the trainer's ``fit`` or ``validate`` ends, also by an exception, the dataset is closed, as ``PatchDataset.close``
    does: its engine ends, unless it was given one. The next ``fit`` opens another.
    """
