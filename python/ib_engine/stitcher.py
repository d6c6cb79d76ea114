"""Puts what a network says of sliding windows together; needs numpy."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .batch import Batch

_DEVIATION = 0.125  # of the window's size
_FLOOR = 1e-3


def starts(length: int, window: int, stride: int) -> list[int]:
    """Where windows begin along an axis: 0, stride, 2 stride, ..., the last one moved back so that it ends with the
    volume. Below 0, once, where the volume is shorter than the window: half of the padding comes before, rounded down."""
    if length < window:
        return [-((window - length) // 2)]
    return [*range(0, length - window, stride), length - window]


def importance(window: Sequence[int], blend: str) -> Any:
    """How much each voxel of a window (x, y, z) counts, as float32 (Z, Y, X): 1, or a Gaussian around the centre with a
    standard deviation of an eighth of the window, at least 0.001."""
    import numpy

    if blend == "constant":
        return numpy.ones(tuple(reversed(window)), numpy.float32)
    if blend != "gaussian":
        raise ValueError(f"blend must be constant or gaussian, was {blend!r}")
    x, y, z = (numpy.exp(-0.5 * ((numpy.arange(size) - (size - 1) / 2) / (_DEVIATION * size)) ** 2) for size in window)
    product = x[None, None, :] * y[None, :, None] * z[:, None, None]
    return numpy.maximum(product, _FLOOR).astype(numpy.float32)


class Stitcher:
    """The mean of what windows say of each voxel, weighted by ``blend``; of one epoch of windows.

        with engine.windows(engine.cases) as windows:
            stitcher = windows.stitcher(channels=2)
            for batch in windows:
                for case, logits in stitcher.add(batch, network(batch.image)):
                    save(case, logits)  # (2, Z, Y, X), float32

    Holds 4 (channels + 1) bytes for each voxel of a case whose windows have not all come: of one or two cases at a time.
    """

    def __init__(self, volumes: Mapping[str, Sequence[int]], window: Sequence[int], stride: Sequence[int],
                 channels: int, blend: str = "constant") -> None:
        if channels < 1:
            raise ValueError(f"channels must be at least 1, was {channels}")
        self._volumes = {case: tuple(size) for case, size in volumes.items()}
        self._window = tuple(window)
        self._channels = channels
        self._importance = importance(self._window, blend)
        self._missing = {}
        for case, size in self._volumes.items():
            along = [len(starts(*lengths)) for lengths in zip(size, window, stride)]
            self._missing[case] = along[0] * along[1] * along[2]
        self._open: dict[str, tuple[Any, Any]] = {}  # sums and weights

    @property
    def unfinished(self) -> list[str]:
        """Cases some of whose windows have not come."""
        return list(self._missing)

    def add(self, batch: Batch, output: Any) -> list[tuple[str, Any]]:
        """Adds what a network says of a batch, and returns the cases that it completes, in order: for each, its name and an array
        of shape (channels, Z, Y, X), float32, which is yours.

        output: an array or tensor of shape (batch, channels, Z, Y, X), on any device. ValueError for another shape, and
        for a batch that is not of these windows or was added before.
        """
        values = _array(output)
        wanted = (len(batch.items), self._channels, *self._importance.shape)
        if values.shape != wanted:
            raise ValueError(f"output must have shape {wanted}, was {tuple(values.shape)}")
        complete = []
        for item, said in zip(batch.items, values):
            if item.filler:
                continue
            if item.case not in self._missing:
                raise ValueError(f"case {item.case} is complete, or none of these windows")
            self._add(item, said)
            self._missing[item.case] -= 1
            if self._missing[item.case] == 0:
                del self._missing[item.case]
                sums, weights = self._open.pop(item.case)
                sums /= weights
                complete.append((item.case, sums))
        return complete

    def _add(self, item: Any, said: Any) -> None:
        import numpy

        size = self._volumes[item.case]
        if item.case not in self._open:
            shape = tuple(reversed(size))
            self._open[item.case] = (numpy.zeros((self._channels, *shape), numpy.float32),
                                     numpy.zeros(shape, numpy.float32))
        sums, weights = self._open[item.case]
        inside, at = [], []
        for first, window, length in reversed(list(zip(item.corner, self._window, size))):
            begin, end = max(0, first), min(length, first + window)
            inside.append(slice(begin, end))
            at.append(slice(begin - first, end - first))
        counts = self._importance[tuple(at)]
        sums[(slice(None), *inside)] += counts * said[(slice(None), *at)]
        weights[tuple(inside)] += counts


def _array(output: Any) -> Any:
    import numpy

    if hasattr(output, "detach"):
        output = output.detach().cpu().float()
    elif hasattr(output, "get") and hasattr(output, "__cuda_array_interface__"):
        output = output.get()  # CuPy's
    return numpy.asarray(output, numpy.float32)
