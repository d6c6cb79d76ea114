// Counting voxels by value: equal neighbours become one addition, and so do equal warps, because
// padding and air are one value over a third of a volume.
#pragma once

#include "ib/block.cuh"

namespace ib {

/// Sixteen bytes of voxels, kLoads of them on the way at a time.
template <typename Voxel>
struct VoxelGroup {
    static constexpr int kVoxels = static_cast<int>(16 / sizeof(Voxel));
    Voxel voxels[kVoxels];
};

template <typename Voxel>
__device__ __forceinline__ VoxelGroup<Voxel> load_group(const Voxel* voxels, int64_t group) {
    const uint4 bytes = reinterpret_cast<const uint4*>(voxels)[group];
    return bits_as<VoxelGroup<Voxel>>(bytes);
}

/// Calls add(index, count) so that every voxel is counted once by the grid; Index maps a voxel to its
/// index. All threads call; `voxels` is aligned to 16.
template <typename Voxel, typename Index, typename Add>
__device__ __forceinline__ void count_all(const Voxel* voxels, int64_t n, Index index, Add add) {
    constexpr int kLoads = 4;
    constexpr int kVoxels = VoxelGroup<Voxel>::kVoxels;
    const int64_t groups = n / kVoxels;
    const int64_t step = int64_t{gridDim.x} * blockDim.x;
    // Whole warps go round together, as the warp operations want.
    for (int64_t first = int64_t{blockIdx.x} * blockDim.x; first < groups; first += kLoads * step) {
        VoxelGroup<Voxel> loaded[kLoads];
        bool here[kLoads];
#pragma unroll
        for (int i = 0; i < kLoads; ++i) {
            const int64_t group = first + i * step + threadIdx.x;
            here[i] = group < groups;
            loaded[i] = here[i] ? load_group(voxels, group) : VoxelGroup<Voxel>{};
        }
#pragma unroll
        for (int i = 0; i < kLoads; ++i) {
            const uint32_t value = index(loaded[i].voxels[0]);
            bool same = here[i];
#pragma unroll
            for (int v = 1; v < kVoxels; ++v) { same = same && index(loaded[i].voxels[v]) == value; }
            const uint32_t of_first = __shfl_sync(kAllLanes, value, 0);
            if (__all_sync(kAllLanes, same && value == of_first)) {
                if (lane_number() == 0) { add(value, uint32_t{kLanes * kVoxels}); }
            } else if (here[i]) {
                uint32_t current = value;
                uint32_t count = 1;
#pragma unroll
                for (int v = 1; v < kVoxels; ++v) {
                    const uint32_t next = index(loaded[i].voxels[v]);
                    if (next != current) {
                        add(current, count);
                        current = next;
                        count = 0;
                    }
                    ++count;
                }
                add(current, count);
            }
        }
    }
    const int64_t rest = groups * kVoxels + threadIdx.x;
    if (blockIdx.x == 0 && rest < n) { add(index(voxels[rest]), 1u); }
}

}  // namespace ib
