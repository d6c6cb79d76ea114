"""A batch and what its patches show."""
import json
from typing import NamedTuple, Optional, Tuple

_parse = json.JSONDecoder().raw_decode  # behind a step of a training, loads takes longer
Index = Tuple[int, int, int]


class Item(NamedTuple):
    """What one patch shows. Indices are (x, y, z) in voxels of the case; arrays are (Z, Y, X).

    ``instance`` to ``box`` are None for a background patch. ``box`` is half-open. ``corner`` is the
    patch's first voxel. ``filler`` patches only fill the last batch.
    """

    case: str
    instance: Optional[int]
    voxels: Optional[int]
    volume_mm3: Optional[float]
    box: Optional[Tuple[Index, Index]]
    corner: Index
    quarter_turns: int
    flips: Tuple[bool, bool, bool]
    gain: float
    shift: float
    filler: bool

    @property
    def positive(self):
        """True if the patch holds a voxel of its instance, False if it holds no foreground."""
        return self.instance is not None

    @classmethod
    def of(cls, message):
        box = message.get("box")
        return cls(message["case"], message.get("instance"), message.get("voxels"), message.get("mm3"),
                   None if box is None else (tuple(box[0]), tuple(box[1])), tuple(message["corner"]),
                   message["quarterTurns"], tuple(message["flips"]), message["gain"],
                   message["shift"], message["filler"])

    def meta(self):
        """The same as a plain dictionary, as MONAI keeps meta data."""
        return self._asdict()


class Batch:
    """Patches in shared memory, ready for a step.

    Its memory goes back to the engine when the epoch is asked for the next batch, unless it is
    kept; arrays and tensors taken from it hold another batch after that, so copy what must stay.
    They may be written to until then.
    """

    def __init__(self, message, arrays, give_back):
        self.step = message["step"]
        self.state = message["state"]  # resume(state) goes on with the batch after this one
        self._message_items = message["items"]  # JSON, which many loops never look at
        self._items = None
        self._arrays = arrays
        self._give_back = give_back
        self._kept = False

    def _array(self, name):
        if self._arrays is None:
            raise ValueError(f"batch {self.step} was released, its memory holds another one; use a "
                             "batch before asking for the next, or keep it")
        return self._arrays[name]

    @property
    def image(self):
        """numpy array (batch, modalities, Z, Y, X), float32 or float16, no copy."""
        return self._array("image")

    @property
    def label(self):
        """numpy array (batch, 1, Z, Y, X), uint8, no copy; 0 is background and padding."""
        return self._array("label")

    @property
    def weights(self):
        """numpy array (batch, 1, Z, Y, X), float32: what each voxel counts in a loss, no copy.

        KeyError unless ``ib serve`` was started with weights; the same for ``instances``.
        """
        return self._array("weights")

    @property
    def instances(self):
        """numpy array (batch, 1, Z, Y, X), int32: ids of instances, 0 outside of them, no copy."""
        return self._array("instances")

    @property
    def arrays(self):
        """All arrays of the batch by name: ``image``, ``label``, and the others where there are some."""
        self._array("image")
        return dict(self._arrays)

    def tensors(self):
        """As ``arrays``, but torch tensors on the same memory."""
        import torch

        return {name: torch.from_numpy(array) for name, array in self.arrays.items()}

    @property
    def items(self):
        """What each patch shows, in the order of the first dimension."""
        if self._items is None:
            self._items = [Item.of(item) for item in _parse(self._message_items.decode())[0]]
        return self._items

    def keep(self):
        """From now on the batch stays valid until ``release``. Returns the batch.

        An epoch has ``Epoch.slots`` batches in memory; with all of them kept there is no next one.
        """
        self._array("image")
        self._kept = True
        return self

    @property
    def kept(self):
        return self._kept

    def release(self):
        """Gives the memory back now, as after a copy to a GPU. Twice is harmless."""
        if self._arrays is not None:
            self._arrays = None
            self._give_back(self.step)

    def _end(self):
        """The memory was taken back."""
        self._arrays = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.release()
