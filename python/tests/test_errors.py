"""Errors as the server tells them."""
import unittest

from ib_engine import errors


class ErrorsTest(unittest.TestCase):
    def test_what_a_terminal_acts_on_is_escaped(self):
        for code in ("busy", "argument", "closing", "engine"):
            error = errors.error_of({"code": code, "message": "case \x1b[31mp\n\u202ex\x9b: bad"})
            self.assertTrue(str(error).startswith("case \\x1b[31mp\\n\\u202ex\\x9b: bad"), str(error))

    def test_text_of_any_script_stays(self):
        text = "case Müller_患者_حالة: %s {} 'x'"
        self.assertEqual(text, str(errors.error_of({"code": "engine", "message": text})))


if __name__ == "__main__":
    unittest.main()
