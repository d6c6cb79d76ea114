#!/usr/bin/env bash
# Tests the launcher ib in this clone, built or not: where it may be called from, what passes through it.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
passed=0
failed=0

check() { # NAME COMMAND...: the command succeeds
  if "${@:2}"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "launcher: FAILED: $1"
  fi
}
exits() { # CODE COMMAND...
  local code=0
  "${@:2}" >"$scratch/out" 2>"$scratch/err" || code=$?
  [ "$code" -eq "$1" ] || { echo "exit code $code" && cat "$scratch/err" && false; }
}
prints() { # TEXT COMMAND...: exactly this on standard output, nothing on standard error
  exits 0 "${@:2}" && [ "$(cat "$scratch/out")" = "$1" ] && [ ! -s "$scratch/err" ]
}
from_elsewhere() { (cd / && "$@"); }
without_input() { "$@" <&-; }
no_escape_codes() { exits 0 "$@" && ! grep -q $'\033' "$scratch/out" "$scratch/err"; }

version="ib-engine $(sed -n 's|^  <version>\(.*\)</version>|\1|p' pom.xml)"
check "builds what is out of date" exits 0 ./ib --version
check "the second call is silent, the version is the pom's" prints "$version" ./ib --version
ln -s "$PWD/ib" "$scratch/a link"
check "runs by a link from elsewhere" from_elsewhere prints "$version" "$scratch/a link" --version
check "runs without standard input" prints "$version" without_input ./ib --version
check "passes over a JAVA_HOME without JDK" exits 0 env JAVA_HOME="$scratch" ./ib --version
check "names a JAVA_HOME that it passes over" grep -qF "JAVA_HOME=$scratch is not a JDK" "$scratch/err"
check "exit code of a wrong command line passes through" exits 2 ./ib prepare
check "exit code of a failed command passes through" exits 1 ./ib info "$scratch/absent.nii.gz"
check "the demo runs and prints no colours into a file" no_escape_codes ./ib demo
check "arguments with spaces arrive whole" exits 0 ./ib prepare examples/ms "$scratch/a b" --dry-run
check "no command but those that need it fetches libtorch" eval '! ls build/ib/app-*/pytorch*.jar 2>/dev/null'
check "train-demo runs" exits 0 ./ib train-demo --steps 2 --patch 16
check "train-demo says what is held out" grep -q "every 4th lesion" "$scratch/out"
check "help names what needs libtorch" eval './ib --help | grep -qE "^  train .*libtorch"'
check "phantoms for a run" exits 0 ./ib synth "$scratch/raw" --cases 2 --size 40 40 40 --lesions 2
check "are prepared" exits 0 ./ib prepare "$scratch/raw" "$scratch/data" --layout volumes --patch-size 16 16 16
run=("$scratch/data" -o "$scratch/run" --network unet --channels "4,8" --epochs 1 --steps 2 --threads 1)
check "train runs" exits 0 ./ib train "${run[@]}"
check "train leaves a run" test -s "$scratch/run/last.safetensors" -a -s "$scratch/run/loss.png"
check "its exit code passes through" exits 2 ./ib train "${run[@]}" --loss none

echo "launcher: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
