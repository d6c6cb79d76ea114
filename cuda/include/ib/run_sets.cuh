// Sets of runs. The first of a set is the run of the smallest key: it begins with the voxel by which
// the component is numbered. parent[i] is i or a run before i, and only ever moves to one before that,
// so that threads may climb and link at once.
#pragma once

#include "ib/ib_cpu.h"
#include "ib/platform.cuh"

namespace ib {

/// Smallest (x * ny + y) * nz + z of the run's voxels.
__device__ __forceinline__ int64_t key_of(const ib_run& run, int64_t ny, int64_t nz) {
    return (run.x_begin * ny + run.y) * nz + run.z;
}

/// Whether the key of `a` is smaller than that of `b`.
__device__ __forceinline__ bool is_before(const ib_run& a, const ib_run& b) {
    if (a.x_begin != b.x_begin) { return a.x_begin < b.x_begin; }
    return a.y != b.y ? a.y < b.y : a.z < b.z;
}

/// Leaves the way as it is.
__device__ __forceinline__ int32_t root_of(const int32_t* parent, int32_t run) {
    while (true) {
        const int32_t up = load_relaxed(parent + run);
        if (up == run) { return run; }
        run = up;
    }
}

/// Shortens the way for those who climb later. Where another was faster, what it wrote is lost for a
/// run further down that way: only while sets are united, not while each run is given its root.
__device__ __forceinline__ int32_t find_root(int32_t* parent, int32_t run) {
    while (true) {
        const int32_t up = load_relaxed(parent + run);
        if (up == run) { return run; }
        const int32_t above = load_relaxed(parent + up);
        if (above == up) { return up; }
        store_relaxed(parent + run, above);
        run = above;
    }
}

/// Returns the root, or what was it. Only a root is linked, by whoever finds it one: no link is lost.
__device__ __forceinline__ int32_t unite(const ib_run* runs, int32_t* parent, int32_t a, int32_t b) {
    a = find_root(parent, a);
    b = find_root(parent, b);
    while (a != b) {
        const bool swapped = is_before(runs[a], runs[b]);
        const int32_t late = swapped ? b : a;
        const int32_t early = swapped ? a : b;
        const int32_t before = atomic_replace(parent + late, late, early);
        if (before == late) { return early; }
        a = find_root(parent, before);
        b = find_root(parent, early);
    }
    return a;
}

/// Unites the set of `root` with the runs of row `row` that `mine`, widened by `reach` on both sides,
/// touches. Returns the root, or what was it.
__device__ __forceinline__ int32_t unite_with_row(const ib_run* runs, const int32_t* row_first,
                                                  int64_t row, int32_t reach, const ib_run& mine,
                                                  int32_t root, int32_t* parent) {
    int32_t low = row_first[row];
    const int32_t last = row_first[row + 1];
    const int64_t begin = int64_t{mine.x_begin} - reach;
    const int64_t end = int64_t{mine.x_end} + reach;
    int32_t high = last;
    while (low < high) {  // the first that ends behind `begin`
        const int32_t middle = low + (high - low) / 2;
        if (runs[middle].x_end > begin) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    for (; low < last && runs[low].x_begin < end; ++low) { root = unite(runs, parent, root, low); }
    return root;
}

}  // namespace ib
