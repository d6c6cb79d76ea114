"""The few attributes and methods of nnU-Net's trainer that ``ib_engine.nnunet`` and its tests use, where nnunetv2 is not
installed. Recorded from nnunetv2 2.8.1 (names, and what they do as its documentation and behaviour have it); code of its
own. A trainer is made from plans, the name of a configuration, a fold and dataset.json; it asks ``get_dataloaders`` for two
endless iterators of ``data``, ``target`` and ``keys``, and saves and loads checkpoints by file name."""
import sys
import types
from pathlib import Path

import torch

VERSION = "2.8.1"


class nnUNetTrainer:  # noqa: N801
    def __init__(self, plans, configuration, fold, dataset_json, device=None):
        given = dict(plans["configurations"][configuration])
        strides = given["architecture"]["arch_kwargs"]["strides"]
        self.plans_manager = types.SimpleNamespace(plans=plans, transpose_forward=plans["transpose_forward"])
        self.configuration_manager = types.SimpleNamespace(
            **{name: given[name] for name in ("batch_size", "patch_size", "spacing", "normalization_schemes",
                                              "use_mask_for_norm")},
            previous_stage_name=given.get("previous_stage"), pool_op_kernel_sizes=strides)
        labels = {name: value for name, value in dataset_json["labels"].items() if name not in ("background", "ignore")}
        regions = any(isinstance(value, list) for value in labels.values())
        self.label_manager = types.SimpleNamespace(
            has_regions=regions, ignore_label=dataset_json["labels"].get("ignore"),
            foreground_regions=[tuple(value) if isinstance(value, list) else value for value in labels.values()])
        self.dataset_json, self.fold, self.device = dataset_json, fold, device
        self.is_ddp = torch.distributed.is_available() and torch.distributed.is_initialized()
        self.local_rank = torch.distributed.get_rank() if self.is_ddp else 0
        self.output_folder, self.current_epoch = None, 0
        self.enable_deep_supervision, self.disable_checkpointing = True, False
        self.num_iterations_per_epoch, self.num_val_iterations_per_epoch = 250, 50
        self.inference_allowed_mirroring_axes = None

    def _get_deep_supervision_scales(self):
        """Of the decoder's outputs, without the lowest."""
        scales, factor = [], [1, 1, 1]
        for strides in self.configuration_manager.pool_op_kernel_sizes[:-1]:
            factor = [before * stride for before, stride in zip(factor, strides)]
            scales.append([1 / value for value in factor])
        return scales if self.enable_deep_supervision else None

    def print_to_log_file(self, *words):
        pass

    def save_checkpoint(self, filename):
        if self.local_rank == 0 and not self.disable_checkpointing:
            Path(filename).write_text(str(self.current_epoch + 1))

    def load_checkpoint(self, checkpoint):
        self.current_epoch = int(Path(checkpoint).read_text())

    def on_train_end(self):
        self.current_epoch -= 1  # it was counted already
        self.save_checkpoint(str(Path(self.output_folder) / "checkpoint_final.pth"))
        self.current_epoch += 1
        latest = Path(self.output_folder) / "checkpoint_latest.pth"
        if latest.exists():
            latest.unlink()


def install():
    """Makes ``import nnunetv2.training.nnUNetTrainer.nnUNetTrainer`` find this."""
    name = ""
    for part in ("nnunetv2", "training", "nnUNetTrainer", "nnUNetTrainer"):
        name = f"{name}.{part}".lstrip(".")
        sys.modules[name] = types.ModuleType(name)
        sys.modules[name].__path__ = []
    sys.modules[name].nnUNetTrainer = nnUNetTrainer
