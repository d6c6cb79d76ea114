#!/usr/bin/env bash
# Installs, on a Debian or Ubuntu where it may, what `./ib test` leaves out where it is missing: the checks of shell
# scripts and of C++ and CUDA format, the build with clang and its fuzzer, failing system calls (strace), a look into the
# jars (unzip), and the tests of the Python client (numpy) and of its PyTorch part. `./ib test` passes without them and
# names what it skipped. Fails if something could not be installed.
set -euo pipefail
cd "$(dirname "$0")/.."

wanted=()
command -v shellcheck >/dev/null || wanted+=(shellcheck)
command -v clang-format-14 >/dev/null || wanted+=(clang-format-14)
command -v clang++ >/dev/null || command -v clang++-14 >/dev/null || wanted+=(clang-14 libclang-rt-14-dev)
command -v strace >/dev/null || wanted+=(strace)
command -v unzip >/dev/null || wanted+=(unzip)
[ -x /usr/bin/python3 ] || wanted+=(python3)
for module in numpy torch; do
  /usr/bin/python3 -c "import $module" 2>/dev/null || wanted+=("python3-$module")
done
[ ${#wanted[@]} -gt 0 ] || exit 0

command -v apt-get >/dev/null || { echo "optional: no apt-get here to install ${wanted[*]}"; exit 1; }
[ "$(id -u)" -eq 0 ] || { echo "optional: only root can install ${wanted[*]}"; exit 1; }
log=build/optional.log
mkdir -p build
echo "optional: installing ${wanted[*]} (log: $log)"
if ! { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 \
  install -y -q --no-install-recommends "${wanted[@]}"; } >"$log" 2>&1 </dev/null; then
  tail -n 5 "$log"
  echo "optional: could not install ${wanted[*]}"
  exit 1
fi
