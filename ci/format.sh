#!/usr/bin/env bash
# Formats Java and C++ in place.
set -euo pipefail
cd "$(dirname "$0")/.."
find cpp benchmarks \( -name target -o -name build \) -prune -o \( -name "*.cpp" -o -name "*.hpp" -o -name "*.h" \) -type f -print0 |
  xargs -0 clang-format -i
# shellcheck disable=SC2086 # MAVEN_ARGS is a list of arguments
mvn -q -B -ntp ${MAVEN_ARGS:-} spotless:apply
