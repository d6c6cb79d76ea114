"""Where the voxels of cases and of delivered patches lie."""
import itertools
import json
import unittest
from unittest import mock

import ib_engine
import numpy
import placed
import serving
from ib_engine import greeting, patch_affine, redo


class GeometryTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        data, _ = placed.dataset()
        cls.server = serving.Server("--batch-size", 3, "--repeats", 8, "--placement", "centre", name="geometry", data=data)
        cls.addClassCleanup(cls.server.end)

    def connect(self):
        engine = ib_engine.connect(self.server.socket)
        self.addCleanup(engine.close)
        return engine

    def test_geometry_of_each_case_is_that_of_its_files(self):
        engine = self.connect()
        self.assertEqual(3, len(engine.cases))
        for case in engine.cases:
            geometry = engine.geometry(case)
            self.assertEqual((20, 24, 30), geometry.size)
            self.assertEqual((2, 3, 4), geometry.spacing)
            numpy.testing.assert_array_equal(placed.Truth(case).affine, geometry.affine)
            with self.assertRaisesRegex(ValueError, "read-only"):
                geometry.affine[0, 0] = 1

    def test_every_voxel_of_every_patch_lies_where_its_file_has_it(self):
        engine = self.connect()
        truths = {case: placed.Truth(case) for case in engine.cases}
        orientations, outside, lesions = set(), 0, 0
        for batch in engine.epoch(5):
            for item, label in zip(batch.items, batch.label[:, 0]):
                size = label.shape[::-1]
                affine = patch_affine(engine.geometry(item.case).affine, item, size)
                where = placed.positions(affine, size)
                numpy.testing.assert_array_equal(truths[item.case].at(where), label.transpose(2, 1, 0))
                orientations.add((item.quarter_turns, item.flips))
                outside += min(item.corner) < 0
                lesions += bool(label.any())
        self.assertGreater(len(orientations), 20)  # of 32
        self.assertGreater(outside, 0)
        self.assertGreater(lesions, 50)

    def test_affine_follows_the_voxels_under_every_turn_and_flip(self):
        affine = numpy.array([[0, -2, 0, 7], [3, 0, 0.5, -1], [0, 0, 4, 2], [0, 0, 0, 1]])
        for turns, flips in itertools.product(range(4), itertools.product((False, True), repeat=3)):
            done = {"quarter_turns": turns, "flips": flips, "gain": 1.0, "shift": 0.0, "corner": (5, -2, 9)}
            for size in ((4, 4, 3), (4, 5, 3)):
                if turns % 2 and size[0] != size[1]:
                    continue
                before = placed.positions(affine, size) + affine[:3, :3] @ done["corner"]
                x_y_z = numpy.moveaxis(redo(before.transpose(3, 2, 1, 0), done), 0, -1).transpose(2, 1, 0, 3)
                numpy.testing.assert_allclose(x_y_z, placed.positions(patch_affine(affine, done, size), size))

    def test_turn_and_flip_by_hand(self):
        done = {"quarter_turns": 1, "flips": (True, False, False), "gain": 1.0, "shift": 0.0, "corner": (10, 20, 30)}
        # out[x, y] after the flip is turned[3 - x, y] = in[y, 3 - (3 - x)] = in[y, x]
        wanted = [[0, 1, 0, 10], [1, 0, 0, 20], [0, 0, 1, 30], [0, 0, 0, 1]]
        numpy.testing.assert_array_equal(wanted, patch_affine(numpy.eye(4), done, (4, 4, 5)))

    def test_turned_patch_that_was_not_square_lies_where_it_was(self):
        done = {"quarter_turns": 1, "flips": (False, False, False), "gain": 1.0, "shift": 0.0, "corner": (0, 0, 0)}
        before = placed.positions(numpy.eye(4), (5, 4, 3))
        turned = numpy.rot90(before, axes=(0, 1))
        size = turned.shape[:3]
        numpy.testing.assert_array_equal(turned, placed.positions(patch_affine(numpy.eye(4), done, size), size))

    def test_rotation_and_scale_by_hand(self):
        """A quarter turn about z of a patch with voxels of 1 x 2 x 4 mm, then a scale."""
        done = {"quarter_turns": 0, "flips": (False, False, False), "gain": 1.0, "shift": 0.0, "corner": (10, 20, 30)}
        affine = numpy.diag([1.0, 2.0, 4.0, 1.0])
        warp = {"degrees": [0, 0, 90], "about": [1, 1, 0]}
        # One voxel along x is 1 mm, now along y; one along y is 2 mm, now along -x. Voxel (1, 1, 0) stays at 11, 42, 120 mm.
        wanted = [[0, -2, 0, 13], [1, 0, 0, 41], [0, 0, 4, 120], [0, 0, 0, 1]]
        numpy.testing.assert_allclose(wanted, patch_affine(affine, {**done, "warp": warp}, (4, 4, 5)), atol=1e-12)
        scaled = {"scale": [1.5, 1.5, 1]}
        # About the centre of the patch, (1.5, 1.5, 2).
        wanted = [[1.5, 0, 0, 11.5 - 2.25], [0, 3, 0, 43 - 4.5], [0, 0, 4, 120], [0, 0, 0, 1]]
        numpy.testing.assert_allclose(wanted, patch_affine(affine, {**done, "warp": json.dumps(scaled)}, (4, 4, 5)), atol=1e-12)

    def test_a_rotated_patch_is_turned_and_flipped_about_the_same_voxel(self):
        affine = numpy.array([[0, -2, 0, 7], [3, 0, 0, -1], [0, 0, 4, 2], [0, 0, 0, 1]])
        warp = {"degrees": [20, -30, 100], "scale": [1.2, 1.1, 0.9], "about": [3, 1, 2]}
        for turns, flips in itertools.product(range(4), itertools.product((False, True), repeat=3)):
            done = {"quarter_turns": turns, "flips": flips, "gain": 1.0, "shift": 0.0, "corner": (5, -2, 9), "warp": warp}
            straight = {**done, "quarter_turns": 0, "flips": (False, False, False)}
            before = placed.positions(patch_affine(affine, straight, (4, 4, 3)), (4, 4, 3))
            plain = {name: value for name, value in done.items() if name != "warp"}
            x_y_z = numpy.moveaxis(redo(before.transpose(3, 2, 1, 0), plain), 0, -1).transpose(2, 1, 0, 3)
            numpy.testing.assert_allclose(x_y_z, placed.positions(patch_affine(affine, done, (4, 4, 3)), (4, 4, 3)))
            numpy.testing.assert_allclose(before[3, 1, 2], affine[:3, :3] @ (8, -1, 11) + affine[:3, 3])

    def test_geometry_may_be_asked_for_within_an_epoch_and_is_asked_for_once(self):
        engine = self.connect()
        epoch = engine.epoch(1)
        steps = [next(epoch).step]
        first = engine.geometry(engine.cases[0])
        with mock.patch.object(engine._connection, "request", side_effect=AssertionError("it asks again")):
            self.assertIs(first, engine.geometry(engine.cases[0]))
        steps += [batch.step for batch in epoch]
        self.assertEqual(list(range(len(epoch))), steps)

    def test_case_that_is_not_there_is_named_and_the_engine_goes_on(self):
        engine = self.connect()
        with self.assertRaisesRegex(ValueError, "no case nobody"):
            engine.geometry("nobody")
        self.assertEqual(0, next(engine.epoch(1)).step)

    def test_server_of_before_is_told_apart(self):
        say_hello = greeting._say_hello

        def of_before(*arguments):
            return {name: told for name, told in say_hello(*arguments).items() if name != "requests"}

        with mock.patch.object(greeting, "_say_hello", of_before):
            engine = self.connect()
        with self.assertRaisesRegex(ib_engine.IbError, r"server \(ib-engine .*\) does not tell the geometry .* earlier version"):
            engine.geometry(engine.cases[0])
        self.assertEqual(0, next(engine.epoch(1)).step)


if __name__ == "__main__":
    unittest.main()
