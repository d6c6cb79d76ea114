// Volumes of instances and patches to weigh, for the CPU's tests and the kernels'.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>

#include "ib/ib_cpu.h"
#include "weights/oracle.hpp"

namespace patches {

struct Extent {
    int64_t x, y, z;
};

/// Up to `most` voxels along each axis, in runs of about three; few instances or some hundred.
inline oracle::IdVolume random_volume(std::mt19937_64& random, const Extent& most) {
    const auto size = [&](int64_t largest) {
        return 1 + static_cast<int64_t>(random() % static_cast<uint64_t>(largest));
    };
    oracle::IdVolume volume{size(most.x), size(most.y), size(most.z), {}};
    const uint64_t sparseness = 1 + random() % 20;
    const uint64_t instances = random() % 2 == 0 ? 3 : 700;
    int32_t last = 0;
    for (int64_t i = 0; i < volume.nx * volume.ny * volume.nz; ++i) {
        if (random() % 3 == 0) {
            last = random() % sparseness != 0 ? 0 : static_cast<int32_t>(1 + random() % instances);
        }
        volume.ids.push_back(last);
    }
    return volume;
}

/// Any turn, kind and limits; corners up to `far` from that of the volume, on both sides, and sizes
/// up to twice as large. Without runs, voxels and targets.
inline ib_weight_patch random_patch(std::mt19937_64& random, const Extent& far) {
    ib_weight_patch p{};
    const auto below = [&](int64_t n) {
        return static_cast<int64_t>(random() % static_cast<uint64_t>(n));
    };
    p.x = below(2 * far.x) - far.x, p.y = below(2 * far.y) - far.y, p.z = below(2 * far.z) - far.z;
    p.flags = static_cast<int32_t>(random() % 32) | (random() % 2 == 0 ? IB_MEAN_ONE : 0);
    p.size_x = 1 + below(2 * far.x);
    p.size_y = (p.flags & 1) != 0 ? p.size_x : 1 + below(3 * far.y);
    p.size_z = 1 + below(2 * far.z);
    p.kind = static_cast<int32_t>(random() % 3);
    p.min = random() % 2 == 0 ? 0.0 : 0.7;
    p.max = random() % 2 == 0 ? 9.5 : std::numeric_limits<double>::infinity();
    return p;
}

}  // namespace patches
