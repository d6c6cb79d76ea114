"""What batches bring along beside images and labels, and in which type."""
import unittest

import ib_engine
import numpy
import serving
from test_client import digest


class OtherTensorsTest(unittest.TestCase):
    def test_weights_and_instance_ids_arrive_where_they_were_asked_for(self):
        options = ["--weights", "instance-inverse", "--instance-maps"]
        with serving.Server(*options, name="weights") as server:
            with ib_engine.connect(server.socket) as engine:
                got = [digest(batch) for batch in engine.epoch(seed=2)]
                batch = next(engine.epoch(1))
                self.assertEqual((numpy.float32, numpy.int32), (batch.weights.dtype, batch.instances.dtype))
                self.assertEqual(batch.label.shape, batch.weights.shape)
                numpy.testing.assert_array_equal(batch.label > 0, batch.instances > 0)
        self.assertEqual(serving.ib("epoch", serving.dataset(), "--digest", "--seed", 2,
                                    *options).splitlines(), got)

    def test_coordinates_arrive_where_they_were_asked_for(self):
        with serving.Server("--coordinates", "--augment", "off", name="coordinates") as server:
            with ib_engine.connect(server.socket) as engine:
                got = [digest(batch) for batch in engine.epoch(seed=2)]
                batch = next(engine.epoch(1))
                self.assertEqual(numpy.float32, batch.coordinates.dtype)
                batches, _, *patch = batch.image.shape
                self.assertEqual((batches, 3, *patch), batch.coordinates.shape)
                along_x, along_y, along_z = batch.coordinates[0]
                for values, axis in ((along_x, 2), (along_y, 1), (along_z, 0)):
                    self.assertTrue((numpy.diff(values, axis=axis) > 0).all())
        self.assertEqual(serving.ib("epoch", serving.dataset(), "--digest", "--seed", 2, "--augment", "off",
                                    "--coordinates").splitlines(), got)

    def test_half_precision_arrives_as_float16(self):
        with serving.Server("--dtype", "float16", name="half") as server:
            with ib_engine.connect(server.socket) as engine:
                got = [digest(batch) for batch in engine.epoch(seed=2)]
                self.assertEqual(numpy.float16, next(engine.epoch(1)).image.dtype)
        self.assertEqual(serving.ib("epoch", serving.dataset(), "--digest", "--dtype", "float16",
                                    "--seed", 2).splitlines(), got)


if __name__ == "__main__":
    unittest.main()
