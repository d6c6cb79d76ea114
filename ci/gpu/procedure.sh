# shellcheck shell=bash
# How ci/gpu.sh runs its steps: deadline, limits, the line for each, what is left after an end of any kind.
# Sourced by ci/gpu.sh, which sets home and started.

most_files=8
most_bytes=$((16 << 20))
log_bytes=$((2 << 20)) # of each log, its end
reserve_s=10           # for the logs after the last step
deadline_s=${IB_GPU_DEADLINE:-540}
failed=no
stopped=""
over=no # whether the line of the whole run is written

# The steps and their limits in seconds, in order of what cannot be had elsewhere.
step_list() {
  run_step facts 15
  run_step smoke 30
  [ "$step_code" -eq 0 ] || [ "$step_code" -eq 77 ] || stopped="smoke is red"
  run_step bench 60
  run_step peers 75
  run_step serve 50
  run_step equal 30
  run_step conformance 90
  run_step sanitizer 80
  run_step ncu 40
  run_step epochs 30
  run_step regression 15
}

line() { # NAME VERDICT SECONDS [REASON]
  printf '%-12s %-9s %4d s%s\n' "$1" "$2" "$3" "${4:+  $4}" >>"$results/summary.txt"
  say "$(tail -n 1 "$results/summary.txt")"
}

# In a step: what its line says besides, or why it is left out.
note() { printf '%s\n' "$*" >"$scratch/note"; }
leave_out() {
  note "$*"
  exit 77
}

# Runs a step in a process group of its own, which ends with it or at its limit; sets step_code.
run_step() { # NAME LIMIT
  local name=$1 limit=$2 began=$EPOCHSECONDS left
  left=$((started + deadline_s - reserve_s - EPOCHSECONDS))
  step_code=77
  if [ -n "$stopped" ] || [ "$left" -lt 1 ]; then
    line "$name" "not run" 0 "${stopped:-no time left}"
    failed=yes
    return
  fi
  case " ${IB_GPU_STEPS:-$name} " in
    *" $name "*) ;;
    *)
      line "$name" "left out" 0 "not among IB_GPU_STEPS"
      return
      ;;
  esac
  [ "$left" -ge "$limit" ] || limit=$left
  rm -rf "$scratch/note" "$work"
  mkdir -p "$work"
  timeout --kill-after=5 "$limit" "$BASH" "$home/ci/gpu.sh" step "$name" >"$logs/$name.log" 2>&1 </dev/null &
  running=$!
  echo "$running" >"$scratch/running"
  step_code=0
  wait "$running" || step_code=$?
  end_running
  verdict "$name" "$limit" "$((EPOCHSECONDS - began))"
  save_logs
}

verdict() { # NAME LIMIT SECONDS
  local note last
  note=$(cat "$scratch/note" 2>/dev/null || true)
  last=$(grep -v '^ *$' "$logs/$1.log" | tail -n 1 | cut -c 1-160) || true
  case $step_code in
    0) line "$1" ok "$3" "$note" ;;
    77) line "$1" "left out" "$3" "$note" ;;
    124 | 137) line "$1" FAILED "$3" "stopped at its limit of $2 s; its log ends: $last" ;;
    *) line "$1" FAILED "$3" "${note:-exit code $step_code; its log ends: $last}" ;;
  esac
  [ "$step_code" -eq 0 ] || [ "$step_code" -eq 77 ] || failed=yes
}

# Nothing that the step has started goes on: servers, sanitizers.
end_running() {
  local group
  group=$(cat "$scratch/running" 2>/dev/null || true)
  [ -z "$group" ] || kill -KILL -- "-$group" 2>/dev/null || true
  rm -f "$scratch/running"
}

# Replaces logs.tar.gz by a rename, so that it is whole at any time.
save_logs() {
  local log
  rm -rf "$scratch/logs-kept"
  mkdir "$scratch/logs-kept"
  for log in "$logs"/*; do
    [ ! -f "$log" ] || tail -c "$log_bytes" "$log" >"$scratch/logs-kept/${log##*/}"
  done
  tar -C "$scratch" -czf "$results/logs.tar.gz.part" logs-kept
  mv -f "$results/logs.tar.gz.part" "$results/logs.tar.gz"
}

# What comes back from a machine is limited; names what would not.
check_results() {
  local file name bad=() count=0
  shopt -s nullglob dotglob
  for file in "$results"/*; do
    name=${file##*/}
    count=$((count + 1))
    if [ ! -f "$file" ] || [ -L "$file" ] || [[ ! $name =~ ^[A-Za-z0-9._-]+$ ]]; then
      bad+=("$name is not a plain file with a plain name")
    elif [ "$(stat -c %s "$file")" -gt "$most_bytes" ]; then
      bad+=("$name has $(stat -c %s "$file") bytes")
    fi
  done
  shopt -u nullglob dotglob
  [ "$count" -le "$most_files" ] || bad+=("$count files")
  if [ ${#bad[@]} -gt 0 ]; then
    line results FAILED 0 "$(printf '%s; ' "${bad[@]}")at most $most_files files of $most_bytes bytes"
    failed=yes
  fi
}

# However the run ends, but by SIGKILL: see guard.
finish() {
  trap - EXIT INT TERM HUP
  set +e
  end_running
  [ "$over" = yes ] || failed=yes
  [ "$over" = yes ] || line run FAILED "$((EPOCHSECONDS - started))" "ended early"
  save_logs
  check_results
  [ -z "$guardian" ] || kill "$guardian" 2>/dev/null
  rm -rf "$scratch"
  [ "$failed" = no ] || exit "${1:-1}"
}

interrupted() { # SIGNAL EXIT-CODE
  line run FAILED "$((EPOCHSECONDS - started))" "interrupted by SIG$1"
  over=yes failed=yes
  finish "$2"
}

# Started by setsid, so that it outlives the run: does what finish does if the run is killed so that it cannot.
guard() { # PROCESS
  while kill -0 "$1" 2>/dev/null; do sleep 0.5; done
  [ -d "$scratch" ] || return 0
  guardian="" over=yes
  end_running
  line run FAILED "$((EPOCHSECONDS - started))" "killed"
  finish 0
}

run_steps() { # RESULTS
  mkdir -p "$1"
  results=$(cd "$1" && pwd)
  rm -f "$results"/{summary.txt,logs.tar.gz,logs.tar.gz.part,gpu_facts.json,gpu.json,gpu_epochs.json,gpu_ncu.json,gpu_peers.json,gpu_serve.json}
  scratch=${IB_GPU_SCRATCH:-$(mktemp -d)}
  logs=$scratch/logs
  work=$scratch/work
  commit=${IB_GPU_COMMIT:-$(cat "$home/commit")}
  guardian="" running=""
  export home results scratch logs work commit started
  export IB_GPU_STARTED=$started
  trap finish EXIT
  trap 'interrupted INT 130' INT
  trap 'interrupted TERM 143' TERM
  trap 'interrupted HUP 129' HUP
  mkdir -p "$logs" "$scratch/tmp"
  export TMPDIR=$scratch/tmp
  setsid "$BASH" "$home/ci/gpu.sh" guard $$ >/dev/null 2>&1 </dev/null &
  guardian=$!
  printf 'commit %s, %s, deadline %d s\n' "$commit" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$deadline_s" >"$results/summary.txt"
  step_list
  over=yes
  if [ "$failed" = no ]; then
    line run ok "$((EPOCHSECONDS - started))"
  else
    line run FAILED "$((EPOCHSECONDS - started))"
  fi
}
