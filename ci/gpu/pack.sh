# shellcheck shell=bash disable=SC2154 # what ci/gpu.sh and procedure.sh set
# Makes build/ib-gpu.tar.xz. Sourced by ci/gpu.sh, which sets home and built.

most_mib=40
pack_folder=$home/build/ib-gpu
# What of the JDK the jars and the tests need.
java_modules=java.base,java.logging,java.management,java.xml,jdk.management,jdk.unsupported
# Of JCuda's native libraries, those that are loaded.
jcuda_natives="libJCudaDriver libJCublas2"

pack_runtime() {
  local java_home
  java_home=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
  "$java_home/bin/jlink" --add-modules "$java_modules" --output "$pack_folder/runtime" \
    --strip-debug --no-header-files --no-man-pages --compress=0
}

build_jars() {
  say "building"
  # shellcheck disable=SC2086 # MAVEN_ARGS is a list of arguments
  (cd "$home" && mvn -q -B -ntp ${MAVEN_ARGS:-} -DskipTests -pl benchmarks/java,examples/logistic-regression -am package) \
    >"$home/build/gpu.log" 2>&1 || die "the build failed: build/gpu.log"
}

# Jars without what is not used here, and not compressed themselves: xz does it better.
pack_jars() { # FOLDER JAR...
  python3 "$home/ci/gpu/store_jars.py" --natives "$jcuda_natives" --target "$pack_folder/$1" "${@:2}"
}

pack_natives() {
  local natives=$home/build/gpu-natives
  rm -rf "$natives"
  mkdir -p "$natives" "$pack_folder/native"
  unzip -q -j -o "$home"/examples/logistic-regression/target/lib/jcublas-natives-*.jar 'lib/libJCublas2-*' -d "$natives"
  unzip -q -j -o "$home"/benchmarks/java/target/lib/jcuda-natives-*.jar 'lib/libJCudaDriver-*' -d "$natives"
  nm -D --undefined-only "$natives"/libJCudaDriver-* | sed -n 's/^ *U \(cu[A-Z][A-Za-z0-9_]*\)$/\1/p' >"$pack_folder/driver_symbols.txt"
  [ -s "$pack_folder/driver_symbols.txt" ] || die "no symbols of the driver found in $natives"
  python3 "$home/ci/gpu/cublas_shim.py" "$natives"/libJCublas2-* --output "$pack_folder/native/libcublas.so.12"
}

# The suites' classes, their contracts and goldens, and the example case that the goldens speak of.
pack_tests() {
  mkdir -p "$pack_folder/tests" "$pack_folder/examples"
  cp -R "$home/java/cuda/target/test-classes" "$pack_folder/tests/classes"
  cp -R "$home/examples/ms" "$pack_folder/examples"
  pack_jars tests "$home"/java/conformance/target/ib-conformance-*[0-9T].jar "$home"/java/cuda/target/test-lib/*.jar
}

pack_scripts() {
  mkdir -p "$pack_folder"/{ci,benchmarks/end_to_end,python/ib_engine}
  cp -R "$home/ci/gpu.sh" "$pack_folder/ci"
  mkdir "$pack_folder/ci/gpu"
  cp "$home"/ci/gpu/*.sh "$pack_folder/ci/gpu"
  mkdir "$pack_folder/benchmarks/gpu"
  cp "$home"/benchmarks/gpu/*.py "$pack_folder/benchmarks/gpu"
  cp "$home/benchmarks/end_to_end/measuring.py" "$pack_folder/benchmarks/end_to_end"
  cp "$home"/python/ib_engine/*.py "$pack_folder/python/ib_engine"
  git -C "$home" describe --always --dirty --abbrev=12 >"$pack_folder/commit" 2>/dev/null || echo unknown >"$pack_folder/commit"
}

pack() {
  local file=$home/build/ib-gpu.tar.xz mib
  mkdir -p "$home/build"
  [ "$built" = yes ] || build_jars
  rm -rf "$pack_folder" "$file"
  mkdir -p "$pack_folder"
  pack_runtime
  pack_jars lib "$home"/benchmarks/java/target/lib/*.jar
  pack_jars example "$home"/examples/logistic-regression/target/ib-example-logistic-regression-*[0-9T].jar \
    "$home"/examples/logistic-regression/target/lib/jcublas-*.jar
  pack_natives
  pack_tests
  pack_scripts
  [ -e "$home/java/cuda/target/classes/org/ibengine/cuda/ib_cuda.fatbin" ] ||
    say "WITHOUT KERNELS: nvcc was missing, nothing can run on a GPU"
  tar -C "$home/build" --owner=0 --group=0 -c ib-gpu | xz -T0 -1 >"$file"
  mib=$(stat -c %s "$file" | awk '{ printf "%.1f", $1 / 1048576 }')
  say "$file is $mib MiB (limit $most_mib), $(du -sm "$pack_folder" | cut -f 1) MiB unpacked"
  awk "BEGIN { exit !($mib <= $most_mib) }" || die "too large to carry"
}
