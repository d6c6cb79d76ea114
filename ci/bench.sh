#!/usr/bin/env bash
# Runs the benchmarks and rewrites the figures in benchmarks/README.md and benchmarks/operations.md.
#   ci/bench.sh [--only native|java|plan|open|torch|train_demo|python|resample|mine|evaluate|ratio|predict|samplers|packed|end_to_end|epoch] [RAW]
# RAW: folder of real cases with FLAIR and T1 (IB_BENCH_MODALITIES names others) for the end-to-end and epoch parts.
# IB_TEST_DATA: folder with the scans of the packed part (scans.py).
# Other settings: IB_BENCH_SIZE ("512 512 1000"), IB_BENCH_RUNS (5), IB_BENCH_PYTHON (python3),
# IB_BENCH_JMH (options of JMH), IB_BENCH_CC3D (folder of cc3d_binary.hpp, to label beside it), IB_BENCH_WORK (where phantoms and outputs go, build/bench-data).
set -euo pipefail
cd "$(dirname "$0")/.."

only=
if [ "${1:-}" = --only ]; then
  only=${2:?--only takes native, java, plan, open, torch, train_demo, python, resample, mine, evaluate, ratio, predict, samplers, packed, end_to_end or epoch}
  shift 2
fi
raw=${1:-}
python=${IB_BENCH_PYTHON:-python3}
runs=${IB_BENCH_RUNS:-5}
work=${IB_BENCH_WORK:-build/bench-data}
size=${IB_BENCH_SIZE:-512 512 1000}
results=benchmarks/results

say() { printf 'bench: %s\n' "$*" >&2; }
wanted() { [ -z "$only" ] || [ "$only" = "$1" ]; }

# Dirty if anything but results differs: one part may follow another.
commit() {
  local changed
  changed=$(git status --porcelain --untracked-files=no -- . ':!benchmarks/results' ':!benchmarks/README.md')
  printf '%s%s' "$(git describe --always --abbrev=12)" "${changed:+-dirty}"
}

has_python_stack() {
  "$python" -c 'import numpy, scipy, nibabel' 2>/dev/null && return 0
  say "$1 left out: $python has no numpy, scipy and nibabel (IB_BENCH_PYTHON names another)"
  return 1
}

run_native() {
  say "native"
  cmake -S benchmarks/native -B build/bench -DCMAKE_BUILD_TYPE=Release -DIB_CC3D="${IB_BENCH_CC3D:-}" --log-level=WARNING >/dev/null
  cmake --build build/bench -j "$(nproc)" >/dev/null
  local lines
  lines=$(mktemp)
  for benchmark in build/bench/bench_*; do
    [ "$benchmark" = build/bench/bench_label_peers ] || "$benchmark" >>"$lines"
  done
  "$python" benchmarks/table.py --collect "$results/native.json" <"$lines"
  rm "$lines"
  [ -z "${IB_BENCH_CC3D:-}" ] || build/bench/bench_label_peers | "$python" benchmarks/table.py --collect "$results/label_peers.json"
}

run_java() {
  say "java (JMH)"
  # shellcheck disable=SC2086 # MAVEN_ARGS is a list of arguments
  mvn -q -B -ntp ${MAVEN_ARGS:-} -DskipTests -pl benchmarks/java -am package >/dev/null
  mkdir -p "$results"
  # shellcheck disable=SC2086 # IB_BENCH_JMH is a list of options
  java --enable-native-access=ALL-UNNAMED -Dib.out="$results/java.json" \
    -Dib.commit="$(commit)" \
    -cp 'benchmarks/java/target/lib/*' \
    org.ibengine.benchmarks.BenchmarkMain -f 1 -wi 2 -w 300ms -i 5 -r 400ms ${IB_BENCH_JMH:-}
}

run_plan() {
  say "plans of large epochs"
  # shellcheck disable=SC2086 # MAVEN_ARGS is a list of arguments
  mvn -q -B -ntp ${MAVEN_ARGS:-} -DskipTests -pl benchmarks/java -am package >/dev/null
  mkdir -p "$results"
  java -Xmx1g -Dib.out="$results/plan.json" -Dib.commit="$(commit)" \
    -cp 'benchmarks/java/target/lib/*' org.ibengine.benchmarks.PlanMemory
}

run_open() {
  say "opening a dataset of many windows"
  # shellcheck disable=SC2086 # MAVEN_ARGS is a list of arguments
  mvn -q -B -ntp ${MAVEN_ARGS:-} -DskipTests -pl benchmarks/java -am package >/dev/null
  mkdir -p "$results"
  rm -rf "$work/open"
  java -Xmx1g -Dib.out="$results/open.json" -Dib.commit="$(commit)" -Dib.work="$work/open" \
    -cp 'benchmarks/java/target/classes:benchmarks/java/target/lib/*' org.ibengine.benchmarks.OpenMemory
  rm -rf "$work/open"
}

run_torch() {
  say "hand-over in the JVM (libtorch, DLPack)"
  # shellcheck disable=SC2086 # MAVEN_ARGS is a list of arguments
  mvn -q -B -ntp ${MAVEN_ARGS:-} -Dmaven.test.skip=true -Dib.torch=on -pl benchmarks/torch -am package >/dev/null
  ./ib prepare examples/ms "$work/hand_over" --layout volumes >/dev/null
  mkdir -p "$results"
  java --enable-native-access=ALL-UNNAMED -cp 'benchmarks/torch/target/lib/*' org.ibengine.benchmarks.torch.HandOverBench \
    "$work/hand_over" --json "$results/hand_over.json" --commit "$(commit)"
}

run_train_demo() {
  say "train-demo, four trainings"
  "$python" benchmarks/end_to_end/train_demo.py --work "$work"
}

run_python() {
  has_python_stack "python baselines" || return 0
  say "python baselines"
  local type
  for type in int16 float32; do
    if [ ! -e "$work/$type/phantom000/truth.json" ]; then
      # shellcheck disable=SC2086 # three numbers
      ./ib synth "$work/$type" --cases 1 --modalities T1 --lesions 300 --spacing 1 1 2 --dtype $type --size $size
    fi
  done
  "$python" benchmarks/end_to_end/operations.py "$work/int16/phantom000" "$work/float32/phantom000"
}

run_resample() {
  if ! "$python" -c 'import numpy, scipy, skimage' 2>/dev/null; then
    say "resampling left out: $python has no numpy, scipy and scikit-image (IB_BENCH_PYTHON names another)"
    return 0
  fi
  say "resampling"
  # shellcheck disable=SC2086 # MAVEN_ARGS is a list of arguments
  mvn -q -B -ntp ${MAVEN_ARGS:-} -DskipTests -pl java/cpu -am package >/dev/null
  "$python" benchmarks/end_to_end/resample.py
}

run_mine() {
  if ! "$python" -c 'import numpy, scipy' 2>/dev/null; then
    say "mining left out: $python has no numpy and scipy (IB_BENCH_PYTHON names another)"
    return 0
  fi
  say "mining negatives"
  "$python" benchmarks/end_to_end/mine.py --work "$work"
}

run_evaluate() {
  has_python_stack "evaluation of masks" || return 0
  say "evaluating masks"
  "$python" benchmarks/end_to_end/evaluate.py --work "$work"
}

run_ratio() {
  if ! "$python" -c 'import numpy, scipy' 2>/dev/null; then
    say "foreground ratios left out: $python has no numpy and scipy (IB_BENCH_PYTHON names another)"
    return 0
  fi
  say "foreground ratios"
  "$python" benchmarks/end_to_end/ratio.py --work "$work"
}

run_predict() {
  say "predicting a whole case"
  "$python" benchmarks/end_to_end/predict.py --work "$work/predict" --out "$results/predict.json"
}

run_samplers() {
  say "samplers compared by what a network finds"
  "$python" benchmarks/end_to_end/samplers.py --work "$work/samplers" --out "$results/samplers.json"
}

run_packed() {
  if ! "$python" -c 'import numpy, scipy, nibabel, blosc2' 2>/dev/null; then
    say "packed volumes left out: $python has no numpy, scipy, nibabel and blosc2 (IB_BENCH_PYTHON names another)"
    return 0
  fi
  if [ -z "${IB_TEST_DATA:-}" ]; then
    say "packed volumes left out: IB_TEST_DATA does not name the folder of test data"
    return 0
  fi
  say "packed volumes"
  "$python" benchmarks/end_to_end/brick_shapes.py --work "$work/packed"
  "$python" benchmarks/end_to_end/rounded.py --work "$work/packed"
  "$python" benchmarks/end_to_end/packed.py --work "$work/packed" --repetitions "$runs"
  "$python" benchmarks/end_to_end/packed_epochs.py --work "$work/packed"
  local double=java/cuda/target/cuda/driver_double/libcuda.so.1 # of mvn test; where there is a GPU, it is not needed
  if [ -e "$double" ]; then
    "$python" benchmarks/end_to_end/device_memory.py --work "$work/packed" --driver "$double" \
      --kernels java/cuda/src/test/resources/host_kernels.image
  fi
}

run_end_to_end() {
  if [ -z "$raw" ]; then
    say "end to end left out: name a folder of raw cases"
    return 0
  fi
  has_python_stack "end to end" || return 0
  say "end to end"
  mkdir -p "$work"
  # shellcheck disable=SC2086 # a list of names
  "$python" benchmarks/end_to_end/compare.py "$raw" --runs "$runs" --work "$work" \
    --modalities ${IB_BENCH_MODALITIES:-FLAIR T1}
}

run_epoch() {
  if [ -z "$raw" ]; then
    say "epochs left out: name a folder of raw cases"
    return 0
  fi
  say "epochs"
  local layout modalities=${IB_BENCH_MODALITIES:-FLAIR T1}
  for layout in patches volumes; do
    ./ib prepare "$raw" "$work/epoch_$layout" --layout $layout --patch-size 64 64 64 \
      --modalities "${modalities// /,}" >/dev/null
  done
  mkdir -p "$results"
  ./ib bench epoch "$work/epoch_volumes" --batch-size 4 --runs "$runs" --output "$results/epoch.json" \
    --commit "$(commit)" >/dev/null
  if ! "$python" -c 'import torch, nibabel' 2>/dev/null; then
    say "comparison with a DataLoader left out: $python has no torch and nibabel (IB_BENCH_PYTHON names another)"
    return 0
  fi
  # shellcheck disable=SC2086 # a list of names
  "$python" benchmarks/end_to_end/compare_epoch.py --patches "$work/epoch_patches" --volumes "$work/epoch_volumes" \
    --modalities $modalities --runs 3 --python "$python" --output "$results/epoch_vs_dataloader.json"
  # shellcheck disable=SC2086 # a list of names
  "$python" benchmarks/end_to_end/compare_python.py --patches "$work/epoch_patches" --volumes "$work/epoch_volumes" \
    --modalities $modalities --runs 3 --python "$python" --output "$results/python_client.json"
}

for part in native java plan open torch train_demo python resample mine evaluate ratio predict samplers packed end_to_end epoch; do
  if wanted "$part"; then "run_$part"; fi
done
"$python" benchmarks/table.py
