"""Some kills of clients and servers; IB_KILLS=1000 for a long run."""
import os
import unittest

import kills


class KillsTest(unittest.TestCase):
    def test_other_side_ends_in_time_and_nothing_is_left(self):
        result = kills.run(int(os.environ.get("IB_KILLS", "21")), int(os.environ.get("IB_KILLS_SEED", "7")))
        self.assertEqual([], result["failures"], result)


if __name__ == "__main__":
    unittest.main()
