#!/usr/bin/env bash
# Formats Java, C++ and CUDA in place.
set -euo pipefail
cd "$(dirname "$0")/.."
format=$(command -v clang-format-14) || format=clang-format
find cpp cuda benchmarks ci/torture java/dlpack/src \( -name target -o -name build \) -prune -o -type f \
  \( -name "*.cpp" -o -name "*.hpp" -o -name "*.h" -o -name "*.c" -o -name "*.cu" -o -name "*.cuh" \) -print0 |
  xargs -0 "$format" -i
# shellcheck disable=SC2086 # MAVEN_ARGS is a list of arguments
mvn -q -B -ntp ${MAVEN_ARGS:-} -Dib.torch=on spotless:apply
