"""A detector of nodules as small as it can be, in numpy: two layers of 24 units that see how bright it is around a voxel.

It stands for your network in docs/how-to/hard-negatives.md: it learns from the batches of `ib serve`, the same every time, and
predicts whole scans of a dataset of layout volumes, as `ib froc` reads them.
"""
import gzip
import json
import struct
from pathlib import Path

import numpy as np

import ib_engine
import ib_engine.packed

EDGES = (3, 5, 9, 15, 23)  # of the boxes around a voxel whose means it sees, in voxels
SMOOTH = 5  # voxels: probabilities are averaged over boxes of that edge
PER_PATCH = 300  # voxels of a patch that it learns from: of lesions, bright ones, and others
HIDDEN, PASSES, ROWS, RATE = 24, 40, 512, 3e-3


def box_mean(volume, edge):
    """Of all boxes of that edge, clipped to the volume."""
    for axis in range(3):
        n = volume.shape[axis]
        low = np.maximum(np.arange(n) - edge // 2, 0)
        high = np.minimum(np.arange(n) + edge // 2 + 1, n)
        running = np.cumsum(volume, axis=axis, dtype=np.float64)
        running = np.concatenate([np.zeros_like(np.take(running, [0], axis)), running], axis)
        shape = [1, 1, 1]
        shape[axis] = -1
        volume = (np.take(running, high, axis) - np.take(running, low, axis)) / (high - low).reshape(shape)
    return volume


def features(volume):
    """(voxels, features) of a volume in [0, 1]."""
    return np.stack([box_mean(volume, edge).reshape(-1) for edge in EDGES], axis=-1).astype(np.float32)


def spread(where, count):
    """Up to so many indices, evenly spread over those that are true."""
    found = np.flatnonzero(where)
    return found[np.linspace(0, len(found) - 1, min(count, len(found))).astype(int)]


def samples(socket, epochs):
    """Features and truth of voxels in all patches of some epochs."""
    rows, truth = [], []
    with ib_engine.connect(socket, wait=60) as engine:
        for number in range(epochs):
            for batch in engine.epoch(seed=1, number=number):
                for image, label in zip(np.array(batch.image), np.array(batch.label)):
                    found, lesion = features(image[0].astype(float)), label[0].reshape(-1) > 0
                    bright = ~lesion & (image[0].reshape(-1) > 0.5)
                    for where, value in ((lesion, 1.0), (bright, 0.0), (~lesion & ~bright, 0.0)):
                        chosen = spread(where, PER_PATCH)
                        rows.append(found[chosen])
                        truth.append(np.full(len(chosen), value))
    return np.concatenate(rows), np.concatenate(truth)


def train(socket, epochs=2):
    """A model from the batches of a server, by Adam (Kingma and Ba 2015, arXiv 1412.6980)."""
    rows, truth = samples(socket, epochs)
    random = np.random.RandomState(0)
    shapes = [(len(EDGES), HIDDEN), (HIDDEN,), (HIDDEN, HIDDEN), (HIDDEN,), (HIDDEN,), ()]
    model = [random.normal(0, 1.5 / np.sqrt(shape[0]), shape) if len(shape) == 2 else np.zeros(shape) for shape in shapes]
    model[4] = random.normal(0, 0.2, HIDDEN)
    first, second = ([np.zeros_like(part) for part in model] for _ in range(2))
    step = 0
    for _ in range(PASSES):
        order = random.permutation(len(rows))
        for begin in range(0, len(order) - ROWS + 1, ROWS):
            chosen = order[begin:begin + ROWS]
            step += 1
            for i, slope in enumerate(slopes(model, rows[chosen], truth[chosen])):
                first[i] = 0.9 * first[i] + 0.1 * slope
                second[i] = 0.999 * second[i] + 0.001 * slope**2
                model[i] = model[i] - RATE * (first[i] / (1 - 0.9**step)) / (np.sqrt(second[i] / (1 - 0.999**step)) + 1e-8)
    return model


def layers(model, rows):
    """Of both hidden layers, and the logits."""
    one = np.maximum(rows * 4 @ model[0] + model[1], 0)
    two = np.maximum(one @ model[2] + model[3], 0)
    return one, two, two @ model[4] + model[5]


def slopes(model, rows, truth):
    """Of the mean cross entropy, for each part of the model."""
    one, two, logits = layers(model, rows)
    error = (1 / (1 + np.exp(-logits)) - truth) / len(rows)
    back = np.outer(error, model[4]) * (two > 0)
    forth = back @ model[2].T * (one > 0)
    return rows.T * 4 @ forth, forth.sum(0), one.T @ back, back.sum(0), two.T @ error, error.sum()


def cases(dataset):
    """Name, record, and voxels of the first modality in [0, 1], of every case of a prepared dataset."""
    for file in sorted(Path(dataset).glob("cases/*/case.json")):
        record = json.loads(file.read_text())
        volumes = ib_engine.packed.read_volumes(Path(dataset) / record["outputs"][0]["path"])
        modality = record["modalities"][0]
        voxels = volumes[modality["name"]].astype(float)
        low, high = modality["rawPercentiles"]
        yield record["case"], record, np.clip((voxels - low) / (high - low), 0, 1)


def predict(model, dataset, folder):
    """Writes folder/<case>.nii.gz: the probability of a nodule in every voxel."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, record, voxels in cases(dataset):
        rows = features(voxels)
        logits = np.concatenate([layers(model, rows[begin:begin + 65536])[2] for begin in range(0, len(rows), 65536)])
        probability = box_mean(1 / (1 + np.exp(-logits.reshape(voxels.shape))), SMOOTH)  # a nodule is not a speck
        write(Path(folder) / f"{name}.nii.gz", probability.astype("<f4"), record["geometry"])


def write(path, voxels, geometry):
    """A NIfTI-1 file of float32."""
    header = bytearray(352)
    struct.pack_into("<i", header, 0, 348)
    struct.pack_into("<8h", header, 40, 3, *geometry["size"], 1, 1, 1, 1)
    struct.pack_into("<hh", header, 70, 16, 32)
    struct.pack_into("<8f", header, 76, 1, *geometry["spacingMm"], 0, 0, 0, 0)
    struct.pack_into("<3f", header, 108, 352, 1, 0)
    struct.pack_into("<hh", header, 252, 0, 2)
    struct.pack_into("<12f", header, 280, *geometry["affine"])
    header[123], header[344:348] = 2, b"n+1\0"
    path.write_bytes(gzip.compress(bytes(header) + voxels.tobytes(), 1))
