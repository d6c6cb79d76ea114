"""Paths on which there is no server, or one with no time yet."""
import socket
import tempfile
import threading
import unittest
import unittest.mock

import ib_engine
import serving
from ib_engine.greeting import connect_socket


class ConnectTest(unittest.TestCase):
    def test_missing_server_is_named_with_the_remedy(self):
        with self.assertRaisesRegex(ib_engine.ConnectionLost, "nowhere.*start ib serve"):
            ib_engine.connect(serving.folder() / "nowhere")

    def test_file_that_is_no_socket_is_named(self):
        with tempfile.NamedTemporaryFile() as file:
            with self.assertRaisesRegex(ValueError, "is another file"):
                ib_engine.connect(file.name)

    def test_socket_of_a_dead_server_is_replaced_and_of_a_live_one_refused(self):
        path = serving.folder() / "stale"
        dead = socket.socket(socket.AF_UNIX)
        dead.bind(str(path))
        dead.close()
        with serving.Server(name="stale") as server:
            with ib_engine.connect(server.socket) as engine:
                self.assertEqual(0, engine.rank)
            with self.assertRaisesRegex(AssertionError, "a server listens on"):
                serving.ib("serve", serving.dataset(), "--socket", path)
        self.assertFalse(path.exists())

    def test_path_that_no_socket_can_have_is_refused_at_once(self):
        with unittest.mock.patch("time.sleep", side_effect=AssertionError("it waits")):
            with self.assertRaisesRegex(ValueError, "at most 107 bytes, .* has 108"):
                ib_engine.connect("/" + 107 * "x", wait=60)

    def test_place_in_a_full_queue_is_waited_for(self):
        path = str(serving.folder() / "queue")
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path)
            listening.listen(0)
            first = socket.socket(socket.AF_UNIX)
            self.addCleanup(first.close)
            first.connect(path)
            second = socket.socket(socket.AF_UNIX)
            self.addCleanup(second.close)
            second.settimeout(0)
            with self.assertRaises(BlockingIOError):  # the queue is full
                second.connect(path)
            accepting = threading.Timer(0.2, lambda: listening.accept()[0].close())
            accepting.start()
            connect_socket(second, path)
            accepting.join()


if __name__ == "__main__":
    unittest.main()
