#!/usr/bin/env bash
# Writes WORK/classes.list: what ib loads when it prepares both layouts, runs an epoch and serves one. Java makes an archive
# of it, with which ib starts in half the time (ib and ci/wheel.sh).
#   java/cli/list_classes.sh JAVA JARS WORK    JAVA: the command; JARS: their folder; WORK: an empty folder
# What a client needs of a server is in it only where a Python has numpy.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
java=$1 jars=$2 work=$3 lists=0
mapfile -t options < <(sed -n 's/^\* //p' "$here/java/cli/launch.options" | tr ' ' '\n')

# Sets command to ib with these arguments; without the JDK's own archive, which would leave out what it has.
ib() {
  lists=$((lists + 1))
  command=("$java" -Xshare:off -XX:DumpLoadedClassList="$work/classes.$lists" "${options[@]}" -cp "$jars/*"
    org.ibengine.cli.Ib "$@")
}

take_a_batch() { # SOCKET
  PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$here/python" "$python" - "$1" <<'EOF'
import sys
import ib_engine
with ib_engine.connect(sys.argv[1], wait=60) as engine:
    next(engine.epoch(1)).image.sum()
EOF
}

# Of sockets the path must be short.
serve() {
  local folder
  folder=$(mktemp -d)
  ib serve "$work/volumes" --patch-size 64 64 64 --backend cpu --socket "$folder/s" --once
  "${command[@]}" &
  take_a_batch "$folder/s" || kill $!
  wait $! || true
  rm -rf "$folder"
}

ib prepare "$here/examples/ms" "$work/patches" --layout patches --patch-size 64 64 64 && "${command[@]}"
ib prepare "$here/examples/ms" "$work/volumes" --layout volumes && "${command[@]}"
ib epoch "$work/volumes" --patch-size 64 64 64 && "${command[@]}"
for python in python3 /usr/bin/python3; do
  if "$python" -c 'import numpy' 2>/dev/null; then
    serve
    break
  fi
done
# Numbers of classes are those of one run.
sed -E '/ source: /d; s/ id: [0-9]+$//' "$work"/classes.[0-9]* | awk '!seen[$0]++' >"$work/classes.list"
