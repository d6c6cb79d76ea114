"""Cases of the layout volumes, read in the units of their files."""
import json
import unittest

import numpy
import packing
import serving
from ib_engine import DamagedFile, packed


class CaseTest(unittest.TestCase):
    def setUp(self):
        self.folder = serving.folder()
        random = numpy.random.default_rng(7)
        self.codes = random.integers(100, 900, (3, 5, 9)).astype("<u2")
        self.plain = random.random((3, 5, 9)).astype("<f4")
        self.label = (random.random((3, 5, 9)) < 0.1).astype("u1")
        blob = packing.pack(self.codes, "U16")
        packing.write_volumes(self.folder / "volumes-00ff-1.safetensors",
                              {"T1": ("U16", blob, (9, 5, 3)), "FLAIR": self.plain, "label": self.label})
        self.record = {
            "modalities": [{"name": "T1", "slope": 0.125, "intercept": -20}, {"name": "FLAIR", "slope": 1, "intercept": 0}],
            "outputs": [{"path": "cases/p1/volumes-00ff-1.safetensors"}]}

    def read(self, **changes):
        (self.folder / "case.json").write_text(json.dumps({**self.record, **changes}))
        return packed.read_case(self.folder)

    def test_slope_and_intercept_are_applied(self):
        found = self.read()
        self.assertEqual(["T1", "FLAIR", "label"], list(found))
        self.assertEqual(numpy.float32, found["T1"].dtype)
        numpy.testing.assert_array_equal(self.codes.astype(float) / 8 - 20, found["T1"])
        for name, expected in (("FLAIR", self.plain), ("label", self.label)):
            self.assertEqual(expected.dtype, found[name].dtype)
            numpy.testing.assert_array_equal(expected, found[name])

    def test_values_are_rounded_once(self):
        slope, intercept = 0.1, 1e7
        item = {"name": "T1", "slope": slope, "intercept": intercept}
        found = self.read(modalities=[item])["T1"]
        expected = [numpy.float32(slope * int(code) + intercept) for code in self.codes.ravel()]
        numpy.testing.assert_array_equal(expected, found.ravel())

    def test_a_case_of_patches_has_none(self):
        for outputs in ([], [{"path": "lesion_patches/p1_T1_positive_0000.nii.gz"}]):
            with self.assertRaisesRegex(ValueError, "no volumes; prepare it with --layout volumes"):
                self.read(outputs=outputs)

    def test_a_damaged_record_is_named(self):
        for changes in ({"modalities": [{"name": "T1"}]}, {"modalities": 3}, {"outputs": [7]}):
            with self.assertRaisesRegex(DamagedFile, f"^{self.folder}/case.json: is not the record"):
                self.read(**changes)
        with self.assertRaisesRegex(DamagedFile, "names the modalities .'PET'., the volumes are"):
            self.read(modalities=[{"name": "PET", "slope": 1, "intercept": 0}])
        (self.folder / "case.json").write_text("[")
        with self.assertRaisesRegex(DamagedFile, "case.json: is not the record"):
            packed.read_case(self.folder)
        (self.folder / "case.json").unlink()
        with self.assertRaises(FileNotFoundError):
            packed.read_case(self.folder)


if __name__ == "__main__":
    unittest.main()
