"""Files of volumes, raw and packed, read without the engine."""
import json
import unittest

import numpy
import packing
import serving
from ib_engine import DamagedFile, packed


class FilesTest(unittest.TestCase):
    def setUp(self):
        self.path = serving.folder() / "volumes.safetensors"
        random = numpy.random.default_rng(5)
        self.raw = random.integers(-9, 900, (3, 5, 9)).astype("<i2")
        self.label = (random.random((3, 5, 9)) < 0.1).astype("u1")
        self.small = random.random((3, 5, 9)).astype("<f4")

    def write(self, change=None):
        blob = packing.pack(self.raw, "I16")
        packing.write_volumes(self.path, {"T1": ("I16", blob, (9, 5, 3)), "FLAIR": self.small, "label": self.label}, change)

    def require_refused(self, change, rule):
        self.write(change)
        with self.assertRaisesRegex(DamagedFile, f"^{self.path}: {rule}"):
            packed.read_volumes(self.path)

    def test_raw_and_packed_volumes_of_one_file_without_its_padding(self):
        self.write()
        found = packed.read_volumes(str(self.path))
        self.assertEqual(["T1", "FLAIR", "label"], list(found))
        for name, expected in (("T1", self.raw), ("FLAIR", self.small), ("label", self.label)):
            self.assertEqual(expected.dtype, found[name].dtype)
            numpy.testing.assert_array_equal(expected, found[name])
            found[name][0, 0, 0] = 1  # its own memory

    def test_raw_volumes_of_float16(self):
        bits = numpy.array([0x0000, 0x8000, 0x0001, 0x03FF, 0x3C00, 0xC000, 0x7BFF, 0xFC00], "<u2").reshape(2, 1, 4)
        packing.write_volumes(self.path, {"T1": bits.view("<f2"), "label": self.label}, None)
        found = packed.read_volumes(self.path)["T1"]
        self.assertEqual(numpy.dtype("<f2"), found.dtype)
        expected = [0, 0, 2.0**-24, 1023 * 2.0**-24, 1, -2, 65504, -numpy.inf]
        numpy.testing.assert_array_equal(numpy.array(expected).reshape(2, 1, 4), found)

    def test_a_packed_volume_is_what_the_metadata_says(self):
        def say(text):
            def change(header):
                fields = json.loads(header["__metadata__"]["packed"])
                fields["T1"] = text
                header["__metadata__"]["packed"] = json.dumps(fields)
            return change

        self.require_refused(say("INT16 9x5x3"), "volume 'T1': __metadata__ describes it as TYPE XxYxZ BYTES")
        self.require_refused(say("FLOAT16 9x5x3 80"), "volume 'T1': __metadata__ describes it as")
        self.require_refused(say("INT64 9x5x3 80"), "volume 'T1': __metadata__ describes it as")
        self.require_refused(say(7), "volume 'T1': __metadata__ describes it as TYPE XxYxZ BYTES, found 7")
        for text in ("UINT16 9x5x3 ", "INT16 9x5x4 ", "INT16 9x5x3 1"):
            self.require_refused(say(text + "80"), "volume 'T1': __metadata__ says type, size and longest row")

    def test_a_damaged_blob_is_named_by_file_and_volume(self):
        def shorten(header):
            at = header["T1"]["data_offsets"]
            at[1] -= 1
            header["T1"]["shape"][0] -= 1

        self.require_refused(shorten, "volume 'T1': packed volume is damaged: the header claims")

    def test_tensors_that_lie_elsewhere(self):
        def change(**fields):
            return lambda header: header["label"].update(fields)

        self.require_refused(change(data_offsets=[0, 134]), r"volume 'label' of \(3, 5, 9\) U8 is at 0 to 134")
        self.require_refused(change(data_offsets=[-1, 134]), "shape and offsets of volume 'label' are whole numbers")
        self.require_refused(change(shape=[True, 15, 9]), "shape and offsets of volume 'label' are whole numbers")
        self.require_refused(change(shape=[15, 9]), "volume 'label' has three axes or, packed, one")
        self.require_refused(change(data_offsets=[1 << 40, (1 << 40) + 135]), "volume 'label' lies within the file of")
        self.require_refused(change(dtype="I64"), "the header is not that of a safetensors file")
        self.require_refused(lambda header: header["T1"].update(dtype="I8"), "volume 'T1' has three axes or, packed, one of U8")

    def test_headers_that_are_none(self):
        for content, rule in ((b"", "the header has 2 to"), (b"\xff" * 8 + b"{}", "the header has 2 to"),
                              ((4).to_bytes(8, "little") + b"[[]]", "the header is not that of a safetensors file"),
                              ((9000).to_bytes(8, "little") + b"[" * 9000, "the header is not that of a safetensors file"),
                              ((2).to_bytes(8, "little") + b"{x", "the header is not that of a safetensors file")):
            self.path.write_bytes(content)
            with self.assertRaisesRegex(DamagedFile, f"^{self.path}: {rule}"):
                packed.read_volumes(self.path)
        with self.assertRaises(FileNotFoundError):
            packed.read_volumes(serving.folder() / "nowhere")

    def test_a_volume_the_engine_has_written(self):
        for case in sorted((serving.dataset() / "cases").iterdir()):
            file = next(case.glob("*.safetensors"))
            found = packed.read_volumes(file)
            record = json.loads((case / "case.json").read_text(encoding="utf-8"))
            self.assertEqual({one["name"] for one in record["modalities"]} | {"label"}, set(found))
            self.assertEqual(record["foregroundVoxels"], numpy.count_nonzero(found["label"]))
            self.assertEqual(tuple(reversed(record["geometry"]["size"])), found["label"].shape)


def stored(file):
    """Bytes of each tensor of a volumes file as they lie in it, and what the metadata says."""
    content = file.read_bytes()
    begin = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:begin])
    metadata = header.pop("__metadata__")
    return {name: content[begin + of["data_offsets"][0]:begin + of["data_offsets"][1]] for name, of in header.items()}, metadata


class EngineTest(unittest.TestCase):
    """What `ib prepare` writes of the same phantoms in both encodings."""

    @classmethod
    def setUpClass(cls):
        serving.dataset()  # makes the phantoms
        cls.folders = {}
        for encoding in ("raw", "packed"):
            cls.folders[encoding] = serving.folder() / f"encoded-{encoding}"
            serving.ib("prepare", serving.folder() / "raw", cls.folders[encoding], "--layout", "volumes", "--patch-size", 7, 7, 5,
                       "--encoding", encoding)

    def cases(self, encoding):
        """Name, volumes file and record of each case."""
        for case in sorted((self.folders[encoding] / "cases").iterdir()):
            yield case.name, next(case.glob("*.safetensors")), json.loads((case / "case.json").read_text(encoding="utf-8"))

    def test_both_encodings_hold_the_same_volumes(self):
        compared = 0
        for (_, raw, _), (_, other, _) in zip(self.cases("raw"), self.cases("packed"), strict=True):
            expected, found = packed.read_volumes(raw), packed.read_volumes(other)
            self.assertEqual(list(expected), list(found))
            for name, volume in expected.items():
                self.assertEqual(volume.dtype, found[name].dtype)
                numpy.testing.assert_array_equal(volume, found[name])
                compared += 1
        self.assertEqual(9, compared)

    def test_every_volume_of_the_phantoms_is_packed_as_the_specification_says(self):
        for name, file, record in self.cases("packed"):
            tensors, metadata = stored(file)
            self.assertEqual(5, record["formatVersion"])
            self.assertEqual({"DWI", "T1", "label"}, set(record["packed"]), name)
            for volume, voxels in packed.read_volumes(file).items():
                kind = {"int16": "I16", "uint8": "U8"}[str(voxels.dtype)]
                self.assertEqual(packing.pack(voxels, kind), tensors[volume])
                longest = max(numpy.diff(packing.table_of(tensors[volume])))
                self.assertEqual(f"{voxels.dtype.name.upper()} 20x24x30 {longest}", json.loads(metadata["packed"])[volume])

    def test_a_raw_case_says_nothing_of_packing(self):
        for _, file, record in self.cases("raw"):
            self.assertEqual(2, record["formatVersion"])
            self.assertNotIn("packed", record)
            self.assertNotIn("packed", stored(file)[1])


if __name__ == "__main__":
    unittest.main()
