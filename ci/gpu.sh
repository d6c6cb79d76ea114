#!/usr/bin/env bash
# Tests and measures backend cuda on a machine that has a GPU and nothing else: no JDK, no Maven, no network.
#   ci/gpu.sh pack            where the project builds: makes build/gpu of a Java runtime, jars, kernels and tests
#   ci/gpu.sh run [RESULTS]   where the GPU is: conformance, compute-sanitizer, equal results, benchmark;
#                             writes RESULTS/gpu.json, gpu_serve.json, gpu_peers.json and logs (default build/gpu-results)
#   ci/gpu.sh double          pack, then run over the driver's test double with tiny sizes: shows that this works
# For run: IB_GPU_SIZE ("512 512 1000"), IB_GPU_PATCHES ("64,96,128"), IB_GPU_RUNS (9), IB_GPU_CASES ("4 256 256 384":
# cases and size of the phantoms of the epochs), IB_GPU_PYTHON (python3), IB_GPU_PARTS ("conformance sanitizer equal
# serve bench peers"), IB_GPU_COMMIT (what the results name where there is no git).
set -euo pipefail
cd "$(dirname "$0")/.."

pack=build/gpu
limit_mib=64
say() { printf 'gpu: %s\n' "$*"; }
die() { printf 'gpu: %s\n' "$*" >&2; exit 1; }

# --- pack -------------------------------------------------------------------------------------------

# What of the JDK the jars and the tests need.
modules=java.base,java.desktop,java.logging,java.management,java.xml,jdk.management,jdk.unsupported

pack_runtime() {
  local java_home
  java_home=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
  "$java_home/bin/jlink" --add-modules "$modules" --output "$pack/runtime" \
    --strip-debug --no-header-files --no-man-pages --compress=2
}

pack_tests() {
  local version tests=java/cuda/target/test-classes
  version=$(sed -n 's|^ *<junit.version>5\(.*\)</junit.version>|1\1|p' pom.xml)
  # shellcheck disable=SC2086 # MAVEN_ARGS is a list of arguments
  mvn -q -B -ntp ${MAVEN_ARGS:-} dependency:copy -DoutputDirectory="$PWD/$pack/tests" \
    -Dartifact="org.junit.platform:junit-platform-console-standalone:$version"
  cp java/conformance/target/ib-conformance-*.jar "$pack/tests"
  cp -R "$tests" "$pack/tests/classes"
}

pack() {
  say "building"
  # shellcheck disable=SC2086 # MAVEN_ARGS is a list of arguments
  mvn -q -B -ntp ${MAVEN_ARGS:-} -DskipTests -pl benchmarks/java -am package >build/gpu.log 2>&1 ||
    die "the build failed: build/gpu.log"
  rm -rf "$pack"
  mkdir -p "$pack/tests"
  cp -R benchmarks/java/target/lib "$pack/lib"
  mkdir -p "$pack/python/ib_engine"
  cp python/ib_engine/*.py "$pack/python/ib_engine"
  pack_tests
  pack_runtime
  [ -e java/cuda/target/classes/org/ibengine/cuda/ib_cuda.fatbin ] ||
    say "WITHOUT KERNELS: nvcc was missing, nothing can run on a GPU"
  git describe --always --dirty --abbrev=12 >"$pack/commit" 2>/dev/null || echo unknown >"$pack/commit"
  local mib
  mib=$(tar -C build -cz gpu | wc -c | awk '{ printf "%.1f", $1 / 1048576 }')
  say "$pack is $(du -sm "$pack" | cut -f 1) MiB, $mib MiB compressed (limit $limit_mib)"
  awk "BEGIN { exit !($mib <= $limit_mib) }" || die "too large to carry"
}

# --- run --------------------------------------------------------------------------------------------

failed=0
java=("$pack/runtime/bin/java" --enable-native-access=ALL-UNNAMED)
suites=(--select-class=org.ibengine.cuda.CudaBackendSuite)

# shellcheck disable=SC2086 # IB_JAVA_OPTS is a list of options
ib() { "${java[@]}" ${IB_JAVA_OPTS:-} -cp "$pack/lib/*" org.ibengine.cli.Ib "$@"; }

# Runs a part, whose output goes to a log; one line tells how it went.
part() { # NAME COMMAND...
  local log="$results/$1.log" started=$SECONDS code
  set +e # a condition would switch it off for all that the command does
  (set -e && "${@:2}") >"$log" 2>&1
  code=$?
  set -e
  if [ "$code" -eq 0 ]; then
    say "$1: ok ($((SECONDS - started)) s)"
  else
    say "$1: FAILED ($((SECONDS - started)) s), the end of $log:"
    tail -n 25 "$log"
    failed=1
  fi
}

junit() { # SELECTION...
  # shellcheck disable=SC2086 # IB_JAVA_OPTS is a list of options
  "${java[@]}" ${IB_JAVA_OPTS:-} -cp "$pack/tests/classes:$pack/tests/*:$pack/lib/*" \
    org.junit.platform.console.ConsoleLauncher execute --disable-banner --details=summary --fail-if-no-tests "$@"
}

run_conformance() {
  part conformance junit "${suites[@]}" --select-class=org.ibengine.cuda.CudaEngineSuite
}

run_sanitizer() {
  local tool sanitizer
  sanitizer=$(command -v compute-sanitizer || ls /usr/local/cuda/bin/compute-sanitizer 2>/dev/null || true)
  if [ -z "$sanitizer" ]; then
    say "compute-sanitizer: left out, it is not installed here"
    return 0
  fi
  local plain=("${java[@]}")
  for tool in memcheck racecheck initcheck synccheck; do
    java=("$sanitizer" --tool "$tool" --target-processes all --error-exitcode 9 "${plain[@]}")
    part "$tool" junit "${suites[@]}"
  done
  java=("${plain[@]}")
}

# Digests of epochs and the volumes' own files are equal on all three backends.
compare_backends() {
  local backend of=$results/data
  rm -rf "$of"
  ib synth "$of/raw" --cases 2 --size 61 53 47 --lesions 6 --radius 1 12
  for backend in reference cpu cuda; do
    ib prepare "$of/raw" "$of/$backend" --layout volumes --patch-size 24 20 16 --backend "$backend"
    ib epoch "$of/reference" --digest --backend "$backend" >"$of/$backend.digest"
    ib epoch "$of/reference" --digest --dtype float16 --backend "$backend" >>"$of/$backend.digest"
    ib stats "$of/$backend" --json >"$of/$backend.stats"
  done
  for backend in cpu cuda; do
    cmp "$of/reference.digest" "$of/$backend.digest"
    cmp "$of/reference.stats" "$of/$backend.stats"
    (cd "$of/reference" && find . -name '*.safetensors' -exec sha256sum {} +) | (cd "$of/$backend" && sha256sum --quiet -c -)
  done
  rm -rf "$of"
}

run_equal() { part equal compare_backends; }

# Servers of both backends with equal options, and a client that compares what they hand over.
compare_served() { # LIBRARY
  local of=$results/data backend
  servers=() # not local: the trap runs when the function is over
  rm -rf "$of"
  ib synth "$of/raw" --cases 2 --size 61 53 47 --lesions 6 --radius 1 12
  ib prepare "$of/raw" "$of/dataset" --layout volumes --patch-size 24 20 16 --backend cpu
  trap 'kill "${servers[@]}" 2>/dev/null || true' EXIT
  for backend in cpu cuda; do
    # shellcheck disable=SC2086 # IB_JAVA_OPTS is a list of options
    "${java[@]}" ${IB_JAVA_OPTS:-} -cp "$pack/lib/*" org.ibengine.cli.Ib serve "$of/dataset" \
      --socket "$of/$backend.sock" --backend "$backend" --batch-size 3 &
    servers+=($!)
  done
  for backend in cpu cuda; do
    timeout 60 bash -c "until [ -S '$of/$backend.sock' ]; do sleep 0.1; done"
  done
  PYTHONDONTWRITEBYTECODE=1 "${IB_GPU_PYTHON:-python3}" benchmarks/gpu/serve.py --host "$of/cpu.sock" \
    --device "$of/cuda.sock" --library "$1" --commit "$commit" --output "$results/gpu_serve.json"
  rm -rf "$of"
}

run_serve() {
  local python=${IB_GPU_PYTHON:-python3} library=${IB_GPU_LIBRARY:-}
  if ! "$python" -c 'import numpy' 2>/dev/null; then
    say "serve: left out, $python has no numpy (IB_GPU_PYTHON names another)"
    return 0
  fi
  if [ -z "$library" ] && ! library=$("$python" benchmarks/gpu/serve.py --available); then
    say "serve: left out, $python has neither CuPy nor a PyTorch that sees a GPU (IB_GPU_PYTHON names another)"
    return 0
  fi
  part serve compare_served "$library"
}

measure() {
  local of=$results/data cases
  read -r -a cases <<<"${IB_GPU_CASES:-4 256 256 384}"
  rm -rf "$of"
  ib synth "$of/raw" --cases "${cases[0]}" --size "${cases[@]:1}" --lesions 40
  ib prepare "$of/raw" "$of/dataset" --layout volumes --patch-size "${IB_GPU_EDGE:-64}" "${IB_GPU_EDGE:-64}" "${IB_GPU_EDGE:-64}" --backend cpu
  # shellcheck disable=SC2086 # three numbers
  ib bench gpu "$of/dataset" --size ${IB_GPU_SIZE:-512 512 1000} --patches "${IB_GPU_PATCHES:-64,96,128}" \
    --batch-mb "${IB_GPU_BATCH_MB:-256}" --runs "${IB_GPU_RUNS:-9}" --commit "$commit" --output "$results/gpu.json"
  rm -rf "$of"
}

run_bench() {
  part bench measure
  grep -v '^INFO' "$results/bench.log" | tail -n 16
}

run_peers() {
  local python=${IB_GPU_PYTHON:-python3}
  if ! "$python" benchmarks/gpu/peers.py --available; then
    say "peers: left out, $python has neither CuPy nor a PyTorch that sees a GPU (IB_GPU_PYTHON names another)"
    return 0
  fi
  # shellcheck disable=SC2086 # three numbers
  part peers "$python" benchmarks/gpu/peers.py --size ${IB_GPU_SIZE:-512 512 1000} --patches "${IB_GPU_PATCHES:-64,96,128}" \
    --runs "${IB_GPU_RUNS:-9}" --commit "$commit" --output "$results/gpu_peers.json"
}

run() {
  [ -x "$pack/runtime/bin/java" ] || die "there is no $pack; make it by ci/gpu.sh pack where the project builds, and carry it"
  mkdir -p "$results"
  commit=${IB_GPU_COMMIT:-$(cat "$pack/commit")}
  local backends
  backends=$(ib backends) || die "ib does not start: $backends"
  say "$(head -n 1 <<<"$backends")"
  grep -q '^cuda  *available' <<<"$backends" ||
    die "without backend cuda there is nothing to run"
  local one
  for one in ${IB_GPU_PARTS:-conformance sanitizer equal serve bench peers}; do
    "run_$one"
  done
  [ "$failed" -eq 0 ] || die "something failed; logs in $results"
  say "everything passed in $SECONDS s; results in $results"
}

# The double is not a peer of anything, and its times mean nothing.
double() {
  pack
  local built=java/cuda/target/cuda/driver_double
  IB_JAVA_OPTS="-Dib.cuda.kernels=$PWD/java/cuda/src/test/resources/host_kernels.image" \
    LD_LIBRARY_PATH=$PWD/$built${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} IB_GPU_PARTS=${IB_GPU_PARTS:-conformance equal serve bench} IB_GPU_LIBRARY=driver \
    IB_GPU_SIZE="37 33 29" IB_GPU_PATCHES=5,7 IB_GPU_RUNS=2 IB_GPU_BATCH_MB=0.01 IB_GPU_CASES="2 40 36 30" IB_GPU_EDGE=8 \
    "$0" run "$results"
}

case "${1:-}" in
  pack | run | double)
    results=${2:-build/gpu-results}
    "$1"
    ;;
  *) die "usage: ci/gpu.sh pack | run [RESULTS] | double [RESULTS]" ;;
esac
