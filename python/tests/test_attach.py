"""``ib_engine.open`` with a server that runs already: its life, and ranks."""
import json
import os
import shlex
import socket
import struct
import subprocess
import threading
import unittest
from unittest import mock

import ib_engine
import opening
import serving
from attaching import Attaching

GROUP = """
import sys
import torch.distributed as group
import ib_engine
rank = int(sys.argv[2])
group.init_process_group("gloo", init_method="file://" + sys.argv[3], rank=rank, world_size=2)
with ib_engine.open(sys.argv[1], batch_size=1, server=sys.argv[4]) as engine:
    print(engine.rank, engine.world_size, sum(len(batch.items) for batch in engine.epoch(1)))
    group.barrier()
"""
LEAVES = """
import sys
import ib_engine
engine = ib_engine.open(sys.argv[1])
next(engine.epoch(1))
"""


class AttachTest(Attaching):
    def test_epoch_is_that_of_whoever_connects(self):
        def shown(engine):
            return [(batch.image.tobytes(), batch.items) for batch in engine.epoch(7)]

        with ib_engine.connect(self.server.socket) as engine:
            theirs = shown(engine)
        with self.open() as engine:
            self.assertEqual(theirs, shown(engine))
        self.assertEqual([], opening.servers_of(os.getpid()))

    def test_nobody_there_is_told_with_a_command_that_starts_it(self):
        path = serving.folder() / "not yet"
        options = dict(server=path, ratio=0.5, patch_size=(6, 7, 5), prefetch=5, backend="cpu")
        with self.assertRaisesRegex(ib_engine.ConnectionLost, "^no server listens on .*/not yet .*; start it as the same user, wait for "
                                    "it .wait=., or give server=\"\" for a server of this process: ib serve ") as caught:
            self.open(**options)
        words = shlex.split(str(caught.exception).rpartition(": ib ")[2])
        with self.assertRaisesRegex(ib_engine.ConnectionLost, "within 0.1 s"):
            self.open(**options, wait=0.1)
        process = subprocess.Popen([*serving.IB, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            with self.open(**options, wait=60) as engine:
                self.assertEqual((0, 5), (engine.rank, engine.options["resources"]["prefetch"]))
        finally:
            process.terminate()
            process.wait()

    def test_command_names_the_ranks_of_this_node(self):
        for place, words in ((dict(rank=1, world_size=2), ["--world-size=2"]),
                             (dict(rank=5, world_size=8, local_rank=1, local_world_size=4),
                              ["--world-size=8", "--rank=4", "--local-ranks=4"])):
            with self.assertRaises(ib_engine.ConnectionLost) as caught:
                self.open(server="nobody", **place)
            said = shlex.split(str(caught.exception).rpartition(": ")[2])
            self.assertEqual([*words], said[4:], said)
            self.assertEqual(f"--socket={os.path.abspath('nobody')}", said[3])

    def test_closing_leaves_the_server(self):
        for _ in range(2):
            engine = self.open()
            next(engine.epoch(1))
            engine.close()
            engine.close()
        self.assertIsNone(self.server.process.poll())
        process = serving.python(LEAVES, serving.dataset(), environment={"IB_ENGINE_SERVER": str(self.server.socket)})
        self.assertEqual(("", ""), process.communicate())
        self.open().close()

    def test_refused_client_does_not_end_a_server_for_one_run(self):
        with serving.Server("--once", name="once") as server:
            self.assert_refused("ratio: here", server=server.socket, ratio=3)
            self.open(server=server.socket).close()
            self.assertEqual(0, server.process.wait(20))

    def test_server_that_dies_is_told_as_to_whoever_connects(self):
        said = []
        for attach in (True, False):
            with serving.Server(name="dies") as server:
                engine = self.open(server=server.socket) if attach else ib_engine.connect(server.socket)
                epoch = engine.epoch(1)
                next(epoch)
                server.kill()
                with self.assertRaises(ib_engine.ConnectionLost) as caught:
                    for _ in range(100):
                        sum(1 for _ in engine.epoch(1))
                said.append(str(caught.exception))
                engine.close()
        self.assertEqual(said[1], said[0])
        self.assertIn("start it again, connect, and continue", said[0])

    def test_variable_names_the_server_and_an_empty_argument_a_server_of_its_own(self):
        with mock.patch.dict(os.environ, {"IB_ENGINE_SERVER": str(self.server.socket)}):
            with ib_engine.open(serving.dataset()) as engine:
                self.assertEqual(3, engine.options["resources"]["prefetch"])
            self.assert_refused(r"the one on .*/attach \(IB_ENGINE_SERVER\) differs: .*, unset IB_ENGINE_SERVER or give "
                                'server="", or start', server=None, ratio=2)
            with opening.runtime_folder(), self.open(server="", backend="cpu") as engine:
                self.assertEqual(4, engine.options["resources"]["prefetch"])
        with mock.patch.dict(os.environ, {"IB_ENGINE_SERVER": "nobody"}), \
                self.assertRaisesRegex(ib_engine.ConnectionLost, r'nobody \(IB_ENGINE_SERVER\) .*, or unset IB_ENGINE_SERVER or '
                                       'give server="" for'):
            ib_engine.open(serving.dataset())
        with mock.patch.dict(os.environ, {"IB_ENGINE_SERVER": ""}), opening.runtime_folder(), \
                ib_engine.open(serving.dataset(), backend="cpu") as engine:
            self.assertEqual(4, engine.options["resources"]["prefetch"])

    def test_path_that_no_socket_can_have_is_refused(self):
        with self.assertRaisesRegex(ValueError, "at most 107 bytes"):
            self.open(server="/" + 120 * "x", wait=60)
        with self.assertRaisesRegex(ValueError, "is another file"):
            self.open(server=__file__)
        with mock.patch.dict(os.environ, {"IB_ENGINE_SERVER": "/" + 120 * "x"}), self.assertRaisesRegex(
                ValueError, "at most 107 bytes, /x.* has 121; unset IB_ENGINE_SERVER or give server"):
            self.open(server=None)
        with self.assertRaisesRegex(ValueError, "^server must be a path, was 3$"):
            self.open(server=3)

    def test_forked_process_cannot_use_the_engine_and_does_not_end_it(self):
        engine = self.open()
        epoch = engine.epoch(1)
        next(epoch)
        child = os.fork()
        if child == 0:
            code = 1
            try:
                engine.close()
                engine.epoch(2)
            except ib_engine.IbError as error:
                code = 0 if "belongs to the process that connected it" in str(error) else 2
            finally:
                os._exit(code)
        self.assertEqual(0, os.waitpid(child, 0)[1])
        self.assertEqual(len(epoch) - 1, sum(1 for _ in epoch))
        engine.close()

    def test_what_an_engine_tells_beside_its_batches_is_that_of_its_options(self):
        with self.open() as engine:
            batches = [batch.step for batch in engine.epoch(1)]
            self.assertEqual({"0": len(batches)}, engine.ledger()["steps"])
            self.assertEqual(json.loads(serving.ib("stats", serving.dataset(), "--json")), engine.stats())
            self.assertTrue(engine.preview(patches=1).png.startswith(b"\x89PNG"))

    def test_who_holds_every_batch_is_told_the_option_of_the_server(self):
        with self.open() as engine, self.assertRaisesRegex(ib_engine.EngineError, "or start ib serve with more --prefetch$"):
            self.assertIsNone([batch.keep() for batch in engine.epoch(1)])

    def test_server_of_an_earlier_version_is_not_taken_on_trust(self):
        path = str(serving.folder() / "earlier")
        heard = []
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path)
            listening.listen()
            old = threading.Thread(target=self.greet_as_of_old, args=(listening, heard))
            old.start()
            with self.assertRaisesRegex(ib_engine.IbError, r"\(ib-engine 0.0\) does not tell whether it serves the same"):
                self.open(server=path)
            old.join()
        self.assertEqual(["hello", "bye"], [message["type"] for message in heard])

    @staticmethod
    def greet_as_of_old(listening, heard):
        with listening.accept()[0] as client, client.makefile("rb") as said:
            while header := said.read(4):
                heard.append(json.loads(said.read(struct.unpack("<I", header)[0])))
                if heard[-1]["type"] == "hello":
                    welcome = json.dumps({"type": "welcome", "memory": "host", "rank": 0, "worldSize": 1, "batchSize": 2,
                                          "modalities": [], "cases": [], "server": "ib-engine 0.0"}).encode()
                    client.sendall(struct.pack("<I", len(welcome)) + welcome)


class RanksTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = serving.Server("--world-size", 2, "--batch-size", 1, name="attached-ranks")
        cls.addClassCleanup(cls.server.end)

    def open(self, rank, **options):
        return ib_engine.open(serving.dataset(), server=self.server.socket, batch_size=1, rank=rank, **{"world_size": 2, **options})

    def test_ranks_share_an_epoch_and_one_that_is_taken_is_refused(self):
        with self.open(0) as first, self.open(1) as second:
            with self.assertRaisesRegex(ib_engine.Refused, r"one client at a time, but rank 1 already has one; .* \(while attaching "
                                        r'to the server on .*/attached-ranks; give server="" for a server of this process\)$'):
                self.open(1)
            shown = [item for engine in (first, second) for batch in engine.epoch(5) for item in batch.items]
        instances = [(item.case, item.instance) for item in shown if item.instance is not None and not item.filler]
        self.assertEqual((serving.INSTANCES, serving.INSTANCES), (len(instances), len(set(instances))))

    def test_world_of_another_size_is_refused(self):
        said = (r"was {}; .* \(while attaching to the server on .*/attached-ranks{}; "
                r'{}give server="" for a server of this process\)$')
        with self.assertRaisesRegex(ValueError, "^world size must be the server's 2, " + said.format(4, "", "")):
            self.open(1, world_size=4)
        with mock.patch.dict(os.environ, {"IB_ENGINE_SERVER": str(self.server.socket)}), self.assertRaisesRegex(
                ValueError, "^world size must be the server's 2, "
                + said.format(1, r" \(IB_ENGINE_SERVER\)", "unset IB_ENGINE_SERVER or ")):
            ib_engine.open(serving.dataset(), batch_size=1)

    def test_environment_of_torchrun_says_the_rank(self):
        variables = {"RANK": "1", "WORLD_SIZE": "2", "LOCAL_RANK": "1", "LOCAL_WORLD_SIZE": "2",
                     "IB_ENGINE_SERVER": str(self.server.socket)}
        with mock.patch.dict(os.environ, variables), ib_engine.open(serving.dataset(), batch_size=1) as engine:
            self.assertEqual((1, 2), (engine.rank, engine.world_size))

    def test_process_group_says_the_ranks(self):
        try:
            import torch.distributed
        except ImportError:
            self.skipTest("torch is not installed")
        if not torch.distributed.is_available():
            self.skipTest("this torch has no distributed package")
        meeting = serving.folder() / "meeting"
        processes = [serving.python(GROUP, serving.dataset(), rank, meeting, self.server.socket) for rank in range(2)]
        for process in processes:
            self.addCleanup(process.kill)
        said = [process.communicate(timeout=120) for process in processes]
        self.assertEqual([0, 0], [process.returncode for process in processes], said)
        self.assertEqual(["0 2", "1 2"], [out[:3] for out, _ in said])


if __name__ == "__main__":
    unittest.main()
