#!/usr/bin/env bash
# Unpacks build/ib-gpu.tar.xz into an empty root, with only the libraries that any machine has (glibc, libstdc++,
# libgcc_s, zlib) and the driver's test double, and runs the smoke tests there: what the pack forgot would be missing.
# Needs root, for chroot; without it, or without a pack, it says so and passes.
set -euo pipefail
cd "$(dirname "$0")/../.."
pack=build/ib-gpu.tar.xz

skip() {
  echo "empty root: left out, $*"
  exit 0
}
[ "$(id -u)" -eq 0 ] || skip "only root can enter another root"
[ -f "$pack" ] || skip "there is no $pack (ci/gpu.sh pack)"
unshare --mount true 2>/dev/null || skip "no namespace of mounts can be made here"

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir -p "$root"/{proc,dev,tmp,lib64,lib/x86_64-linux-gnu}
tar -C "$root" -xJf "$pack"
cp -L /lib64/ld-linux-x86-64.so.2 "$root/lib64"
for library in libc.so.6 libm.so.6 libdl.so.2 libpthread.so.0 librt.so.1 libstdc++.so.6 libgcc_s.so.1 libz.so.1; do
  cp -L "$(ldconfig -p | sed -n "s|^\s*$library (libc6,x86-64.*=> ||p" | head -n 1)" "$root/lib/x86_64-linux-gnu"
done
cp java/cuda/target/cuda/driver_double/libcuda.so.1 "$root/lib/x86_64-linux-gnu"
cp java/cuda/src/test/resources/host_kernels.image "$root"

# The mounts are gone with the namespace.
# shellcheck disable=SC2016 # is expanded by the shell within
within() { # COMMAND...: in the empty root
  unshare --mount --pid --fork bash -euc '
    root=$1
    mount -t proc proc "$root/proc"
    mount -t tmpfs tmpfs "$root/dev"
    for device in null zero random urandom; do
      touch "$root/dev/$device"
      mount --bind "/dev/$device" "$root/dev/$device"
    done
    exec env -i "$(command -v chroot)" "$root" "${@:2}"' within "$root" "$@"
}

java=(/ib-gpu/runtime/bin/java -Xmx1g -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED
  -Dib.cuda.kernels=/host_kernels.image -Dbasedir=/ib-gpu/tests/module)
backends=$(within "${java[@]}" -cp '/ib-gpu/lib/*' org.ibengine.cli.Ib backends)
for backend in cpu cuda; do
  grep -q "^$backend  *available" <<<"$backends" || {
    echo "empty root: backend $backend cannot run there: $backends"
    exit 1
  }
done
within "${java[@]}" -cp '/ib-gpu/tests/classes:/ib-gpu/tests/*:/ib-gpu/lib/*' org.ibengine.cuda.GpuTests smoke >"$root/smoke.log" 2>&1 || {
  tail -n 25 "$root/smoke.log"
  echo "empty root: the smoke tests failed there"
  exit 1
}
echo "empty root: $(tail -n 1 "$root/smoke.log")"
