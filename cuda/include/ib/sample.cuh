// Which voxels stand for a volume where not all of them are looked at.
#pragma once

#include "ib/platform.cuh"

namespace ib {

/// A fixed place in the i-th of `size` equal parts of n voxels.
__device__ __forceinline__ int64_t sampled_voxel(int64_t i, int64_t size, int64_t n) {
    const auto part = static_cast<uint64_t>(n / size);
    uint64_t hash = static_cast<uint64_t>(i) + 0x9e3779b97f4a7c15u;  // splitmix64
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9u;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebu;
    return static_cast<int64_t>(static_cast<uint64_t>(i) * part + (hash ^ (hash >> 31)) % part);
}

}  // namespace ib
