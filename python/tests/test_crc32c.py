import unittest

import numpy
from crc32c import crc32c


class Crc32cTest(unittest.TestCase):
    def test_check_value_of_the_catalogue(self):
        self.assertEqual(0xE3069283, crc32c(numpy.frombuffer(b"123456789", dtype=numpy.uint8)))


if __name__ == "__main__":
    unittest.main()
