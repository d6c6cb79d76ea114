# shellcheck shell=bash disable=SC2154 # what ci/gpu.sh and procedure.sh set
# The steps of ci/gpu.sh; each runs in a process of its own (ci/gpu.sh step NAME), its output goes to its log.
# Sourced by ci/gpu.sh; procedure.sh exports home, results, scratch, logs, work and commit.

python=${IB_GPU_PYTHON:-python3}
export PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
read -r -a java_options <<<"${IB_JAVA_OPTS:-}"
# What libraries unpack lies among the scratch: a JVM that is killed removes nothing.
java=("$home/runtime/bin/java" -Xmx1g -XX:+UseSerialGC -XX:-UsePerfData --enable-native-access=ALL-UNNAMED
  "-Djava.io.tmpdir=${TMPDIR:-/tmp}" "${java_options[@]}")
read -r -a size <<<"${IB_GPU_SIZE:-512 512 1000}"
shape=(--size "${size[@]}" --patches "${IB_GPU_PATCHES:-64,96,128}" --batch-mb "${IB_GPU_BATCH_MB:-256}" --runs "${IB_GPU_RUNS:-5}")

# The components of noise are millions of objects.
bench() { "${java[@]}" -Xmx6g -cp "$home/lib/*" org.ibengine.cli.Ib bench gpu "$@"; }
ib() { "${java[@]}" -cp "$home/lib/*" org.ibengine.cli.Ib "$@"; }

# Runs chosen tests of the contract suites and notes how many passed.
suites() { # LIST
  local code=0
  (cd "$home" && "${java[@]}" -Dbasedir="$home/tests/module" -cp "tests/classes:tests/*:lib/*" org.ibengine.cuda.GpuTests "$1") | tee "$work/suites" || code=$?
  note "$(grep 'passed, ' "$work/suites" || echo "the suites ended with exit code $code")"
  return "$code"
}

# Where a tool of the CUDA toolkit is; empty if nowhere.
tool() { command -v "$1" || ls "/usr/local/cuda/bin/$1" 2>/dev/null || true; }

need_python() { # MODULE...
  local module
  command -v "$python" >/dev/null || leave_out "$python is not installed (IB_GPU_PYTHON names another)"
  for module; do
    "$python" -c "import $module" 2>/dev/null || leave_out "$python has no $module (IB_GPU_PYTHON names another)"
  done
}

step_facts() {
  need_python
  local missing
  missing=$("$python" "$home/benchmarks/gpu/facts.py" --symbols "$home/driver_symbols.txt" --commit "$commit" --output "$results/gpu_facts.json")
  cat "$results/gpu_facts.json"
  [ -z "$missing" ] || {
    note "$missing"
    return 1
  }
  note "$(wc -l <"$home/driver_symbols.txt") symbols of the driver are there"
}

step_smoke() {
  local backends
  backends=$(ib backends)
  printf '%s\n' "$backends"
  grep -q '^cuda  *available' <<<"$backends" || {
    note "backend cuda cannot run: $(grep '^cuda' <<<"$backends")"
    return 1
  }
  suites smoke
}

step_bench() {
  bench "${shape[@]}" --commit "$commit" --output "$results/gpu.json"
}

step_peers() {
  need_python numpy
  "$python" "$home/benchmarks/gpu/peers.py" --available ||
    leave_out "$python has neither CuPy nor a PyTorch that sees a GPU (IB_GPU_PYTHON names another)"
  "$python" "$home/benchmarks/gpu/peers.py" "${shape[@]}" --commit "$commit" --output "$results/gpu_peers.json"
}

# Servers of both backends with equal options, for slots below and above 2 MiB: what cudaMalloc hands out in one piece.
step_serve() {
  need_python numpy
  local libraries=${IB_GPU_LIBRARIES:-} steps=100 name patch backend
  if [ -z "$libraries" ]; then
    libraries=$("$python" "$home/benchmarks/gpu/serve.py" --available) ||
      leave_out "$python has neither CuPy nor a PyTorch that sees a GPU (IB_GPU_PYTHON names another)"
  fi
  [ "$libraries" != driver ] || steps=6
  ib synth "$work/raw" --cases 2 --size 77 69 71 --lesions 4 --radius 1 12
  ib prepare "$work/raw" "$work/dataset" --layout volumes --patch-size 24 20 16 --backend cpu
  local pairs=()
  for name in small large; do
    patch="24 20 16"
    [ "$name" = small ] || patch="64 64 64"
    for backend in cpu cuda; do
      # shellcheck disable=SC2086 # three numbers
      ib serve "$work/dataset" --socket "$work/$name-$backend.sock" --backend "$backend" --batch-size 3 --ratio 0 --patch-size $patch &
    done
    pairs+=(--pair "$name" "$work/$name-cpu.sock" "$work/$name-cuda.sock")
  done
  for name in small large; do
    for backend in cpu cuda; do
      timeout 30 bash -c "until [ -S '$work/$name-$backend.sock' ]; do sleep 0.1; done"
    done
  done
  # shellcheck disable=SC2086 # names
  "$python" "$home/benchmarks/gpu/serve.py" "${pairs[@]}" --steps "$steps" --commit "$commit" --output "$results/gpu_serve.json" --libraries $libraries
  note "$libraries"
}

# Case and digest of every file of volumes, but for the name that it was given when it was written.
volumes_of() { # BACKEND
  local file
  for file in "$work/$1"/cases/*/*.safetensors; do
    printf '%s ' "$(basename "$(dirname "$file")")"
    LC_ALL=C sed 's/"id": "[0-9a-f]*-[0-9]*"/"id": ""/' "$file" | sha256sum
  done
}

# What one backend makes of the same scans and reads of the same volumes.
read_by() { # BACKEND
  [ "$1" = reference ] || ib prepare "$work/raw" "$work/$1" --layout volumes --patch-size 24 20 16 --backend "$1"
  ib epoch "$work/reference" --digest --backend "$1" >"$work/$1.digest"
  ib epoch "$work/reference" --digest --dtype float16 --backend "$1" >>"$work/$1.digest"
  ib stats "$work/$1" --json >"$work/$1.stats"
}

# Digests of epochs and the volumes' own files are equal on all three backends.
step_equal() {
  local backend
  ib synth "$work/raw" --cases 2 --size 61 53 47 --lesions 6 --radius 1 12
  ib prepare "$work/raw" "$work/reference" --layout volumes --patch-size 24 20 16 --backend reference
  local backends=()
  for backend in reference cpu cuda; do
    read_by "$backend" &
    backends+=($!)
  done
  for backend in "${backends[@]}"; do wait "$backend"; done
  volumes_of reference # nothing to compare would be equal
  for backend in cpu cuda; do
    cmp "$work/reference.digest" "$work/$backend.digest"
    cmp "$work/reference.stats" "$work/$backend.stats"
    diff <(volumes_of reference) <(volumes_of "$backend")
  done
}

step_conformance() { suites "${IB_GPU_SUITES:-all}"; }

step_sanitizer() {
  local sanitizer name code=0 red=()
  declare -A of=()
  sanitizer=$(tool compute-sanitizer)
  [ -n "$sanitizer" ] || leave_out "compute-sanitizer is not installed here"
  for name in memcheck racecheck initcheck synccheck; do
    (cd "$home" && "$sanitizer" --tool "$name" --target-processes all --error-exitcode 9 --report-api-errors no \
      "${java[@]}" -Dib.cuda.exact=true -cp "tests/classes:tests/*:lib/*" org.ibengine.cuda.GpuTests sanitizer) \
      >"$logs/sanitizer-$name.log" 2>&1 &
    of[$name]=$!
  done
  for name in "${!of[@]}"; do
    wait "${of[$name]}" || { code=$? && red+=("$name (exit code $code)"); }
    printf '%s: %s\n' "$name" "$(grep -E 'ERROR SUMMARY|RACECHECK SUMMARY|passed, ' "$logs/sanitizer-$name.log" | xargs)"
  done
  note "${red[*]:-memcheck racecheck initcheck synccheck}"
  [ ${#red[@]} -eq 0 ]
}

step_ncu() {
  local ncu
  ncu=$(tool ncu)
  [ -n "$ncu" ] || leave_out "ncu is not installed here"
  need_python
  "$ncu" --clock-control none --target-processes all --csv --page raw --log-file "$logs/ncu.csv" \
    --kernel-name "regex:^($("$python" "$home/benchmarks/gpu/counters.py" --kernels))" \
    --metrics "$("$python" "$home/benchmarks/gpu/counters.py" --metrics)" \
    "${java[@]}" -Xmx6g -cp "$home/lib/*" org.ibengine.cli.Ib bench gpu --size 256 256 500 --patches 96 --batch-mb 64 --runs 1
  "$python" "$home/benchmarks/gpu/counters.py" --commit "$commit" --output "$results/gpu_ncu.json" <"$logs/ncu.csv"
}

step_epochs() {
  local cases edge=${IB_GPU_EDGE:-64}
  read -r -a cases <<<"${IB_GPU_CASES:-4 256 256 384}"
  ib synth "$work/raw" --cases "${cases[0]}" --size "${cases[@]:1}" --lesions 40
  ib prepare "$work/raw" "$work/dataset" --layout volumes --patch-size "$edge" "$edge" "$edge" --backend cpu
  bench "$work/dataset" --epochs-only --runs "${IB_GPU_RUNS:-5}" --commit "$commit" --output "$results/gpu_epochs.json"
}

# The example on cuBLAS, by that of CUDA 12 if it is there, else by the shim and that of CUDA 13.
step_regression() {
  need_python
  local cublas
  cublas=$("$python" "$home/benchmarks/gpu/facts.py" --cublas) || leave_out "no libcublas.so.12 or libcublas.so.13 here"
  ib synth "$work/raw" --cases 2 --size 128 120 112 --lesions 8
  ib prepare "$work/raw" "$work/dataset" --layout volumes --patch-size 64 64 64 --backend cpu
  local path=${cublas%/*}
  [[ $cublas == *.so.12 ]] || path=$home/native:$path
  LD_LIBRARY_PATH=$path${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} "${java[@]}" -cp "$home/example/*:$home/lib/*" \
    org.ibengine.examples.logistic.LogisticRegression "$work/dataset" 3
  note "on $cublas"
}
