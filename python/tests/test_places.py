"""Which rank a process is, and by which name its node's ranks find their server."""
import os
import unittest
from unittest import mock

import serving
from ib_engine import ranks
from opening import environment


class PlaceTest(unittest.TestCase):
    def test_environment_of_torchrun_says_who_a_process_is(self):
        with mock.patch.dict(os.environ, {**environment(3, 8), "LOCAL_RANK": "1", "LOCAL_WORLD_SIZE": "2"}):
            found = ranks.place(None, None)
        self.assertEqual((3, 8, 1, 2, 2), (*found[:4], found.first))
        self.assertIn("MASTER_PORT=29511", found.job)

    def test_process_without_ranks_is_the_only_one(self):
        with mock.patch.dict(os.environ):
            os.environ.pop("RANK", None)
            self.assertEqual((0, 1, 0, 1), ranks.place(None, None)[:4])

    def test_ranks_that_cannot_be_are_refused(self):
        for arguments, part in [((0, None), "go together"), ((2, 2), "must be in .0, world size 2., was 2"),
                                ((1, 4, 1, 8), "must follow one another"), ((0, 2, 1, 2), "must follow one another"),
                                ((None, None, 0, 1), "go with rank")]:
            with self.subTest(arguments), self.assertRaisesRegex(ValueError, part):
                ranks.place(*arguments)
        with mock.patch.dict(os.environ, {**environment(0), "WORLD_SIZE": "two"}), \
                self.assertRaisesRegex(ValueError, "must be integers, were 0, two, 0, 2"):
            ranks.place(None, None)
        for name in ("LOCAL_RANK", "LOCAL_WORLD_SIZE"):
            with mock.patch.dict(os.environ, {**environment(0), name: "none"}), \
                    self.assertRaisesRegex(ValueError, f"^{name} must be an integer, was none$"):
                ranks.place(0, 2)

    def test_one_rank_is_alone_whatever_the_environment_says(self):
        with mock.patch.dict(os.environ, environment(1, 4)):
            self.assertEqual((0, 1, 0, 1), ranks.place(0, 1)[:4])

    def test_server_is_named_after_everything_that_must_be_the_same(self):
        with mock.patch.dict(os.environ, environment(1)):
            mine = ranks.place(None, None)
        name = ranks.shared_name(mine, "/data", ["--batch-size=2"])
        self.assertEqual(name, ranks.shared_name(mine._replace(rank=0, local_rank=0), "/data", ["--batch-size=2"]))
        others = [ranks.shared_name(mine, "/other", ["--batch-size=2"]), ranks.shared_name(mine, "/data", ["--batch-size=3"]),
                  ranks.shared_name(mine._replace(job="another"), "/data", ["--batch-size=2"]),
                  ranks.shared_name(mine._replace(world_size=4), "/data", ["--batch-size=2"])]
        self.assertEqual(4, len({*others} - {name}))
        case = serving.folder() / "named/cases/a"
        case.mkdir(parents=True)
        empty = ranks.shared_name(mine, str(serving.folder() / "named"), [])
        (case / "case.json").touch()
        self.assertNotEqual(empty, ranks.shared_name(mine, str(serving.folder() / "named"), []))
        ranks.note_opened(name, 1)
        self.assertNotEqual(name, ranks.shared_name(mine, "/data", ["--batch-size=2"]))
        self.assertEqual(name, ranks.shared_name(mine._replace(rank=0, local_rank=0), "/data", ["--batch-size=2"]))


if __name__ == "__main__":
    unittest.main()
