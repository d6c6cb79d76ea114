"""What the tests of held arrays and tensors share."""
import unittest

import ib_engine
import numpy
import serving
from crc32c import crc32c

SLOTS = 3
OPTIONS = ["--batch-size", 2, "--repeats", 4, "--prefetch", SLOTS]
ALL_KEPT = r"all 3 batches in memory are kept.*copy=True.*--prefetch"


def values(arrays):
    """Of arrays or tensors, independent of where they lie."""
    return {name: f"{crc32c(numpy.ascontiguousarray(array)):08x}" for name, array in arrays.items()}


class Holding(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = serving.Server(*OPTIONS, "--validation-of-all", name="holding")
        cls.addClassCleanup(cls.server.end)
        with ib_engine.connect(cls.server.socket) as engine:
            cls.wanted = [[values(batch.arrays) for batch in engine.epoch(1, number)] for number in range(3)]
        assert len(cls.wanted[0]) > 12 and len({tuple(w.values()) for w in cls.wanted[0]}) > 12

    def connect(self):
        engine = ib_engine.connect(self.server.socket)
        self.addCleanup(engine.close)
        return engine
