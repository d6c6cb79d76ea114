#!/usr/bin/env bash
# Formats Java and C++ in place.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck disable=SC2046 # file names without spaces
clang-format -i $(git ls-files '*.cpp' '*.hpp' '*.h')
# shellcheck disable=SC2086 # MAVEN_ARGS is a list of arguments
mvn -q -B -ntp ${MAVEN_ARGS:-} spotless:apply
