"""What the state of an epoch holds, and which states are taken."""
import json
import unittest

import ib_engine
import numpy
import serving
from ib_engine.position import Position

OPTIONS = ["--batch-size", 2, "--repeats", 3]


def without_options(state):
    return json.dumps({key: value for key, value in json.loads(state).items() if key != "options"})


class StateTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = serving.Server(*OPTIONS, "--validation-of-all", name="state")
        cls.addClassCleanup(cls.server.end)

    def connect(self):
        engine = ib_engine.connect(self.server.socket)
        self.addCleanup(engine.close)
        return engine

    def test_state_of_a_batch_is_that_of_ib_epoch_with_its_options(self):
        file = serving.folder() / "state.json"
        serving.ib("epoch", serving.dataset(), *OPTIONS, "--backend", "cpu", "--seed", 5, "--steps", 1, "--state", file)
        told, ours = json.loads(file.read_text(encoding="utf-8")), json.loads(next(self.connect().epoch(5)).state)
        ours["options"]["sampling"]["folds"]["validationOfAll"] = False  # the server's, for its validations
        self.assertEqual(told, ours)
        self.assertEqual(3, ours["options"]["sampling"]["repeats"])

    def test_state_of_an_epoch_holds_the_options_from_its_beginning_and_moves_on(self):
        epoch = self.connect().epoch(5)
        begun = json.loads(epoch.state)
        batch = next(epoch)
        self.assertEqual(batch.state, epoch.state)
        self.assertEqual({**begun, "step": 1}, json.loads(batch.state))
        self.assertEqual(2, begun["options"]["delivery"]["batchSize"])

    def test_state_of_a_validation_holds_them_too(self):
        state = json.loads(next(self.connect().validation()).state)
        self.assertTrue(state["options"]["sampling"]["folds"]["validationOfAll"])

    def test_state_without_options_as_earlier_versions_gave_it_is_taken(self):
        engine = self.connect()
        epoch = engine.epoch(5)
        state = next(epoch).state
        second = next(epoch).image.copy()
        for taken in (state, without_options(state)):
            numpy.testing.assert_array_equal(second, next(engine.resume(taken)).image)

    def test_state_of_other_options_is_refused_by_the_names_of_those_that_differ(self):
        state = next(self.connect().epoch(5)).state
        with serving.Server("--batch-size", 2, "--repeats", 1, name="state-other") as other, \
                ib_engine.connect(other.socket) as engine:
            with self.assertRaisesRegex(ValueError, "sampling.repeats was 3, is 1"):
                engine.resume(state)
            with self.assertRaisesRegex(ValueError, "another dataset or other options; open"):
                engine.resume(without_options(state))

    def test_state_from_a_server_that_tells_no_options_is_its_token(self):
        token = '{"ibEpoch":1,"fingerprint":"ab","seed":-9223372036854775808,"epoch":0,"step":4}'
        self.assertEqual(token, Position(token, None).state())
        options = {"sampling": {"folds": {"subjects": {"Zoë": "1"}}}, "resources": {"maxMemory": 2 ** 62}}
        state = Position(token, options).state()
        self.assertEqual({**json.loads(token), "options": options}, json.loads(state))
        self.assertIn("Zoë", state)  # not longer than the server allowed for


if __name__ == "__main__":
    unittest.main()
