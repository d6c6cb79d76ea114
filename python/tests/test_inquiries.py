"""What an engine tells beside its batches: options, ledger, statistics, preview."""
import copy
import json
import pickle
import struct
import unittest
from unittest import mock

import ib_engine
import opening
import serving


class InquiriesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(opening.use_tested_engine())
        cls.engine = ib_engine.open(serving.dataset(), backend="cpu", batch_size=2, fold=(0, 3), ratio=0.5)
        cls.addClassCleanup(cls.engine.close)

    def test_options_are_those_in_force_and_a_copy(self):
        options = self.engine.options
        self.assertEqual(0.5, options["sampling"]["negativesPerPositive"])
        self.assertEqual({"number": 0, "of": 3}, options["sampling"]["folds"]["fold"])
        self.assertEqual((2, "cpu"), (options["delivery"]["batchSize"], options["resources"]["backend"]))
        for copied in (json.loads(json.dumps(options)), pickle.loads(pickle.dumps(options)), copy.deepcopy(options)):
            self.assertEqual(options, copied)
        options["sampling"]["repeats"] = 2
        options["sampling"]["folds"]["fold"]["of"] = 7
        options["delivery"].clear()
        self.assertEqual(copied, self.engine.options)
        self.assertEqual(str(serving.dataset()), self.engine.folder)

    def delivered(self, ledger):
        return {(row["case"], row["instance"]): row["delivered"] for row in ledger["instances"] if row["delivered"]}

    def test_ledger_counts_the_batches_that_were_taken_and_no_others(self):
        epoch = self.engine.epoch(3)
        self.assertEqual({}, self.delivered(self.engine.ledger()))
        seen = {}
        for batch in epoch:
            for item in batch.items:
                if item.positive and not item.filler:
                    seen[item.case, item.instance] = seen.get((item.case, item.instance), 0) + 1
            ledger = self.engine.ledger()
            self.assertEqual(seen, self.delivered(ledger))
            self.assertEqual({"0": batch.step + 1}, ledger["steps"])
        ledger = self.engine.ledger()
        self.assertEqual((seen, []), (self.delivered(ledger), ledger["neverSeen"]))

    def test_ledger_is_that_of_ib_epoch(self):
        file = serving.folder() / "ledger.json"
        serving.ib("epoch", serving.dataset(), "--backend", "cpu", "--fold", 0, 3, "--ratio", 0.5, "--seed", 4, "--ledger", file)
        for _ in self.engine.epoch(4):
            pass
        wanted, mine = json.loads(file.read_text(encoding="utf-8")), self.engine.ledger()
        for ledger in (wanted, mine):
            del ledger["options"]["resources"]
        self.assertEqual(wanted, mine)

    def test_ledger_of_the_validation_is_its_own(self):
        for _ in self.engine.epoch(4):
            pass
        validation = self.engine.validation()
        next(validation)
        self.assertEqual({"0": 1}, self.engine.ledger(validation=True)["steps"])
        self.assertEqual({"0": self.engine.steps}, self.engine.ledger()["steps"])
        validation.close()

    def test_ledger_needs_an_epoch(self):
        with ib_engine.open(serving.dataset(), backend="cpu") as engine, \
                self.assertRaisesRegex(ib_engine.EngineError, "no training epoch was begun"):
            engine.ledger()

    def test_long_ledger_comes_in_parts(self):
        parts = [{"type": "ledger", "text": '{"a":', "more": True}, {"type": "ledger", "text": "1}", "more": False}]
        connection = self.engine._connection
        epoch = self.engine.epoch(1)
        with mock.patch.object(connection, "request", lambda message: parts[0]), \
                mock.patch.object(connection, "receive", mock.Mock(side_effect=[None, parts[1]])):
            self.assertEqual({"a": 1}, self.engine.ledger())
        epoch.close()

    def test_statistics_are_those_of_ib_stats_with_the_options_of_the_engine(self):
        wanted = json.loads(serving.ib("stats", serving.dataset(), "--json", "--ratio", 0.5))
        self.assertEqual(wanted, self.engine.stats())

    def test_preview_is_a_picture_that_jupyter_shows_and_that_can_be_saved(self):
        file = serving.folder() / "preview.png"
        drawn = self.engine.preview(file, patches=3, seed=2)
        png = drawn._repr_png_()
        self.assertEqual(b"\x89PNG\r\n\x1a\n", png[:8])
        width, height = struct.unpack(">II", png[16:24])
        self.assertEqual(f"3 patches, {width} × {height} pixels", drawn.text.strip())
        self.assertEqual(png, file.read_bytes())
        same = serving.folder() / "same.png"
        serving.ib("preview", serving.dataset(), "-o", same, "--patches", 3, "--seed", 2, "--batch-size", 2, "--fold", 0, 3,
                   "--ratio", 0.5, "--backend", "cpu")
        self.assertEqual(same.read_bytes(), png)

    def test_preview_of_what_an_epoch_never_shows_is_empty_where_that_is_nothing(self):
        held_out = self.engine.preview(never_seen=True)
        self.assertIn("instances are not shown by epoch 0 of seed 0", held_out.text)
        self.assertTrue(held_out.png)
        with ib_engine.open(serving.dataset(), backend="cpu") as engine:
            nothing = engine.preview(never_seen=True)
        self.assertEqual((f"0 of {serving.INSTANCES} instances are not shown by epoch 0 of seed 0", None),
                         (nothing.text.strip(), nothing._repr_png_()))

    def test_options_that_a_preview_does_not_have_are_refused(self):
        with self.assertRaisesRegex(TypeError, r"preview\(\) has no option 'patch'; it has epoch, never_seen, patches, seed"):
            self.engine.preview(patch=3)
        with self.assertRaisesRegex(ValueError, "--patches must be at least 1, was 0"):
            self.engine.preview(patches=0)

    def test_engine_that_was_connected_to_tells_options_and_ledger_and_sends_to_ib_for_the_rest(self):
        with serving.Server("--batch-size", 3, name="inquired") as server, ib_engine.connect(server.socket) as engine:
            self.assertEqual(3, engine.options["delivery"]["batchSize"])
            next(engine.epoch(1))
            self.assertEqual({"0": 1}, engine.ledger()["steps"])
            with self.assertRaisesRegex(ValueError, "stats needs an engine of ib_engine.open"):
                engine.stats()


if __name__ == "__main__":
    unittest.main()
