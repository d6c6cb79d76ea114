#!/usr/bin/env bash
# What Java must not hold because no test on this machine's language would show it: numbers and letters that
# are written as the default locale has them. org.ibengine.text.Text is the one place that formats; commands
# may print by printf, since their TerminalWriter takes Locale.ROOT. Names the rule, the file and the line.
# First plants one breach of every rule, which must be found.
#   ci/java_rules.sh            main code of every module but the contract suite, and the benchmarks
#   ci/java_rules.sh FILE...    these files
set -euo pipefail
cd "$(dirname "$0")/.."

names=() patterns=() planted=() exempt=()
rule() { # NAME PATTERN BREACH [EXEMPT_FOLDER]
  names+=("$1") patterns+=("$2") planted+=("$3") exempt+=("${4:-none}")
}
rule 'numbers become text by Text.format only' \
  '\.formatted\(|\<String\.format\(|\<new Formatter\(' '"%d".formatted(n)'
rule 'only commands print by printf, to a TerminalWriter' \
  '\.printf\(' 'out.printf("%d", n)' java/cli/
rule 'letters change their case by Locale.ROOT only: i is not I in Turkish' \
  '\.to(Upper|Lower)Case\(\)' 'name.toLowerCase()'
rule 'numbers are parsed by their own types, not as the locale writes them' \
  '\<new Scanner\(|\<NumberFormat\.get|\<new DecimalFormat\(' 'new Scanner(in)'

breaches() { # NUMBER FILE...: file:line: text
  local number=$1
  shift
  grep -HnE "${patterns[$number]}" "$@" | grep -v "^${exempt[$number]}" || true
}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for i in "${!names[@]}"; do
  printf '%s\n' "${planted[$i]}" >"$folder/Breach.java"
  if [ -z "$(breaches "$i" "$folder/Breach.java")" ]; then
    echo "java rules: a planted breach was not found: ${names[$i]}"
    exit 1
  fi
done

if [ $# -eq 0 ]; then
  mapfile -t files < <(find java/*/src/main benchmarks/*/src/main -name '*.java' \
    ! -path 'java/conformance/*' ! -name Text.java | sort)
  set -- "${files[@]}"
fi
status=0
for i in "${!names[@]}"; do
  found=$(breaches "$i" "$@")
  if [ -n "$found" ]; then
    printf 'java rules: %s\n%s\n' "${names[$i]}" "$found"
    status=1
  fi
done
[ "$status" -ne 0 ] || echo "java rules: ${#names[@]} hold in $# files"
exit "$status"
