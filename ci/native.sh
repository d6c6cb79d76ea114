#!/usr/bin/env bash
# Builds cpp/ and runs its tests four times: optimised, under the address and undefined-behaviour
# sanitizers, those that use threads under the thread sanitizer, and with clang where there is one. One
# line per configuration; fails if any of them does.
#   JOBS=n ci/native.sh    n compilers and tests side by side (default: all processors)
set -u -o pipefail
cd "$(dirname "$0")/.." || exit
# shellcheck source=ci/configurations.sh
. ci/configurations.sh

configuration cpp native release -DIB_SANITIZE=
configuration cpp native address -DIB_SANITIZE=address,undefined "$sanitizer_flags"
configuration cpp native thread -DIB_SANITIZE=thread "$sanitizer_flags"
if clang=$(command -v clang++ || command -v clang++-14); then
    configuration cpp native clang -DIB_SANITIZE= -DCMAKE_CXX_COMPILER="$clang"
else
    echo "native clang: left out, clang is not installed (Debian: clang-14)"
fi
exit "$failed"
