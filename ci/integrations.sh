#!/usr/bin/env bash
# Tests the client against the packages that it works with, as many of them as a package index has: torchdata, Lightning,
# MONAI, nnU-Net, in a venv of its own (build/integrations; torch alone takes 200 MB). ./ib test runs the same tests with
# Debian's Python, which has none of the four: those of Lightning are skipped there, the others run against contracts that
# were recorded (python/tests/*_contract.py).
#   PYTHON   the Python to make the venv of, 3.10 or newer (default: python3)
set -euo pipefail
cd "$(dirname "$0")/.."
venv=$PWD/build/integrations
log=build/integrations.log
mkdir -p build
[ -x "$venv/bin/python" ] || "${PYTHON:-python3}" -m venv "$venv"

have() { "$venv/bin/python" -c "import $1" 2>/dev/null; }
pip() { "$venv/bin/python" -m pip install -q --retries 1 "$@" >>"$log" 2>&1; }
: >"$log"
have torch || pip numpy torch || {
  echo "integrations: left out, torch cannot be installed (log: $log)"
  exit 0
}
for package in torchdata lightning monai nnunetv2; do
  have "$package" || pip "$package" || echo "integrations: $package cannot be installed, its tests run without it"
done

./ib --version >/dev/null # builds it, if need be, before anything is timed
export PYTHONPATH=python PYTHONDONTWRITEBYTECODE=1
"$venv/bin/python" -W ignore - <<'EOF'
from importlib import import_module, metadata
found = []
for name in ("torch", "torchdata", "lightning", "pytorch_lightning", "monai", "nnunetv2"):
    try:
        found.append(f"{name} {getattr(import_module(name), '__version__', None) or metadata.version(name)}")
    except ImportError:
        pass
print("integrations:", ", ".join(found))
EOF
for test in python/tests/test_{torch,lightning,monai,nnunet}*.py; do
  "$venv/bin/python" -W ignore -m unittest discover -s python/tests -p "${test##*/}" >"$log.test" 2>&1 ||
    { cat "$log.test" && exit 1; }
  echo "integrations: ${test##*/}: $(sed -n 's/^Ran \(.*\) in .*/\1/p' "$log.test"), $(tail -n 1 "$log.test")"
done
