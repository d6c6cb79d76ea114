#!/usr/bin/env bash
# Runs every kernel of cuda/ and the double of its driver on the host, three times: optimised, under the
# address and undefined-behaviour sanitizers, and under the thread sanitizer, which the last two do with
# fewer shapes. The first also tests the gate on what ptxas reports; the device image itself is compiled,
# and gated, by Maven (java/cuda). One line per configuration; fails if any of them does.
#   JOBS=n ci/cuda.sh    n compilers and tests side by side (default: all processors; a test under the
#                        thread sanitizer takes up to 2 GB)
set -u -o pipefail
cd "$(dirname "$0")/.." || exit
jobs=${JOBS:-$(nproc)}
failed=0

configuration() { # NAME CMAKE_ARGUMENT...
    local name=$1 folder=build/cuda-$1 started=$SECONDS
    shift
    mkdir -p "$folder"
    if cmake -S cuda -B "$folder" -DCMAKE_BUILD_TYPE=Release -DIB_CUDA_IMAGE=OFF "$@" >"$folder/build.log" 2>&1 &&
        cmake --build "$folder" -j "$jobs" >>"$folder/build.log" 2>&1; then
        grep -hE 'nvcc not found|host on x86-64 only' "$folder/build.log" | sed 's/^-- //'
        if ctest --test-dir "$folder" --output-on-failure -j "$jobs" >"$folder/test.log" 2>&1; then
            echo "cuda $name: ok, $(grep -c ' Passed ' "$folder/test.log") tests passed, $((SECONDS - started)) s"
            return
        fi
        cat "$folder/test.log"
        echo "cuda $name: TESTS FAILED"
    else
        cat "$folder/build.log"
        echo "cuda $name: BUILD FAILED"
    fi
    failed=1
}

# Instrumented code takes GCC three times as long to optimise fully as it gains in these tests.
sanitizer_flags=-DCMAKE_CXX_FLAGS_RELEASE=-O1
configuration release -DIB_SANITIZE=
configuration address -DIB_SANITIZE=address,undefined "$sanitizer_flags"
configuration thread -DIB_SANITIZE=thread "$sanitizer_flags"
exit "$failed"
