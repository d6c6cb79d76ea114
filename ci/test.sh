#!/usr/bin/env bash
# Builds everything and runs every test: style, native code and kernels with sanitizers, fuzzing, the launcher, disks,
# torture, Java, the procedure for a GPU over the double, jars, the Python client, a wheel, the snippets and
# notebooks of the documents.
# IB_TEST_DATA may name a folder with more real scans (ms/patientNN, mismatch, ct); tests that need them are skipped,
# and say so, without it; so are those of inputs from the field (a folder field beside it, or IB_TEST_FIELD).
set -euo pipefail
cd "$(dirname "$0")/.."

# What was compiled before from the same text and flags, in whatever clone, is not compiled again.
if command -v ccache >/dev/null && [ -z "${CMAKE_CXX_COMPILER_LAUNCHER:-}" ]; then
  export CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
fi

part() { printf 'test: %s, after %d s\n' "$*" "$SECONDS"; }
trap 'echo "test: FAILED after $SECONDS s" >&2' ERR

ci/optional.sh python || echo "test: what needs that is skipped below, with the reason"
part "1/14 style (ci/check.sh)"
ci/check.sh
part "2/14 native code, four times (ci/native.sh)"
ci/native.sh
part "3/14 native code against random input (ci/fuzz.sh)"
ci/fuzz.sh
part "4/14 kernels and the double of the driver on the host, three times, and from their PTX (ci/cuda.sh)"
ci/cuda.sh
part "5/14 launcher (ci/launcher.sh)"
ci/launcher.sh
part "6/14 full, read-only and damaged disks (ci/disk.sh)"
ci/disk.sh
part "7/14 torture: kills, failing calls, damaged inputs, hostile clients (ci/torture.sh)"
ci/torture.sh
part "8/14 Java (mvn verify)"
# Both contract suites of java/cuda once more, where ci/cuda.sh made a double with the kernels' PTX.
ptx=()
ptx_double=$PWD/build/cuda-ptx/driver_double/libcuda.so.1
[ ! -e "$ptx_double" ] || ptx=("-Dib.ptx.double=$ptx_double")
# shellcheck disable=SC2086 # MAVEN_ARGS is a list of arguments
mvn -B -ntp -Dib.torch=on "${ptx[@]}" ${MAVEN_ARGS:-} verify "$@"
part "9/14 what runs where a GPU is, over the double of the driver (ci/gpu/test.sh)"
ci/gpu/test.sh
part "10/14 jars as they are released, Javadoc (ci/jars.sh)"
ci/jars.sh
part "11/14 Python client (ci/python.sh)"
ci/python.sh
part "12/14 a wheel with the engine inside, where there is no Java (ci/wheel.sh, ci/wheel_test.sh)"
ci/wheel.sh
ci/wheel_test.sh
part "13/14 snippets of the documents (ci/snippets.sh)"
ci/snippets.sh
part "14/14 notebooks of the documents (ci/notebook.sh)"
ci/notebook.sh
printf 'test: everything passed in %d s\n' "$SECONDS"
