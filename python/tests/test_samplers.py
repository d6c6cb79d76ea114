"""Patches that are drawn with replacement, and how much foreground they have."""
import unittest

import ib_engine
import numpy
import serving


class SamplersTest(unittest.TestCase):
    def test_counts_and_words_on_foreground_are_those_of_the_labels(self):
        boxes = before = 0
        options = ("--sampler", "tumour", "--steps", 12, "--placement", "centre", "--foreground-counts",
                   "--patch-size", 9, 8, 7)
        with serving.Server(*options, name="samplers", data=serving.dataset()) as server:
            with ib_engine.connect(server.socket) as engine:
                self.assertEqual(12, engine.steps)
                for batch in engine.epoch(3):
                    counts = (batch.label != 0).sum(axis=(1, 2, 3, 4))
                    numpy.testing.assert_array_equal(counts, batch.foreground)
                    self.assertEqual((len(counts), 1, 1, 1, 1), batch.arrays["foreground"].shape)
                    for item, count in zip(batch.items, counts):
                        self.assertEqual(item.foreground, count > 0)
                        self.assertEqual("" if item.positive else "uniform", item.stratum)
                        self.assertTrue(item.foreground or not item.positive)
                        boxes += not item.positive and item.foreground
                        before += min(item.corner) < 0
        self.assertGreater(boxes, 0)
        self.assertGreater(before, 0)


if __name__ == "__main__":
    unittest.main()
