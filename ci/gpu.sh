#!/usr/bin/env bash
# Tests and measures backend cuda on a machine with a GPU and little else: no JDK, no Maven, no network. One command
# within one deadline.
#   ci/gpu.sh pack [--built]               where the project builds: makes build/ib-gpu.tar.xz, one file with all that
#                                          is needed (--built: of what Maven has built already)
#   ci/gpu.sh run [PACK [RESULTS]]         where the GPU is: unpacks PACK (build/ib-gpu.tar.xz) and runs what it holds
#   ci/gpu.sh double [--built [RESULTS]]   pack, then run over the driver's test double with tiny sizes
# Inside an unpacked pack there is nothing to unpack: ci/gpu.sh run [RESULTS].
# RESULTS (build/gpu-results): summary.txt, with a line for each step as soon as it is over, JSON files and logs.tar.gz;
# at most 8 files, none over 16 MiB. Exit code 0 if every step passed or was left out for a reason that summary.txt
# names.
# For run: IB_GPU_DEADLINE (540: seconds for everything), IB_GPU_STEPS (names of steps to run, others are left out),
# IB_GPU_SIZE ("512 512 1000"), IB_GPU_PATCHES ("64,96,128"), IB_GPU_BATCH_MB (256), IB_GPU_RUNS (5),
# IB_GPU_CASES ("4 256 256 384": cases and size of the phantoms of the epochs), IB_GPU_EDGE (64: their patches),
# IB_GPU_PYTHON (python3), IB_GPU_LIBRARIES ("torch cupy", those that see a GPU), IB_GPU_SUITES (all: which list of tests conformance runs),
# IB_GPU_COMMIT (what results name).
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
started=${IB_GPU_STARTED:-$EPOCHSECONDS}

say() { printf 'gpu: %s\n' "$*"; }
die() {
  printf 'gpu: %s\n' "$*" >&2
  exit 1
}

# shellcheck source=ci/gpu/procedure.sh
. "$home/ci/gpu/procedure.sh"
# shellcheck source=ci/gpu/steps.sh
. "$home/ci/gpu/steps.sh"

# Unpacks a pack beside everything else that is scratch, and goes on with the script in it, which removes both.
run_pack() { # PACK RESULTS
  [ -f "$1" ] || die "there is no $1; make it by ci/gpu.sh pack where the project builds, and carry it"
  export IB_GPU_STARTED=$started IB_GPU_SCRATCH
  IB_GPU_SCRATCH=$(mktemp -d)
  trap 'rm -rf "$IB_GPU_SCRATCH"' EXIT
  if command -v xz >/dev/null; then
    tar -C "$IB_GPU_SCRATCH" -xJf "$1"
  else
    "${IB_GPU_PYTHON:-python3}" -c 'import sys, tarfile; tarfile.open(sys.argv[1]).extractall(sys.argv[2])' "$1" "$IB_GPU_SCRATCH"
  fi
  mkdir -p "$2"
  exec "$BASH" "$IB_GPU_SCRATCH/ib-gpu/ci/gpu.sh" run "$(cd "$2" && pwd)"
}

# The double is not a peer of anything, and its times mean nothing.
run_double() { # RESULTS
  local built=$home/java/cuda/target/cuda/driver_double
  export IB_JAVA_OPTS="-Dib.cuda.kernels=$home/java/cuda/src/test/resources/host_kernels.image -XX:TieredStopAtLevel=1"
  export LD_LIBRARY_PATH=$built${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} IB_GPU_LIBRARIES=driver IB_GPU_SUITES=smoke
  export IB_GPU_SIZE="37 33 29" IB_GPU_PATCHES=5,7 IB_GPU_RUNS=2 IB_GPU_BATCH_MB=0.01 IB_GPU_CASES="2 40 36 30" IB_GPU_EDGE=8
  run_pack "$home/build/ib-gpu.tar.xz" "$1"
}

# Sets built, and takes --built from the arguments.
built=no
option_built() {
  if [ "${1:-}" = --built ]; then
    built=yes
  elif [ $# -gt 0 ]; then
    die "--built is the only option, was $1"
  fi
}

case "${1:-}" in
  pack)
    option_built "${@:2}"
    # shellcheck source=ci/gpu/pack.sh
    . "$home/ci/gpu/pack.sh"
    pack
    ;;
  run)
    if [ -x "$home/runtime/bin/java" ]; then
      run_steps "${2:-gpu-results}"
    else
      run_pack "${2:-$home/build/ib-gpu.tar.xz}" "${3:-$home/build/gpu-results}"
    fi
    ;;
  double)
    option_built "${@:2:1}"
    # shellcheck source=ci/gpu/pack.sh
    . "$home/ci/gpu/pack.sh"
    pack
    started=$EPOCHSECONDS
    run_double "${3:-$home/build/gpu-results}"
    ;;
  step) "step_$2" ;; # of a run
  guard) guard "$2" ;; # of a run
  *) die "usage: ci/gpu.sh pack [--built] | run [PACK [RESULTS]] | double [--built [RESULTS]]" ;;
esac
