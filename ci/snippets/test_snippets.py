"""Tests the runner of snippets: faults of every kind are planted in documents, and each has to be found."""

import tempfile
import unittest
from pathlib import Path

import fragments
import run
import sessions

# What is planted: a document, and what has to be said about it, with the line of the snippet's fence.
PLANTED = {
    "fails.md": ("text\n\n```sh\ntrue\nfalse\n```\n", "fails.md:3: exit code 1"),
    "second.md": ("```sh\ntrue\n```\n\n```sh\nexit 7\n```\n", "second.md:5: exit code 7"),
    "pipe.md": ("```sh\nfalse | cat\n```\n", "pipe.md:1: exit code 1"),
    "unset.md": ("```sh\necho $NO_SUCH_VARIABLE\n```\n", "NO_SUCH_VARIABLE: unbound variable"),
    "says.md": ("<!-- prints: never -->\n```sh\necho once\n```\n", 'it does not print "never" but: once'),
    "ends.md": ("```sh\nsleep 0.01 &\n```\n\n```sh\nsleep 0.5\n```\n", "ended before the last snippet"),
    "server.md": ("```sh\n./ib serve ABSENT --socket a.sock &\n```\n", "has ended before it opened its socket"),
    "raises.md": ("```python\nassert 1 == 2\n```\n", "raises.md:1: exit code 1"),
    "tutorials/leap.md": ("```python\ntrain(1, 2)\n```\n", "name 'train' is not defined"),
    "tutorials/data.md": ("```sh\n./ib verify OUT\n```\n", "tutorials/data.md:1: exit code 1"),
    "never.md": ("```java\npublic class Never {}\n```\n", "no command of the document runs Never.java"),
    "throws.md": ("```java\nstep(null, null, List.of());\n```\n", "throws.md:1:  java.lang.NullPointerException"),
    "language.md": ("```ruby\nputs\n```\n", "language.md:1: a snippet is one of sh, python, java, text"),
    "none.md": ("```\nls\n```\n", "none.md:1: a snippet is one of"),
    "indented.md": ("- item\n  ```sh\n  false\n```\n", "indented.md:2: a snippet is one of"),
    "open.md": ("```sh\ntrue\n", "open.md:1: the snippet is never closed"),
    "reason.md": ("<!-- not run: -->\n```sh\ntrue\n```\n", "reason.md:2: it is not run, but no reason is given"),
    "plain.md": ("<!-- not run: it is text -->\n```text\na\n```\n", "plain.md:2: text is not run"),
    "option.md": ("<!-- not run: planted -->\n```sh\n./ib verify OUT --no-such-option | cat\n```\n", "option.md:2: ./ib verify"),
    "syntax.md": ("<!-- not run: planted -->\n```sh\nif true\n```\n", "syntax.md:2: bash:"),
    "python.md": ("<!-- not run: planted -->\n```python\nfor\n```\n", "python.md:2: invalid syntax"),
    "file.md": ("<!-- not run: planted -->\n```sh\nci/absent.sh\n```\n", "file.md:2: ci/absent.sh does not exist"),
    "class.md": ("<!-- not run: planted -->\n```sh\njava org.ibengine.Absent\n```\n", "class org.ibengine.Absent does not"),
    "cut.md": ("<!-- snippet: other -->\n```java\nint a = 2;\n```\n", "cut.md:2: differs from the source"),
    "lost.md": ("<!-- snippet: lost -->\n```java\nint a;\n```\n", "lost.md:2: no source has the mark"),
}
SOURCES = {
    "java/A.java": ("  // snippet: other\n  int a = 1;\n  // end of snippet\n", None),
    "java/B.java": ("// snippet: unseen\n// end of snippet\n", "snippet unseen is marked in the sources, but no document"),
    "java/C.java": ("// snippet: open\n", "java/C.java: snippet open has no end"),
}
RIGHT = {
    "right.md": ("```sh\ncat >a <<'END'\none\nEND\n```\n\n<!-- prints: one -->\n```sh\ncat a\n```\n"
                 "\n```python\nassert open('a').read() == 'one\\n'\n```\n\n```text\nanything\n```\n"),
    "checked.md": "<!-- not run: planted -->\n```sh\n./ib verify OUT # a comment\nexit 9\n```\n",
    "cut.md": "<!-- snippet: region -->\n```java\nint a = 1;\n  int b;\n```\n",
    "fragment.md": "```java\nList<String> names = List.of(dir.toString());\n```\n",
}


def write(root, files):
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


class RunnerTest(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="ib-")
        self.addCleanup(self.scratch.cleanup)
        self.root = Path(self.scratch.name) / "root"
        self.data = Path(self.scratch.name) / "data"
        (self.data / "OUT").mkdir(parents=True)

    def check(self):
        return run.check(self.root, self.data)[0]

    def test_finds_every_planted_fault_and_nothing_else(self):
        write(self.root, {name: text for name, (text, _) in {**PLANTED, **SOURCES}.items()})
        wrong = self.check()
        expected = [message for _, message in {**PLANTED, **SOURCES}.values() if message]
        for message in expected:
            self.assertEqual(1, sum(message in line for line in wrong), f"{message}\nin\n" + "\n".join(wrong))
        self.assertEqual(len(expected), len(wrong), "\n".join(wrong))

    def test_says_nothing_of_snippets_that_are_right(self):
        write(self.root, {**RIGHT, "java/A.java": "  // snippet: region\n  int a = 1;\n    int b;\n  // end of snippet\n"})
        self.assertEqual([], self.check())

    def test_names_a_fragment_that_does_not_compile(self):
        write(self.root, {"a.md": "```java\nint a = 1;\n```\n", "b.md": "```java\nint b = \"\";\n```\n"})
        wrong = self.check()
        self.assertEqual(1, len(wrong), wrong)
        self.assertIn("b.md:1:", wrong[0])
        self.assertIn("String cannot be converted to int", wrong[0])

    def test_ends_a_document_that_hangs(self):
        write(self.root, {"hangs.md": "```sh\nsleep 1000\n```\n"})
        self.addCleanup(setattr, sessions, "LIMIT", sessions.LIMIT)
        sessions.LIMIT = 1
        self.assertEqual(["hangs.md:1: not done after 1 s"], self.check())

    def test_python_snippets_say_which_module_they_need(self):
        snippet = run.documents.Snippet("a.md", 1, "python", "import torch\n")
        self.assertEqual("torch", sessions.needs(snippet, {"torch"}))
        self.assertEqual("numpy", sessions.needs(snippet, {"numpy", "torch"}))
        self.assertIsNone(sessions.needs(snippet, set()))

    def test_parses_command_lines_of_ib(self):
        java = fragments.Java(run.CLONE, self.root.parent)
        first, second = java.parse([["epoch", "OUT", "--seed", "x"], ["epoch", "OUT"]])
        self.assertIn("--seed", first)
        self.assertEqual("", second)


if __name__ == "__main__":
    unittest.main()
