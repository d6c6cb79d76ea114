"""Tells which virtual architectures have other PTX than one that is run, and of which kernels.

Usage: other_architectures.py OUT RUN OTHER...
RUN and OTHER are folders of PTX, named ptx_90 and the like, with the same files. OUT gets a line for each of the others
that has other instructions: the number of the architecture, and the files of the subjects that differ, parted by
semicolons. Files whose names begin with the same word are one subject: they are tested together.
"""

import re
import sys
from pathlib import Path

SAYS_NOTHING = re.compile(r"^(?:\.target .*|\s*//.*)$", re.MULTILINE)


def instructions(file):
    return SAYS_NOTHING.sub("", file.read_text(encoding="utf-8"))


def subject(file):
    return file.name.split("_")[0].split(".")[0]


def differing(run, other):
    """Names without ending."""
    files = sorted(run.glob("*.ptx"))
    subjects = {subject(file) for file in files if instructions(file) != instructions(other / file.name)}
    return [file.stem for file in files if subject(file) in subjects]


def main(out, run, *others):
    found = {Path(other).name.removeprefix("ptx_"): differing(Path(run), Path(other)) for other in others}
    lines = (f"{architecture} {';'.join(files)}\n" for architecture, files in found.items() if files)
    Path(out).write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
