#!/usr/bin/env bash
# Makes the jars as they are released (-Prelease: with sources and Javadoc, warnings of which are errors), runs
# `mvn javadoc:javadoc`, and looks into every jar: its module's name, the licences, what the native library needs.
# Then starts ib from the module path, and builds without cmake on the path, which must say what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0
passed=0

check() { # NAME COMMAND...: the command succeeds
  if "${@:2}" >"$scratch/out" 2>&1; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "jars: FAILED: $1"
    tail -n 20 "$scratch/out"
  fi
}
holds() { unzip -p "$1" "$2" | tr -d "\r" | grep -xF "$3" >/dev/null; } # JAR ENTRY LINE
same() { unzip -p "$1" "$2" | cmp - "$3"; }                   # JAR ENTRY FILE
has() { unzip -Z1 "$1" | grep -E "$2" >/dev/null; } # JAR PATTERN
lacks() { ! grep -E "$1" "$2"; } # PATTERN FILE
none() { local file; for file; do [ ! -e "$file" ] || return 1; done; } # FILE...: none is there

# shellcheck disable=SC2206 # MAVEN_ARGS is a list of arguments
maven=(mvn -q -B -ntp -Dmaven.test.skip=true ${MAVEN_ARGS:-})
command -v unzip >/dev/null || { echo "jars: left out, unzip is not installed (Debian: unzip)"; exit 0; }
version=$(sed -n 's|^  <version>\(.*\)</version>|\1|p' pom.xml)
modules=java/core,java/conformance,java/cpu,java/cuda,java/dlpack,java/serve,java/cli
check "mvn package with sources and Javadoc, and mvn javadoc:javadoc" \
  "${maven[@]}" -Prelease -pl "$modules" package javadoc:javadoc

for module in ${modules//,/ }; do
  name=${module#java/}
  jar=$module/target/ib-$name-$version.jar
  check "$name has a module name" holds "$jar" META-INF/MANIFEST.MF "Automatic-Module-Name: org.ibengine.$name"
  check "$name carries its licence" same "$jar" META-INF/LICENSE LICENSE
  check "$name names what it ships of others" same "$jar" META-INF/THIRD-PARTY THIRD-PARTY
  check "$name has sources" has "${jar%.jar}-sources.jar" '^org/ibengine/.*\.java$'
  check "$name has Javadoc" has "${jar%.jar}-javadoc.jar" '(^|/)org/ibengine/.*\.html$'
  check "mvn javadoc:javadoc wrote pages of $name" test -e "$module/target/reports/apidocs/index.html"
done

cpu=java/cpu/target/ib-cpu-$version.jar
unzip -q -o "$cpu" 'linux-x86-64/*' -d "$scratch"
check "the library in ib-cpu needs glibc and ISA-L alone" cmake -DLIBRARY="$scratch/linux-x86-64/libib_cpu.so" \
  -DOBJDUMP=objdump -P cpp/tests/library/test_library_needs.cmake
check "every foreign file in ib-cpu is named in THIRD-PARTY" \
  test "$(find "$scratch/linux-x86-64" -type f -printf '%f\n' | sort | xargs)" = "libib_cpu.so libisal.so.2"
for jar in java/cli/target/lib/*.jar; do
  artifact=$(basename "$jar" | sed -E 's/-[0-9].*//')
  case $artifact in ib-*) continue ;; esac
  check "$artifact is in THIRD-PARTY" grep -qE "^  $artifact +[A-Z]" THIRD-PARTY
done
check "libtorch is not among what mvn package fetches" none java/cli/target/lib/{pytorch,openblas}-*.jar

own=("$PWD"/java/cli/target/lib/ib-*.jar)
others=()
for jar in "$PWD"/java/cli/target/lib/*.jar; do
  case $jar in */ib-*) ;; *) others+=("$jar") ;; esac
done
joined() { local IFS=:; echo "$*"; }
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
check "ib runs from the module path" "$java" -p "$(joined "${own[@]}")" -cp "$(joined "${others[@]}")" \
  --add-modules ALL-MODULE-PATH -m org.ibengine.cli/org.ibengine.cli.Ib backends

# A path with all but cmake.
mkdir "$scratch/bin"
for tool in /usr/bin/* /bin/*; do
  case ${tool##*/} in cmake*) ;; *) ln -sf "$tool" "$scratch/bin/${tool##*/}" ;; esac
done
code=0
PATH="$scratch/bin" "${maven[@]}" -pl java/cpu -am compile >"$scratch/without" 2>&1 || code=$?
check "without cmake the build fails" test "$code" -ne 0
check "and says in one line what is missing and how to get it" \
  grep -qE '^\[ERROR\].*cmake, make and a C\+\+ compiler.*apt-get install cmake' "$scratch/without"
check "and shows no stack trace" lacks '^\s+at (org|java)\.' "$scratch/without"

echo "jars: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
