"""A network that is led over a case."""
import unittest

import numpy

import ib_engine
import serving

try:
    import torch
except ImportError:
    torch = None


class InferenceTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        server = serving.Server("--batch-size", 3, name="inference")
        cls.addClassCleanup(server.end)
        cls.engine = ib_engine.connect(server.socket)
        cls.addClassCleanup(cls.engine.close)

    def by_hand(self, case, network, channels, **options):
        blend = options.pop("blend", "constant")
        with self.engine.windows([case], **options) as windows:
            stitcher = windows.stitcher(channels, blend)
            return [whole for batch in windows for _, whole in stitcher.add(batch, network(batch.image))][0]

    def test_case_is_what_its_stitched_windows_are(self):
        case = self.engine.cases[1]

        def network(image):
            return numpy.concatenate([image * 2, image[:, :1] - 1], 1)

        wanted = self.by_hand(case, network, 3, stride=(5, 4, 3), blend="gaussian")
        mine = ib_engine.predict(self.engine, network, case, stride=(5, 4, 3), blend="gaussian")
        self.assertEqual((3, 30, 24, 20), mine.shape)
        numpy.testing.assert_array_equal(wanted, mine)

    @unittest.skipUnless(torch, "torch is not installed")
    def test_module_of_torch_gets_tensors_and_no_gradients(self):
        torch.manual_seed(1)
        module = torch.nn.Conv3d(serving.MODALITIES, 2, 3, padding=1)
        case = self.engine.cases[0]
        wanted = self.by_hand(case, lambda image: module(torch.from_numpy(image)), 2)
        numpy.testing.assert_array_equal(wanted, ib_engine.predict(self.engine, module, case))
        seen = []
        module.register_forward_hook(lambda *of: seen.append(of[2].requires_grad))
        ib_engine.predict(self.engine, module.double(), case)
        self.assertEqual({False}, set(seen))

    def test_outputs_of_another_shape_and_cases_that_are_not_there_are_refused(self):
        with self.assertRaisesRegex(ValueError, r"must return \(B, channels, Z, Y, X\), was \(3, 2\)"):
            ib_engine.predict(self.engine, lambda image: image[:, :, 0, 0, 0], self.engine.cases[0])
        with self.assertRaisesRegex(ValueError, "nobody"):
            ib_engine.predict(self.engine, lambda image: image, "nobody")

    def test_one_of_several_ranks_is_told_why_it_cannot(self):
        with serving.Server("--world-size", 2, name="shared-inference") as server, \
                ib_engine.connect(server.socket, 1) as engine, \
                self.assertRaisesRegex(ValueError, "is rank 1 of 2 and gets its share of them; open one for this process alone"):
            ib_engine.predict(engine, lambda image: image, engine.cases[0])


if __name__ == "__main__":
    unittest.main()
