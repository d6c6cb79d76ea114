"""Some kills of clients and servers; IB_KILLS=1000 for a long run."""
import os
import unittest

import double
import kills


class KillsTest(unittest.TestCase):
    def check(self, backend):
        result = kills.run(int(os.environ.get("IB_KILLS", "21")),
                           int(os.environ.get("IB_KILLS_SEED", "7")), backend)
        self.assertEqual([], result["failures"], result)

    def test_other_side_ends_in_time_and_nothing_is_left(self):
        self.check("cpu")

    @double.needed
    def test_so_it_is_with_batches_in_gpu_memory(self):
        self.check("cuda")


if __name__ == "__main__":
    unittest.main()
