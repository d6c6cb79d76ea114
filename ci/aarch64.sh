#!/usr/bin/env bash
# Cross-compiles cpp/ for Linux on aarch64 and runs its tests in an emulator (qemu-user). Takes minutes; ./ib test leaves it
# out. Needs Debian's g++-aarch64-linux-gnu and qemu-user-static, which it installs where it may, and fetches the arm64
# packages of what cpp/ links with (ISA-L, zlib) into build/aarch64, where nothing else sees them.
#   ci/aarch64.sh          builds and tests
#   ci/aarch64.sh libraries   only fetches the packages, for ci/wheel.sh aarch64
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD/build/aarch64/root

skip() {
  echo "aarch64: left out, $*"
  exit 0
}

if ! command -v aarch64-linux-gnu-g++ >/dev/null || ! command -v qemu-aarch64-static >/dev/null; then
  { [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; } ||
    skip "its compiler is not installed and only root can install it (Debian: g++-aarch64-linux-gnu qemu-user-static)"
  mkdir -p build/aarch64
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -q \
    --no-install-recommends g++-aarch64-linux-gnu qemu-user-static; } >build/aarch64/install.log 2>&1 </dev/null ||
    skip "apt-get cannot install its compiler (log: build/aarch64/install.log)"
fi

# Lists and packages of arm64 in folders of their own, so that this machine's apt stays as it is.
fetch_libraries() {
  local folder=$PWD/build/aarch64/apt apt
  mkdir -p "$folder"/{lists,cache/archives}/partial
  apt=(apt-get -q -o APT::Architectures::=amd64 -o APT::Architectures::=arm64 -o Dir::State::Lists="$folder/lists"
    -o Dir::Cache="$folder/cache" -o Dir::State::status=/var/lib/dpkg/status -o APT::Sandbox::User=root)
  "${apt[@]}" update
  (cd "$folder" && "${apt[@]}" download libisal-dev:arm64 libisal2:arm64 zlib1g-dev:arm64 zlib1g:arm64)
  rm -rf "$root.part"
  for package in "$folder"/*.deb; do dpkg -x "$package" "$root.part"; done
  # As in a root where /lib is a link to /usr/lib: libz.so names a file in /lib.
  cp -P "$root.part"/lib/aarch64-linux-gnu/libz.so.* "$root.part/usr/lib/aarch64-linux-gnu"
  ln -sf libz.so.1 "$root.part/usr/lib/aarch64-linux-gnu/libz.so"
  mv "$root.part" "$root"
}
if [ ! -d "$root" ]; then
  fetch_libraries >build/aarch64/fetch.log 2>&1 || { tail -n 5 build/aarch64/fetch.log; skip "the packages for arm64 cannot be had"; }
fi
[ "${1:-}" != libraries ] || exit 0

set +e
# shellcheck source=ci/configurations.sh
. ci/configurations.sh
configuration cpp native aarch64 -DIB_SANITIZE= -DCMAKE_TOOLCHAIN_FILE="$PWD/cmake/aarch64.cmake" -DCMAKE_PREFIX_PATH="$root/usr"
exit "$failed"
