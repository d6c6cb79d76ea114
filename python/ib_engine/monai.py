"""Batches as MONAI's own loaders give them: dictionaries of ``MetaTensor``, each patch with its affine; needs monai."""
from __future__ import annotations

from typing import Any

import numpy
import torch
from monai.data import MetaTensor
from monai.utils import MetaKeys, SpaceKeys, TraceKeys
from torch.utils.data import DataLoader

from .geometry import patch_affine
from .torch_data import Columns, PatchBatch, PatchDataset, SourceLike, loader_of

__all__ = ["MonaiPatches", "loader"]
_X_Y_Z = (0, 1, 4, 3, 2)  # of (B, C, Z, Y, X)
_OF_PATCHES = ("foreground",)  # one number for each patch, nothing that has a place


class MonaiPatches(PatchDataset):
    """As ``torch_data.PatchDataset``, but batches are what MONAI's loaders give after collation.

        {"image": MetaTensor (B, C, X, Y, Z), "label": MetaTensor (B, 1, X, Y, Z), …}

    Tensors are views of the engine's memory, without a copy, and held as those of ``PatchDataset``. ``affine`` is
    (B, 4, 4), float64: for each patch, from index to mm in RAS+, with its corner, turns and flips. ``meta`` has a column
    for each field of ``Item``, and ``filename_or_obj`` (the case, as CASE.nii.gz, since MONAI takes a name's ending off),
    ``patch_index`` (in the epoch, over all ranks), ``original_affine`` and ``spatial_shape`` (of the case), ``space``
    (RAS, as MONAI understands it; what ``Item`` calls so is ``index_space``). ``decollate_batch`` gives single patches.

    For patches of the IB-sampling script (``index_space`` is ``stored_patch``), spacing and directions are right, but
    positions count from the corner of the stored patch, because the script does not record where that lay.
    """

    def dress(self, batch: PatchBatch, step: int) -> PatchBatch:
        columns: Columns = batch.pop("meta")
        size = tuple(int(length) for length in reversed(batch["image"].shape[2:]))
        meta = self._meta(columns, size, step)
        for name in [name for name in batch if name not in _OF_PATCHES]:
            batch[name] = _meta_tensor(batch[name].permute(_X_Y_Z), meta)
        return batch

    def _meta(self, columns: Columns, size: tuple[int, ...], step: int) -> dict[str, Any]:
        engine = self.engine
        rows = columns.rows
        geometries = [engine.geometry(row["case"]) for row in rows]
        affines = [patch_affine(geometry.affine, row, size) for geometry, row in zip(geometries, rows)]
        first = (step * engine.world_size + engine.rank) * engine.batch_size
        meta = dict(columns)
        meta["index_space"] = meta.pop("space")
        return {
            **meta,
            "filename_or_obj": [f"{row['case']}.nii.gz" for row in rows],
            "patch_index": torch.arange(first, first + len(rows)),
            MetaKeys.AFFINE: torch.from_numpy(numpy.stack(affines)),
            MetaKeys.ORIGINAL_AFFINE: torch.from_numpy(numpy.stack([geometry.affine for geometry in geometries])),
            MetaKeys.SPATIAL_SHAPE: torch.tensor([geometry.size for geometry in geometries]),
            MetaKeys.SPACE: [SpaceKeys.RAS] * len(rows),
        }


def _meta_tensor(tensor: torch.Tensor, meta: dict[str, Any]) -> Any:
    """A batch, as MONAI's collation leaves it. The meta data are its own: transforms may change them."""
    own = {name: column.clone() if isinstance(column, torch.Tensor) else list(column) for name, column in meta.items()}
    batch = MetaTensor(tensor, meta=own)
    batch.applied_operations = [TraceKeys.NONE] * len(tensor)
    batch.is_batch = True
    return batch


def loader(source: SourceLike, num_workers: int = 0, **options: Any) -> DataLoader[Any]:
    """``MonaiPatches(source, …)`` in a ``DataLoader``; options as of ``torch_data.loader``."""
    return loader_of(MonaiPatches, source, num_workers, options)
