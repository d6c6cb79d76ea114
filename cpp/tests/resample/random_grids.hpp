// Requests of every kind, for the CPU's tests and the kernels'.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "ib/ib_cpu.h"

namespace grids {

struct Most {
    int64_t x, y, z;
};

/// 2 * radius + 1 weights that sum to about 1.
inline std::vector<double> gaussian(int64_t radius) {
    std::vector<double> weights;
    for (int64_t i = -radius; i <= radius; ++i) {
        weights.push_back(std::exp(-static_cast<double>(i * i)) / 1.77);
    }
    return weights;
}

/// A request without memory, of sizes up to `most`, one voxel thin now and then. Half of the maps have
/// parallel axes, in any order and direction.
inline ib_resample random_request(std::mt19937_64& random, int32_t type, const Most& most) {
    static const std::vector<double> gaussians[] = {gaussian(0), gaussian(1), gaussian(3)};
    const auto uniform = [&](double low, double high) {
        return std::uniform_real_distribution<double>(low, high)(random);
    };
    const auto size = [&](int64_t n) {
        return random() % 4 == 0 ? 1 : 1 + static_cast<int64_t>(random() % static_cast<uint64_t>(n));
    };
    ib_resample r{};
    r.nx = size(most.x), r.ny = size(most.y), r.nz = size(most.z);
    r.size_x = size(most.x), r.size_y = size(most.y), r.size_z = size(most.z);
    constexpr int kOrders[][3] = {{0, 1, 2}, {0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                  {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    const auto& order = kOrders[random() % 7];
    const bool parallel = random() % 2 == 0;
    for (int axis = 0; axis < 3; ++axis) {
        for (int column = 0; column < 3; ++column) {
            const double along = column == order[axis] ? uniform(0.2, 1.8) : parallel ? 0 : 0.3;
            r.map[4 * axis + column] = random() % 3 == 0 ? -along : along;
        }
        r.map[4 * axis + 3] = uniform(-4, static_cast<double>(most.z));
        r.spacing[axis] = random() % 2 == 0 ? 1 : uniform(0.5, 2);
    }
    const bool integral = type < IB_FLOAT32;
    r.interpolation = static_cast<int32_t>(random() % (integral ? 4 : 3));
    r.source_type = type;
    r.target_type = r.interpolation == IB_VOTE ? type : static_cast<int32_t>(random() % 8);
    if (random() % 3 == 0) {
        r.flags = IB_RESAMPLE_FILL;
        r.fill = 7;
    }
    if ((r.interpolation == IB_LINEAR || r.interpolation == IB_CUBIC) && random() % 3 == 0) {
        for (int axis = 0; axis < 3; ++axis) {
            const auto& weights = gaussians[random() % 3];
            r.radius[axis] = static_cast<int64_t>(weights.size() / 2);
            r.gaussian[axis] = weights.data();
        }
    }
    return r;
}

}  // namespace grids
