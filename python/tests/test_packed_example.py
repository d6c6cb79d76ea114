"""The packed volume that docs/reference/formats.md shows byte by byte is one."""
import re
import unittest

import numpy
import packing
import serving
from ib_engine import packed


def example():
    """Voxels and bytes of the page."""
    page = (serving.REPOSITORY / "docs/reference/formats.md").read_text(encoding="utf-8")
    block = page.split("<!-- packed example:")[1].split("```text\n")[1].split("```")[0]
    picture, dump = block.split("\n\n")
    found = [re.match(r"([0-9a-f]{4})  ((?:[0-9a-f]{2} ?){1,16})(?:  |$)", line) for line in dump.splitlines()]
    assert [int(line[1], 16) for line in found] == list(range(0, 16 * len(found), 16))
    voxels = [[int(number) for number in line.split()] for line in picture.splitlines()]
    return numpy.array([voxels]), bytes.fromhex("".join(line[2] for line in found))


class ExampleTest(unittest.TestCase):
    def setUp(self):
        self.voxels, self.blob = example()

    def test_the_bytes_of_the_page_are_the_voxels_of_the_page(self):
        found = packed.unpack(self.blob)
        self.assertEqual(numpy.dtype("int16"), found.dtype)
        numpy.testing.assert_array_equal(self.voxels, found)

    def test_an_encoder_by_the_rules_of_the_page_gives_these_bytes(self):
        self.assertEqual(self.blob.hex(" "), packing.pack(self.voxels, "I16").hex(" "))


if __name__ == "__main__":
    unittest.main()
