"""Steps through the words of a PTX file."""

from .kinds import PtxError
from .lexer import Word

END = Word("end", "the end of the file", 0)


class Reader:
    def __init__(self, words):
        self.words = words
        self.at = 0

    @property
    def next(self):
        return self.words[self.at] if self.at < len(self.words) else END

    @property
    def line(self):
        return self.next.line or (self.words[-1].line if self.words else 1)

    def take(self, text=None):
        word = self.next
        if word is END or (text is not None and word.text != text):
            raise PtxError(f"wanted {text or 'a word'!r}, found {word.text!r}", self.line)
        self.at += 1
        return word

    def skip(self, text):
        """Takes the word if it is that one, and tells whether it was."""
        if self.next.text != text:
            return False
        self.at += 1
        return True

    def name(self):
        if self.next.kind != "name":
            raise PtxError(f"wanted a name, found {self.next.text!r}", self.line)
        return self.take().text

    def number(self):
        if self.next.kind != "number":
            raise PtxError(f"wanted a number, found {self.next.text!r}", self.line)
        return number(self.take().text)

    def until(self, text):
        """The words before the next `text`, which is taken too."""
        found = []
        while self.next.text != text:
            found.append(self.take())
        self.take(text)
        return found


def number(text):
    digits = text.rstrip("U")
    negative = digits.startswith("-")
    digits = digits.lstrip("-")
    octal = len(digits) > 1 and digits.isdigit() and digits[0] == "0"
    value = int(digits, 8 if octal else 0)
    return -value if negative else value
