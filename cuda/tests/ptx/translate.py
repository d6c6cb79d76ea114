"""Translates PTX to C++ that runs on the harness of cuda/tests/simt.

Usage: python3 cuda/tests/ptx/translate.py KERNELS.ptx OUT.cpp
What it does not know is an error with kernel and line, and nothing is written.
"""

import sys
from pathlib import Path

from ptx2cpp.emitter import emit
from ptx2cpp.kinds import PtxError
from ptx2cpp.parser import parse


def main(source, target):
    source = Path(source)
    try:
        text = emit(parse(source.read_text(encoding="utf-8"), source.name))
    except PtxError as error:
        print(f"{source}:{error.line}: {error}", file=sys.stderr)
        return 1
    Path(target).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
