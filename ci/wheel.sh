#!/usr/bin/env bash
# Makes a wheel of ib_engine with the engine inside: a Java runtime, the jars, the native libraries and, where nvcc is found,
# the CUDA kernels. pip installs it on a machine without Java; libtorch is not in it. The wheel is left in build/wheel.
#   ci/wheel.sh [x86_64|aarch64]
#   IB_WHEEL_JDK  home of the JDK, 17 or newer and for that machine, whose parts become the runtime (default: of the JDKs in
#                 /usr/lib/jvm, the one that runs with the oldest glibc)
# The tag says which glibc is old enough: 2.28 where the JDK allows it (Temurin's do), else 2.34 (Debian 12's). Needs what
# ./ib needs, and Python with pip, venv and a package index (setuptools).
set -euo pipefail
cd "$(dirname "$0")/.."
machine=${1:-x86_64}
out=build/wheel/$machine
python=${PYTHON:-python3}
modules=java.base,java.desktop,java.logging,jdk.management,jdk.unsupported
pdfbox=3.0.8
limits=(2.28 2.34)
most_bytes=$((70 * 1000 * 1000))

say() { echo "wheel: $*"; }
die() {
  say "$*" >&2
  exit 1
}
needs() { "$python" ci/wheel/needs.py "$@"; }
at_most() { [ "$(printf '%s\n' "$1" "$2" | sort -V | tail -n 1)" = "$2" ]; } # V LIMIT

case "$machine" in
  x86_64) compiler=() ;;
  aarch64)
    ci/aarch64.sh libraries
    [ -d build/aarch64/root ] || die "what the native library links with cannot be had for aarch64, see above"
    compiler=(-DCMAKE_TOOLCHAIN_FILE="$PWD/cmake/aarch64.cmake" -DCMAKE_PREFIX_PATH="$PWD/build/aarch64/root/usr")
    ;;
  *) die "the machine must be x86_64 or aarch64, was $machine" ;;
esac
rm -rf "$out" # an older wheel must not be taken for this one
mkdir -p "$out"

# Before anything is built: what packs a wheel, in a venv of its own.
if ! { { [ -x build/wheel/venv/bin/pip ] || "$python" -m venv build/wheel/venv; } &&
  { build/wheel/venv/bin/python -c 'import setuptools.command.bdist_wheel' 2>/dev/null ||
    build/wheel/venv/bin/pip install -q --upgrade "setuptools>=70.1"; }; } >build/wheel/venv.log 2>&1; then
  tail -n 3 build/wheel/venv.log
  say "left out, $python has no venv (Debian: python3-venv), or setuptools cannot be had from a package index"
  exit 0
fi

# --- the jars -----------------------------------------------------------------------------------------

./ib --version >/dev/null
app=$(find build/ib -maxdepth 1 -name 'app-*' -printf '%T@ %p\n' | sort -rn | head -n 1 | cut -d ' ' -f 2-)

# --- the JDK ------------------------------------------------------------------------------------------

linkable() { # HOME: jlink can take modules from it
  [ -x "$1/bin/jlink" ] && { [ -d "$1/jmods" ] || "$1/bin/jlink" --help | grep -q 'Linking from run-time image enabled'; }
}
choose_jdk() {
  local home found
  for home in /usr/lib/jvm/*/; do
    home=${home%/}
    if [ -L "$home" ] || ! linkable "$home" 2>/dev/null; then continue; fi
    found=$(needs "$home/bin/java" "$home/lib/server/libjvm.so" "$home/lib/libnio.so") || continue
    echo "$found $home"
  done | sort -V | head -n 1 | cut -d ' ' -f 2-
}
jdk=${IB_WHEEL_JDK:-$(choose_jdk)}
[ -n "$jdk" ] || die "no JDK with jlink in /usr/lib/jvm; name one by IB_WHEEL_JDK"
linkable "$jdk" || [ -d "$jdk/jmods" ] || die "$jdk has no jlink that can link, and no modules for one"
say "runtime of $(sed -n 's/^JAVA_RUNTIME_VERSION="\(.*\)"/\1/p' "$jdk/release"), $jdk"

jlink=$jdk/bin/jlink
modules_of=()
if ! "$jlink" --version >/dev/null 2>&1; then # of another machine: that of the JDK here, if it is of the same version
  jlink=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}/bin/jlink
  modules_of=(--module-path "$jdk/jmods")
fi
compress=2
"$jlink" --help | grep -q 'zip-\[0-9\]' && compress=zip-9
"$jlink" "${modules_of[@]}" --add-modules "$modules" --strip-debug --no-man-pages --no-header-files --compress "$compress" \
  --output "$out/runtime" >"$out/jlink.log" 2>&1 || { cat "$out/jlink.log"; die "jlink failed"; }

needed=$(needs "$out/runtime")
for limit in "${limits[@]}"; do at_most "$needed" "$limit" && break; done
at_most "$needed" "$limit" || die "this JDK needs glibc $needed, at most $limit is wanted; name another by IB_WHEEL_JDK"

# --- the native library -------------------------------------------------------------------------------

if ! { cmake -S cpp -B "build/wheel-native-$machine" -DBUILD_TESTING=OFF -DIB_GLIBC="$limit" "${compiler[@]}" &&
  cmake --build "build/wheel-native-$machine" --target ib_cpu -j "${JOBS:-$(nproc)}" &&
  cmake --install "build/wheel-native-$machine" --prefix "$out/native"; } >"$out/native.log" 2>&1; then
  tail -n 20 "$out/native.log"
  die "the native library did not build"
fi

# --- the font -----------------------------------------------------------------------------------------

# shellcheck disable=SC2086 # MAVEN_ARGS is a list of arguments
mvn -q -B -ntp ${MAVEN_ARGS:-} dependency:copy -Dartifact="org.apache.pdfbox:pdfbox:$pdfbox" -DoutputDirectory="$PWD/$out" ||
  die "PDFBox, whose font is part of the runtime, cannot be had"

# --- the package --------------------------------------------------------------------------------------

mkdir "$out/python"
cp -R python/pyproject.toml python/setup.py python/README.md LICENSE THIRD-PARTY ci/wheel/THIRD-PARTY-WHEEL "$out/python"
cp -R python/ib_engine "$out/python/ib_engine"
rm -rf "$out/python/ib_engine/__pycache__"
"$python" ci/wheel/stage.py "$app" "$out/native" "$out/runtime" "$out/pdfbox-$pdfbox.jar" "$machine" "$out/python/ib_engine"
needs --at-most "$limit" "$out/python/ib_engine/_runtime"

# What an archive of classes is made from at the first use (ib_engine/archive.py), and its place, so that pip removes it.
lister=$out/runtime/bin/java
"$lister" -version >/dev/null 2>&1 || lister=java
mkdir "$out/classes"
java/cli/list_classes.sh "$lister" "$app" "$out/classes" >"$out/classes.log" 2>&1 || {
  tail -n 5 "$out/classes.log"
  die "what ib loads cannot be listed"
}
cp "$out/classes/classes.list" "$out/python/ib_engine/_runtime/app/"
: >"$out/python/ib_engine/_runtime/app/classes.jsa"

IB_WHEEL_PLATFORM="manylinux_${limit/./_}_$machine" build/wheel/venv/bin/pip wheel -q --no-deps --no-build-isolation \
  --wheel-dir "$out" "$out/python"

unzip -l "$out"/python/ib_engine/_runtime/app/ib-cuda-*.jar 2>/dev/null | grep -q 'ib_cuda\.fatbin' ||
  say "without CUDA kernels: nvcc was not found when the jars were built"
wheel=$(ls "$out"/ib_engine-*.whl)
bytes=$(stat -c %s "$wheel")
[ "$bytes" -le "$most_bytes" ] || die "$wheel has $bytes bytes, at most $most_bytes are wanted"
needs --at-most "$limit" "$wheel"
say "$wheel, $((bytes / 1000000)) MB"
