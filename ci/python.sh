#!/usr/bin/env bash
# Tests the Python client against `ib serve`, and its types. Uses /usr/bin/python3, for which it installs what is missing
# where it may (ci/optional.sh), or PYTHON as it is. Without numpy nothing can be tested, without torch and mypy less:
# it says what, and the line that installs it.
#   IB_KILLS=n ci/python.sh    n kills of clients and servers, on each backend (default 21)
set -euo pipefail
cd "$(dirname "$0")/.."
[ -n "${PYTHON:-}" ] || ci/optional.sh python || echo "python: what needs that is skipped"
python=${PYTHON:-/usr/bin/python3}

skip() {
  echo "python: skipped, $*"
  exit 0
}

command -v "$python" >/dev/null || skip "$python is not there (Debian: python3 python3-numpy python3-torch mypy)"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' || skip "$python is older than 3.10"
"$python" -c 'import numpy' 2>/dev/null || skip "$python has no numpy (Debian: python3-numpy python3-torch mypy)"
torch=true
"$python" -c 'import torch' 2>/dev/null || torch=false
$torch || echo "python: $python has no torch, tests that need it are skipped, and so are types (Debian: python3-torch)"

if ! command -v mypy >/dev/null; then
  echo "python: types not checked, mypy is not installed (Debian: mypy)"
elif $torch; then
  mypy --config-file python/pyproject.toml --python-executable "$python" --cache-dir build/mypy
fi

[ -e java/cuda/target/cuda/driver_double/libcuda.so.1 ] || [ -e build/cuda-release/driver_double/libcuda.so.1 ] ||
  echo "python: the double of the CUDA driver is not built (mvn verify or ci/cuda.sh does), tests on it are skipped"

./ib --version >/dev/null # builds it, if need be, before anything is timed
PYTHONPATH=python PYTHONDONTWRITEBYTECODE=1 "$python" -m unittest discover -s python/tests
echo "python: passed"
