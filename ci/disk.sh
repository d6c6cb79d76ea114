#!/usr/bin/env bash
# Tests ib prepare on a full disk, a read-only one and an unreadable case. Needs to mount a file system of its own
# (user namespaces, or root); says so and leaves it out where that is not allowed.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "${1:-}" != inside ]; then
  if ! unshare --map-root-user --mount true 2>/dev/null; then
    echo "disk: left out, this system lets nobody mount a file system of their own"
    exit 0
  fi
  ./ib synth --help >/dev/null # built while the disk is the usual one
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  unshare --map-root-user --mount "$0" inside "$scratch"
  exit
fi

scratch=$2
disk="$scratch/disk"
raw="$scratch/raw"
out="$disk/out"
mkdir "$disk"
mount -t tmpfs -o size=1200k none "$disk"
./ib synth "$raw" --cases 3 --size 64 64 64 --lesions 5 --modalities T1 >"$scratch/log" 2>&1

passed=0
check() { # NAME CODE TEXT COMMAND...: ends with CODE, one line on standard error beside the backend and the layout holds TEXT
  local code=0 lines
  "${@:4}" >"$scratch/out" 2>"$scratch/err" || code=$?
  lines=$(grep -vE '^(INFO |ib: layout: )' "$scratch/err" || true)
  if [ "$code" -ne "$2" ] || [ "$(grep -c . <<<"$lines")" -gt 1 ] || ! grep -q "$3" "$scratch/err" "$scratch/out"; then
    echo "disk: FAILED: $1 (exit code $code)"
    cat "$scratch/out" "$scratch/err"
    exit 1
  fi
  passed=$((passed + 1))
}
prepare() { ./ib prepare "$raw" "$@" --patch-size 32 32 32 --threads 1; }

check "a full disk is named" 1 'No space left' prepare "$out"
[ "$(find "$out/cases" -name case.json | wc -l)" -lt 3 ]
check "whole cases are kept on a full disk" 0 'all as written' ./ib verify "$out"
mount -o remount,size=100m "$disk"
check "the run goes on once there is space" 0 'cases ' prepare "$out"
check "then everything is there" 0 '3 cases' ./ib verify "$out"
mount -o remount,ro "$disk"
check "a read-only disk is named" 1 'Read-only file system' prepare "$out" --force
check "and nothing was lost" 0 '3 cases' ./ib verify "$out"
mount -o remount,rw "$disk"
truncate -s 1000 "$raw/phantom001/T1.nii.gz"
check "a case that cannot be read is named, the others are done" 3 'phantom001/T1.nii.gz' prepare "$disk/second"
check "and they are whole" 0 '2 cases' ./ib verify "$disk/second"
echo "disk: $passed passed, 0 failed"
