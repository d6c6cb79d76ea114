#!/usr/bin/env bash
# What kernel sources must not hold because no test on the host would show it. Names the rule, the file and
# the line. First plants one breach of every rule, which must be found.
#   ci/kernel_rules.sh            cuda/kernels and cuda/include
#   ci/kernel_rules.sh FILE...    these files
set -euo pipefail
cd "$(dirname "$0")/.."

names=() patterns=() planted=() exempt=()
rule() { # NAME PATTERN BREACH [EXEMPT_FILE]
  names+=("$1") patterns+=("$2") planted+=("$3") exempt+=("${4:-}")
}
wrappers=platform.cuh
rule 'PTX only in platform.cuh: no host compiler runs it' \
  '\<asm\>' 'asm("bar.sync 0;");' $wrappers
rule 'shared memory only by IB_SHARED and IB_DYNAMIC_SHARED, which poison and guard it on the host' \
  '__shared__' '__shared__ int32_t sums[4];' $wrappers
rule 'atomics only by the wrappers of platform.cuh: on the host another thread may go first there' \
  '\<atomic[A-Z][A-Za-z]*(_block|_system)? *\(' 'atomicAdd(counts + i, 1);' $wrappers
rule 'warp operations only with a mask (_sync): lanes need not run in step' \
  '\<__(shfl|shfl_up|shfl_down|shfl_xor|ballot|any|all|activemask) *\(' 'sum += __shfl_down(sum, 1);'
rule 'no return before the end: a barrier after it would miss the thread' \
  '\<return;' 'if (i >= n) { return; }'
rule 'no fused multiply-add but in quotient.cuh, where it makes a quotient exact (ADR 15): host and device would differ' \
  '\<(__)?fmaf?(_r[nzud])? *\(' 'v = fmaf(v, gain, shift);' quotient.cuh
rule 'blockIdx is widened before it is multiplied: a volume may have 2^31 voxels' \
  'blockIdx\.[xyz] *\*|\* *blockIdx' 'const int64_t i = blockIdx.x * blockDim.x;'
rule 'counts and sizes of voxels are int64: a volume may have 2^31 voxels' \
  '\<(int|int32_t|uint32_t|unsigned) (n|voxels|ny|nz|size_[xyz]|run_count)\>' 'void f(const float* p, int32_t voxels);'
rule 'float32 arithmetic that results depend on goes by multiply, add, subtract, divide of platform.cuh' \
  '\<__f(mul|add|sub|div)_r[nzud] *\(|\<__fdividef *\(' 'v = __fdividef(v, range);' $wrappers

breaches() { # NUMBER FILE...: file:line: text
  local number=$1 file
  shift
  for file in "$@"; do
    [ "${file##*/}" = "${exempt[$number]}" ] ||
      sed 's|//.*||' "$file" | grep -nE "${patterns[$number]}" | sed "s|^|$file:|" || true
  done
}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
printf '// asm, __shared__, return; and fmaf(a, b, c) may be spoken of\n' >"$folder/comment.cu"
for i in "${!names[@]}"; do
  printf '%s\n' "${planted[$i]}" >"$folder/breach.cu"
  if [ -z "$(breaches "$i" "$folder/breach.cu")" ] || [ -n "$(breaches "$i" "$folder/comment.cu")" ]; then
    echo "kernel rules: a planted breach was not found, or a comment taken for one: ${names[$i]}"
    exit 1
  fi
done

[ $# -gt 0 ] || set -- cuda/kernels/*.cu cuda/include/ib/*.cuh
status=0
for i in "${!names[@]}"; do
  found=$(breaches "$i" "$@")
  if [ -n "$found" ]; then
    printf 'kernel rules: %s\n%s\n' "${names[$i]}" "$found"
    status=1
  fi
done
[ "$status" -ne 0 ] || echo "kernel rules: ${#names[@]} hold in $# files"
exit "$status"
