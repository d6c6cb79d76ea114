"""Some kills of processes that opened a dataset; IB_KILLS=1000 for a long run."""
import os
import unittest

import opening
import parent_kills


class ParentKillsTest(unittest.TestCase):
    def test_nothing_is_left_of_what_a_killed_process_opened(self):
        self.addCleanup(opening.use_tested_engine())
        result = parent_kills.run(int(os.environ.get("IB_KILLS", "21")), int(os.environ.get("IB_KILLS_SEED", "7")))
        self.assertEqual([], result["failures"], result)
        self.assertLess(0, result["whileServing"], "no kill came while a server ran")


if __name__ == "__main__":
    unittest.main()
