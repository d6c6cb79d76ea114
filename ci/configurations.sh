# Sourced by ci/native.sh and ci/cuda.sh: builds a folder of C++ in one configuration and runs its tests, in
# build/LABEL-NAME. One line per configuration; `failed` is 1 once any of them did.
# shellcheck shell=bash disable=SC2034 # the scripts read failed and sanitizer_flags
jobs=${JOBS:-$(nproc)}
failed=0
# Instrumented code takes GCC two to three times as long to optimise fully, which the tests do not regain.
sanitizer_flags=-DCMAKE_CXX_FLAGS_RELEASE=-O1

configuration() { # SOURCE LABEL NAME CMAKE_ARGUMENT...
    local source=$1 label="$2 $3" folder=build/$2-$3 started=$SECONDS
    shift 3
    mkdir -p "$folder"
    if cmake -S "$source" -B "$folder" -DCMAKE_BUILD_TYPE=Release "$@" >"$folder/build.log" 2>&1 &&
        cmake --build "$folder" -j "$jobs" >>"$folder/build.log" 2>&1; then
        grep -hE 'nvcc not found|host on x86-64 only' "$folder/build.log" | sed 's/^-- //'
        if ctest --test-dir "$folder" --output-on-failure -j "$jobs" >"$folder/test.log" 2>&1; then
            echo "$label: ok, $(grep -c ' Passed ' "$folder/test.log") tests passed, $((SECONDS - started)) s"
            return
        fi
        cat "$folder/test.log"
        echo "$label: TESTS FAILED"
    else
        cat "$folder/build.log"
        echo "$label: BUILD FAILED"
    fi
    failed=1
}
