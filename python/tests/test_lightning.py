"""Lightning's trainer sees the batches that it would have seen, whatever ended the run before. Against Lightning itself (run
with 2.6.6); skipped without it: what matters is what its trainer does, which no contract would show."""
import json
import os
import random
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import opening
import serving

try:
    import ib_engine
    import lightning_run
    from ib_engine.lightning import IbDataModule
    from ib_engine.torch_data import PatchDataset
except ImportError as absent:
    MISSING = str(absent)
else:
    MISSING = None

OPTIONS = ["--batch-size", 2, "--repeats", 1, "--validation-of-all"]
EPOCHS = 3


@unittest.skipIf(MISSING, f"Lightning cannot be used: {MISSING}")
class LightningTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = serving.Server(*OPTIONS, name="lightning")
        cls.addClassCleanup(cls.server.end)
        with PatchDataset(cls.server.socket).engine as engine:
            cls.steps = engine.steps
        cls.known = {}

    def folder(self):
        folder = tempfile.TemporaryDirectory(dir=serving.folder())
        self.addCleanup(folder.cleanup)
        return Path(folder.name)

    @staticmethod
    def seen(folder, rank=0):
        """CRCs by epoch and batch; of a batch that was shown again, the last."""
        lines = [line.split() for line in (folder / f"{rank}.txt").read_text(encoding="utf-8").splitlines()]
        return {(int(epoch), int(index)): crcs for epoch, index, *crcs in lines}

    def whole(self, **options):
        """Of a run that nothing interrupts; how it saves changes nothing."""
        limit = options.pop("limit", None)
        if (limit, *options) not in self.known:
            folder = self.folder()
            lightning_run.run(self.server.socket, folder, {"epochs": EPOCHS, "limit": limit, **options})
            self.known[limit, *options] = self.seen(folder)
        return self.known[limit, *options]

    def interrupted(self, raises, **options):
        """A run that raises in this step, and what continues it."""
        folder = self.folder()
        with self.assertRaises(lightning_run.Interrupted):
            lightning_run.run(self.server.socket, folder, {"epochs": EPOCHS, "raises": raises, **options})
        lightning_run.run(self.server.socket, folder, {"epochs": EPOCHS, **options})
        return self.seen(folder)

    def test_every_epoch_shows_what_the_dataset_shows(self):
        seen = self.whole()
        self.assertEqual([(epoch, index) for epoch in range(EPOCHS) for index in range(self.steps)], list(seen))
        self.assertEqual(len(seen), len({tuple(crcs) for crcs in seen.values()}))

    def test_run_that_raises_in_random_steps_goes_on_with_the_batches_it_would_have_seen(self):
        wanted = self.whole()
        for step in sorted(random.sample(range(1, EPOCHS * self.steps), 6)):
            with self.subTest(step=step):
                self.assertEqual(wanted, self.interrupted(step, every=random.choice((1, 2, 3))))

    def test_batch_in_whose_step_something_was_raised_is_shown_again(self):
        wanted = self.whole()
        for step in (0, self.steps - 1, self.steps, EPOCHS * self.steps - 1):
            with self.subTest(step=step):
                self.assertEqual(wanted, self.interrupted(step, saves="exceptions"))

    def test_checkpoint_of_the_end_of_an_epoch_goes_on_with_the_next(self):
        wanted = self.whole()
        for step in (self.steps, self.steps + 1, 2 * self.steps + 2):
            with self.subTest(step=step):
                self.assertEqual(wanted, self.interrupted(step, saves="epochs"))

    def test_epochs_that_are_cut_short_are_resumed_as_such(self):
        for saves in ({"saves": "epochs"}, {"every": 1}):
            wanted = self.whole(limit=3)
            self.assertEqual(3 * EPOCHS, len(wanted))
            for step in (3, 4, 5):
                with self.subTest(step=step, **saves):
                    self.assertEqual(wanted, self.interrupted(step, limit=3, **saves))

    def test_validation_in_mid_epoch_changes_nothing(self):
        wanted = self.whole()
        self.assertEqual(wanted, self.whole(validate=2))
        self.assertEqual(wanted, self.interrupted(5, validate=2, every=2))

    def test_no_validation_where_nothing_is_held_out(self):
        with serving.Server("--batch-size", 2, name="lightning-all") as server:
            folder = self.folder()
            lightning_run.run(server.socket, folder, {"epochs": 1})
            self.assertEqual(self.steps, len(self.seen(folder)))

    def test_state_is_the_datasets_and_in_the_checkpoint(self):
        data = IbDataModule(PatchDataset(self.server.socket, seed=5))
        self.addCleanup(data.dataset.close)
        next(iter(data.train_dataloader()))
        self.assertEqual(data.dataset.state_dict(), data.state_dict())
        self.assertEqual(self.steps, len(data.train_dataloader()))
        other = IbDataModule(self.server.socket, seed=5)
        other.load_state_dict(data.state_dict())
        self.assertEqual(data.state_dict(), other.state_dict())

    def test_end_of_a_run_ends_the_engine_however_it_ends(self):
        self.addCleanup(opening.use_tested_engine())
        folder = self.folder()
        opened = {"batch_size": 2, "repeats": 1, "validation_of_all": True, "backend": "cpu"}
        data = lightning_run.run(serving.dataset(), folder, {"epochs": 1, "open": opened})
        self.assertEqual([], opening.servers_of(os.getpid()))
        self.assertEqual(self.whole()[0, 0], self.seen(folder)[0, 0])  # it had one
        with self.assertRaises(lightning_run.Interrupted):
            lightning_run.run(serving.dataset(), self.folder(), {"epochs": 1, "open": opened, "raises": 2})
        self.assertEqual([], opening.servers_of(os.getpid()))
        self.assertEqual(self.steps, len(data.dataset))  # opened again
        self.assertEqual(1, len(opening.servers_of(os.getpid())))
        data.teardown()
        self.assertEqual([], opening.servers_of(os.getpid()))

    def test_module_that_is_fitted_again_goes_on_with_the_next_epoch(self):
        data = IbDataModule(self.server.socket, seed=5)
        folder = self.folder()
        for number in range(2):
            trainer = lightning_run.trainer_of(folder / str(number), {"epochs": 1})
            trainer.fit(lightning_run.Model(folder, {}), datamodule=data)
        seen = [line.split()[2:] for line in (folder / "0.txt").read_text(encoding="utf-8").splitlines()]
        self.assertEqual(list(self.whole().values())[:2 * self.steps], seen)

    def test_engine_that_was_given_stays_open(self):
        with ib_engine.connect(self.server.socket) as engine:
            folder = self.folder()
            lightning_run.run(engine, folder, {"epochs": 1})
            self.assertTrue(engine.is_open)
            self.assertEqual(self.steps, sum(1 for _ in engine.epoch(5)))

    def test_options_of_a_dataset_that_is_made_already_are_refused(self):
        with self.assertRaisesRegex(ValueError, "were seed; give them to PatchDataset"):
            IbDataModule(PatchDataset(self.server.socket), seed=3)


@unittest.skipIf(MISSING, f"Lightning cannot be used: {MISSING}")
class LightningKillsTest(unittest.TestCase):
    """Processes, as torchrun or Lightning start them."""

    def once(self, source, folder, **options):
        """Exit code of a run, and what it said."""
        name = options.pop("name", "lightning.pytorch")
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "IB_TEST_LIGHTNING": name}
        words = [sys.executable, lightning_run.__file__, str(source), str(folder), json.dumps({"epochs": EPOCHS, **options})]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, start_new_session=True, check=False)
        return done.returncode, done.stderr

    def check(self, ranks, **name):
        with serving.Server(*OPTIONS, "--world-size", ranks, name=f"killed-{ranks}") as server:
            folders = [Path(tempfile.mkdtemp(dir=serving.folder())) for _ in range(2)]
            code, error = self.once(server.socket, folders[0], ranks=ranks, **name)
            self.assertEqual(0, code, error)
            wanted = [LightningTest.seen(folders[0], rank) for rank in range(ranks)]
            step = random.randrange(1, len(wanted[0]))
            with self.subTest(killed=step):
                self.assertEqual(-9, self.once(server.socket, folders[1], ranks=ranks, killed=step, every=2, **name)[0])
                code, error = self.once(server.socket, folders[1], ranks=ranks, every=2, **name)
                self.assertEqual(0, code, error)
                self.assertEqual(wanted, [LightningTest.seen(folders[1], rank) for rank in range(ranks)])
        return wanted

    def test_run_that_is_killed_goes_on_with_the_batches_it_would_have_seen(self):
        self.check(1)

    def test_lightning_by_its_older_name_gives_the_same_batches(self):
        try:
            import pytorch_lightning  # noqa: F401
        except ImportError as absent:
            self.skipTest(str(absent))
        wanted = Path(tempfile.mkdtemp(dir=serving.folder()))
        with serving.Server(*OPTIONS, name="older-name") as server:
            lightning_run.run(server.socket, wanted, {"epochs": EPOCHS})
        self.assertEqual([LightningTest.seen(wanted)], self.check(1, name="pytorch_lightning"))

    def test_two_ranks_that_are_killed_go_on_with_the_batches_they_would_have_seen(self):
        ranks = self.check(2)
        self.assertEqual(ranks[0].keys(), ranks[1].keys())
        self.assertFalse(set(map(tuple, ranks[0].values())) & set(map(tuple, ranks[1].values())))
        folder = Path(tempfile.mkdtemp(dir=serving.folder()))
        opened = {"batch_size": 2, "repeats": 1, "validation_of_all": True, "backend": "cpu"}
        code, error = self.once(serving.dataset(), folder, ranks=2, open=opened)  # which the first rank serves
        self.assertEqual(0, code, error)
        self.assertEqual(ranks, [LightningTest.seen(folder, rank) for rank in range(2)])


if __name__ == "__main__":
    unittest.main()
