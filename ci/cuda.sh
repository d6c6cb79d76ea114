#!/usr/bin/env bash
# Runs every kernel of cuda/ and the double of its driver on the host, three times: optimised, under the
# address and undefined-behaviour sanitizers, and under the thread sanitizer, which the last two do with
# fewer shapes. The first also tests the gate on what ptxas reports; the device image itself is compiled,
# and gated, by Maven (java/cuda). Then runs the kernels from their PTX (ci/ptx.sh). One line per configuration;
# fails if any of them does.
#   JOBS=n ci/cuda.sh    n compilers and tests side by side (default: all processors; a test under the
#                        thread sanitizer takes up to 2 GB)
set -u -o pipefail
cd "$(dirname "$0")/.." || exit
# shellcheck source=ci/configurations.sh
. ci/configurations.sh

configuration cuda cuda release -DIB_CUDA_IMAGE=OFF -DIB_SANITIZE=
configuration cuda cuda address -DIB_CUDA_IMAGE=OFF -DIB_SANITIZE=address,undefined "$sanitizer_flags"
configuration cuda cuda thread -DIB_CUDA_IMAGE=OFF -DIB_SANITIZE=thread "$sanitizer_flags"
ci/ptx.sh || failed=1
exit "$failed"
