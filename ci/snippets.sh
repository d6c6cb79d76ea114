#!/usr/bin/env bash
# Runs the sh, python and java snippets of README and of all other documents, and checks what cannot be run here
# (ci/snippets/documents.py says how a document tells which). Faults of every kind are planted first and have to be found.
#   PYTHON   the Python to use, 3.9 or newer (default: /usr/bin/python3); without numpy or torch, snippets that need them
#            are skipped, and named
set -euo pipefail
cd "$(dirname "$0")/.."
[ -n "${PYTHON:-}" ] || ci/optional.sh python || echo "snippets: what needs that is skipped"
python=${PYTHON:-/usr/bin/python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null; then
  echo "snippets: skipped, $python is not there or older than 3.9 (Debian: python3 python3-numpy python3-torch)"
  exit 0
fi

./ib --version >/dev/null # builds it, if need be
export PYTHONDONTWRITEBYTECODE=1
"$python" -m unittest discover -q -s ci/snippets
"$python" ci/snippets/run.py
