"""An opcode in its parts: name, modifiers, types."""

from .kinds import PtxError, is_type


class Opcode:
    def __init__(self, text):
        parts = text.split(".")
        if parts[:2] == ["prmt", "b32"]:
            parts.append(parts.pop(1))  # the one opcode whose mode follows its type
        self.text = text
        self.name = parts[0]
        first = len(parts)
        while first > 1 and is_type(parts[first - 1]):
            first -= 1
        self.types = parts[first:]
        self.modifiers = parts[1:first]

    @property
    def type(self):
        if not self.types:
            raise PtxError(f"{self.text} names no type")
        return self.types[-1]

    @property
    def stem(self):
        """Name and modifiers, without types."""
        return ".".join([self.name, *self.modifiers])

    def one_of(self, words, default=None):
        """Takes the modifier that is one of those words."""
        for word in self.modifiers:
            if word in words:
                self.modifiers.remove(word)
                return word
        return default

    def drop(self, *beginnings):
        """Takes modifiers that change nothing that can be seen here, such as hints to caches."""
        self.modifiers = [word for word in self.modifiers if not word.startswith(beginnings)]

    def done(self, types=None):
        """Nothing is left that was not understood."""
        if self.modifiers:
            raise PtxError(f"unknown modifier .{self.modifiers[0]} of {self.text}")
        if types is not None and len(self.types) != types:
            raise PtxError(f"{self.text} has {len(self.types)} types, not {types}")
