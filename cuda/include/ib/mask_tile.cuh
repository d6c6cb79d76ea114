// A tile of a mask, packed to bits in shared memory by a block of IB_LABEL_THREADS.
#pragma once

#include "ib/block.cuh"
#include "ib/mask_bits.cuh"
#include "ib/platform.cuh"

namespace ib {

constexpr int kMaskGroup = 16;  // voxels of one load
constexpr int kMaskLoads = IB_LABEL_TILE / kMaskGroup / IB_LABEL_THREADS;

/// Bits 28 to 31: one for each byte that is not 0.
__device__ __forceinline__ uint32_t non_zero_bytes(uint32_t four) {
    const uint32_t high = (((four & 0x7f7f7f7fu) + 0x7f7f7f7fu) | four) & 0x80808080u;
    return high * 0x00204081u;  // no two of its sixteen products share a bit
}

__device__ __forceinline__ uint32_t non_zero_bytes(const uint4& sixteen) {
    if ((sixteen.x | sixteen.y | sixteen.z | sixteen.w) == 0) { return 0; }
    uint32_t bits = non_zero_bytes(sixteen.w) >> 28;
    bits = bits << 4 | non_zero_bytes(sixteen.z) >> 28;
    bits = bits << 4 | non_zero_bytes(sixteen.y) >> 28;
    return bits << 4 | non_zero_bytes(sixteen.x) >> 28;
}

__device__ __forceinline__ uint4 load_mask_end(const uint8_t* mask, int64_t from, int64_t voxels) {
    uint32_t words[4] = {0, 0, 0, 0};
#pragma unroll
    for (int i = 0; i < kMaskGroup; ++i) {
        if (from + i < voxels) { words[i / 4] |= uint32_t{mask[from + i]} << i % 4 * 8; }
    }
    return {words[0], words[1], words[2], words[3]};
}

/// A tile in shared memory.
struct MaskTile {
    alignas(16) uint32_t set[kTileWords];
    uint32_t any[IB_LABEL_THREADS / kLanes];  // of the voxels that a warp packed
    uint32_t before, after;
    TilePlace place;
    int64_t number;
    int64_t first_run;
};

/// Packs the tile and meets the others; whether anything is set in it.
__device__ __forceinline__ bool pack_mask(const uint8_t* mask, int64_t voxels, MaskTile& tile) {
    const int64_t first = tile.place.first;
    const int thread = static_cast<int>(threadIdx.x);
    auto* packed = reinterpret_cast<uint16_t*>(tile.set);
    uint4 groups[kMaskLoads];
    if (first + IB_LABEL_TILE <= voxels) {
        const auto* source = reinterpret_cast<const uint4*>(mask + first) + thread;
#pragma unroll
        for (int i = 0; i < kMaskLoads; ++i) { groups[i] = source[i * IB_LABEL_THREADS]; }
    } else {
#pragma unroll
        for (int i = 0; i < kMaskLoads; ++i) {
            groups[i] =
                load_mask_end(mask, first + (i * IB_LABEL_THREADS + thread) * kMaskGroup, voxels);
        }
    }
    if (thread == 0) { tile.before = first > 0 && mask[first - 1] != 0; }
    if (thread == kLanes) {
        tile.after = first + IB_LABEL_TILE < voxels && mask[first + IB_LABEL_TILE] != 0;
    }
    uint32_t any = 0;
#pragma unroll
    for (int i = 0; i < kMaskLoads; ++i) {
        const uint32_t set = non_zero_bytes(groups[i]);
        any |= set;
        packed[i * IB_LABEL_THREADS + thread] = static_cast<uint16_t>(set);
    }
    any = __any_sync(kAllLanes, any != 0);
    if (lane_number() == 0) { tile.any[warp_number()] = any; }
    __syncthreads();
    uint32_t in_tile = 0;
#pragma unroll
    for (const uint32_t of_warp : tile.any) { in_tile |= of_warp; }
    return in_tile != 0;
}

}  // namespace ib
