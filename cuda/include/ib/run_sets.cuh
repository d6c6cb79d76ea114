// Sets of runs: parent[i] <= i always, and only ever shrinks, so that threads may climb and link at
// once.
#pragma once

#include "ib/ib_cpu.h"
#include "ib/platform.cuh"

namespace ib {

__device__ __forceinline__ int32_t find_root(int32_t* parent, int32_t run) {
    while (true) {
        const int32_t up = load_relaxed(parent + run);
        if (up == run) { return run; }
        const int32_t above = load_relaxed(parent + up);
        if (above == up) { return up; }
        atomic_min(parent + run, above);
        run = above;
    }
}

/// Where another thread was faster, what it had put there is united instead: no link is lost.
__device__ __forceinline__ void unite(int32_t* parent, int32_t a, int32_t b) {
    a = find_root(parent, a);
    b = find_root(parent, b);
    while (a != b) {
        const int32_t high = larger(a, b);
        const int32_t low = smaller(a, b);
        const int32_t before = atomic_min(parent + high, low);
        if (before == high) { break; }
        a = find_root(parent, before);
        b = low;
    }
}

/// Unites `run` with the runs of row `row` that it touches when widened by `reach` on both sides.
__device__ __forceinline__ void unite_with_row(const ib_run* runs, const int32_t* row_first,
                                               int64_t row, int32_t reach, int32_t run,
                                               int32_t* parent) {
    const int64_t begin = int64_t{runs[run].x_begin} - reach;
    const int64_t end = int64_t{runs[run].x_end} + reach;
    int32_t low = row_first[row];
    const int32_t last = row_first[row + 1];
    int32_t high = last;
    while (low < high) {  // the first that ends behind `begin`
        const int32_t middle = low + (high - low) / 2;
        if (runs[middle].x_end > begin) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    for (; low < last && runs[low].x_begin < end; ++low) { unite(parent, run, low); }
}

}  // namespace ib
