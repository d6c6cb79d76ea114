#!/usr/bin/env bash
# Tortures ib: kills of prepare, system calls that fail, full disks, damaged inputs, hostile clients of ib serve. After each,
# nothing that was committed may be lost or changed, the next run completes with equal bytes, inputs are untouched, and
# every error is told in words. Prints the counts; build/torture.json holds them.
#   ci/torture.sh         bounded, about a minute and a half
#   ci/torture.sh full    every call in turn and many of everything else: hours
#   IB_TORTURE_KILLS, _CALLS (0: each in turn), _DISKS, _INPUTS, _CONNECTIONS, _SEED   counts of one's own
set -euo pipefail
cd "$(dirname "$0")/.."

skip() {
  echo "torture: left out, $*"
  exit 0
}
command -v python3 >/dev/null || skip "python3 is not there (Debian: python3)"
python3 -c 'import sys; sys.exit(sys.version_info < (3, 9))' || skip "python3 is older than 3.9"

case ${1:-} in
  full) counts=(500 0 100 110000 5000) ;;
  '') counts=(4 10 2 200 27) ;;
  *) echo "torture: the argument must be full or nothing, was $1" && exit 2 ;;
esac
./ib --version >/dev/null # builds it, if need be
app=$(find build/ib -maxdepth 1 -name 'app-*' -printf '%T@ %p\n' | sort -rn | head -n 1 | cut -d ' ' -f 2-)
{ IFS= read -r jdk; } <build/ib/jdk
export IB_JAVA="$jdk/bin/java" PYTHONDONTWRITEBYTECODE=1
folder=build/torture
mkdir -p "$folder/classes"
tests=java/cli/src/test/java/org/ibengine/cli
"$jdk/bin/javac" -proc:none -d "$folder/classes" -cp "$app/*" \
  "$tests"/{CommandLineRun,CommandLoop,Damage,MutatedInputs,TextHeaders}.java
"${CC:-cc}" -std=c11 -O1 -Wall -Wextra -Werror -shared -fPIC -o "$folder/failing_calls.so" ci/torture/failing_calls.c -ldl

namespace=()
if unshare --map-root-user --mount true 2>/dev/null; then
  namespace=(unshare --map-root-user --mount)
  export IB_TORTURE_MAY_MOUNT=1
fi
exec "${namespace[@]}" python3 ci/torture --class-path "$PWD/$folder/classes:$PWD/$app/*" \
  --shim "$folder/failing_calls.so" --report build/torture.json --seed "${IB_TORTURE_SEED:-7}" \
  --kills "${IB_TORTURE_KILLS:-${counts[0]}}" --calls "${IB_TORTURE_CALLS:-${counts[1]}}" \
  --disks "${IB_TORTURE_DISKS:-${counts[2]}}" --inputs "${IB_TORTURE_INPUTS:-${counts[3]}}" \
  --connections "${IB_TORTURE_CONNECTIONS:-${counts[4]}}"
