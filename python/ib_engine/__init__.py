"""Batches of ib-engine for training loops in Python, without a copy: in shared memory or on the GPU.

Arrays and tensors never change while you hold them: a batch's memory returns to the engine only when
nothing refers to it any more.

    with ib_engine.connect("/run/user/1000/ib.sock") as engine:
        for batch in engine.epoch(seed=7, number=0):
            train(batch.image, batch.label)

``ib serve DIR --socket PATH`` runs the engine beside the training. ``ib_engine.torch_data`` has an
IterableDataset, ``ib_engine.losses`` has losses that take weight maps; both need torch. ``ib_engine.packed`` reads
prepared volumes without the engine.
"""
from .augmentation import redo, undo
from .batch import Batch, Item
from .client import Engine, connect
from .epoch import Epoch
from .errors import ConnectionLost, DamagedFile, DeviceError, EngineError, IbError, Refused
from .geometry import Geometry, patch_affine
from .opening import open
from .stitcher import Stitcher
from .version import __version__

__all__ = ["Batch", "ConnectionLost", "DamagedFile", "DeviceError", "Engine", "EngineError", "Epoch", "Geometry", "IbError",
           "Item", "Refused", "Stitcher", "__version__", "connect", "open", "patch_affine", "redo", "undo"]
