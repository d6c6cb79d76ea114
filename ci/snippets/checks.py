"""What is checked of snippets that are not run: their syntax, the options of `ib`, the files and classes they name."""

import re
import shlex
import subprocess
from pathlib import Path

OPERATORS = {"&", "&&", "|", "||", ";", ">", ">>", "<", "(", ")"}
OF_LAUNCHER = {"demo", "test", "train-demo"}
TOP = re.compile(r"(?:\./)?((?:benchmarks|ci|cuda|docs|examples|java|python)(?:/[\w./-]*)?)")
CLASS = re.compile(r"org\.ibengine(?:\.[a-z]\w*)*\.[A-Z]\w*")


def commands(text):
    """The simple commands of a shell script, each as a list of words."""
    found = [[]]
    for line in text.replace("\\\n", " ").splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        for word in lexer:
            found.append([]) if word in OPERATORS else found[-1].append(word)
        found.append([])
    return [words for words in found if words]


def check(root, snippets, parse):
    """What is wrong with these snippets; parse tells of lists of arguments of ib which are wrong, and why."""
    wrong, lines = [], []
    for snippet in snippets:
        if snippet.language == "python":
            wrong += python(snippet)
        elif snippet.language == "sh":
            faults = shell(snippet) or missing(root, snippet)
            wrong += faults
            if not faults:
                lines += [(snippet.place, words[1:]) for words in commands(snippet.text)
                          if words[0] == "./ib" and words[1] not in OF_LAUNCHER]
    messages = parse([arguments for _, arguments in lines])
    return wrong + [f"{place}: ./ib {' '.join(arguments)}: {message}"
                    for (place, arguments), message in zip(lines, messages) if message]


def python(snippet):
    try:
        compile(snippet.text, snippet.place, "exec")
    except SyntaxError as error:
        return [f"{snippet.place}: {error}"]
    return []


def shell(snippet):
    checked = subprocess.run(["bash", "-n"], input=snippet.text, capture_output=True, text=True)
    return [f"{snippet.place}: {checked.stderr.strip()}"] if checked.returncode else []


def missing(root, snippet):
    """The files and classes that a snippet names and that the sources do not have; what a build makes is left out."""
    wrong = []
    for word in (word for words in commands(snippet.text) for word in words):
        for part in re.split("[,:]", word):
            path = TOP.fullmatch(part)
            if path and "target" not in part and not (Path(root) / path[1]).exists():
                wrong.append(f"{snippet.place}: {part} does not exist")
        for name in CLASS.findall(word):
            if not any(Path(root).glob(f"*/**/src/main/java/{name.replace('.', '/')}.java")):
                wrong.append(f"{snippet.place}: class {name} does not exist")
    return wrong
