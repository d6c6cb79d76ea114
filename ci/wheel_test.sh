#!/usr/bin/env bash
# Installs the wheel that ci/wheel.sh made where there is no Java, and uses it as somebody would who has nothing else:
# prepares the example, checks it, runs an epoch, evaluates, and removes the wheel (ci/wheel/first_use.py).
#   ci/wheel_test.sh         in a venv, with an empty environment and nothing but the venv on the path
#   ci/wheel_test.sh root    in a root of its own, which debootstrap makes of Debian 12 with only Python and pip
#   ci/wheel_test.sh older   in one of Debian 11, glibc 2.31, whose Python is too old for the package: the runtime alone
# The last two need root, debootstrap and 400 MB, and take minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
where=${1:-venv}
out=$PWD/build/wheel/test-$where
use=$out/use

say() { echo "wheel: $*"; }
skip() {
  say "$where left out, $*"
  exit 0
}

wheel=$(ls "$PWD"/build/wheel/x86_64/ib_engine-*.whl 2>/dev/null) || skip "there is no wheel: ci/wheel.sh makes it"

# What lies in the folder where it is used: the wheel, what it needs of others, the example.
prepare() { # FOLDER
  mkdir -p "$1/wheels"
  cp "$wheel" "$1/wheels"
  cp -R examples/ms ci/wheel/first_use.py "$1"
  if [ "$where" != older ]; then
    python3 -m pip download -q --dest "$1/wheels" numpy >"$out/download.log" 2>&1 ||
      { tail -n 5 "$out/download.log" && skip "numpy cannot be had from a package index"; }
  fi
}

make_root() { # SUITE PACKAGES
  [ "$(id -u)" -eq 0 ] || skip "only root can make one"
  command -v debootstrap >/dev/null || skip "debootstrap is not installed (Debian: debootstrap)"
  local mirror
  mirror=$(sed -n 's/^URIs: *\([^ ]*\).*/\1/p' /etc/apt/sources.list.d/*.sources 2>/dev/null | head -n 1)
  say "making a root of $1"
  debootstrap --variant=minbase --include="$2" "$1" "$out/root" ${mirror:+"$mirror"} >"$out/debootstrap.log" 2>&1 ||
    { tail -n 5 "$out/debootstrap.log" && exit 1; }
  use=$out/root/use
}
in_root() { # SCRIPT: with /proc and shared memory, which are gone with it
  # shellcheck disable=SC2016 # the inner shell's parameters
  unshare --mount --pid --fork --kill-child bash -euo pipefail -c '
    mount -t proc proc "$1/proc"
    mkdir -p "$1/dev/shm"
    mount -t tmpfs tmpfs "$1/dev/shm"
    exec env -i PATH=/usr/local/bin:/usr/bin:/bin HOME=/root "$3" "$1" sh -euc "cd /use && $2"' - "$out/root" "$1" "$(command -v chroot)"
}

rm -rf "$out"
mkdir -p "$out"
case "$where" in
  venv)
    prepare "$use"
    python3 -m venv "$out/venv"
    "$out/venv/bin/pip" install -q --no-index --find-links "$use/wheels" ib-engine
    (cd "$use" && env -i PATH="$out/venv/bin" HOME="$use" "$out/venv/bin/python" first_use.py)
    "$out/venv/bin/pip" uninstall -q -y ib-engine
    [ -z "$(find "$out"/venv/lib/python3*/site-packages/ib_engine -type f 2>/dev/null)" ] ||
      { say "files are left after pip uninstall" && exit 1; }
    ;;
  root)
    make_root bookworm python3-pip
    prepare "$use"
    in_root 'python3 -m pip install -q --no-index --find-links wheels --break-system-packages --root-user-action=ignore ib-engine
      python3 first_use.py'
    ;;
  older)
    make_root bullseye python3-minimal,libpython3-stdlib
    prepare "$use"
    in_root 'python3 -m zipfile -e wheels/ib_engine-*.whl unpacked
      cd unpacked/ib_engine/_runtime
      chmod +x bin/java lib/jspawnhelper
      ib() { bin/java -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp "app/*" org.ibengine.cli.Ib "$@"; }
      ib backends | grep "^cpu *available"
      ib prepare /use/ms /use/out --layout volumes
      ib verify /use/out
      ib epoch /use/out --patch-size 64 64 64'
    ;;
  *)
    echo "wheel: venv, root or older, not $where" >&2
    exit 2
    ;;
esac
say "$where passed"
