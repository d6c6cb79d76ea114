#!/usr/bin/env bash
# Every public header compiles alone, without a warning: those of cpp/include and cuda/include as C++20
# (the .cuh as the host harness reads them), the two C ABIs also as C99.
set -euo pipefail
cd "$(dirname "$0")/.."
compiler=${CXX:-g++}
warnings=(-Wall -Wextra -Werror -pedantic -fsyntax-only)
include=(-Icpp/include -Icuda/include -Icuda/tests)

checked=0
for header in cpp/include/ib/* cuda/include/ib/*; do
  # As an included file: one that is compiled itself would be told that its #pragma once is in vain.
  "$compiler" -std=c++20 "${warnings[@]}" -Wno-unknown-pragmas "${include[@]}" -x c++ -include "$header" /dev/null
  checked=$((checked + 1))
done
for header in cpp/include/ib/ib_cpu.h cuda/include/ib/ib_cuda.h; do
  "$compiler" -std=c99 "${warnings[@]}" "${include[@]}" -x c -include "$header" /dev/null
done
echo "headers: $checked compile alone, the two ABIs also as C99"
