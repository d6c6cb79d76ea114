"""Ranks of a training run: one server per node, which the first of them starts."""
import os
import unittest
from unittest import mock

import ib_engine
import opening
import serving
from opening import environment

RANK = """
import sys, time
import ib_engine
data, seconds = sys.argv[1], float(sys.argv[2])
time.sleep(seconds)
for number in range(2):
    with ib_engine.open(data, backend="cpu", batch_size=1, wait=60) as engine:
        print(engine.rank, engine.world_size, sorted((item.case, item.instance) for batch in engine.epoch(5, number)
              for item in batch.items if item.positive and not item.filler), flush=True)
        if sys.argv[3] == "late":
            time.sleep(1.5)
"""
HOLDS = """
import sys, time
import ib_engine
engine = ib_engine.open(sys.argv[1], backend="cpu", wait=60)
print("ready", flush=True)
time.sleep(60)
"""
GROUP = """
import sys
import torch.distributed as group
import ib_engine
rank = int(sys.argv[2])
group.init_process_group("gloo", init_method="file://" + sys.argv[3], rank=rank, world_size=2)
for _ in range(2):
    with ib_engine.open(sys.argv[1], backend="cpu", batch_size=1) as engine:
        print(engine.rank, engine.world_size, sum(len(batch.items) for batch in engine.epoch(1)))
        group.barrier()
"""

FAILS = """
import sys
import torch.distributed as group
import ib_engine
rank = int(sys.argv[2])
group.init_process_group("gloo", init_method="file://" + sys.argv[3], rank=rank, world_size=2)
for options in ({"batch_size": -1}, {"dir": "nowhere"}):
    given = {"dir": sys.argv[1], "backend": "cpu", **(options if rank == 1 else {})}
    try:
        ib_engine.open(**given)
    except Exception as error:
        print(type(error).__name__, error)
group.barrier()
"""


class RanksTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(opening.use_tested_engine())

    def setUp(self):
        context = opening.runtime_folder()
        self.folder = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)

    def run_ranks(self, *ranks_of, code=RANK):
        processes = [serving.python(code, serving.dataset(), *arguments, environment=environment(rank))
                     for rank, arguments in enumerate(ranks_of)]
        said = [process.communicate() for process in processes]
        for process, (_, error) in zip(processes, said):
            self.assertEqual((0, ""), (process.returncode, error))
        for process in processes:
            self.assertEqual([], opening.left_of(process.pid, self.folder))
        return [out for out, _ in said]

    def test_ranks_share_every_epoch_whoever_comes_first_and_leaves_last(self):
        for ranks_of in ([(0, "early"), (0.5, "late")], [(0.5, "late"), (0, "early")]):
            with self.subTest(ranks_of):
                first, second = self.run_ranks(*ranks_of)
                for number in range(2):
                    mine, other = first.splitlines()[number], second.splitlines()[number]
                    self.assertTrue(mine.startswith("0 2 ") and other.startswith("1 2 "), (mine, other))
                    shown = eval(mine[4:]) + eval(other[4:])
                    self.assertEqual(serving.INSTANCES, len(set(shown)))
                    self.assertEqual(serving.INSTANCES, len(shown))

    def hold(self, rank):
        process = serving.python(HOLDS, serving.dataset(), environment=environment(rank))
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def test_server_stays_for_the_others_when_the_first_rank_is_killed_and_goes_with_the_last(self):
        first, second = self.hold(0), self.hold(1)
        self.assertEqual(["ready\n"] * 2, [process.stdout.readline() for process in (first, second)])
        self.assertEqual(1, len(opening.servers_of(first.pid)))
        first.kill()
        first.wait()
        with self.assertRaises(AssertionError):
            self.assertEqual([], opening.left_of(first.pid, self.folder))
        second.kill()
        second.wait()
        self.assertEqual([], opening.left_of(first.pid, self.folder))

    def test_run_that_is_started_again_takes_the_server_that_the_first_one_left(self):
        first = self.hold(0)
        self.assertEqual("ready\n", first.stdout.readline())  # its server waits for rank 1, which does not come
        first.kill()
        first.wait()
        (socket,) = self.folder.iterdir()
        again = [self.hold(rank) for rank in range(2)]
        self.assertEqual(["ready\n"] * 2, [process.stdout.readline() for process in again])
        self.assertEqual([socket], list(self.folder.iterdir()))
        for process in again:
            process.kill()
            process.wait()
        self.assertEqual([], opening.left_of(first.pid, self.folder))

    def test_run_beside_one_of_the_same_name_is_refused_and_told_why(self):
        holder = self.hold(0)
        self.assertEqual("ready\n", holder.stdout.readline())
        other = serving.python(HOLDS, serving.dataset(), environment=environment(0))
        _, error = other.communicate()
        self.assertIn("another run of this node has opened this dataset with the same options and goes on", error)
        self.assertIn("tell the runs apart by MASTER_PORT or TORCHELASTIC_RUN_ID", error)
        holder.kill()
        holder.communicate()

    def test_rank_of_a_new_run_is_told_that_one_of_the_old_still_runs(self):
        first, second = self.hold(0), self.hold(1)
        self.assertEqual(["ready\n"] * 2, [process.stdout.readline() for process in (first, second)])
        first.kill()
        first.wait()
        self.assertEqual("ready\n", self.hold(0).stdout.readline())
        other = serving.python(HOLDS, serving.dataset(), environment=environment(1))
        _, error = other.communicate()
        self.assertIn("another run of this node has opened this dataset with the same options and goes on", error)

    def test_rank_whose_first_does_not_come_says_so(self):
        with mock.patch.dict(os.environ, environment(1)), \
                self.assertRaisesRegex(ib_engine.ConnectionLost, "local rank 0 has not opened this dataset within 0.2 s"):
            ib_engine.open(serving.dataset(), backend="cpu", wait=0.2)

    def test_ranks_of_one_process_meet_every_time(self):
        for number in range(2):
            with ib_engine.open(serving.dataset(), backend="cpu", rank=0, world_size=2) as first, \
                    ib_engine.open(serving.dataset(), backend="cpu", rank=1, world_size=2, wait=5) as second:
                self.assertEqual((first.server, 1), (second.server, len(opening.servers_of(os.getpid()))), number)
                self.assertEqual([0, 1], [first.rank, second.rank])

    def test_rank_alone_on_its_node_has_a_server_of_its_own(self):
        with ib_engine.open(serving.dataset(), backend="cpu", rank=1, world_size=2, local_rank=0,
                            local_world_size=1) as engine:
            self.assertEqual((1, 2), (engine.rank, engine.world_size))

    def test_ranks_that_name_their_device_have_a_server_each(self):
        with mock.patch.dict(os.environ, environment(1)), mock.patch("ib_engine.opening.ServerChild") as started, \
                mock.patch("ib_engine.opening.Engine") as engine:
            ib_engine.open(serving.dataset(), backend="cuda", device=1)
        words, = started.call_args.args
        self.assertEqual(["--backend=cuda", "--device=1", "--rank=1", "--world-size=2", "--local-ranks=1"], words[1:])
        self.assertEqual((1, 2), engine.call_args.args[1][:2])

    def run_group(self, code):
        """Two processes and what they have said."""
        try:
            import torch.distributed
        except ImportError:
            self.skipTest("torch is not installed")
        if not torch.distributed.is_available():
            self.skipTest("this torch has no distributed package")
        meeting = self.folder.parent / f"{self.folder.name}.meeting"
        self.addCleanup(lambda: meeting.unlink(missing_ok=True))
        processes = [serving.python(code, serving.dataset(), rank, meeting) for rank in range(2)]
        for process in processes:
            self.addCleanup(process.kill)
        said = [process.communicate(timeout=120) for process in processes]
        self.assertEqual([0, 0], [process.returncode for process in processes], said)
        return processes, said

    def test_rank_of_a_process_group_that_refuses_its_arguments_does_not_make_the_others_wait(self):
        _, ((first, _), (second, _)) = self.run_group(FAILS)
        mine, absent = second.splitlines()
        self.assertEqual("ValueError batch size must be at least 1, was -1", mine)
        self.assertTrue(absent.startswith("FileNotFoundError "), absent)
        self.assertEqual(["IbError another rank could not open the dataset, so none does; rank 1: " + why.partition(" ")[2]
                          for why in (mine, absent)], first.splitlines())

    def test_process_group_tells_who_shares_a_node(self):
        processes, said = self.run_group(GROUP)
        for rank, (out, _) in enumerate(said):
            lines = out.splitlines()
            self.assertEqual(2, len(lines))
            self.assertTrue(all(line.startswith(f"{rank} 2 ") for line in lines), lines)
        self.assertEqual([], opening.left_of(processes[0].pid, self.folder))


if __name__ == "__main__":
    unittest.main()
