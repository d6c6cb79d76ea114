"""Memory shared by a file in memory."""
import gc
import os
import unittest

import numpy
from ib_engine.mapping import Mapping

PAGE = os.sysconf("SC_PAGESIZE")
LABEL = "ib-mapping-test"


def mappings():
    with open("/proc/self/maps", encoding="utf-8") as maps:
        return sum(LABEL in line for line in maps)


class MappingTest(unittest.TestCase):
    def setUp(self):
        self.file = os.memfd_create(LABEL)
        self.addCleanup(os.close, self.file)
        os.pwrite(self.file, bytes(range(200)) * 60, 0)  # 12,000 bytes

    def test_what_one_side_writes_the_other_sees(self):
        array = Mapping(self.file, PAGE, 24).array("<i4", [2, 3])
        numpy.testing.assert_array_equal(numpy.frombuffer(os.pread(self.file, 24, PAGE), "<i4").reshape(2, 3), array)
        array[1, 2] = 77
        self.assertEqual(77, numpy.frombuffer(os.pread(self.file, 4, PAGE + 20), "<i4")[0])
        os.pwrite(self.file, b"\1\0\0\0", PAGE)
        self.assertEqual(1, array[0, 0])

    def test_what_became_private_keeps_its_address_and_its_values(self):
        mapping = Mapping(self.file, 0, 5000)
        array = mapping.array("u1", [5000])
        address, before = array.ctypes.data, array.copy()
        mapping.make_private()
        os.pwrite(self.file, bytes(5000), 0)
        self.assertEqual(address, array.ctypes.data)
        numpy.testing.assert_array_equal(before, array)
        array[:] = 9
        self.assertEqual(bytes(5000), os.pread(self.file, 5000, 0))
        self.assertEqual(0, mappings())

    def test_memory_stays_until_the_last_view_is_gone_and_takes_no_descriptor(self):
        before = len(os.listdir("/proc/self/fd"))
        views = [Mapping(self.file, 0, 100).array("u1", [10, 10])[3:, ::2] for _ in range(50)]
        gc.collect()
        self.assertEqual(50, mappings())
        self.assertEqual(before, len(os.listdir("/proc/self/fd")))
        self.assertEqual(30, views[7][0, 0])
        views.clear()
        gc.collect()
        self.assertEqual(0, mappings())

    def test_what_lies_beyond_the_file_is_refused(self):
        for offset, size in ((0, 12001), (PAGE, 12000), (1 << 40, 1), (0, 0), (0, -1), (0, 1 << 70)):
            with self.assertRaisesRegex(ValueError, "there are 12000 bytes"):
                Mapping(self.file, offset, size)
        with self.assertRaises(OSError):
            Mapping(self.file, 1, 10)  # not at a page
        self.assertEqual(0, mappings())


if __name__ == "__main__":
    unittest.main()
