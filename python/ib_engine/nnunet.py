"""nnU-Net's trainer on batches of the engine; needs nnunetv2.

    trainers/ib.py: from ib_engine.nnunet import nnUNetTrainerIB
    nnUNet_extTrainer=trainers IB_ENGINE_DATASET=OUT nnUNetv2_train 1 3d_fullres 0 -tr nnUNetTrainerIB
"""
from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import torch
from nnunetv2.training.nnUNetTrainer.nnUNetTrainer import nnUNetTrainer

from .nnunet_plan import Plan, downsampled, regions_of
from .sources import is_folder
from .torch_data import PatchBatch, PatchDataset

__all__ = ["DATASET", "nnUNetTrainerIB"]
DATASET = "IB_ENGINE_DATASET"
_STATE = ".ib.json"  # after the name of a checkpoint
_KEPT = 4  # states in such a file


class nnUNetTrainerIB(nnUNetTrainer):  # noqa: N801, nnU-Net finds trainers by their names
    """Trains on lesions as the engine samples them; network, loss, schedule and final validation are nnU-Net's.

    ``IB_ENGINE_DATASET`` is a folder that ``ib prepare`` wrote on the grid of the plans, or the socket of ``ib serve``,
    whose options must be those of the plans. Epochs of the engine follow one another, each lesion once in each, while nnU-Net
    counts epochs of 250 iterations. A validation is that of the engine, every lesion of the fold's validation cases once:
    ``num_val_iterations_per_epoch`` is set to that. A checkpoint comes with a file beside it, ``….pth.ib.json``, from which
    ``nnUNetv2_train --c`` continues with the very next batch. It is written first and holds the states of the last few
    checkpoints of that name, by nnU-Net's epoch: whenever the process is killed, the one of the checkpoint is there.

    ib_seed: of the epochs. ib_options: further options of ``ib_engine.open`` for a folder, such as ``{"ratio": 2}``.
    Override them in a subclass.
    """

    ib_seed = 0
    ib_options: dict[str, Any] = {}
    _ib_loaded: str | None = None  # the checkpoint from which it continues

    def get_dataloaders(self) -> tuple[Iterator[dict[str, Any]], Iterator[dict[str, Any]]]:
        plan = Plan.of(self.plans_manager, self.configuration_manager, self.dataset_json, self._get_deep_supervision_scales())
        training, held_out = self.do_split()
        batch_size = self.configuration_manager.batch_size
        ranks = torch.distributed.get_world_size() if self.is_ddp else 1
        if batch_size % ranks != 0:
            raise ValueError(f"every rank must have as many patches, but the plans have {batch_size} for {ranks} ranks; change "
                             "batch_size in the plans")
        dataset = self._ib_dataset(plan, training, held_out, batch_size // ranks)
        try:
            self._ib_require(plan, dataset, training, held_out)
        except BaseException:
            dataset.close()
            raise
        if self._ib_loaded is not None:
            self._ib_continue(dataset, self._ib_loaded + _STATE)
        validation = dataset.validation()
        self.num_val_iterations_per_epoch = len(validation)
        self._ib_training = dataset
        return _Endless(self, plan, dataset), _Endless(self, plan, validation)

    def _ib_dataset(self, plan: Plan, training: list[str], held_out: list[str], batch_size: int) -> PatchDataset:
        source = os.environ.get(DATASET)
        if source is None:
            raise ValueError(f"{DATASET} must be the folder that ib prepare wrote, or the socket of ib serve; it is not set")
        if not is_folder(source):
            return PatchDataset(source, self.ib_seed)
        split: dict[str, Any] = {"validation_of_all": True}
        if self.fold != "all":
            split = {"split": os.path.join(self.output_folder, "ib_split.json")}  # ranks that share a server name one file
            _write({"train": training, "validation": held_out}, split["split"], self.local_rank)
        options: dict[str, Any] = {
            "patch_size": plan.patch_size, "batch_size": batch_size, "modalities": plan.channels,
            "normalise": dict(zip(plan.channels, plan.normalise)), **split, **self.ib_options}
        return PatchDataset(source, self.ib_seed, **options)

    def _ib_require(self, plan: Plan, dataset: PatchDataset, training: list[str], held_out: list[str]) -> None:
        """ValueError unless the engine delivers what the plans ask for."""
        engine = dataset.engine
        plan.require_same_grid(engine, sorted({*training, *held_out}))
        with engine.validation() as looked_at:  # the training stays where it stands
            options = looked_at.position.options
            shape = next(looked_at).image.shape
        wanted = (self.configuration_manager.batch_size // engine.world_size, len(plan.channels), *reversed(plan.patch_size))
        if tuple(shape) != wanted:
            raise ValueError(f"batches must have the shape of the plans, {wanted}, had {tuple(shape)}; see --batch-size, "
                             "--patch-size and --modalities")
        if options is None:
            self.print_to_log_file("ib_engine: the options of the server are too long to be told; they were not checked")
            return
        plan.require_same_options(engine, options)
        split = options["sampling"]["folds"]["split"]
        ours = None if split is None else (set(split["train"]), set(split["validation"]))
        if self.fold != "all" and ours != (set(training), set(held_out)):
            raise ValueError(f"the split must be that of fold {self.fold} of splits_final.json; start ib serve with --split and "
                             "--fold")
        flips = options["sampling"]["augmentation"]["flip"] > 0
        self.inference_allowed_mirroring_axes = (0, 1, 2) if flips else None

    def _ib_continue(self, dataset: PatchDataset, file: str) -> None:
        state = _read(file).get(str(self.current_epoch))
        if state is not None:
            dataset.load_state_dict(state)
        elif self.current_epoch > 0:
            self.print_to_log_file(f"ib_engine: {file} does not say where the engine stood after epoch {self.current_epoch - 1} of "
                                   "nnU-Net; its epochs begin with the first one again")

    def save_checkpoint(self, filename: str) -> None:
        if self.local_rank == 0 and not self.disable_checkpointing:
            name = str(self.current_epoch + 1)  # as in the checkpoint
            states = {epoch: state for epoch, state in _read(filename + _STATE).items() if epoch != name}
            kept = dict(list(states.items())[1 - _KEPT:])
            _write({**kept, name: self._ib_training.state_dict()}, filename + _STATE, self.local_rank)
        super().save_checkpoint(filename)

    def load_checkpoint(self, checkpoint: Any) -> None:
        super().load_checkpoint(checkpoint)
        self._ib_loaded = checkpoint if isinstance(checkpoint, str) else None

    def on_train_end(self) -> None:
        super().on_train_end()
        latest = os.path.join(self.output_folder, "checkpoint_latest.pth")
        if self.local_rank == 0 and not os.path.exists(latest) and os.path.exists(latest + _STATE):  # nnU-Net removed it
            os.remove(latest + _STATE)
        self._ib_training.close()


def _read(file: str) -> dict[str, Any]:
    """States by epoch; {} where there is no file."""
    try:
        with open(file, encoding="utf-8") as states:
            read: dict[str, Any] = json.load(states)
    except FileNotFoundError:
        return {}
    return read


def _write(value: dict[str, Any], file: str, rank: int) -> None:
    """Whole or not at all, whoever else writes the same."""
    part = f"{file}.{rank}.part"
    with open(part, "w", encoding="utf-8") as out:
        json.dump(value, out)
    os.replace(part, file)


class _Endless(Iterator[dict[str, Any]]):
    """Epoch after epoch, as nnU-Net's loaders give batches: ``data``, ``target`` and ``keys``."""

    def __init__(self, trainer: nnUNetTrainerIB, plan: Plan, dataset: PatchDataset) -> None:
        self._plan = plan
        self._dataset = dataset
        labels = trainer.label_manager
        self._regions = labels.foreground_regions if labels.has_regions else None
        self._ignored = labels.ignore_label
        self._batches = iter(dataset)

    def __next__(self) -> dict[str, Any]:
        batch = next(self._batches, None)
        if batch is None:
            self._batches = iter(self._dataset)
            batch = next(self._batches)
        return self._converted(batch)

    def _converted(self, batch: PatchBatch) -> dict[str, Any]:
        target = regions_of(self._plan.arranged(batch["label"]), self._regions, self._ignored)
        return {"data": self._plan.arranged(batch["image"]).float(), "target": downsampled(target, self._plan.scales),
                "keys": batch["meta"]["case"]}
