"""Batches of ib-engine for training loops in Python, without a copy: in shared memory or on the GPU.

Arrays and tensors never change while you hold them: a batch's memory returns to the engine only when
nothing refers to it any more.

    with ib_engine.open("OUT", patch_size=(64, 64, 64), batch_size=2) as engine:
        for batch in engine.epoch(seed=7, number=0):
            train(batch.image, batch.label)

``open`` starts the engine as a child of this process; ``connect`` takes batches of an ``ib serve`` that runs already.
``prepare`` makes a dataset folder, ``verify`` checks one, ``froc`` evaluates predictions. ``ib_engine.torch_data`` has an
IterableDataset, ``ib_engine.losses`` has losses that take weight maps; both need torch. ``ib_engine.packed`` reads prepared
volumes without the engine.
"""
from .augmentation import redo, undo
from .batch import Batch
from .client import Engine, connect
from .datasets import PrepareSummary, Verification, prepare, verify
from .epoch import Epoch
from .errors import ConnectionLost, DamagedFile, DeviceError, EngineError, IbError, Refused
from .evaluation import Froc, FrocGroup, froc
from .geometry import Geometry, patch_affine
from .inference import predict
from .item import Item
from .opening import open
from .options import Options
from .preview import Preview
from .runtime import EngineNotFound
from .stitcher import Stitcher
from .version import __version__

__all__ = ["Batch", "ConnectionLost", "DamagedFile", "DeviceError", "Engine", "EngineError", "EngineNotFound", "Epoch",
           "Froc", "FrocGroup", "Geometry", "IbError", "Item", "Options", "PrepareSummary", "Preview", "Refused", "Stitcher",
           "Verification", "__version__", "connect", "froc", "open", "patch_affine", "predict",
           "prepare", "redo", "undo", "verify"]
