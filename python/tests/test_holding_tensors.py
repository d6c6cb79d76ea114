"""Tensors never change under their reader."""
import itertools
import queue
import threading
import unittest

import ib_engine
import numpy
from holding import ALL_KEPT, SLOTS, Holding, values

try:
    import torch
    from ib_engine.torch_data import PatchDataset, loader
except ImportError:
    torch = None


def tensors_of(batch):
    return {name: value.numpy() for name, value in batch.items() if name != "meta"}


@unittest.skipIf(torch is None, "torch is missing")
class TensorsTest(Holding):
    def dataset(self, **options):
        dataset = PatchDataset(self.server.socket, seed=1, **options)
        self.addCleanup(dataset.close)
        return dataset

    def check(self, batches, number=0):
        batches = list(batches)
        self.assertEqual(self.wanted[number], [values(tensors_of(batch)) for batch in batches])

    def test_list_of_an_epoch_holds_its_batches(self):
        dataset = self.dataset()
        first, second = list(dataset), list(dataset)
        self.check(first)
        self.check(second, number=1)

    def test_meta_data_are_those_of_the_tensors_beside_them(self):
        for batch in list(self.dataset()):
            found = batch["label"].flatten(1).any(1).tolist()
            self.assertEqual(found, [meta["instance"] >= 0 for meta in batch["meta"].rows])

    def test_thread_that_fetches_ahead_gets_every_batch_right(self):
        """As MONAI's ThreadDataLoader: a queue of one, filled by a thread that iterates the whole DataLoader."""
        for buffer in (1, 2, 5):
            batches, end = queue.Queue(buffer), object()

            def fetch(batches=batches, end=end):
                for batch in loader(self.server.socket, seed=1):
                    batches.put(batch)
                batches.put(end)

            thread = threading.Thread(target=fetch)
            thread.start()
            got, kept = [], []
            while (batch := batches.get()) is not end:
                got.append(values(tensors_of(batch)))
                kept.append(batch)
            thread.join()
            self.assertEqual(self.wanted[0], got)
            self.check(kept)

    def test_loop_that_keeps_nothing_copies_nothing(self):
        dataset = self.dataset()
        slots, places = dataset.engine._connection.memory._slots, set()
        for batch in dataset:
            places.add(batch["image"].data_ptr())
        self.assertEqual(places, {slot["image"].ctypes.data for slot in slots.values()} & places)
        self.assertLessEqual(len(places), SLOTS)

    def test_without_copies_all_batches_in_memory_are_an_error_that_names_the_remedies(self):
        dataset = self.dataset(copy=False)
        kept = []
        with self.assertRaisesRegex(ib_engine.EngineError, ALL_KEPT):
            for batch in dataset:
                kept.append(batch)
        self.assertEqual(self.wanted[0][:SLOTS], [values(tensors_of(batch)) for batch in kept])

    def test_copies_of_batches_may_all_be_kept(self):
        dataset = self.dataset(copy=True)
        self.check(list(dataset))
        kept = [batch.tensors(copy=True) for batch in dataset.engine.epoch(1)]
        self.assertEqual(self.wanted[0], [values({n: t.numpy() for n, t in each.items()}) for each in kept])

    def test_whatever_torch_makes_of_a_batch_holds_it(self):
        ways = [lambda b: torch.from_numpy(b.label), lambda b: b.tensors()["label"][1, 0, :, 2],
                lambda b: b.tensors()["label"].numpy(), lambda b: torch.from_dlpack(b.label),
                lambda b: torch.from_dlpack(b.tensors()["label"]), lambda b: torch.as_tensor(b.label),
                lambda b: b.tensors()["label"].permute(0, 1, 4, 3, 2), lambda b: b.tensors()["label"].detach(),
                lambda b: torch.frombuffer(b.label, dtype=torch.uint8)]
        if hasattr(torch.Tensor, "untyped_storage"):
            ways.append(lambda b: b.tensors()["label"].untyped_storage())
        else:
            ways.append(lambda b: b.tensors()["label"].storage())
        for number, way in enumerate(ways):
            with self.subTest(number):
                engine = self.connect()
                epoch = engine.epoch(1)
                kept = way(next(epoch))
                before = bytes(kept) if "Storage" in type(kept).__name__ else numpy.array(kept)
                for _ in epoch:
                    self.assertIn(0, epoch._run.held)
                after = bytes(kept) if "Storage" in type(kept).__name__ else numpy.array(kept)
                numpy.testing.assert_array_equal(before, after)
                engine.close()

    def test_dlpack_capsule_alone_holds_a_batch(self):
        epoch = self.connect().epoch(1)
        capsule = torch.utils.dlpack.to_dlpack(next(epoch).tensors()["label"])
        for _ in epoch:
            self.assertIn(0, epoch._run.held)
        self.assertEqual(self.wanted[0][0]["label"],
                         values({"it": torch.utils.dlpack.from_dlpack(capsule).numpy()})["it"])

    def test_exception_that_keeps_its_frames_keeps_its_batch_and_only_that(self):
        dataset = self.dataset(copy=False)
        errors = []
        for step, batch in enumerate(dataset):
            def fail(tensor):
                raise ValueError
            try:
                fail(batch["image"])
            except ValueError as error:
                if step == 0:
                    errors.append((error, batch))
        self.assertEqual(self.wanted[0][0], values(tensors_of(errors[0][1])))

    def test_islice_and_lists_of_pairs_are_right(self):
        dataset = self.dataset()
        first = list(itertools.islice(dataset, 2))
        pairs = list(zip(*[iter(dataset)] * 2))
        self.assertEqual(self.wanted[0][:2], [values(tensors_of(batch)) for batch in first])
        flat = [batch for pair in pairs for batch in pair]
        self.assertEqual(self.wanted[1][:len(flat)], [values(tensors_of(batch)) for batch in flat])

    def test_validation_beside_training_is_kept_right_too(self):
        dataset = self.dataset(validation=True)
        wanted = [values(tensors_of(batch)) for batch in dataset]
        kept = list(dataset)
        for _ in dataset:
            pass
        self.assertEqual(wanted, [values(tensors_of(batch)) for batch in kept])


if __name__ == "__main__":
    unittest.main()
