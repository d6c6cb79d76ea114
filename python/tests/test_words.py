"""What objects and errors say of themselves."""
import json
import re
import socket
import struct
import threading
import time
import unittest
from pathlib import Path
from unittest import mock

import ib_engine
import serving
from ib_engine import greeting


class WordsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = serving.Server("--fold", 0, 3, name="words")
        cls.addClassCleanup(cls.server.end)

    def test_version_is_that_of_the_project_and_is_told_to_the_server(self):
        pom = (serving.REPOSITORY / "pom.xml").read_text(encoding="utf-8")
        version = re.search(r"^  <version>([\d.]+)", pom, re.MULTILINE).group(1)
        self.assertEqual(version, ib_engine.__version__)
        self.assertIn(ib_engine.__version__, greeting.CLIENT)

    def test_package_is_marked_as_typed(self):
        self.assertTrue((Path(ib_engine.__file__).parent / "py.typed").exists())

    def test_objects_say_what_they_are(self):
        with ib_engine.connect(self.server.socket) as engine:
            self.assertEqual(f"<Engine: rank 0 of 1 on {self.server.socket}>", repr(engine))
            epoch = engine.epoch(7, 2)
            self.assertEqual(f"<Epoch: epoch 2 of seed 7, step 0 of {len(epoch)}>", repr(epoch))
            batch = next(epoch)
            self.assertEqual("<Batch 0: image (2, 2, 5, 7, 7) float32, label (2, 1, 5, 7, 7) uint8>", repr(batch))
            self.assertIn(", kept>", repr(batch.keep()))
            self.assertIn("step 1 of", repr(epoch))
            self.assertRegex(repr(engine.validation()), "<Epoch: validation, step 0 of ")
            epoch.close()
            self.assertIn("closed", repr(epoch))
            self.assertEqual("<Batch 0, released>", repr(batch))
        self.assertIn(", closed>", repr(engine))

    def test_array_that_was_not_asked_for_is_told_with_the_option(self):
        with ib_engine.connect(self.server.socket) as engine:
            batch = next(engine.epoch(1))
            with self.assertRaisesRegex(KeyError, "have image, label, not weights; start ib serve with --weights"):
                batch.weights  # noqa: B018
            with self.assertRaisesRegex(KeyError, "have image, label, not weights; start ib serve with --weights"):
                batch.arrays["weights"]
            with self.assertRaisesRegex(KeyError, "have image, label, not images'$"):
                batch.arrays["images"]
            with self.assertRaisesRegex(KeyError, "start ib serve with --instance-maps"):
                batch.instances  # noqa: B018
            with self.assertRaisesRegex(KeyError, "start ib serve with --coordinates"):
                batch.coordinates  # noqa: B018

    def test_part_of_an_opened_dataset_is_told_with_the_option_of_open(self):
        with ib_engine.open(serving.dataset(), server=self.server.socket, fold=(0, 3)) as engine:
            batch = next(engine.epoch(1))
            for get in (lambda: batch.weights, lambda: batch.arrays["weights"]):
                with self.assertRaisesRegex(KeyError, "have image, label, not weights; open the dataset with weights="):
                    get()


class GreetingTest(unittest.TestCase):
    def listen(self, name, answer):
        path = str(serving.folder() / name)
        listening = socket.socket(socket.AF_UNIX)
        self.addCleanup(listening.close)
        listening.bind(path)
        listening.listen(8)

        def serve():
            with listening.accept()[0] as connection:
                answer(connection)

        if answer is not None:
            thread = threading.Thread(target=serve)
            thread.start()
            self.addCleanup(thread.join)
        return path

    def check_stall(self, name, answer):
        path = self.listen(name, answer)
        with mock.patch.object(greeting, "_GREETING_SECONDS", 0.5):
            with self.assertRaisesRegex(ib_engine.ConnectionLost, f"{path} took the connection and did not greet "
                                                                  "within 0.5 s; is it ib serve"):
                ib_engine.connect(path)

    def test_server_that_takes_the_connection_and_says_nothing_is_told_as_such(self):
        self.check_stall("silent", lambda connection: connection.recv(1) and connection.settimeout(20) or
                         [None for _ in iter(lambda: connection.recv(1 << 16), b"")])

    def test_so_is_one_that_takes_none(self):
        self.check_stall("deaf", None)

    def test_so_is_one_that_says_a_byte_now_and_then(self):
        def drip(connection):
            try:
                for byte in struct.pack("<I", 1000) + b"{" + b" " * 200:
                    connection.sendall(bytes([byte]))
                    time.sleep(0.1)
            except OSError:
                pass  # the client has had enough

        self.check_stall("dripping", drip)

    def test_greeting_that_lacks_something_is_told_in_words(self):
        def greet(connection):
            connection.recv(1 << 16)
            text = json.dumps({"type": "welcome", "memory": "host", "rank": 0}).encode()
            connection.sendall(struct.pack("<I", len(text)) + text)

        path = self.listen("incomplete", greet)
        with self.assertRaisesRegex(ib_engine.IbError, "lacks worldSize, batchSize.*a socket of ib serve"):
            ib_engine.connect(path)


if __name__ == "__main__":
    unittest.main()
