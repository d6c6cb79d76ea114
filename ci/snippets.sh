#!/usr/bin/env bash
# Runs the sh, python and java snippets of README and of all other documents, and checks what cannot be run here
# (ci/snippets/documents.py says how a document tells which). Faults of every kind are planted first and have to be found.
#   PYTHON   the Python to use, 3.9 or newer (default: /usr/bin/python3); without numpy or torch, snippets that need them
#            are skipped, and named
set -euo pipefail
cd "$(dirname "$0")/.."
[ -n "${PYTHON:-}" ] || ci/optional.sh python || echo "snippets: those that need numpy or torch are skipped without"
python=${PYTHON:-/usr/bin/python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null; then
  echo "snippets: no document can be checked, $python is not there or older than 3.9; install python3 or set PYTHON"
  exit 1
fi

./ib --version >/dev/null # builds it, if need be
export PYTHONDONTWRITEBYTECODE=1
"$python" -m unittest discover -q -s ci/snippets
"$python" ci/snippets/run.py
