// Volumes and patches to gather, for the CPU's tests and the kernels': any type, place, turn and
// intensity.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <random>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "gather/oracle.hpp"
#include "ib/ib_cpu.h"

namespace patches {

/// Voxels of every magnitude; of floating point also zeros, infinities, NaN and the edge of half
/// precision.
template <typename Voxel>
std::vector<Voxel> volume(int64_t voxels, std::mt19937_64& random) {
    std::vector<Voxel> result(static_cast<size_t>(voxels));
    std::normal_distribution<double> normal(100, 60);
    for (Voxel& voxel : result) {
        if constexpr (std::is_integral_v<Voxel>) {
            voxel = static_cast<Voxel>(random() >> (random() % 40));
        } else {
            voxel = static_cast<Voxel>(normal(random) * (random() % 8 == 0 ? 1e-7 : 1.0));
        }
    }
    if constexpr (!std::is_integral_v<Voxel>) {
        const Voxel special[] = {Voxel{-0.0},
                                 std::numeric_limits<Voxel>::infinity(),
                                 -std::numeric_limits<Voxel>::infinity(),
                                 std::numeric_limits<Voxel>::quiet_NaN(),
                                 -std::numeric_limits<Voxel>::quiet_NaN(),
                                 std::numeric_limits<Voxel>::max(),
                                 Voxel(65519.99),
                                 Voxel(65520),
                                 Voxel(3e-30),
                                 Voxel(-1e-42)};
        size_t next = 0;
        for (size_t i = 0; i < result.size(); i += 5) {
            result[i] = special[next++ % std::size(special)];
        }
    }
    return result;
}

inline int64_t pick(std::mt19937_64& random, std::initializer_list<int64_t> values) {
    return values.begin()[random() % values.size()];
}

constexpr float kLargest = std::numeric_limits<float>::max();

/// Any patch of a volume of that size, without source and target; often it reaches outside.
inline ib_patch random_patch(std::mt19937_64& random, oracle::Axes dims, int32_t source_type) {
    ib_patch p{};
    p.source_type = source_type;
    p.nx = dims.x, p.ny = dims.y, p.nz = dims.z;
    p.target_type = static_cast<int32_t>(random() % (source_type == IB_UINT8 ? 3 : 2));
    if (source_type != IB_UINT8) { ++p.target_type; }
    p.flags = static_cast<int32_t>(random() % 64);
    p.size_x = pick(random, {1, 3, 5, 7, 16, 33, 40, 130});
    p.size_y = (p.flags & 1) != 0 ? p.size_x : pick(random, {1, 2, 5, 7, 33});
    p.size_z = pick(random, {1, 2, 3});
    const auto corner = [&](int64_t size, int64_t extent) {
        return static_cast<int64_t>(random() % static_cast<uint64_t>(size + extent + 4)) - size - 2;
    };
    p.x = corner(p.size_x, p.nx), p.y = corner(p.size_y, p.ny), p.z = corner(p.size_z, p.nz);
    const float subtrahends[] = {20.5f, 20.5f, 0.0f, -3.0e4f, 1e-20f, kLargest};
    const float divisors[] = {169.75f, 169.75f, -60.5f, -60.5f, 0.0f,
                              1.0f,    -1e-15f, 1e-30f, 1e-42f, -1e30f};
    p.subtract = subtrahends[random() % std::size(subtrahends)];
    p.divide = divisors[random() % std::size(divisors)];
    const std::pair<float, float> limits[] = {
        {0.0f, 1.0f}, {-0.25f, 0.25f}, {0.5f, 2.0f}, {-3.0f, -0.0f}, {-kLargest, kLargest}};
    std::tie(p.clamp_low, p.clamp_high) = limits[random() % 5];
    p.gain = random() % 7 == 0 ? 0.0f : 1.07f, p.shift = random() % 4 == 0 ? -0.0f : -0.03f;
    p.fill = random() % 2 == 0 ? -0.7f : 3.0e-6f;
    if (p.target_type == IB_TO_UINT8) {
        p.flags &= ~IB_NORMALISE;
        p.gain = 1, p.shift = 0, p.fill = p.size_z == 1 ? 0.0f : 9.0f;
    }
    return p;
}

/// 3 * 3 voxels at the corner of a plane of 2 * 3 float32, as they are, -1 outside.
inline ib_patch plain(const float* source) {
    ib_patch p{};
    p.source = source;
    p.nx = 2, p.ny = 3, p.nz = 1;
    p.size_x = 3, p.size_y = 3, p.size_z = 1;
    p.clamp_high = 1;
    p.gain = 1;
    p.fill = -1;
    p.source_type = IB_FLOAT32;
    p.target_type = IB_TO_FLOAT32;
    return p;
}

}  // namespace patches
