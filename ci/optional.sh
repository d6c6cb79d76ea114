#!/usr/bin/env bash
# Installs, on a Debian or Ubuntu where it may (as root or by sudo without a password), what `./ib test` leaves out where
# it is missing: the checks of shell scripts and of C++ and CUDA format, the build with clang and its fuzzer, a look into
# the jars (unzip), and what the tests of the Python client need (numpy, torch, mypy); also ccache, with which a second run
# is faster. `./ib test` passes without them and names what it skipped, except for Python itself, without which no document
# can be checked. Fails, and prints the line to run, if something could not be installed.
#   ci/optional.sh python      only what the Python client needs
#   ci/optional.sh notebook    that, and what runs notebooks
set -euo pipefail
cd "$(dirname "$0")/.."

wanted=()
if [ $# -eq 0 ]; then
  command -v shellcheck >/dev/null || wanted+=(shellcheck)
  command -v clang-format-14 >/dev/null || wanted+=(clang-format-14)
  command -v clang++ >/dev/null || command -v clang++-14 >/dev/null || wanted+=(clang-14 libclang-rt-14-dev)
  command -v unzip >/dev/null || wanted+=(unzip)
  command -v ccache >/dev/null || wanted+=(ccache)
fi
[ -x /usr/bin/python3 ] || wanted+=(python3)
modules=(numpy torch)
[ "${1:-}" != notebook ] || modules+=(matplotlib nbclient ipykernel)
for module in "${modules[@]}"; do
  /usr/bin/python3 -c "import $module" 2>/dev/null || wanted+=("python3-$module")
done
command -v mypy >/dev/null || wanted+=(mypy)
[ ${#wanted[@]} -gt 0 ] || exit 0

line="apt-get update && apt-get install -y --no-install-recommends ${wanted[*]}"
give_up() {
  echo "optional: $1; run this as root, then try again:  $line"
  exit 1
}

command -v apt-get >/dev/null || give_up "no apt-get here to install ${wanted[*]} (Debian's names)"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  sudo -n true 2>/dev/null || give_up "only root can install ${wanted[*]}"
  as_root=(sudo -n)
fi
log=build/optional.log
mkdir -p build
echo "optional: installing ${wanted[*]} (log: $log)"
if ! { "${as_root[@]}" apt-get update -q && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get \
  -o DPkg::Lock::Timeout=300 install -y -q --no-install-recommends "${wanted[@]}"; } >"$log" 2>&1 </dev/null; then
  tail -n 5 "$log"
  give_up "could not install ${wanted[*]}"
fi
