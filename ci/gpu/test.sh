#!/usr/bin/env bash
# Tests what runs where a GPU is, here: the procedure, steps with stand-ins for tools, the shim before cuBLAS, what reads results;
# then the whole procedure over the driver's test double, and the pack in an empty root. Needs what mvn verify builds.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=${PYTHON:-/usr/bin/python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null || {
  echo "gpu: skipped, $python is not there or older than 3.10"
  exit 0
}
PYTHONDONTWRITEBYTECODE=1 "$python" -m unittest discover -q -s ci/gpu/tests
IB_GPU_PYTHON=$python ci/gpu.sh double --built
ci/gpu/empty_root.sh
echo "gpu: passed"
