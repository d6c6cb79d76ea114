// Masks that labellings get wrong.
#pragma once

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "labels/flood_fill.hpp"

namespace shapes {

using oracle::Mask;

template <typename Inside>
Mask filled(int64_t nx, int64_t ny, int64_t nz, Inside&& inside) {
    Mask mask(nx, ny, nz);
    for (int64_t z = 0; z < nz; ++z) {
        for (int64_t y = 0; y < ny; ++y) {
            for (int64_t x = 0; x < nx; ++x) {
                if (inside(x, y, z)) { mask.set(x, y, z); }
            }
        }
    }
    return mask;
}

inline Mask full(int64_t nx, int64_t ny, int64_t nz) {
    return filled(nx, ny, nz, [](int64_t, int64_t, int64_t) { return true; });
}

/// Voxel values are any but 0, so that a test for == 1 or for the sign fails.
inline Mask noise(int64_t nx, int64_t ny, int64_t nz, double density, uint32_t seed) {
    std::mt19937 generator(seed);
    std::bernoulli_distribution foreground(density);
    std::uniform_int_distribution<int> value(1, 255);
    Mask mask(nx, ny, nz);
    for (auto& voxel : mask.voxels) {
        if (foreground(generator)) { voxel = static_cast<uint8_t>(value(generator)); }
    }
    return mask;
}

/// A square spiral path of one voxel's width, with a gap of one, in a plane of n * n.
inline std::vector<std::pair<int64_t, int64_t>> spiral(int64_t n) {
    std::vector<std::pair<int64_t, int64_t>> path;
    int64_t x = 0, y = 0, dx = 1, dy = 0, length = n - 1;
    path.push_back({x, y});
    for (int turn = 0; length > 0; ++turn) {
        for (int64_t i = 0; i < length; ++i) { path.push_back({x += dx, y += dy}); }
        std::swap(dx, dy);
        dx = -dx;
        if (turn == 1) { length = n - 1; }
        if (turn >= 1 && turn % 2 == 0) { length -= 2; }
    }
    return path;
}

/// A Hilbert curve of side 2^order, its cells two voxels apart and joined along the curve only.
inline Mask hilbert(int order) {
    const int64_t side = int64_t{1} << order;
    Mask mask(2 * side - 1, 2 * side - 1, 2);
    int64_t last_x = 0, last_y = 0;
    for (int64_t d = 0; d < side * side; ++d) {
        int64_t x = 0, y = 0, t = d;
        for (int64_t s = 1; s < side; s *= 2, t /= 4) {
            const int64_t rx = 1 & (t / 2);
            const int64_t ry = 1 & (t ^ rx);
            if (ry == 0) {
                if (rx == 1) {
                    x = s - 1 - x;
                    y = s - 1 - y;
                }
                std::swap(x, y);
            }
            x += s * rx;
            y += s * ry;
        }
        mask.set(2 * x, 2 * y, 1);
        if (d > 0) { mask.set(x + last_x, y + last_y, 1); }
        last_x = x;
        last_y = y;
    }
    return mask;
}

inline Mask along(const std::vector<std::pair<int64_t, int64_t>>& path, int64_t n, int axis) {
    Mask mask(axis == 0 ? 2 : n, axis == 1 ? 2 : n, axis == 2 ? 2 : n);
    for (const auto& [a, b] : path) {
        if (axis == 0) { mask.set(1, a, b); }
        if (axis == 1) { mask.set(a, 1, b); }
        if (axis == 2) { mask.set(a, b, 1); }
    }
    return mask;
}

/// Teeth along x that meet only at the last plane, row or column.
inline Mask comb(int64_t nx, int64_t ny, int64_t nz, int spine_axis) {
    return filled(nx, ny, nz, [&](int64_t x, int64_t y, int64_t z) {
        if (spine_axis == 0) { return (y % 2 == 0 && z % 2 == 0) || x == nx - 1; }
        if (spine_axis == 1) { return (x % 2 == 0 && z % 2 == 0) || y == ny - 1; }
        return (x % 2 == 0 && y % 2 == 0) || z == nz - 1;
    });
}

}  // namespace shapes
