"""``ib_engine.lightning`` for code that imports Lightning by its older name; needs pytorch-lightning.

Lightning's two packages have classes of their own, and the trainer of one refuses a data module of the other.
"""
from __future__ import annotations

from pytorch_lightning import LightningDataModule

from .lightning_data import PatchData

__all__ = ["IbDataModule"]


class IbDataModule(PatchData, LightningDataModule):
    """As ``ib_engine.lightning.IbDataModule``."""
