"""What the tests of ``ib_engine.open`` with a server that runs share."""
import unittest

import ib_engine
import opening
import serving


class Attaching(unittest.TestCase):
    """A server, and engines that attach to it."""

    name = "attach"

    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(opening.use_tested_engine())
        cls.server = serving.Server("--prefetch", 3, name=cls.name)
        cls.addClassCleanup(cls.server.end)

    def open(self, **options):
        return ib_engine.open(options.pop("dir", serving.dataset()), server=options.pop("server", self.server.socket), **options)

    def assert_refused(self, part, **options):
        with self.assertRaisesRegex(ib_engine.Refused, part) as caught:
            self.open(**options)
        return str(caught.exception)
