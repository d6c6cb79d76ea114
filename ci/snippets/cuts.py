"""Snippets that are cut from tests and examples: the document holds the very lines of the source."""

import re
import textwrap
from pathlib import Path

FOLDERS = ("java", "examples", "python", "benchmarks", "ci")
ENDINGS = {".java", ".py", ".sh"}
BEGIN = re.compile(r"^\s*(?://|#) snippet: (\S+)\s*$")
END = re.compile(r"^\s*(?://|#) end of snippet\s*$")


def regions(root):
    """Returns the text of each marked region of the sources by its name, and what is wrong with the marks."""
    found, wrong = {}, []
    for folder in FOLDERS:
        for path in sorted((Path(root) / folder).rglob("*")):
            if path.suffix in ENDINGS and not {"target", "build"} & set(path.parts) and path.is_file():
                wrong += read(path, str(path.relative_to(root)), found)
    return found, wrong


def read(path, name, found):
    wrong, begun, lines = [], None, []
    for line in path.read_text(encoding="utf-8").splitlines():
        begin = BEGIN.match(line)
        if begin and (begun or begin[1] in found):
            wrong.append(f"{name}: snippet {begin[1]} begins within another, or its name is taken")
        elif begin:
            begun, lines = begin[1], []
        elif END.match(line) and begun:
            found[begun] = textwrap.dedent("\n".join(lines)) + "\n"
            begun = None
        elif begun:
            lines.append(line)
    return wrong + ([f"{name}: snippet {begun} has no end"] if begun else [])


def check(root, snippets):
    """What is wrong with the snippets that are cut: nothing if each equals its region, and every region is shown."""
    found, wrong = regions(root)
    shown = set()
    for snippet in snippets:
        name = snippet.cut_from
        if name not in found:
            wrong.append(f"{snippet.place}: no source has the mark `snippet: {name}`")
        elif found[name] != snippet.text:
            wrong.append(f"{snippet.place}: differs from the source marked `snippet: {name}`, which reads\n{found[name]}")
        shown.add(name)
    return wrong + [f"snippet {name} is marked in the sources, but no document shows it" for name in sorted(set(found) - shown)]
