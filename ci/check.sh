#!/usr/bin/env bash
# Style: Java, C++ and CUDA format, shell scripts, headers that compile alone, rules for kernel sources, links and
# anchors of the documents, habits of language. ci/format.sh mends the format.
set -euo pipefail
cd "$(dirname "$0")/.."

# The files of the project with these names, without what was built; needs no git.
files() {
  find . \( -name .git -o -name target -o -name build \) -prune -o -type f \( "$@" \) -printf '%P\0' | sort -z
}

scripts=(ib .ci/run ci/*.sh ci/gpu/*.sh examples/*.sh)
for script in "${scripts[@]}"; do
  bash -n "$script"
done
if command -v shellcheck >/dev/null; then
  shellcheck -x "${scripts[@]}"
else
  echo "check: shell scripts checked for syntax only, shellcheck is not installed"
fi

format=$(command -v clang-format-14 || command -v clang-format || true)
if [ -n "$format" ] && "$format" --version | grep -q 'version 14'; then
  files -name '*.cpp' -o -name '*.hpp' -o -name '*.h' -o -name '*.c' -o -name '*.cu' -o -name '*.cuh' | xargs -0 "$format" --dry-run -Werror
else
  echo "check: C++ format not checked, clang-format 14 is not installed"
fi

ci/headers.sh
ci/kernel_rules.sh
ci/java_rules.sh

ci/links.sh
ci/english.sh

if command -v python3 >/dev/null; then
  python3 benchmarks/table.py --check
else
  echo "check: figures of benchmarks/ not checked, python3 is not installed"
fi

# Without a number, cmake --build starts a compiler for every source at once.
if grep -nE -- '--parallel(</argument>)?( *>.*)?$' pom.xml ./*/*/pom.xml ci/*.sh | grep -v '^ci/check.sh:'; then
  echo "check: --parallel needs a number, see cmake/IbBuild.cmake"
  exit 1
fi

# shellcheck disable=SC2086 # MAVEN_ARGS is a list of arguments
mvn -q -B -ntp ${MAVEN_ARGS:-} -Dib.torch=on spotless:check
echo "check: style is fine"
