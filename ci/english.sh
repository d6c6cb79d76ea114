#!/usr/bin/env bash
# Habits of language that a machine can find: in the documents and in what sources say to people, in comments, help
# texts and messages. CONTRIBUTING.md has the whole list, with what to write instead. First plants one breach of every
# rule, which must be found however its lines are broken, and a line that keeps to it, which must not.
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
  "$(printf '\\b(%s) an? (%s)\\b(?! (may|can|has|have|had|needs|takes)\\b)' \
    '(?i)one|two|bytes|files?|patch(es)?|lesions?|clients?|voxels|requests?|ints|lines?|objects?|events?|megabytes|MB|entr(y|ies)|rows|folders?|slots?|batch(es)?|launch|tile|items?|times|numbers?|values?|tensors?' \
    'modality|patch|batch|case|file|line|instance|voxel|thread|rank|step|row|plane|slot|epoch|window|request|message|second|component|channel|part|node|format|command|subject|axis|process|pair|run|block|element|word|key|name')" \
  'one NIfTI file a modality' 'a file of a modality, the number an instance has'
rule '"after the step", not "behind the step"' \
  '\bbehind (the|an?|it|them|its|one|each|every|what|that|this|all|your|[0-9]+|\{@code)(?!\w)' 'behind a step' 'left behind'
rule '"training", "a training loop", not "a training"' \
  '\b([Aa]|[Oo]ne|[Ee]ach|[Ee]very|[Tt]wo) trainings?\b(?! (framework|loop|step|run|process|epoch|set|case|script|thread|stream|job))' \
  'each training begins' 'a training loop, of training'
rule '"if you read", not "who reads"' \
  '\bWho (reads|wants|has|needs|waits|holds|closes|calls|takes|gives|creates|may)\b' 'Who waits is woken' 'whoever waits'
rule '"bit-identical", not "equal to the bit"' '\bto the bit\b' 'equal to the bit' 'equal to the bitmap'
rule '"is not a token", not "is none"' '(?<![Tt]here )\b(is|are) none\b' 'a token that is none' 'if there is none'
}

# Prints FILE:LINE:TEXT of what breaks rule NUMBER. Lines of a paragraph, of a comment and of a message that is put
# together from several are read as one: a break is whatever sets the next line in.
found() { # NUMBER FILE...
  local number=$1
  shift
  PATTERN=${patterns[$number]} perl -ne '
    BEGIN { $rule = qr/$ENV{PATTERN}/ }
    push @lines, s/\s+$//r;
    ($say = $_) =~ s{^\s*(?:///?|\*(?!/)|\#|\+)?\s*"?}{};
    $say =~ s{\s*"?\s*\+?\s*$}{};
    push @starts, length $text;
    $text .= $say =~ /\S/ ? "$say " : "\n";
    if (eof) {
      while ($text =~ /$rule/g) {
        $at = grep { $_ <= $-[0] } @starts;
        printf "%s:%d:%s\n", $ARGV, $at, $lines[$at - 1];
      }
      ($text, @lines, @starts) = "";
    }' "$@"
}

planted=$(mktemp -d)
trap 'rm -rf "$planted"' EXIT
breaks=(' ' $'\n' $'\n  ' $'\n * ' $'\n// ' $'\n    /// ' $'\n# ' $'"\n        + "' $' "\n    "') # within text, comments, messages
failed=0 n=0
for number in "${!names[@]}"; do
  rm -f "$planted"/*
  for break in "${breaks[@]}"; do
    n=$((n + 1))
    printf '%s\n' "${breaches[$number]// /"$break"}" >"$planted/$n"
  done
  found "$number" "$planted"/* | cut -d: -f1 | sort -u >"$planted/found"
  [ "$(wc -l <"$planted/found")" = "${#breaks[@]}" ] || { echo "english: planted and not found: ${breaches[$number]}" && failed=1; }
  echo "${keeps[$number]}" >"$planted/keeps"
  [ -z "$(found "$number" "$planted/keeps")" ] || { echo "english: found where it is not: ${keeps[$number]}" && failed=1; }
done

if [ $# -gt 0 ]; then
  files=("$@")
else
  mapfile -d '' files < <(
    find . \( -name .git -o -name target -o -name build \) -prune -o -type f \
      \( -name '*.md' -o -name '*.java' -o -name '*.py' -o -name '*.sh' -o -name '*.cpp' -o -name '*.hpp' -o -name '*.c' \
      -o -name '*.h' -o -name '*.cu' -o -name '*.cuh' -o -name '*.cmake' -o -name CMakeLists.txt \) \
      ! -name CHANGELOG.md ! -name CONTRIBUTING.md ! -path ./ci/english.sh -print0
    printf 'ib\0'
  )
fi
for number in "${!names[@]}"; do
  wrong=$(found "$number" "${files[@]}")
  [ -z "$wrong" ] || { printf 'english: %s\n%s\n' "${names[$number]}" "$wrong" && failed=1; }
done
exit "$failed"
