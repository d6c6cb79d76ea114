"""Numbers of transforms by the names that nnU-Net, MONAI and TorchIO give them."""
import math
import re
import unittest
from pathlib import Path

import numpy

from ib_engine.augment_names import USUAL
from ib_engine.augment_rules import text_of
from ib_engine.options import Options

try:
    import torch
except ImportError:
    torch = None

PAGE = Path(__file__).parents[2] / "docs/concepts/augmentation.md"


def kinds_of_arrays():
    return [numpy.array] if torch is None else [numpy.array, torch.tensor]


class AugmentNames(unittest.TestCase):
    def test_names_stand_for_the_numbers_of_the_text(self):
        for name, given, text in [
            ("rotation", {"p": 0.3}, "0.3"),
            ("rotation", {"prob": 0.3, "degrees": 15}, "0.3:15.0"),
            ("rotation", {"degrees": (10, 20, 30)}, "0.2:10.0:20.0:30.0"),
            ("rotation", {"degrees": (-30, 30)}, "0.2:30.0"),
            ("rotation", {"p": 0.5, "rotation": (-math.pi, math.pi)}, "0.5:180.0"),
            ("rotation", {"rotation": (-math.pi / 2, math.pi / 2)}, "0.2:90.0"),
            ("rotation", {"range_z": math.pi}, "0.2:0.0:0.0:180.0"),
            ("scaling", {"scaling": (0.7, 1.4)}, "0.2:0.7:1.4"),
            ("scaling", {"min_zoom": 0.5, "max_zoom": 2}, "0.2:0.5:2.0"),
            ("scaling", {"min_zoom": 0.8, "max_zoom": 1}, "0.2:1.0:1.25"),
            ("scaling", {"min_zoom": 0.5}, f"0.2:{1 / 1.1}:2.0"),
            ("scaling", {"max_zoom": 2}, f"0.2:0.5:{1 / 0.9}"),
            ("elastic_deform", {"max_displacement": 7.5, "num_control_points": 7}, "0.2:7.5:7.0"),
            ("misalign", {"mm": 2, "degrees": 1}, "0.2:2.0:1.0"),
            ("noise", {"noise_variance": (0, 0.1)}, "0.1:0.0:0.1"),
            ("noise", {"prob": 1, "std": 0.2}, "1.0:0.0:0.2"),
            ("blur", {"blur_sigma": [0.5, 1]}, "0.2:0.5:1.0"),
            ("blur", {"prob": 0.1, **dict.fromkeys(("sigma_x", "sigma_y", "sigma_z"), (0.25, 1.5))}, "0.1:0.25:1.5"),
            ("brightness", {"multiplier_range": (0.75, 1.25)}, "0.15:0.75:1.25"),
            ("brightness", {"factors": 0.25}, "0.15:0.75:1.25"),
            ("contrast", {"factors": (-0.5, 0.25)}, "0.15:0.5:1.25"),
            ("contrast", {"contrast_range": (0.75, 1.25)}, "0.15:0.75:1.25"),
            ("low_resolution", {"scale": (0.5, 1)}, "0.25:0.5:1.0"),
            ("low_resolution", {"zoom_range": (0.5, 1)}, "0.25:0.5:1.0"),
            ("gamma", {"gamma": (0.7, 1.5)}, "0.3:0.7:1.5"),
            ("gamma_inverted", {"p": 0, "gamma": (0.7, 1.5)}, "0.0:0.7:1.5"),
            ("flip", {"p": 1}, "1.0"),
        ]:
            with self.subTest(name=name, given=given):
                self.assertEqual(f"{name}={text}", text_of({name: given}))
        self.assertEqual("gamma", text_of({"gamma": {}}))
        options = Options(patch_size=(8, 8, 8), augment={"nnunet": True, "noise": {"std": 0.5}})
        self.assertIn("nnunet,noise=0.1:0.0:0.5", " ".join(options.words()))

    def test_what_cannot_be_meant_is_refused_with_the_names(self):
        for name, given, said in [
            ("rotation", {"degree": 3}, "rotation in augment takes p, prob, degrees, rotation, range_x, range_y, range_z, was given "
                                        "degree; did you mean degrees?"),
            ("flip", {"axis": 0}, "flip in augment takes p, prob, was given axis"),
            ("blur", {"p": 1, "prob": 1}, "blur in augment takes p or prob, not both"),
            ("noise", {"std": 1, "noise_variance": (0, 1)}, "noise in augment takes one of noise_variance or std"),
            ("scaling", {"min_zoom": 0, "max_zoom": 1}, "scaling in augment cannot be drawn with min_zoom=0, max_zoom=1: a zoom is more than 0"),
            ("scaling", {"min_zoom": (0.9, 0.8), "max_zoom": 1.1},
             "min_zoom of scaling in augment must be a number, was (0.9, 0.8)"),
            ("misalign", {"mm": (1, 2)}, "mm of misalign in augment must be a number, was (1, 2)"),
            ("noise", {"std": (0, 1)}, "std of noise in augment must be a number, was (0, 1)"),
            ("rotation", {"rotation": 0.5}, "rotation in augment cannot be drawn with rotation=0.5: nnU-Net turns by just that "
                                            "angle every time; give (-0.5, 0.5) to draw one"),
            ("gamma", {"gamma": {0.7, 1.5}},
             "gamma of gamma in augment must be values in an order, a list or a tuple, was a set: {"),
            ("rotation", {"degrees": (1, 2, 3, 4)}, "a range is two numbers"),
            ("blur", {"sigma_x": (0.5, 1), "sigma_y": (0.5, 1), "sigma_z": (0.5, 2)}, "every axis has the same range"),
            ("blur", {"sigma_x": (0.5, 1)}, "blur in augment takes sigma_x and sigma_y and sigma_z together, sigma_y was not given"),
            ("gamma", {"gamma": 2}, "gamma in augment cannot be drawn with gamma=2: a range is two numbers"),
            ("gamma", {"gamma": (1, 2, 3)}, "a range is two numbers"),
            ("rotation", {"rotation": (-1, 2)}, "an angle reaches as far to one side as to the other"),
            ("gamma", {"gamma": ("a", 1)}, "gamma of gamma in augment must be a number, was 'a'"),
            ("noise", {"p": "often"}, "each number of noise in augment must be a number, was 'often'"),
            ("nosie", {"p": 1}, "did you mean noise instead of nosie?"),
        ]:
            with self.subTest(name=name, given=given), self.assertRaises(ValueError) as refused:
                Options(patch_size=(8, 8, 8), augment={name: given})
            self.assertIn(said, str(refused.exception))

    def test_numbers_of_numpy_and_torch_are_numbers(self):
        for kind in kinds_of_arrays():
            self.assertEqual("noise=0.25:0.0:0.5,gamma=0.5:0.75:1.5,blur=0.5:0.5:1.0", text_of({
                "noise": {"p": kind(0.25), "std": kind(0.5)}, "gamma": {"p": kind(0.5), "gamma": kind([0.75, 1.5])},
                "blur": kind([0.5, 0.5, 1])}))
            with self.assertRaisesRegex(ValueError, "^std of noise in augment must be a number, was "):
                text_of({"noise": {"std": kind([0.5])}})

    def test_what_is_not_given_is_the_usual_of_the_page(self):
        page = PAGE.read_text(encoding="utf-8")
        rows = {name: usual.split(":") for name, usual in
                re.findall(r"^\| `(\w+)` \| [^|]* \| ([\d.]+:[\d.:]+) \|", page, re.MULTILINE)}
        self.assertEqual(USUAL, {name: float(usual[0]) for name, usual in rows.items()})
        for name, given in (("elastic_deform", ("max_displacement", "num_control_points")), ("misalign", ("mm", "degrees"))):
            p, *usual = map(float, rows[name])
            for place in range(2):
                wanted = [5.0 if place == here else number for here, number in enumerate(usual)]
                self.assertEqual(f"{name}={p}:{wanted[0]}:{wanted[1]}", text_of({name: {given[place]: 5}}))
        low, high = re.search(r"`min_zoom` and `max_zoom` \(MONAI: .*usual: ([\d.]+) and ([\d.]+)\)", page).groups()
        for given in ({"min_zoom": float(low)}, {"max_zoom": float(high)}):
            self.assertEqual(f"scaling=0.2:{1 / float(high)}:{1 / float(low)}", text_of({"scaling": given}))
        self.assertIn("`range_x`, `range_y`, `range_z` (radians, MONAI; those not given are 0)", page)


if __name__ == "__main__":
    unittest.main()
