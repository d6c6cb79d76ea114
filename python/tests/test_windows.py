"""Sliding windows of cases, and the volumes that are put together of them."""
import json
import unittest

import ib_engine
import numpy
import serving
from ib_engine import stitcher

PATCH = (7, 7, 5)


def sizes():
    return {path.parent.name: tuple(json.loads(path.read_text())["geometry"]["size"])
            for path in serving.dataset().glob("cases/*/case.json")}


class StartsTest(unittest.TestCase):
    def test_they_are_those_of_the_specification(self):
        self.assertEqual([0, 24, 48, 64], stitcher.starts(96, 32, 24))
        self.assertEqual([0], stitcher.starts(96, 96, 72))
        self.assertEqual([-7], stitcher.starts(50, 64, 48))
        self.assertEqual([0, 1], stitcher.starts(33, 32, 24))
        self.assertEqual([0, 2, 4], stitcher.starts(7, 3, 2))
        self.assertEqual([0, 1, 2, 3, 4], stitcher.starts(5, 1, 1))

    def test_a_gaussian_by_hand(self):
        row = stitcher.importance((4, 1, 1), "gaussian")[0, 0]
        numpy.testing.assert_allclose([0.011108997, 0.60653067, 0.60653067, 0.011108997], row, rtol=1e-6)
        self.assertEqual(numpy.float32(0.001), stitcher.importance((16, 16, 16), "gaussian")[0, 0, 0])
        with self.assertRaisesRegex(ValueError, "constant or gaussian"):
            stitcher.importance((4, 4, 4), "linear")


class WindowsTest(unittest.TestCase):
    def test_volumes_come_back_whatever_the_blend_and_the_size_of_windows(self):
        """The label stitched of two patch sizes is the same volume, and so is the image."""
        volumes = {}
        for patch in (PATCH, (32, 9, 40)):  # the second is longer than the volumes on two axes
            name = "windows-" + "-".join(map(str, patch))
            with serving.Server("--patch-size", *patch, "--batch-size", 3, name=name) as server:
                with ib_engine.connect(server.socket) as engine:
                    for blend in ("constant", "gaussian"):
                        with engine.windows(engine.cases) as windows:
                            images, labels = windows.stitcher(2, blend), windows.stitcher(1, blend)
                            found = []
                            for batch in windows:
                                found += images.add(batch, batch.image)
                                for case, label in labels.add(batch, batch.label):
                                    numpy.testing.assert_allclose(numpy.rint(label), label, atol=1e-5)
                                    volumes.setdefault(case, {}).setdefault("label", []).append(numpy.rint(label))
                            for case, image in found:
                                volumes.setdefault(case, {}).setdefault("image", []).append(image)
                            self.assertEqual(engine.cases, [case for case, _ in found])
                            self.assertEqual([], images.unfinished)
        self.assertEqual(sizes().keys(), volumes.keys())
        for case, size in sizes().items():
            for what, copies in volumes[case].items():
                self.assertEqual(4, len(copies))
                self.assertEqual(tuple(reversed(size)), copies[0].shape[1:])
                self.assertGreater(copies[0].max(), 0)
                for copy in copies[1:]:
                    numpy.testing.assert_allclose(copies[0], copy, atol=1e-6, err_msg=f"{what} of {case}")

    def test_the_order_the_stride_and_the_state(self):
        with serving.Server(name="windows-order") as server, ib_engine.connect(server.socket) as engine:
            case = engine.cases[1]
            size = sizes()[case]
            with engine.windows(case, stride=(7, 6, 5)) as windows:
                self.assertIn("windows", repr(windows))
                self.assertIsNone(windows.number)
                shown = [item for batch in windows for item in batch.items if not item.filler]
            along = [stitcher.starts(*lengths) for lengths in zip(size, PATCH, (7, 6, 5))]
            wanted = [(x, y, z) for z in along[2] for y in along[1] for x in along[0]]
            self.assertEqual(wanted, [tuple(item.corner) for item in shown])
            self.assertEqual({"window"}, {item.stratum for item in shown})
            windows = engine.windows(engine.cases)
            everything = [tuple(item.corner) for batch in windows for item in batch.items]
            windows = engine.windows(engine.cases)
            next(windows)
            state = next(windows).state
            rest = [tuple(item.corner) for batch in engine.resume(state) for item in batch.items]
            self.assertEqual(everything[-len(rest):], rest)
            self.assertEqual(len(everything) - 2 * engine.batch_size, len(rest))

    def test_what_cannot_be_is_refused(self):
        with serving.Server(name="windows-refused") as server, ib_engine.connect(server.socket) as engine:
            with self.assertRaisesRegex(ValueError, "case nobody"):
                engine.windows("nobody")
            with self.assertRaisesRegex(ValueError, "at least one case"):
                engine.windows([])
            with self.assertRaisesRegex(ValueError, "positive"):
                engine.windows(engine.cases, stride=(0, 1, 1))
            with self.assertRaisesRegex(ValueError, "stride"):
                engine.windows(engine.cases, stride=(1.5, 1, 1))
            with self.assertRaisesRegex(ValueError, "engine.windows"):
                engine.epoch(1).stitcher(1)
            windows = engine.windows(engine.cases[0])
            stitched = windows.stitcher(2)
            batch = next(windows)
            with self.assertRaisesRegex(ValueError, "shape"):
                stitched.add(batch, batch.label)
            self.assertEqual([engine.cases[0]], stitched.unfinished)
            stitched.add(batch, numpy.repeat(batch.label, 2, 1))  # what it returns is not looked at
            for batch in windows:
                stitched.add(batch, numpy.repeat(batch.label, 2, 1))
            self.assertEqual([], stitched.unfinished)


if __name__ == "__main__":
    unittest.main()
