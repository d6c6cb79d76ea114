"""Batches as an IterableDataset of MONAI-style dictionaries; needs torch."""
import torch
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from .client import connect


class PatchDataset(IterableDataset):
    """Batches of ``ib serve`` as dictionaries, whole: for ``DataLoader(dataset, batch_size=None)``.

        {"image": (B, C, Z, Y, X), "label": (B, 1, Z, Y, X), "meta": [a dictionary a patch]}

    Tensors lie in shared memory and hold another batch when the next one is asked for; copy=True
    gives tensors of their own. Connects when it is first iterated, in the training's own process:
    the engine has threads of its own, so num_workers must be 0. Each iteration is the next epoch of
    the seed, unless ``set_epoch`` says which; validation=True is always the validation.

    rank, world_size: by default those of torch.distributed where it is initialised, else 0 of 1.
    """

    def __init__(self, path, seed=0, rank=None, world_size=None, validation=False, copy=False, wait=0):
        super().__init__()
        self._path = path
        self._seed = seed
        self._ranks = (rank, world_size)
        self._validation = validation
        self._copy = copy
        self._wait = wait
        self._number = 0  # of the next iteration
        self._resume = None
        self._state = None
        self._engine = None
        self._training = None  # whose connection this validation uses

    def validation(self):
        """The validation of the held-out fold as a dataset of its own, over the same connection."""
        dataset = PatchDataset(self._path, validation=True, copy=self._copy)
        dataset._training = self
        return dataset

    @property
    def engine(self):
        """The connection; made when first needed, and again where the one before was lost."""
        if self._training is not None:
            return self._training.engine
        if self._engine is not None and not self._engine.is_open:
            self.close()
        if self._engine is None:
            rank, world_size = self._ranks
            if rank is None:
                rank, world_size = _distributed_rank(world_size)
            self._engine = connect(self._path, rank, world_size, self._wait)
        return self._engine

    def __len__(self):
        """Batches of a whole epoch, on this rank as on every other; connects if need be."""
        steps = self.engine.validation_steps if self._validation else self.engine.steps
        if steps is None:
            what = "validation" if self._validation else "epoch"
            raise TypeError(f"there is no {what} of this dataset; iterate over it to be told why")
        return steps

    def set_epoch(self, number):
        """The next iteration is this epoch, as with torch's DistributedSampler."""
        self._number = number
        self._resume = self._state = None

    def state_dict(self):
        """Where the iteration stands: behind the last batch that it gave."""
        begun = self._state is not None and self._resume is None and not self._validation
        return {"epoch": self._number - begun, "state": self._state}

    def load_state_dict(self, state):
        """The next iteration goes on with the very next batch."""
        self._number = state["epoch"]
        self._resume = self._state = state["state"]

    def __iter__(self):
        _refuse_workers()
        with self._start() as epoch:
            self._number += 0 if self._validation else 1
            self._state = epoch.state
            for batch in epoch:
                self._state = batch.state
                yield self._dictionary(batch)
        self._state = None

    def _start(self):
        if self._resume is not None:
            epoch = self.engine.resume(self._resume)
            self._resume = None
            return epoch
        if self._validation:
            return self.engine.validation()
        return self.engine.epoch(self._seed, self._number)

    def _dictionary(self, batch):
        tensors = batch.tensors()
        if self._copy:
            tensors = {name: tensor.clone() for name, tensor in tensors.items()}
        return {**tensors, "meta": [item.meta() for item in batch.items]}

    def close(self):
        """Says goodbye to the server. Twice is harmless."""
        if self._engine is not None:
            self._engine.close()
            self._engine = None


def loader(path, num_workers=0, **options):
    """``PatchDataset(path, **options)`` in a DataLoader, as code that expects one wants it."""
    if num_workers != 0:
        raise _too_many_workers(num_workers)
    return DataLoader(PatchDataset(path, **options), batch_size=None, collate_fn=_as_it_is)


def per_patch(batch):
    """The patches of a batch dictionary as MONAI keeps single ones: views, not copies.

        {"image": (C, Z, Y, X), "label": (1, Z, Y, X), "case": …, "instance": …, …}
    """
    tensors = {name: value for name, value in batch.items() if isinstance(value, torch.Tensor)}
    for i, meta in enumerate(batch["meta"]):
        yield {**{name: tensor[i] for name, tensor in tensors.items()}, **meta}


def _as_it_is(batch):
    return batch


def _distributed_rank(world_size):
    if torch.distributed.is_available() and torch.distributed.is_initialized():
        return torch.distributed.get_rank(), torch.distributed.get_world_size()
    return 0, 1 if world_size is None else world_size


def _refuse_workers():
    worker = get_worker_info()
    if worker is not None:
        raise _too_many_workers(worker.num_workers)


def _too_many_workers(count):
    return ValueError(
        f"num_workers must be 0, was {count}: ib serve fills batches ahead with threads of its own, "
        "and worker processes would only copy them; give it --threads")
