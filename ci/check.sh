#!/usr/bin/env bash
# Style: Java and C++ format, shell syntax, links between the documents. ci/format.sh mends the format.
set -euo pipefail
cd "$(dirname "$0")/.."

for script in ib .ci/run ci/*.sh examples/*.sh; do
  bash -n "$script"
done

# shellcheck disable=SC2046 # file names without spaces
if clang-format --version 2>/dev/null | grep -q 'version 14'; then
  clang-format --dry-run -Werror $(git ls-files '*.cpp' '*.hpp' '*.h')
else
  echo "check: C++ format not checked, clang-format 14 is not installed"
fi

broken=0
for document in $(git ls-files '*.md'); do
  for link in $(grep -oE '\]\([^)#:]+(#[^)]*)?\)' "$document" | sed -E 's/^\]\(//; s/(#.*)?\)$//'); do
    if [ ! -e "$(dirname "$document")/$link" ]; then
      echo "check: $document links to $link, which does not exist"
      broken=1
    fi
  done
done
[ "$broken" -eq 0 ]

# shellcheck disable=SC2086 # MAVEN_ARGS is a list of arguments
mvn -q -B -ntp ${MAVEN_ARGS:-} spotless:check
echo "check: style is fine"
