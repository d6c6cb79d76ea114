// Plain loops for warped patches, one element and one formula of ib_cpu.h at a time.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "gather/oracle.hpp"
#include "gather/random_patches.hpp"
#include "ib/ib_cuda.h"

namespace warps {

struct Spline {
    int64_t points[3];
    std::vector<float> displacements;
    std::vector<int32_t> first[3];
    std::vector<float> weights[3];

    float displacement(int64_t c, int64_t k, int64_t j, int64_t i) const {
        const int64_t at = ((c * points[2] + k) * points[1] + j) * points[0] + i;
        return displacements[static_cast<size_t>(at)];
    }
    /// value(0) to value(3), weighed for an index of an axis.
    template <typename Value>
    float weighed(int axis, int64_t index, Value value) const {
        const float* const w = weights[axis].data() + 4 * index;
        volatile float sum = w[0] * value(0);
        for (int64_t tap = 1; tap < 4; ++tap) {
            const volatile float product = w[tap] * value(tap);
            sum = sum + product;
        }
        return sum;
    }
    int64_t at(int64_t c, int64_t x, int64_t y, int64_t z) const {
        const auto from = [&](int axis, int64_t index) {
            return int64_t{first[axis][static_cast<size_t>(index)]};
        };
        const volatile float voxels = weighed(0, x, [&](int64_t i) {
            return weighed(1, y, [&](int64_t j) {
                return weighed(2, z, [&](int64_t k) {
                    return displacement(c, from(2, z) + k, from(1, y) + j, from(0, x) + i);
                });
            });
        });
        return static_cast<int64_t>(std::rint(voxels * 65536.0f)) * 65536;
    }
};

struct Warp {
    int64_t size[3];
    int64_t matrix[9];
    int64_t origin[3];
    bool splined;
    Spline spline;

    int64_t place(int axis, int64_t x, int64_t y, int64_t z) const {
        const int64_t moved = splined ? spline.at(axis, x, y, z) : 0;
        const int64_t* const m = matrix + 3 * axis;
        return origin[axis] + m[0] * x + m[1] * y + m[2] * z + moved;
    }
    /// voxel(i, j, k) is that of the volume, counted from the patch's corner.
    template <typename Voxel>
    float interpolated(int64_t x, int64_t y, int64_t z, Voxel voxel) const {
        int64_t before[3];
        float part[3];
        for (int axis = 0; axis < 3; ++axis) {
            const int64_t p = place(axis, x, y, z);
            before[axis] = p >> 32;
            part[axis] = static_cast<float>((p & 0xffffffff) >> 8) * 0x1p-24f;
        }
        const auto between = [](float a, float b, float t) {
            const volatile float difference = b - a;
            const volatile float product = difference * t;
            return a + product;
        };
        const auto row = [&](int64_t j, int64_t k) {
            return between(voxel(before[0], before[1] + j, before[2] + k),
                           voxel(before[0] + 1, before[1] + j, before[2] + k), part[0]);
        };
        return between(between(row(0, 0), row(1, 0), part[1]), between(row(0, 1), row(1, 1), part[1]),
                       part[2]);
    }
    template <typename Voxel>
    auto nearest(int64_t x, int64_t y, int64_t z, Voxel voxel) const {
        constexpr int64_t kHalf = int64_t{1} << 31;
        return voxel((place(0, x, y, z) + kHalf) >> 32, (place(1, x, y, z) + kHalf) >> 32,
                     (place(2, x, y, z) + kHalf) >> 32);
    }
    /// Calls body(x, y, z) in the order of the target.
    template <typename Body>
    void for_elements(Body body) const {
        for (int64_t z = 0; z < size[2]; ++z) {
            for (int64_t y = 0; y < size[1]; ++y) {
                for (int64_t x = 0; x < size[0]; ++x) { body(x, y, z); }
            }
        }
    }
    /// The smallest box that holds all 8 voxels around every element.
    void box(int64_t begin[3], int64_t end[3]) const {
        for (int axis = 0; axis < 3; ++axis) {
            begin[axis] = INT64_MAX, end[axis] = INT64_MIN;
            for_elements([&](int64_t x, int64_t y, int64_t z) {
                const int64_t before = place(axis, x, y, z) >> 32;
                begin[axis] = std::min(begin[axis], before);
                end[axis] = std::max(end[axis], before + 2);
            });
        }
    }
};

inline Spline random_spline(std::mt19937_64& random, const int64_t size[3]) {
    Spline s;
    for (int axis = 0; axis < 3; ++axis) {
        s.points[axis] = patches::pick(random, {4, 5, 9, axis == 0 ? 64 : 7});
        for (int64_t i = 0; i < size[axis]; ++i) {
            const auto from = static_cast<uint64_t>(s.points[axis] - 3);
            s.first[axis].push_back(static_cast<int32_t>(random() % from));
            for (int tap = 0; tap < 4; ++tap) {
                s.weights[axis].push_back(static_cast<float>(random() % 1000) / 1777.0f);
            }
        }
    }
    for (int64_t i = 0; i < 3 * s.points[0] * s.points[1] * s.points[2]; ++i) {
        s.displacements.push_back((static_cast<float>(random() % 2000) - 1000) / 413.0f);
    }
    return s;
}

/// Some turn and scale, sides of 1, steps of 0, of −1 and of 16 voxels, places far outside.
inline Warp random_warp(std::mt19937_64& random) {
    constexpr int64_t kOne = int64_t{1} << 32;
    Warp w;
    w.size[0] = patches::pick(random, {1, 3, 20, 33, 40});
    w.size[1] = patches::pick(random, {1, 2, 5, 11}), w.size[2] = patches::pick(random, {1, 2, 3});
    for (int64_t& m : w.matrix) {
        const auto any = static_cast<int64_t>(random() % (2 * kOne)) - kOne;
        m = patches::pick(random, {0, -kOne, kOne / 2, any, any, any});
    }
    if (random() % 5 == 0) { w.matrix[random() % 9] = 16 * kOne; }
    for (int64_t& o : w.origin) {
        o = static_cast<int64_t>(random() % (16 * kOne)) - 2 * kOne;
        if (random() % 12 == 0) { o = random() % 2 == 0 ? kOne << 20 : -(kOne << 20); }
    }
    w.splined = random() % 2 == 0;
    if (w.splined) { w.spline = random_spline(random, w.size); }
    return w;
}

}  // namespace warps
