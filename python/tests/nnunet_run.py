"""What a user of nnU-Net does, on a CPU; each is a process of its own, in whose environment are nnU-Net's folders:

    nnunet_run.py plan                fingerprint, plans (with a small network and small patches) and preprocessed files
    nnunet_run.py train WORD...       nnUNetv2_train with these words
    nnunet_run.py ranks FILE [--c]    what nnUNetv2_train -num_gpus 2 starts, with gloo and the CPU in the place of NCCL and CUDA; the
                                      processes meet in FILE, which is not there yet
"""
import json
import os
import sys
import warnings
from pathlib import Path
from unittest import mock

warnings.simplefilter("ignore")
TRAINER = "nnUNetTrainerIBTiny"
SHAPE = (1, "3d_fullres", 0)


def plan():
    from nnunetv2.experiment_planning import plan_and_preprocess_api as api

    api.extract_fingerprints([SHAPE[0]], num_processes=1, verbose=False, show_progress_bar=False)
    api.plan_experiments([SHAPE[0]])
    file, = Path(os.environ["nnUNet_preprocessed"]).glob("*/nnUNetPlans.json")
    plans = json.loads(file.read_text(encoding="utf-8"))
    made = plans["configurations"][SHAPE[1]]
    made["patch_size"] = [12, 12, 12]
    made["architecture"]["arch_kwargs"].update(
        n_stages=2, features_per_stage=[4, 8], kernel_sizes=[[3, 3, 3]] * 2, strides=[[1, 1, 1], [2, 2, 2]], n_conv_per_stage=[1, 1],
        n_conv_per_stage_decoder=[1])
    file.write_text(json.dumps(plans), encoding="utf-8")
    api.preprocess([SHAPE[0]], configurations=(SHAPE[1],), num_processes=(1,))


def train(*words):
    from nnunetv2.run.run_training import run_training_entry

    sys.argv = ["nnUNetv2_train", *map(str, SHAPE), "-tr", TRAINER, "-device", "cpu", *words]
    run_training_entry()


def rank(number, file, continues):
    """One process of run_ddp. What needs a GPU there is replaced, nothing else."""
    import torch
    from nnunetv2.run import run_training
    from nnunetv2.training.nnUNetTrainer import nnUNetTrainer as module

    torch.set_num_threads(1)
    parallel = module.DDP

    def set_up(of, count):
        torch.distributed.init_process_group("gloo", init_method=f"file://{file}", rank=of, world_size=count)

    with mock.patch.object(run_training, "setup_ddp", set_up), mock.patch("torch.cuda.set_device"), \
            mock.patch.object(module, "DDP", lambda network, device_ids: parallel(network)):
        dataset, configuration, fold = SHAPE
        run_training.run_ddp(number, str(dataset), configuration, fold, TRAINER, "nnUNetPlans", False, continues, False, None, False,
                             False, 2)


def ranks(file, *words):
    import torch

    torch.multiprocessing.spawn(rank, (file, "--c" in words), 2)


if __name__ == "__main__":
    {"plan": plan, "train": train, "ranks": ranks}[sys.argv[1]](*sys.argv[2:])
