#!/usr/bin/env bash
# Habits of language that a machine can find, in the documents, in Java (help texts, messages, Javadoc), in the Python
# client and in the launcher. CONTRIBUTING.md has the whole list, with what to write instead. First plants one breach of
# every rule, which must be found, and a line that keeps to it, which must not.
#   ci/english.sh            all of them
#   ci/english.sh FILE...    these files
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8

names=() patterns=() breaches=() keeps=()
rule() { # NAME PATTERN BREACH KEEPS
  names+=("$1") patterns+=("$2") breaches+=("$3") keeps+=("$4")
}
# shellcheck disable=SC1003 # no quote is escaped
{
rule '"is not a folder", not "is no folder"' \
  '(?<![Tt]here )\b(is|are|was|were) no (?!longer|more|less|larger|smaller|slower|faster|better|worse|further|matter)' \
  'OUT is no folder' 'there is no folder, it is no longer here'
rule '"one file per modality", not "one file a modality"' \
  "$(printf '\\b(%s) an? (%s)\\b' \
    '(?i)one|two|bytes|files?|patch(es)?|lesions?|clients?|voxels|requests?|ints|lines?|objects?|events?|megabytes|MB|entr(y|ies)|rows|folders?|slots?|batch(es)?|launch|tile|items?|times|numbers?|values?|tensors?' \
    'modality|patch|batch|case|file|line|instance|voxel|thread|rank|step|row|plane|slot|epoch|window|request|message|second|component|channel|part|node|format|command|subject|axis|process|pair|run|block|element|word|key|name')" \
  'one NIfTI file a modality' 'a file of a modality'
rule '"after the step", not "behind the step"' \
  '\bbehind (the|an?|it|them|its|one|each|every|what|that|this|all|[0-9]+)\b' 'behind a step' 'left behind'
rule '"training", "a training loop", not "a training"' \
  '\b([Aa]|[Oo]ne|[Ee]ach|[Ee]very|[Tt]wo) trainings?\b(?! (loop|step|run|process|epoch|set|case|script|thread|stream|job))' \
  'each training begins' 'a training loop, of training'
rule '"if you read", not "who reads"' \
  '\bWho (reads|wants|has|needs|waits|holds|closes|calls|takes|gives|creates|may)\b' 'Who waits is woken' 'whoever waits'
rule '"bit-identical", not "equal to the bit"' '\bto the bit\b' 'equal to the bit' 'equal to the bitmap'
rule '"is not a token", not "is none"' '(?<![Tt]here )\b(is|are) none\b' 'a token that is none' 'if there is none'
}

# Prints FILE:LINE:TEXT of what breaks rule NUMBER.
found() { # NUMBER FILE...
  local number=$1
  shift
  grep -HnP -- "${patterns[$number]}" "$@" || true
}

planted=$(mktemp -d)
trap 'rm -rf "$planted"' EXIT
failed=0
for number in "${!names[@]}"; do
  echo "${breaches[$number]}" >"$planted/breach"
  echo "${keeps[$number]}" >"$planted/keeps"
  [ -n "$(found "$number" "$planted/breach")" ] || { echo "english: planted and not found: ${breaches[$number]}" && failed=1; }
  [ -z "$(found "$number" "$planted/keeps")" ] || { echo "english: found where it is not: ${keeps[$number]}" && failed=1; }
done

if [ $# -gt 0 ]; then
  files=("$@")
else
  mapfile -d '' files < <(find . \( -name .git -o -name target -o -name build -o -name java -path './java' \) -prune -o \
    -name '*.md' ! -name CHANGELOG.md ! -name CONTRIBUTING.md -print0
    find java/*/src/main examples benchmarks -name '*.java' -print0
    find python/ib_engine -name '*.py' -print0
    printf '%s\0' ib examples/*.sh)
fi
for number in "${!names[@]}"; do
  wrong=$(found "$number" "${files[@]}")
  [ -z "$wrong" ] || { printf 'english: %s\n%s\n' "${names[$number]}" "$wrong" && failed=1; }
done
exit "$failed"
