"""The few functions and attributes of MONAI that ``ib_engine.monai`` and its tests use, where MONAI is not installed.

Recorded from MONAI 1.5.0 (names, and what they do as its documentation and behaviour have it); code of its own. A batch
is a ``MetaTensor`` with ``is_batch``, whose ``meta`` has one column per name, whose ``applied_operations`` has one entry
for each patch ("none" where nothing was applied), and which ``decollate_batch`` takes apart.
"""
import sys
import types

import torch

VERSION = "1.5.0"


class MetaTensor(torch.Tensor):
    """A tensor with ``meta``, ``affine`` and ``applied_operations``."""

    @staticmethod
    def __new__(cls, x, affine=None, meta=None, applied_operations=None):
        return torch.as_tensor(x).as_subclass(cls)

    def __init__(self, x, affine=None, meta=None, applied_operations=None):
        self.meta = {} if meta is None else meta
        if affine is not None:
            self.meta["affine"] = affine
        self.meta.setdefault("affine", torch.eye(4, dtype=torch.float64))
        self.meta.setdefault("space", "RAS")
        self.applied_operations = [] if applied_operations is None else applied_operations
        self.is_batch = False

    @property
    def affine(self):
        return self.meta["affine"]

    @property
    def pixdim(self):
        """Lengths of the voxels of the affine, or of each."""
        lengths = self.affine[..., :3, :3].norm(dim=-2)
        return list(lengths) if self.is_batch else lengths

    def as_tensor(self):
        return self.as_subclass(torch.Tensor)


def decollate_batch(batch):
    """Along the first dimension, however deep; numbers become Python's own."""
    if isinstance(batch, MetaTensor):
        return [_patch(*parts) for parts in zip(batch.as_tensor(), decollate_batch(batch.meta), batch.applied_operations)]
    if isinstance(batch, torch.Tensor):
        return [part.item() for part in batch] if batch.ndim == 1 else list(batch)
    if isinstance(batch, dict):
        columns = {name: decollate_batch(column) for name, column in batch.items()}
        return [dict(zip(columns, row)) for row in zip(*columns.values())]
    return list(batch)


def _patch(tensor, meta, applied):
    return MetaTensor(tensor, meta=meta, applied_operations=[] if applied == "none" else applied)


def install():
    """Makes ``import monai`` find this."""
    monai, data, utils = (types.ModuleType(name) for name in ("monai", "monai.data", "monai.utils"))
    monai.__version__, monai.data, monai.utils = f"{VERSION} (contract)", data, utils
    data.MetaTensor, data.decollate_batch = MetaTensor, decollate_batch
    utils.MetaKeys = types.SimpleNamespace(AFFINE="affine", ORIGINAL_AFFINE="original_affine",
                                           SPATIAL_SHAPE="spatial_shape", SPACE="space")
    utils.SpaceKeys = types.SimpleNamespace(RAS="RAS", LPS="LPS")
    utils.TraceKeys = types.SimpleNamespace(NONE="none")
    sys.modules.update({"monai": monai, "monai.data": data, "monai.utils": utils})
