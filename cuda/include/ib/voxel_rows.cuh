// Every voxel of a volume once, in loads of 16 bytes that are under way while the voxels before them
// are looked at.
#pragma once

#include "ib/block.cuh"

namespace ib {

/// How 16 bytes are loaded.
template <typename Voxel>
struct Vector {
    using Type = uint4;
};
template <>
struct Vector<float> {
    using Type = float4;
};

/// Sixteen bytes of voxels.
template <typename Voxel>
struct VoxelGroup {
    static constexpr int kVoxels = static_cast<int>(16 / sizeof(Voxel));
    Voxel voxels[kVoxels];
};

/// A row is what a warp takes in one round: two pairs of groups for each lane.
template <typename Voxel>
struct VoxelRow {
    static constexpr int64_t kGroups = 4 * kLanes;
    static constexpr int64_t kVoxels = kGroups * VoxelGroup<Voxel>::kVoxels;
    static constexpr int kPairVoxels = 2 * VoxelGroup<Voxel>::kVoxels;
};

template <typename Voxel>
struct GroupPair {
    typename Vector<Voxel>::Type first, second;
};

template <typename Voxel>
__device__ __forceinline__ GroupPair<Voxel> load_pair(const typename Vector<Voxel>::Type* at) {
    return {at[0], at[kLanes]};
}

/// The first voxel after the rows.
template <typename Voxel>
__device__ __forceinline__ int64_t end_of_rows(int64_t n) {
    return n / VoxelRow<Voxel>::kVoxels * VoxelRow<Voxel>::kVoxels;
}

/// The first row of this warp and the distance to its next; there are `count` rows.
struct RowWalk {
    int64_t row, step, count;
};

template <typename Voxel>
__device__ __forceinline__ RowWalk rows_of_warp(int64_t n) {
    const auto warps = static_cast<int64_t>(blockDim.x / kLanes);
    return {int64_t{blockIdx.x} * warps + warp_number(), int64_t{gridDim.x} * warps,
            n / VoxelRow<Voxel>::kVoxels};
}

/// Which pair of a row, as a type.
template <int kNumber>
struct PairOfRow {
    static constexpr int kPair = kNumber;
};

/// Calls look(pair, PairOfRow<0>) and look(pair, PairOfRow<1>) for every row that is this warp's, and
/// then rest(whether it was the last): whole warps call, and both are called by whole warps. The grid
/// takes all rows; what is left, less than a row, is the caller's. `voxels` is aligned to 16.
template <typename Voxel, typename Look, typename Rest>
__device__ __forceinline__ void for_each_row(const Voxel* voxels, int64_t n, Look&& look, Rest&& rest) {
    constexpr int64_t kGroups = VoxelRow<Voxel>::kGroups;
    const RowWalk walk = rows_of_warp<Voxel>(n);
    const auto* const groups = reinterpret_cast<const typename Vector<Voxel>::Type*>(voxels);
    const auto* const end = groups + walk.count * kGroups;
    const auto* at = groups + walk.row * kGroups + lane_number();
    if (at < end) {
        GroupPair<Voxel> left = load_pair<Voxel>(at);
        GroupPair<Voxel> right = load_pair<Voxel>(at + 2 * kLanes);
        do {
            at += walk.step * kGroups;
            // A pair is asked for as soon as the one in its registers has been looked at.
            look(left, PairOfRow<0>{});
            if (at < end) { left = load_pair<Voxel>(at); }
            look(right, PairOfRow<1>{});
            if (at < end) { right = load_pair<Voxel>(at + 2 * kLanes); }
            rest(at >= end);
        } while (at < end);
    }
}

}  // namespace ib
