"""Finds the snippets of the documents, and what is said about each in a comment above it:

<!-- not run: REASON -->   it is only checked: its syntax, its options, the files and classes that it names
<!-- snippet: NAME -->     it is cut from a test or an example, between `snippet: NAME` and `end of snippet`
<!-- prints: TEXT -->      what it prints on standard output contains TEXT
<!-- needs: MODULE -->     it is skipped where Python has no MODULE, as it uses what a python snippet has made

A snippet without a comment is run.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

RUNNABLE = ("sh", "python", "java")
PLAIN = ("text",)
COMMENTS = ("not run", "snippet", "prints", "needs")
FENCE = re.compile(r"^```(\S*)\s*$")
COMMENT = re.compile(r"^<!-- ([a-z ]+): ?(.*?) ?-->$")


@dataclass
class Snippet:
    document: str
    line: int  # of the fence
    language: str
    text: str
    comments: dict = field(default_factory=dict)

    @property
    def place(self):
        return f"{self.document}:{self.line}"

    @property
    def cut_from(self):
        return self.comments.get("snippet")

    @property
    def only_checked(self):
        return "not run" in self.comments

    @property
    def is_run(self):
        return not self.only_checked and not self.cut_from


def documents(root):
    """The documents below root, sorted; without what was built. The changelog is left out, it tells of the past."""
    found = [path for path in Path(root).rglob("*.md")
             if not {".git", "target", "build"} & set(path.relative_to(root).parts)]
    return sorted(str(path.relative_to(root)) for path in found if path.name != "CHANGELOG.md")


def read(root, document):
    """Returns the snippets of a document, and what is wrong with the way in which they are written."""
    snippets, wrong, comments = [], [], {}
    lines = (Path(root) / document).read_text(encoding="utf-8").splitlines()
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if line.lstrip().startswith("```"):
            begin = number
            while number < len(lines) and lines[number].rstrip() != "```":
                number += 1
            snippet = Snippet(document, begin, "", "\n".join(lines[begin:number]) + "\n", comments)
            wrong += faults(snippet, line, number == len(lines))
            if snippet.language in RUNNABLE:
                snippets.append(snippet)
            number += 1
        comment = COMMENT.match(line)
        if comment and comment[1] in COMMENTS:
            comments = {**comments, comment[1]: comment[2]}
        else:
            comments = {}
    return snippets, wrong


def faults(snippet, fence, is_open):
    """Sets the language of a snippet from the line that opens it; returns what is wrong with it."""
    match = FENCE.match(fence)
    snippet.language = match[1] if match else ""
    if is_open:
        return [f"{snippet.place}: the snippet is never closed"]
    if snippet.language not in RUNNABLE + PLAIN:
        return [f"{snippet.place}: a snippet is one of {', '.join(RUNNABLE + PLAIN)}, begun at the start of a line; "
                f"this one begins {fence!r}"]
    if snippet.language in PLAIN and snippet.comments:
        return [f"{snippet.place}: {snippet.language} is not run, so it takes no comment"]
    if snippet.only_checked and not snippet.comments["not run"].strip():
        return [f"{snippet.place}: it is not run, but no reason is given"]
    if len(snippet.comments) > 1:
        return [f"{snippet.place}: one comment is enough: {', '.join(snippet.comments)}"]
    return []
