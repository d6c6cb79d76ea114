#!/usr/bin/env bash
# Builds everything and runs every test: style, native code with sanitizers, the launcher, Java.
# IB_TEST_DATA may name a folder with more real scans (ms/patientNN, mismatch, ct); tests that need them are skipped,
# and say so, without it.
set -euo pipefail
cd "$(dirname "$0")/.."

part() { printf 'test: %s\n' "$*"; }
trap 'echo "test: FAILED after $SECONDS s" >&2' ERR

part "1/4 style (ci/check.sh)"
ci/check.sh
part "2/4 native code, three times (ci/native.sh)"
ci/native.sh
part "3/4 launcher (ci/launcher.sh)"
ci/launcher.sh
part "4/4 Java (mvn verify)"
# shellcheck disable=SC2086 # MAVEN_ARGS is a list of arguments
mvn -B -ntp ${MAVEN_ARGS:-} verify "$@"
part "everything passed in $SECONDS s"
