#!/usr/bin/env bash
# Builds everything and runs every test: style, native code and kernels with sanitizers, the launcher, disks, Java,
# the Python client.
# IB_TEST_DATA may name a folder with more real scans (ms/patientNN, mismatch, ct); tests that need them are skipped,
# and say so, without it.
set -euo pipefail
cd "$(dirname "$0")/.."

part() { printf 'test: %s\n' "$*"; }
trap 'echo "test: FAILED after $SECONDS s" >&2' ERR

part "1/7 style (ci/check.sh)"
ci/check.sh
part "2/7 native code, three times (ci/native.sh)"
ci/native.sh
part "3/7 kernels and the double of the driver on the host, three times (ci/cuda.sh)"
ci/cuda.sh
part "4/7 launcher (ci/launcher.sh)"
ci/launcher.sh
part "5/7 full, read-only and damaged disks (ci/disk.sh)"
ci/disk.sh
part "6/7 Java (mvn verify)"
# shellcheck disable=SC2086 # MAVEN_ARGS is a list of arguments
mvn -B -ntp ${MAVEN_ARGS:-} verify "$@"
part "7/7 Python client (ci/python.sh)"
ci/python.sh
part "everything passed in $SECONDS s"
