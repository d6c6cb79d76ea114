// Plain loops for ib_gather_patches, one voxel and one turn at a time.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "ib/ib_cpu.h"
#include "support/float16.hpp"

namespace oracle {

struct Axes {
    int64_t x, y, z;
};

inline void append(std::vector<unsigned char>& bytes, float value, int32_t type) {
    unsigned char buffer[4];
    const auto half = type == IB_TO_FLOAT16 ? to_half(value) : uint16_t{0};
    const auto byte = type == IB_TO_UINT8 ? static_cast<uint8_t>(value) : uint8_t{0};
    if (type == IB_TO_UINT8) { std::memcpy(buffer, &byte, 1); }
    if (type == IB_TO_FLOAT16) { std::memcpy(buffer, &half, 2); }
    if (type == IB_TO_FLOAT32) { std::memcpy(buffer, &value, 4); }
    for (int i = 0; i < 1 << type; ++i) { bytes.push_back(buffer[i]); }
}

/// Voxel (i, j, k) of the patch before turns and flips.
template <typename Voxel>
float voxel(const ib_patch& p, int64_t i, int64_t j, int64_t k) {
    const auto inside = [](int64_t start, int64_t offset, int64_t extent) {
        return start < extent && start >= -offset && start + offset < extent;
    };
    if (!inside(p.x, i, p.nx) || !inside(p.y, j, p.ny) || !inside(p.z, k, p.nz)) { return p.fill; }
    const int64_t index = ((p.z + k) * p.ny + p.y + j) * p.nx + p.x + i;
    volatile float v = static_cast<float>(static_cast<const Voxel*>(p.source)[index]);
    if ((p.flags & IB_NORMALISE) != 0) {
        v = (v - p.subtract) / p.divide;
        if (std::isnan(v)) { v = 0.0f; }
        if (v <= p.clamp_low) { v = p.clamp_low; }
        if (v >= p.clamp_high) { v = p.clamp_high; }
    }
    v = v * p.gain;
    return v + ((p.flags & IB_NORMALISE) != 0 ? p.shift + 0.0f : p.shift);
}

/// The bytes of the target.
template <typename Voxel>
std::vector<unsigned char> gather(const ib_patch& p) {
    const int64_t sx = p.size_x;
    const int64_t sy = p.size_y;
    std::vector<unsigned char> bytes;
    bytes.reserve(static_cast<size_t>(sx * sy * p.size_z) << p.target_type);
    for (int64_t z = 0; z < p.size_z; ++z) {
        for (int64_t y = 0; y < sy; ++y) {
            for (int64_t x = 0; x < sx; ++x) {
                int64_t i = (p.flags & IB_FLIP_X) != 0 ? sx - 1 - x : x;
                int64_t j = (p.flags & IB_FLIP_Y) != 0 ? sy - 1 - y : y;
                const int64_t k = (p.flags & IB_FLIP_Z) != 0 ? p.size_z - 1 - z : z;
                const int turns = p.flags & IB_QUARTER_TURNS;
                for (int turn = 0; turn < turns; ++turn) {
                    const int64_t n = turn % 2 == 0 ? sx : sy;  // they differ only where turns == 2
                    i = n - 1 - i;
                    std::swap(i, j);
                }
                append(bytes, voxel<Voxel>(p, i, j, k), p.target_type);
            }
        }
    }
    return bytes;
}

}  // namespace oracle
