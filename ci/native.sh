#!/usr/bin/env bash
# Builds cpp/ and runs its tests four times: optimised, under the address and undefined-behaviour
# sanitizers, those that use threads under the thread sanitizer, and with clang where there is one. One
# line per configuration; fails if any of them does.
#   JOBS=n ci/native.sh    n compilers and tests side by side (default: all processors)
set -u -o pipefail
cd "$(dirname "$0")/.." || exit
jobs=${JOBS:-$(nproc)}
failed=0

configuration() { # NAME CMAKE_ARGUMENT...
    local name=$1 folder=build/native-$1 started=$SECONDS
    shift
    mkdir -p "$folder"
    if cmake -S cpp -B "$folder" -DCMAKE_BUILD_TYPE=Release "$@" >"$folder/build.log" 2>&1 &&
        cmake --build "$folder" -j "$jobs" >>"$folder/build.log" 2>&1; then
        if ctest --test-dir "$folder" --output-on-failure -j "$jobs" >"$folder/test.log" 2>&1; then
            echo "native $name: ok, $(grep -c ' Passed ' "$folder/test.log") tests passed, $((SECONDS - started)) s"
            return
        fi
        cat "$folder/test.log"
        echo "native $name: TESTS FAILED"
    else
        cat "$folder/build.log"
        echo "native $name: BUILD FAILED"
    fi
    failed=1
}

# Optimised fully, instrumented code takes GCC twice as long to compile, which the tests do not regain.
sanitizer_flags=-DCMAKE_CXX_FLAGS_RELEASE=-O1
configuration release -DIB_SANITIZE=
configuration address -DIB_SANITIZE=address,undefined "$sanitizer_flags"
configuration thread -DIB_SANITIZE=thread "$sanitizer_flags"
if clang=$(command -v clang++ || command -v clang++-14); then
    configuration clang -DIB_SANITIZE= -DCMAKE_CXX_COMPILER="$clang"
else
    echo "native clang: left out, clang is not installed (Debian: clang-14)"
fi
exit "$failed"
