#!/usr/bin/env bash
# Tests the Python client against `ib serve`: with /usr/bin/python3 (or PYTHON), which needs numpy; what needs torch is
# skipped without it. Says why where nothing could be tested.
#   IB_KILLS=n ci/python.sh    n kills of clients and servers, on each backend (default 21)
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-/usr/bin/python3}

skip() {
  echo "python: skipped, $*"
  exit 0
}

command -v "$python" >/dev/null || skip "$python is not there (Debian: python3 python3-numpy)"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' || skip "$python is older than 3.10"
"$python" -c 'import numpy' 2>/dev/null || skip "$python has no numpy (Debian: python3-numpy)"
"$python" -c 'import torch' 2>/dev/null || echo "python: $python has no torch, tests that need it are skipped"

[ -e java/cuda/target/cuda/driver_double/libcuda.so.1 ] || [ -e build/cuda-release/driver_double/libcuda.so.1 ] ||
  echo "python: the double of the CUDA driver is not built (mvn verify or ci/cuda.sh does), tests on it are skipped"

./ib --version >/dev/null # builds it, if need be, before anything is timed
PYTHONPATH=python PYTHONDONTWRITEBYTECODE=1 "$python" -m unittest discover -s python/tests
echo "python: passed"
