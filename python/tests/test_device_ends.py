"""What becomes of batches in GPU memory when a side dies, leaves or cannot use the driver."""
import unittest

import double
import serving

ENDS_UNFINISHED = """
import os, sys
sys.path.insert(0, sys.argv[2])
import double, ib_engine
training = double.Training()
engine = ib_engine.connect(sys.argv[1], stream=training.stream)
epoch = engine.epoch(1)
for _ in range(2):
    training.read(next(epoch).image)
next(epoch)
os._exit(0)  # without a goodbye, with work in the stream
"""
WHOLE = """
import sys
sys.path.insert(0, sys.argv[2])
import double, ib_engine
with ib_engine.connect(sys.argv[1]) as engine:
    for batch in engine.epoch(5):
        print(double.digest(batch, double.on_host(batch)))
"""
LEAVES_IN_THE_MIDDLE = """
import sys, ib_engine
with ib_engine.connect(sys.argv[1]) as engine:
    epoch = engine.epoch(1)
    next(epoch).keep()
    next(epoch).keep()
"""
LOSES_ITS_CONNECTION = """
import sys, ib_engine
engine = ib_engine.connect(sys.argv[1], 1)
next(engine.epoch(3))
engine._connection.frames.close()
with ib_engine.connect(sys.argv[1], 1) as again:
    print(next(again.epoch(3)).step)
"""
OUTLIVES_ITS_SERVER = """
import os, signal, sys, ib_engine
engine = ib_engine.connect(sys.argv[1])
epoch = engine.epoch(1)
next(epoch).image.to_host()
os.kill(int(sys.argv[2]), signal.SIGKILL)
try:
    list(epoch)
except ib_engine.ConnectionLost as error:
    print(error)
engine.close()
engine.close()
print("closed")
"""
FAILING = """
import gc, sys, zlib
sys.path.insert(0, sys.argv[2])
import double, ib_engine
control = double.control()
ib_engine.greeting._PARTING_SECONDS = 0  # this server lives, an error has no other reason

def epoch(nth):
    gc.collect()  # nothing of the epoch before calls the driver in this one
    control.ib_double_reset()
    control.ib_double_fail_call(b"*", nth, 719, 0)
    try:
        with ib_engine.connect(sys.argv[1]) as engine:
            checksums = " ".join(str(zlib.crc32(array.to_host())) for batch in engine.epoch(5)
                                 for array in batch.arrays.values())
            calls = control.ib_double_calls(b"*")
        return "missed" if 0 < nth <= calls else checksums
    except ib_engine.DeviceError as error:
        return str(error)

print(epoch(0))
nth = 0
while control.ib_double_calls(b"*") >= nth:
    nth += 1
    print(epoch(nth))
"""


@double.needed
class EndsOfClientsTest(unittest.TestCase):
    """Clients are processes of their own: what they leave open is the driver's to end."""

    @classmethod
    def setUpClass(cls):
        cls.server = serving.Server("--batch-size", 3, "--world-size", 2, "--prefetch", 3, "--backend", "cuda",
                                    name="left", environment=serving.on_double())
        cls.addClassCleanup(cls.server.end)

    def client(self, code):
        client = serving.python(code, self.server.socket, serving.REPOSITORY / "python/tests",
                                environment=serving.on_double())
        said, errors = client.communicate(timeout=120)
        self.assertEqual(0, client.returncode, errors)
        return said

    def test_call_that_fails_once_is_told_and_never_gives_wrong_batches(self):
        wanted, *lines = self.client(FAILING).splitlines()
        told = [line for line in lines if line != wanted]  # closing has nothing more to give
        for line in told:
            self.assertRegex(line, r"^cu\w+ failed: CUDA_ERROR_LAUNCH_FAILED \(719\); .*GPU any more: start it anew")
        self.assertLess({"cuInit", "cuCtxPushCurrent_v2", "cuIpcOpenMemHandle_v2", "cuIpcOpenEventHandle",
                         "cuEventQuery", "cuEventRecord", "cuStreamSynchronize", "cuMemcpyDtoH_v2"},
                        {line.split()[0] for line in told})
        self.assertEqual(wanted, lines[-1])

    def test_process_that_ends_with_work_in_its_stream_frees_its_batches(self):
        self.client(ENDS_UNFINISHED)
        self.server.wait_for("client is gone in epoch 0 of seed 1")
        wanted = serving.ib("epoch", serving.dataset(), "--digest", "--backend", "reference", "--batch-size", 3,
                            "--world-size", 2, "--seed", 5)
        self.assertEqual(wanted, self.client(WHOLE))

    def test_connection_lost_by_a_process_that_lives_on_frees_its_place(self):
        self.assertEqual("0\n", self.client(LOSES_ITS_CONNECTION))


@double.needed
class EndsOfServersTest(unittest.TestCase):
    def test_server_that_ends_after_its_client_leaves_nothing_open(self):
        report = serving.folder() / "once-report"
        server = serving.Server("--backend", "cuda", "--once", name="once",
                                environment=serving.on_double(REPORT=report))
        self.addCleanup(server.end)
        client = serving.python(LEAVES_IN_THE_MIDDLE, server.socket, environment=serving.on_double())
        _, errors = client.communicate(timeout=60)
        self.assertEqual("", errors)
        self.assertEqual(0, server.process.wait(10), server.said())
        self.assertEqual("end\n", report.read_text())

    def test_client_of_a_killed_server_is_told_and_ends(self):
        server = serving.Server("--backend", "cuda", name="dead", environment=serving.on_double())
        self.addCleanup(server.end)
        client = serving.python(OUTLIVES_ITS_SERVER, server.socket, server.process.pid,
                                environment=serving.on_double())
        said, errors = client.communicate(timeout=60)
        self.assertRegex(said, "(?s)is gone .*start it again.*\nclosed\n$", errors)
        self.assertEqual("", errors)
        self.assertEqual(0, client.returncode)


if __name__ == "__main__":
    unittest.main()
