#!/usr/bin/env bash
# Builds cuda/ and runs its tests on the host three times: optimised, under the address and
# undefined-behaviour sanitizers, and under the thread sanitizer. Where nvcc is present the first build
# also compiles the device image and reads what ptxas says of it. One line per configuration; fails if
# any of them does.
#   JOBS=n ci/cuda.sh    n compilers and tests side by side (default: all processors)
set -u -o pipefail
cd "$(dirname "$0")/.." || exit
jobs=${JOBS:-$(nproc)}
failed=0

configuration() { # NAME CMAKE_ARGUMENT...
    local name=$1 folder=build/cuda-$1
    shift
    mkdir -p "$folder"
    if cmake -S cuda -B "$folder" -DCMAKE_BUILD_TYPE=Release "$@" >"$folder/build.log" 2>&1 &&
        cmake --build "$folder" -j "$jobs" >>"$folder/build.log" 2>&1; then
        grep -hE 'nvcc not found|ptxas: |host on x86-64 only' "$folder/build.log" | sed 's/^-- //'
        if ctest --test-dir "$folder" --output-on-failure -j "$jobs" >"$folder/test.log" 2>&1; then
            echo "cuda $name: ok, $(grep -c ' Passed ' "$folder/test.log") tests passed"
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

configuration release -DIB_SANITIZE= -DIB_CUDA_IMAGE=ON
configuration address -DIB_SANITIZE=address,undefined -DIB_CUDA_IMAGE=OFF
configuration thread -DIB_SANITIZE=thread -DIB_CUDA_IMAGE=OFF
exit "$failed"
