// Where a patch lies: which tile of it a block takes, which voxels of that are inside the volume, and
// where they go in the target. For every kernel that is launched over ib_cuda_patch.
#pragma once

#include "ib/ib_cpu.h"
#include "ib/ib_cuda.h"
#include "ib/platform.cuh"

namespace ib {

struct Span {
    int64_t begin;
    int64_t end;

    __device__ bool holds(int64_t i) const { return begin <= i && i < end; }
    __device__ bool empty() const { return begin >= end; }
    __device__ int64_t nearest(int64_t i) const { return smaller(larger(i, begin), end - 1); }
};

/// Where [start, start + size) and [0, extent) meet, counted from start, which may be any number.
__device__ __forceinline__ Span inside(int64_t start, int64_t size, int64_t extent) {
    if (start >= extent || start <= -size) { return {0, 0}; }
    return {larger(int64_t{0}, -start), smaller(size, extent - start)};
}

/// The patch that holds the tile: the last whose first_tile is not above it. Patch: any structure with
/// a first_tile.
template <typename Patch>
__device__ __forceinline__ int find_patch(const Patch* patches, int32_t count, int64_t tile) {
    int low = 0;
    int high = count - 1;
    while (low < high) {
        const int middle = low + (high - low + 1) / 2;
        if (patches[middle].first_tile <= tile) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

/// Which way the source's axes run in the target: after one turn x' = n - 1 - y and y' = x; after
/// three x' = y and y' = n - 1 - x.
struct Direction {
    bool transposed, reverse_x, reverse_y, reverse_z;

    __device__ explicit Direction(int32_t flags) {
        const int turns = flags & IB_QUARTER_TURNS;
        const bool flip_x = (flags & IB_FLIP_X) != 0;
        const bool flip_y = (flags & IB_FLIP_Y) != 0;
        transposed = turns % 2 != 0;
        reverse_x = transposed ? (turns == 3) != flip_y : (turns == 2) != flip_x;
        reverse_y = transposed ? (turns == 1) != flip_x : (turns == 2) != flip_y;
        reverse_z = (flags & IB_FLIP_Z) != 0;
    }
};

__device__ __forceinline__ int64_t turned(bool reverse, int64_t i, int64_t n) {
    return reverse ? n - 1 - i : i;
}

}  // namespace ib
