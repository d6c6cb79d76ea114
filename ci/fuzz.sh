#!/usr/bin/env bash
# Fuzzes the C interface of cpp/ with libFuzzer under the address and undefined-behaviour sanitizers: gzip there and back,
# labelling, percentiles, patches, packed volumes, weight maps, resampling, intensity changes and warped patches, each
# against a plain oracle (cpp/fuzz). First, every target has to find a fault that is planted into its expectation. Needs
# clang: installs Debian's where it may, or says why nothing ran.
#   IB_FUZZ_SECONDS=n ci/fuzz.sh    n seconds in all (default 25), split between the targets, two of which run at a time
# What a target found lies in build/fuzz/found; the inputs that reach new code in build/fuzz/corpus, for the next run.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${IB_FUZZ_SECONDS:-25}
targets=(gzip components percentiles gather packed weights resample intensity warp)
folder=build/fuzz
mkdir -p "$folder/found"

skip() {
  echo "fuzz: left out, $*"
  exit 0
}

find_clang() {
  local name
  for name in clang++ clang++-14 clang++-15 clang++-16 clang++-19; do
    if clang=$(command -v "$name"); then return 0; fi
  done
  return 1
}

if ! find_clang; then
  { [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; } ||
    skip "clang is not installed and only root can install it (Debian: clang-14 libclang-rt-14-dev)"
  if ! { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -q \
    --no-install-recommends clang-14 libclang-rt-14-dev; } >"$folder/install.log" 2>&1 </dev/null || ! find_clang; then
    skip "clang is not installed and apt-get cannot (log: $folder/install.log)"
  fi
fi
echo 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }' >"$folder/probe.cpp"
"$clang" -fsanitize=fuzzer,address "$folder/probe.cpp" -o "$folder/probe" >"$folder/probe.log" 2>&1 ||
  skip "$clang has no libFuzzer (Debian: libclang-rt-14-dev; log: $folder/probe.log)"

started=$SECONDS
if ! { cmake -S cpp -B "$folder" -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER="$clang" -DBUILD_TESTING=OFF \
  -DIB_FUZZ=ON -DIB_SANITIZE=address,undefined,fuzzer-no-link -DCMAKE_CXX_FLAGS_RELEASE=-O1 &&
  cmake --build "$folder" -j "${JOBS:-$(nproc)}"; } >"$folder/build.log" 2>&1; then
  cat "$folder/build.log"
  echo "fuzz: BUILD FAILED"
  exit 1
fi
echo "fuzz: built with $clang, $((SECONDS - started)) s"

# The same seed, so that a run can be repeated; the corpus makes the next one start where this one ended.
fuzz() { # PROGRAM SECONDS PREFIX CORPUS LOG
  "$folder/fuzz/$1" -seed=20240229 -max_total_time="$2" -max_len=512 -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
    -artifact_prefix="$3" "$4" >"$5" 2>&1
}

# Prints one line, and what a failure says before it.
try_target() { # NAME
  local target=$1 result=0 planted="the planted fault was found" inputs
  mkdir -p "$folder/corpus/$target" "$scratch/$target"
  if fuzz "fuzz_${target}_planted" 60 "$scratch/$target-" "$scratch/$target" "$folder/$target-planted.log"; then
    echo "fuzz $target: FAILED, it did not find the fault planted for it in 60 s"
    planted="but not the planted fault" result=1
  fi
  if fuzz "fuzz_$target" "$share" "$folder/found/$target-" "$folder/corpus/$target" "$folder/$target.log"; then
    inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$folder/$target.log")
    echo "fuzz $target: ok, $inputs inputs in $share s, $planted"
  else
    tail -n 30 "$folder/$target.log"
    echo "fuzz $target: FAILED, input in $folder/found"
    result=1
  fi
  return "$result"
}

failed=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
side_by_side=2
share=$(((side_by_side * seconds + ${#targets[@]} - 1) / ${#targets[@]}))
running=0
for target in "${targets[@]}"; do
  if [ "$running" -eq "$side_by_side" ]; then
    wait -n || failed=1
    running=$((running - 1))
  fi
  try_target "$target" >"$scratch/$target.out" 2>&1 &
  running=$((running + 1))
done
while [ "$running" -gt 0 ]; do
  wait -n || failed=1
  running=$((running - 1))
done
for target in "${targets[@]}"; do cat "$scratch/$target.out"; done
exit "$failed"
