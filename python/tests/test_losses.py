import math
import unittest

try:
    import torch
    from ib_engine import losses
except ImportError as error:
    torch, reason = None, str(error)

# The one-dimensional example of the paper's weighting: twelve voxels, two lesions of 3 and 1.
TARGET = [0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
WEIGHT = [1, 1, 4 / 3, 4 / 3, 4 / 3, 1, 1, 4, 1, 1, 1, 1]
LOGIT = [-2, -1, 0.5, 1, 2, -3, 0, -1, -0.5, -2, -4, 1]


def wce(logit, target, weight=None):
    return losses.bce(logit, target, weight, adaptive=True)


def focal_of_a_root(logit, target, weight=None):
    return losses.focal(logit, target, weight, gamma=0.5)


ALL = () if torch is None else (losses.bce, wce, losses.dice, losses.asymmetric_similarity, losses.focal,
                                focal_of_a_root)


def row(values):
    return torch.tensor([values], dtype=torch.float64)


@unittest.skipIf(torch is None, "torch is missing")
class LossesTest(unittest.TestCase):
    def assert_values(self, logit, expected):
        target, weight = row(TARGET), row(WEIGHT)
        focal = {"alpha": 0.75, "gamma": 2.0}
        for name, loss, options in [("bce", losses.bce, {}), ("dice", losses.dice, {}),
                                    ("asl", losses.asymmetric_similarity, {}),
                                    ("focal", losses.focal, focal)]:
            plain, weighted = expected[name]
            self.assertAlmostEqual(plain, loss(row(logit), target, **options).item(), 6, name)
            self.assertAlmostEqual(weighted, loss(row(logit), target, weight, **options).item(), 6, name)

    def test_values_at_even_odds(self):
        self.assert_values([0] * 12, {"bce": (0.693147, 0.924196), "dice": (0.428571, 0.333333),
                                      "asl": (0.458333, 0.409091), "focal": (0.0722028, 0.1155245)})

    def test_values_at_mixed_logits(self):
        self.assert_values(LOGIT, {"bce": (0.4451558, 0.7988675), "dice": (0.2637849, 0.2998754),
                                   "asl": (0.3105636, 0.3894209), "focal": (0.0698087, 0.2033264)})

    def test_adaptive_bce_weighs_positives_by_what_is_predicted(self):
        self.assertAlmostEqual(0.693147, losses.bce(row([0] * 12), row(TARGET), adaptive=True).item(), 6)
        self.assertAlmostEqual(0.5493997, losses.bce(row(LOGIT), row(TARGET), adaptive=True).item(), 6)

    def test_gradients_are_those_of_finite_differences(self):
        generator = torch.Generator().manual_seed(5)
        logit = torch.randn((2, 1, 3, 5, 2), dtype=torch.float64, generator=generator)
        target = (torch.rand((2, 1, 3, 5, 2), generator=generator) < 0.3).double()
        weight = torch.rand((2, 1, 3, 5, 2), dtype=torch.float64, generator=generator) + 0.5
        for loss in ALL:
            variable = logit.clone().requires_grad_()
            self.assertTrue(torch.autograd.gradcheck(lambda x: loss(x, target, weight), (variable,)))

    def test_batch_is_the_mean_of_its_samples(self):
        logit = torch.tensor([LOGIT, [0.0] * 12])
        target = torch.tensor([TARGET, [0, 1] * 6])
        for loss in (losses.bce, losses.dice, losses.asymmetric_similarity, losses.focal):
            alone = [loss(logit[i:i + 1], target[i:i + 1]).item() for i in range(2)]
            self.assertAlmostEqual(sum(alone) / 2, loss(logit, target).item(), 6)

    def test_finite_logits_of_any_size_give_finite_losses_and_gradients(self):
        for value in (-1e4, -200.0, -80.0, -45.0, 45.0, 200.0, 1e4):
            for target in (torch.zeros((1, 4)), torch.ones((1, 4)), torch.tensor([[0.0, 1.0, 0.0, 0.0]])):
                for weight in (None, torch.full((1, 4), 2e5)):
                    for loss in ALL:
                        logit = torch.full((1, 4), value, requires_grad=True)
                        result = loss(logit, target, weight)
                        result.backward()
                        self.assertTrue(math.isfinite(result.item()), (loss, value))
                        self.assertTrue(torch.isfinite(logit.grad).all(), (loss, value))

    def test_narrow_types_are_computed_in_float32(self):
        target = torch.zeros((1, 70000))
        target[0, 5] = 1
        for dtype in (torch.float16, torch.bfloat16):
            narrow = torch.linspace(0.5, 2, 70000).to(dtype)[None].requires_grad_()
            wide = narrow.detach().float()
            for loss in ALL:
                result = loss(narrow, target, target * 1e5 + 1)
                self.assertEqual(torch.float32, result.dtype)
                self.assertEqual(loss(wide, target, target * 1e5 + 1).item(), result.item())
            result.backward()
            self.assertEqual(dtype, narrow.grad.dtype)

    def test_nothing_to_find_and_nothing_found_is_a_dice_loss_of_one(self):
        self.assertEqual(1.0, losses.dice(torch.full((1, 3), -200.0), torch.zeros((1, 3))).item())

    def test_labels_of_uint8_are_targets(self):
        target = torch.tensor([TARGET], dtype=torch.uint8)
        self.assertAlmostEqual(0.4451558, losses.bce(row(LOGIT), target).item(), 6)

    def test_shapes_that_differ_are_refused(self):
        with self.assertRaisesRegex(ValueError, r"\(1, 12\).*\(1, 3\)"):
            losses.focal(row(LOGIT), row([0, 1, 0]))

    def test_weights_broadcast_to_the_logit_but_never_grow_it(self):
        logit, target = torch.zeros((3, 2, 5)), torch.ones((3, 2, 5))
        for loss in ALL:
            plain = loss(logit, target).item()
            self.assertEqual(plain, loss(logit, target, torch.ones((3, 1, 5))).item())
            for shape in ((3, 1, 2, 5), (1, 3, 2, 5), (2, 2, 5)):
                with self.assertRaisesRegex(ValueError, r"weight must broadcast .*\(3, 2, 5\), had"):
                    loss(logit, target, torch.ones(shape))


if __name__ == "__main__":
    unittest.main()
