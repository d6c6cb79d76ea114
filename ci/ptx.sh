#!/usr/bin/env bash
# Runs what nvcc makes of the kernels: its PTX, translated to C++, in place of their source. The kernels' tests, their
# counts against the table cuda/tests/ptx/counts.csv, and a double of the driver that the Java tests can be run on
# (mvn -Dib.ptx.double=..., see java/cuda/pom.xml). Needs nvcc; says so where there is none.
# The kernels run as they are for compute_90; those that are others for the oldest and the newest architecture, with
# fewer shapes, as they are there too.
#   ci/ptx.sh           builds and tests; IB_PTX=80 for another virtual architecture than 90, alone
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
name=ptx${IB_PTX:+-$IB_PTX}
folder=build/cuda-$name
others=
[ -n "${IB_PTX:-}" ] || others="75;120"
options=(-DIB_CUDA_IMAGE=OFF -DIB_SANITIZE= "-DIB_PTX=$architecture" "-DIB_PTX_OTHERS=$others" -DIB_PTX_KERNELS=)
mkdir -p "$folder"
if ! cmake -S cuda -B "$folder" -DCMAKE_BUILD_TYPE=Release "${options[@]}" >"$folder/build.log" 2>&1; then
    cat "$folder/build.log"
    exit 1
fi
nvcc=$(sed -n 's/^IB_NVCC:FILEPATH=//p' "$folder/CMakeCache.txt")
if [ ! -x "$nvcc" ]; then
    echo "cuda $name: nvcc is not installed: the translator is tested, the kernels are not run from their PTX"
    rm -rf "$folder/driver_double" # of a time when it was
fi
if [ "${1:-}" = update ] && [ "$architecture" -ne 90 ]; then
    echo "ci/ptx.sh update: the table is that of compute_90; leave IB_PTX unset" >&2
    exit 1
fi
if [ "${1:-}" = update ]; then
    cmake --build "$folder" -j "$jobs" --target count_kernels >"$folder/build.log" 2>&1 || {
        cat "$folder/build.log"
        exit 1
    }
    exec python3 -B cuda/tests/ptx/counts.py update "$folder/tests/count_kernels" "$nvcc"
fi
configuration cuda cuda "$name" "${options[@]}"
differing=$folder/tests/other_architectures.txt
if [ "$failed" -eq 0 ] && [ -s "$differing" ]; then
    mapfile -t lines <"$differing"
    for line in "${lines[@]}"; do
        read -r other kernels <<<"$line"
        configuration cuda cuda "ptx-$other" -DIB_CUDA_IMAGE=OFF -DIB_SANITIZE= "-DIB_PTX=$other" \
            -DIB_PTX_OTHERS= "-DIB_PTX_KERNELS=$kernels"
    done
fi
exit "$failed"
