"""Trains a network of your own on `ib serve`, and goes on after a kill: the recipe of inverse weighting.

  ./ib serve DATA --socket ib.sock --patch-size 32 32 32 --weights patch-inverse &
  PYTHONPATH=python python3 examples/pytorch/train.py ib.sock RUN --epochs 100

SGD 1e-2 with Nesterov momentum 0.9, a tenth of that after 80 % of the epochs, inverse weighted Dice. RUN/checkpoint.pt
holds weights, optimiser and the token of the epoch; RUN/last.safetensors is what `ib predict` and MONAI read, too.
"""
import argparse
import os
import pathlib

import ib_engine
import safetensors_file
import torch
from ib_engine import losses
from unet import UNet


def save(path, write):
    """Replaces a file in one step, so that a kill leaves the old one or the new one."""
    part = path.with_suffix(".part")
    write(part)
    os.replace(part, path)


def step(model, optimiser, batch):
    image, label = torch.from_numpy(batch.image), torch.from_numpy(batch.label) > 0
    out = model(image)
    loss = losses.dice(out[:, 1:] - out[:, :1], label, torch.from_numpy(batch.weights))
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


def train(socket, run, epochs, channels, save_steps=50):
    checkpoint, course = run / "checkpoint.pt", []
    torch.manual_seed(1)
    with ib_engine.connect(socket, wait=60) as engine:
        model = UNet(len(engine.modalities), channels=channels, strides=[2] * (len(channels) - 1))
        optimiser = torch.optim.SGD(model.parameters(), 1e-2, momentum=0.9, nesterov=True)
        number, state = 0, None
        if checkpoint.exists():
            saved = torch.load(checkpoint)
            model.load_state_dict(saved["model"])
            optimiser.load_state_dict(saved["optimiser"])
            number, state, course = saved["number"], saved["state"], saved["losses"]
        while number < epochs:
            optimiser.param_groups[0]["lr"] = 1e-2 if number < 0.8 * epochs else 1e-3
            for batch in engine.resume(state) if state else engine.epoch(seed=1, number=number):
                course.append(step(model, optimiser, batch))
                if len(course) % save_steps == 0:
                    keep(checkpoint, model, optimiser, number=number, state=batch.state, losses=course)
            number, state = number + 1, None
            keep(checkpoint, model, optimiser, number=number, state=None, losses=course)
            save(run / "last.safetensors", lambda path: safetensors_file.write(path, model.state_dict()))
            print(f"epoch {number}: loss {course[-1]:.4f}", flush=True)
    return course


def keep(path, model, optimiser, **progress):
    saved = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), **progress}
    save(path, lambda part: torch.save(saved, part))


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("socket")
    arguments.add_argument("run", type=pathlib.Path)
    arguments.add_argument("--epochs", type=int, default=100)
    arguments.add_argument("--channels", type=int, nargs="+", default=[16, 32, 64, 128, 256])
    given = arguments.parse_args()
    given.run.mkdir(parents=True, exist_ok=True)
    train(given.socket, given.run, given.epochs, given.channels)
