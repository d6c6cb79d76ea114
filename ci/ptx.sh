#!/usr/bin/env bash
# Runs what nvcc makes of the kernels: its PTX, translated to C++, in place of their source. The kernels' tests, their
# counts against the table cuda/tests/ptx/counts.csv, and a double of the driver that the Java tests can be run on
# (mvn -Dib.ptx.double=..., see java/cuda/pom.xml). Needs nvcc; says so where there is none.
#   ci/ptx.sh           builds and tests; IB_PTX=75 for another virtual architecture than 90
#   ci/ptx.sh update    builds, and writes the table anew
#   JOBS=n              n compilers and tests side by side (default: all processors)
set -u -o pipefail
cd "$(dirname "$0")/.." || exit
# shellcheck source=ci/configurations.sh
. ci/configurations.sh

if ! command -v python3 >/dev/null; then
    echo "cuda ptx: left out, python3 is not installed: kernels were not run from their PTX"
    exit 0
fi
architecture=${IB_PTX:-90}
folder=build/cuda-ptx
options=(-DIB_CUDA_IMAGE=OFF -DIB_SANITIZE= "-DIB_PTX=$architecture")
mkdir -p "$folder"
if ! cmake -S cuda -B "$folder" -DCMAKE_BUILD_TYPE=Release "${options[@]}" >"$folder/build.log" 2>&1; then
    cat "$folder/build.log"
    exit 1
fi
nvcc=$(sed -n 's/^IB_NVCC:FILEPATH=//p' "$folder/CMakeCache.txt")
if [ ! -x "$nvcc" ]; then
    echo "cuda ptx: nvcc is not installed: the translator is tested, the kernels are not run from their PTX"
    rm -rf "$folder/driver_double" # of a time when it was
fi
if [ "${1:-}" = update ]; then
    cmake --build "$folder" -j "$jobs" --target count_kernels >"$folder/build.log" 2>&1 || {
        cat "$folder/build.log"
        exit 1
    }
    exec python3 -B cuda/tests/ptx/counts.py update "$folder/tests/count_kernels" "$nvcc"
fi
configuration cuda cuda ptx "${options[@]}"
exit "$failed"
