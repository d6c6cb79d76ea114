"""The example for PyTorch: weights that `ib train` exchanges, its U-Net, and the recipe on `ib serve`."""
import json
import math
import sys
import tempfile
import unittest
from pathlib import Path

import serving

EXAMPLE = serving.REPOSITORY / "examples/pytorch"
NETWORKS = serving.REPOSITORY / "java/torch/src/test/resources/networks"

sys.path.insert(0, str(EXAMPLE))
try:
    import torch
    import safetensors_file
    import train
    from unet import UNet
except ImportError:
    torch = None


@unittest.skipIf(torch is None, "torch is missing")
class WeightsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(dir=serving.folder())
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_tensors_survive_a_file(self):
        tensors = {"a": torch.arange(6.0).reshape(2, 3), "b": torch.tensor(7), "c": torch.empty(0),
                   "d": torch.ones(3, dtype=torch.float64), "e": torch.ones(2, dtype=torch.float16)}
        safetensors_file.write(self.folder / "w.safetensors", tensors)
        found = safetensors_file.read(self.folder / "w.safetensors")
        self.assertEqual(list(tensors), list(found))
        for name, tensor in tensors.items():
            self.assertEqual(tensor.dtype, found[name].dtype)
            self.assertTrue(torch.equal(tensor, found[name]), name)

    def test_unet_has_the_names_and_shapes_of_monais(self):
        rows = [line.split("\t") for line in (NETWORKS / "layers_unet.txt").read_text().splitlines()]
        found = [(name, "x".join(map(str, p.shape))) for name, p in UNet(1).named_parameters()]
        self.assertEqual([(row[1], row[2]) for row in rows], found)

    def test_unet_computes_what_monais_does(self):
        rows = [line.split("\t") for line in (NETWORKS / "layers_unet.txt").read_text().splitlines()]
        model = UNet(1).double().eval()
        with torch.no_grad():
            for number, (row, parameter) in enumerate(zip(rows, model.parameters())):
                scale = math.prod(parameter.shape[1:]) ** -0.5 if parameter.dim() > 1 else 0.1
                values = scale * torch.sin(1 + number + 0.7 * torch.arange(parameter.numel(), dtype=torch.float64))
                parameter.copy_(values.reshape(parameter.shape) + (len(row) > 3))
            z, y, x = torch.meshgrid(*[torch.arange(32)] * 3, indexing="ij")
            logits = model((((5 * x + 3 * y + 7 * z) % 13).double() / 12)[None, None])
        expected = json.loads((NETWORKS / "networks.json").read_text())["check"]["unet"]["eval"]
        for place, values in expected["probes_zyx"]:
            for channel, value in enumerate(values):
                self.assertAlmostEqual(value, logits[(0, channel, *place)].item(), delta=1e-9 * max(1, abs(value)))


@unittest.skipIf(torch is None, "torch is missing")
class RecipeTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = serving.Server("--batch-size", 2, "--weights", "patch-inverse", "--patch-size", 8, 8, 8,
                                    "--ratio", 0, name="recipe")
        cls.addClassCleanup(cls.server.end)
        torch.set_num_threads(1)

    def run_in(self, name, **options):
        run = Path(serving.folder()) / "runs" / name  # beside the sockets of other tests
        run.mkdir(parents=True, exist_ok=True)
        return run, train.train(self.server.socket, run, channels=[4, 8], **options)

    def test_a_run_that_is_interrupted_goes_on_as_if_nothing_had_happened(self):
        whole, losses = self.run_in("whole", epochs=3)
        self.assertTrue(all(map(math.isfinite, losses)))
        original, calls = train.step, []

        def interrupted(*arguments):
            calls.append(1)
            if len(calls) == len(losses) // 2:
                raise KeyboardInterrupt
            return original(*arguments)

        train.step = interrupted
        try:
            with self.assertRaises(KeyboardInterrupt):
                self.run_in("again", epochs=3, save_steps=2)
        finally:
            train.step = original
        again, found = self.run_in("again", epochs=3, save_steps=2)
        self.assertEqual(losses, found)
        self.assertEqual((whole / "last.safetensors").read_bytes(), (again / "last.safetensors").read_bytes())


if __name__ == "__main__":
    unittest.main()
