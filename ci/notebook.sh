#!/usr/bin/env bash
# Runs the notebooks of docs/ from a clone, as somebody would who reads them. Leaves them with their pictures in build/notebooks.
#   PYTHON   the Python to use (default: /usr/bin/python3), with numpy, torch, matplotlib, nbclient and ipykernel
set -euo pipefail
cd "$(dirname "$0")/.."
[ -n "${PYTHON:-}" ] || ci/optional.sh notebook || echo "notebook: what needs that is skipped"
python=${PYTHON:-/usr/bin/python3}
"$python" -c 'import ipykernel, matplotlib, nbclient, numpy, torch' 2>/dev/null || {
  echo "notebook: left out, $python lacks one of numpy, torch, matplotlib, nbclient, ipykernel (Debian: python3-NAME)"
  exit 0
}
./ib --version >/dev/null # builds it, if need be, so that no cell waits for it
mkdir -p build/notebooks
export PYTHONPATH=$PWD/python PYTHONDONTWRITEBYTECODE=1
for notebook in docs/tutorials/*.ipynb; do
  "$python" ci/notebook.py "$notebook" "build/notebooks/${notebook##*/}"
done
