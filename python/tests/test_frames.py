import socket
import struct
import threading
import unittest
from unittest import mock

from ib_engine.errors import ConnectionLost, IbError
from ib_engine.frames import Frames


def frame(text):
    return struct.pack("<I", len(text)) + text


class FramesTest(unittest.TestCase):
    def setUp(self):
        ours, self.theirs = socket.socketpair()
        self.frames = Frames(ours, "the/socket")
        self.addCleanup(self.theirs.close)
        self.addCleanup(self.frames.close)

    def test_message_is_a_length_and_json(self):
        self.frames.send({"type": "bye"})
        self.assertEqual(frame(b'{"type":"bye"}'), self.theirs.recv(100))

    def test_messages_arrive_one_by_one_however_they_were_cut(self):
        whole = frame(b'{"type":"a"}') + frame('{"type":"ä"}'.encode())
        for i in range(len(whole)):
            self.theirs.sendall(whole[i:i + 1])
        self.assertEqual({"type": "a"}, self.frames.receive())
        self.assertEqual({"type": "ä"}, self.frames.receive())

    def test_batch_has_a_fixed_head_and_parts_that_are_not_parsed(self):
        head = bytes([66, 1, 0, 0, 5, 1, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0])
        self.theirs.sendall(frame(head + b"{ }" + "ä".encode() + b"[not JSON"))
        self.assertEqual({"type": "batch", "run": "validation", "step": 261, "tensors": b"{ }",
                          "state": "ä", "items": b"[not JSON"}, self.frames.receive())

    def test_messages_longer_than_the_buffer_arrive_whole_between_others(self):
        long = b'{"type":"' + b"x" * 300_000 + b'"}'
        whole = frame(b'{"type":"b"}') + frame(long) + frame(b'{"type":"c"}')
        sender = threading.Thread(target=self.theirs.sendall, args=(whole,))
        sender.start()
        got = [self.frames.receive() for _ in range(3)]
        sender.join()
        self.assertEqual([{"type": "b"}, {"type": "x" * 300_000}, {"type": "c"}], got)

    def test_end_in_the_middle_of_a_message_names_the_socket_and_the_remedy(self):
        self.theirs.sendall(frame(b'{"a":1}')[:-2])
        self.theirs.close()
        with self.assertRaisesRegex(ConnectionLost, "the/socket is gone.*resume"):
            self.frames.receive()
        with self.assertRaisesRegex(ConnectionLost, "closed"):
            self.frames.send({"type": "bye"})

    def test_end_of_a_server_that_is_just_dying_is_waited_for(self):
        self.frames.raise_if_gone(0.01)
        self.theirs.close()
        with self.assertRaisesRegex(ConnectionLost, "the/socket is gone"):
            self.frames.raise_if_gone(10)

    def test_what_is_no_json_object_with_a_type_is_refused_too(self):
        for text in (b"nonsense", b"[1]", b'{"a":1}', b"\xff\xfe", b"B\x07" + bytes(20), b"B!"):
            with self.subTest(text):
                ours, theirs = socket.socketpair()
                with theirs:
                    theirs.sendall(frame(text))
                    frames = Frames(ours, "the/socket")
                    with self.assertRaisesRegex(IbError, "is it a socket of ib serve"):
                        frames.receive()
                    self.assertFalse(frames.is_open)

    def test_message_that_was_interrupted_while_it_was_sent_ends_the_connection(self):
        self.frames._socket.close()
        self.frames._socket = mock.Mock(**{"sendall.side_effect": KeyboardInterrupt})
        with self.assertRaises(KeyboardInterrupt):
            self.frames.send({"type": "bye"})
        self.assertFalse(self.frames.is_open)

    def test_what_is_no_message_is_refused_and_ends_the_connection(self):
        self.theirs.sendall(b"HTTP/1.1 200 OK")
        with self.assertRaisesRegex(IbError, "is the/socket a socket of ib serve"):
            self.frames.receive()
        self.assertFalse(self.frames.is_open)


if __name__ == "__main__":
    unittest.main()
