"""Words of a PTX file, each with its line."""

import re
from typing import NamedTuple

from .kinds import PtxError

WORD = re.compile(r"""
    (?P<space>\s+|//[^\n]*|/\*.*?\*/)
  | (?P<string>"[^"\n]*")
  | (?P<float>0[fF][0-9A-Fa-f]{8}|0[dD][0-9A-Fa-f]{16})
  | (?P<number>-?(?:0[xX][0-9A-Fa-f]+|0[bB][01]+|\d+)U?(?![\w.]))
  | (?P<name>[.%]?[A-Za-z_$][\w$]*(?:::\w+)*(?:\.\w+(?:::\w+)*)*)
  | (?P<mark>[{}()\[\]<>;:,@!|+\-=*])
""", re.VERBOSE | re.DOTALL)
LINE_DIRECTIVE = re.compile(r"^\s*\.(?:version|loc|file|section)\b.*$", re.MULTILINE)


class Word(NamedTuple):
    kind: str
    text: str
    line: int


def words(text):
    """All words of the file; directives that end with their line and say nothing here are left out."""
    text = LINE_DIRECTIVE.sub("", text)
    found, at, line = [], 0, 1
    while at < len(text):
        match = WORD.match(text, at)
        if match is None:
            raise PtxError(f"not a word of PTX: {text[at:at + 20]!r}", line)
        if match.lastgroup != "space":
            found.append(Word(match.lastgroup, match[0], line))
        line += match[0].count("\n")
        at = match.end()
    return found
