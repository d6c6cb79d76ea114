"""``ib_engine.open`` with a server that runs already: a dataset that has changed since it was opened."""
import hashlib
import os
import shutil
import threading
import unittest
from unittest import mock

import ib_engine
import opening
import serving
from attaching import Attaching
from ib_engine import greeting
from ib_engine.stamp import stamp_of

CHANGED = "dataset: here .*/{} as it is now, there as it was when the server opened it; open the same"


class AttachChangedTest(Attaching):
    name = "attach-changed"

    def setUp(self):
        self.folder = serving.folder() / self.id().rpartition(".")[2]
        self.folder.mkdir()
        serving.dataset()  # makes the phantoms
        self.raw = self.folder / "raw"
        shutil.copytree(serving.folder() / "raw", self.raw)
        (self.raw / "phantom001").rename(self.folder / "later")
        self.data = self.folder / "data"

    def prepare(self):
        serving.ib("prepare", self.raw, self.data, "--layout", "volumes", "--patch-size", 7, 7, 5)

    def serve(self):
        server = serving.Server(name=f"{self.folder.name[:40]}-s", data=self.data)
        self.addCleanup(server.end)
        return server

    def assert_changed(self, server):
        self.assert_refused(CHANGED.format(self.data.name), dir=self.data, server=server.socket)

    def test_case_that_was_prepared_since_is_not_missed(self):
        self.prepare()
        written = (self.data / "dataset.json").stat()
        server = self.serve()
        with self.open(dir=self.data, server=server.socket) as engine:
            self.assertEqual(["phantom000", "phantom002"], engine.cases)
        self.prepare()
        self.open(dir=self.data, server=server.socket).close()  # everything was up to date
        (self.folder / "later").rename(self.raw / "phantom001")
        self.prepare()
        self.assertEqual(written.st_mtime_ns, (self.data / "dataset.json").stat().st_mtime_ns)
        self.assert_changed(server)
        with opening.runtime_folder(), self.open(dir=self.data, server="", backend="cpu") as engine:
            self.assertEqual(3, len(engine.cases))
        server.end()
        with self.open(dir=self.data, server=self.serve().socket) as engine:
            self.assertEqual(3, len(engine.cases))

    def test_case_that_was_made_anew_or_taken_away_is_noticed(self):
        self.prepare()
        server = self.serve()
        record = self.data / "cases/phantom002/case.json"
        before = record.stat()
        label = next(file for file in (self.raw / "phantom002").iterdir() if "T1" in file.name)
        shutil.copyfile(next(file for file in (self.raw / "phantom000").iterdir() if "T1" in file.name), label)
        self.prepare()
        self.assertNotEqual(before.st_mtime_ns, record.stat().st_mtime_ns)
        self.assert_changed(server)
        server.end()
        server = self.serve()
        self.open(dir=self.data, server=server.socket).close()
        shutil.rmtree(record.parent)
        self.assert_changed(server)

    def test_dataset_that_is_prepared_while_its_server_is_awaited_is_the_same(self):
        self.prepare()
        (self.folder / "later").rename(self.raw / "phantom001")
        socket = serving.folder() / f"{self.folder.name[:40]}-s"
        tried, connect = threading.Event(), greeting.connect_socket
        engines = []

        def attach():
            with mock.patch.object(greeting, "connect_socket", lambda *where: (tried.set(), connect(*where))):
                engines.append(self.open(dir=self.data, server=socket, wait=60))

        waiting = threading.Thread(target=attach)
        waiting.start()
        self.assertTrue(tried.wait(60))
        self.prepare()
        self.serve()
        waiting.join()
        self.assertEqual(3, len(engines[0].cases))
        engines[0].close()

    def test_folder_of_the_script_is_known_by_its_patches(self):
        serving.ib("prepare", self.raw, self.folder / "patches", "--layout", "patches", "--patch-size", 7, 7, 5)
        for name in ("lesion_patches", "background_patches"):
            shutil.copytree(self.folder / "patches" / name, self.data / name)
        patches = os.fsencode(self.data / "lesion_patches")
        for name in os.listdir(patches):  # a name that is not UTF-8
            os.rename(os.path.join(patches, name), os.path.join(patches, name.replace(b"phantom000", b"p\xe4")))
        server = self.serve()
        self.open(dir=self.data, server=server.socket).close()
        os.utime(next((self.data / "background_patches").iterdir()))
        self.assert_changed(server)


class StampTest(unittest.TestCase):
    def test_stamp_is_that_of_the_protocol(self):
        root = serving.folder() / "stamped"
        for name, text in (("dataset.json", "{}"), ("cases/b/case.json", "1"), ("cases/é/case.json", "22"), ("cases/c/other", "")):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
            os.utime(root / name, ns=(5, 1_600_000_000_123_456_789))
        (root / "cases/file").touch()
        lines = [f"{name}\0{size}\0{1_600_000_000_123_456_789}\0"
                 for name, size in (("cases/b/case.json", 1), ("cases/é/case.json", 2), ("dataset.json", 2))]
        self.assertEqual(hashlib.sha256("".join(lines).encode()).hexdigest(), stamp_of(str(root)))

    def test_folder_that_cannot_be_listed_has_none(self):
        with mock.patch("os.listdir", side_effect=PermissionError):
            self.assertIsNone(stamp_of(str(serving.folder())))


if __name__ == "__main__":
    unittest.main()
