"""Weights of cases and instances between epochs, and background of a server that was started with --negatives."""
import collections
import unittest

import ib_engine
import serving


class WeightsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = serving.Server("--batch-size", 3, "--repeats", 4, "--negatives", "anywhere:0.5,grid:0.5",
                                    name="weights")
        cls.addClassCleanup(cls.server.end)

    def connect(self):
        engine = ib_engine.connect(self.server.socket)
        self.addCleanup(engine.close)
        return engine

    @staticmethod
    def lesions(epoch):
        """How often each case is shown with a lesion, and all items."""
        items = [item for batch in epoch for item in batch.items]
        return collections.Counter(item.case for item in items if item.positive and not item.filler), items

    def test_cases_are_shown_more_or_less_often_and_the_total_stays(self):
        engine = self.connect()
        plain, _ = self.lesions(engine.epoch(3))
        engine.weights({"phantom000": 0, "phantom001": 2})
        weighted, _ = self.lesions(engine.epoch(3, 1))
        self.assertEqual(4 * serving.INSTANCES, sum(plain.values()))
        self.assertEqual(sum(plain.values()), sum(weighted.values()))
        self.assertEqual(0, weighted["phantom000"])
        self.assertAlmostEqual(2 * plain["phantom001"] / plain["phantom002"],
                               weighted["phantom001"] / weighted["phantom002"], delta=0.5)
        engine.weights({})
        again, _ = self.lesions(engine.epoch(3, 2))
        self.assertEqual(plain, again)

    def test_a_state_carries_the_weights_to_another_connection(self):
        with self.connect() as engine:
            engine.weights({"phantom001": 3})
            epoch = engine.epoch(5)
            state = next(epoch).state
            _, rest = self.lesions(epoch)
        with self.connect() as engine:
            _, again = self.lesions(engine.resume(state))
        self.assertEqual(rest, again)

    def test_unknown_names_and_bad_factors_are_value_errors(self):
        engine = self.connect()
        for factors in ({"nobody": 1}, {"phantom000#99": 1}, {"phantom000": -1}):
            engine.weights(factors)
            with self.assertRaises(ValueError):
                engine.epoch(0)
        engine.weights({})
        self.assertGreater(sum(self.lesions(engine.epoch(0))[0].values()), 0)

    def test_factors_that_are_not_finite_are_value_errors_at_once(self):
        engine = self.connect()
        engine.weights({"phantom000": 0})
        for factor in (float("nan"), float("inf"), -float("inf"), 10 ** 400, "many", None):
            with self.assertRaisesRegex(ValueError, "^weight of phantom001 must be a finite number, was "):
                engine.weights({"phantom001": factor})
        self.assertEqual(0, self.lesions(engine.epoch(0))[0]["phantom000"])  # as before, and still connected

    def test_background_names_its_stratum(self):
        _, items = self.lesions(self.connect().epoch(1))
        strata = collections.Counter(item.stratum for item in items if not item.filler)
        self.assertEqual({"", "anywhere", "grid"}, set(strata))
        self.assertEqual(strata["anywhere"], strata["grid"])


if __name__ == "__main__":
    unittest.main()
