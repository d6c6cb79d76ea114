"""Engines that nothing refers to any more are gone at once, wherever their epochs stand: no garbage has to be collected."""
import gc
import os
import unittest

import attaching
import ib_engine
import opening
import serving

try:
    from ib_engine import torch_data
except ImportError:
    torch_data = None
try:
    from ib_engine import monai
except ImportError:
    monai = None


def left_in_mid_epoch(data, **options):
    engine = ib_engine.open(data, backend="cpu", **options)
    for _ in engine.epoch(1):
        break
    next(engine.epoch(2)).keep()
    return sum(len(batch.items) for batch in engine.epoch(3))


class LifetimesTest(attaching.Attaching):
    name = "lifetimes"

    def setUp(self):
        gc.collect()
        gc.disable()
        self.addCleanup(gc.enable)

    def assert_no_server(self):
        self.assertEqual([], opening.servers_of(os.getpid()))

    def test_engine_that_is_left_in_mid_epoch(self):
        engine = ib_engine.open(serving.dataset(), backend="cpu")
        for batch in engine.epoch(1):
            break
        image = batch.image
        wanted = image.copy()
        del engine
        self.assert_no_server()
        self.assertEqual(wanted.tobytes(), image.tobytes())
        with self.assertRaisesRegex(ValueError, "batch 0 is gone, kept or not, because its engine was closed"):
            batch.image  # noqa: B018

    def test_epoch_is_enough_to_go_on(self):
        epoch = ib_engine.open(serving.dataset(), backend="cpu").epoch(1)
        next(epoch)
        self.assertEqual(len(epoch) - 1, len(list(epoch)))
        self.assertEqual(1, len(opening.servers_of(os.getpid())))
        del epoch
        self.assert_no_server()

    def test_engine_of_a_function_that_returns(self):
        self.assertLess(0, left_in_mid_epoch(serving.dataset()))
        self.assert_no_server()

    def test_place_of_a_rank_is_free_again(self):
        for _ in range(3):
            self.assertLess(0, left_in_mid_epoch(serving.dataset(), server=self.server.socket))

    def test_engine_that_is_dropped_in_the_midst_of_a_finalizer_is_closed_after_it(self):
        engines = [self.open()]
        connection = engines[0]._connection
        connection.in_passing(engines.clear)
        self.assertTrue(connection.is_closed)

    @unittest.skipUnless(torch_data, "torch is not installed")
    def test_datasets_and_loaders(self):
        for make in [torch_data.PatchDataset, torch_data.loader, *([monai.MonaiPatches, monai.loader] if monai else [])]:
            with self.subTest(make):
                dataset = make(serving.dataset(), backend="cpu")
                for _ in dataset:
                    break
                self.assertEqual(1, len(opening.servers_of(os.getpid())))
                del dataset
                del _
                self.assert_no_server()


if __name__ == "__main__":
    unittest.main()
