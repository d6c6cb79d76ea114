#!/usr/bin/env bash
# Builds everything and runs every test: style, native code with sanitizers, Java. IB_TEST_DATA may name a folder with more
# real scans (ms/patientNN, mismatch, ct); tests that need them are skipped, and say so, without it.
set -euo pipefail
cd "$(dirname "$0")/.."

ci/check.sh
ci/native.sh
# shellcheck disable=SC2086 # MAVEN_ARGS is a list of arguments
mvn -B -ntp ${MAVEN_ARGS:-} verify "$@"
