// The oracle of the labelling tests: one voxel after the other, as plain as can be.
#pragma once

#include <array>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "ib/ib_cpu.h"

namespace oracle {

struct Mask {
    Mask(int64_t nx_in, int64_t ny_in, int64_t nz_in)
        : nx(nx_in), ny(ny_in), nz(nz_in), voxels(static_cast<size_t>(nx * ny * nz)) {}

    size_t at(int64_t x, int64_t y, int64_t z) const {
        return static_cast<size_t>((z * ny + y) * nx + x);
    }
    bool inside(int64_t x, int64_t y, int64_t z) const {
        return 0 <= x && x < nx && 0 <= y && y < ny && 0 <= z && z < nz;
    }
    Mask& set(int64_t x, int64_t y, int64_t z, uint8_t value = 1) {
        voxels[at(x, y, z)] = value;
        return *this;
    }

    int64_t nx, ny, nz;
    std::vector<uint8_t> voxels;
};

inline std::vector<std::array<int64_t, 3>> neighbours(int32_t connectivity) {
    const int64_t steps = connectivity == 6 ? 1 : connectivity == 18 ? 2 : 3;
    std::vector<std::array<int64_t, 3>> offsets;
    for (int64_t z = -1; z <= 1; ++z) {
        for (int64_t y = -1; y <= 1; ++y) {
            for (int64_t x = -1; x <= 1; ++x) {
                const int64_t distance = std::abs(x) + std::abs(y) + std::abs(z);
                if (distance > 0 && distance <= steps) { offsets.push_back({x, y, z}); }
            }
        }
    }
    return offsets;
}

/// Instance of every voxel, 0 for background; x outermost, so that instances are numbered as
/// scipy.ndimage.label numbers the (x, y, z) array.
inline std::vector<int32_t> label(const Mask& mask, int32_t connectivity) {
    std::vector<int32_t> labels(mask.voxels.size(), 0);
    const auto offsets = neighbours(connectivity);
    std::vector<std::array<int64_t, 3>> stack;
    int32_t instances = 0;
    const auto visit = [&](int64_t x, int64_t y, int64_t z, int32_t instance) {
        if (!mask.inside(x, y, z)) { return; }
        const size_t voxel = mask.at(x, y, z);
        if (mask.voxels[voxel] == 0 || labels[voxel] != 0) { return; }
        labels[voxel] = instance;
        stack.push_back({x, y, z});
    };
    for (int64_t x = 0; x < mask.nx; ++x) {
        for (int64_t y = 0; y < mask.ny; ++y) {
            for (int64_t z = 0; z < mask.nz; ++z) {
                visit(x, y, z, instances + 1);
                if (!stack.empty()) { ++instances; }
                while (!stack.empty()) {
                    const auto voxel = stack.back();
                    stack.pop_back();
                    for (const auto& o : offsets) {
                        visit(voxel[0] + o[0], voxel[1] + o[1], voxel[2] + o[2], instances);
                    }
                }
            }
        }
    }
    return labels;
}

/// Runs along x of every instance, in memory order.
inline std::vector<ib_run> runs_of(const Mask& mask, const std::vector<int32_t>& labels) {
    std::vector<ib_run> runs;
    for (int64_t z = 0; z < mask.nz; ++z) {
        for (int64_t y = 0; y < mask.ny; ++y) {
            for (int64_t x = 0; x < mask.nx; ++x) {
                const int32_t instance = labels[mask.at(x, y, z)];
                if (instance == 0) { continue; }
                if (x > 0 && labels[mask.at(x - 1, y, z)] == instance) {
                    ++runs.back().x_end;
                } else {
                    runs.push_back({static_cast<int32_t>(x), static_cast<int32_t>(x + 1),
                                    static_cast<int32_t>(y), static_cast<int32_t>(z), instance});
                }
            }
        }
    }
    return runs;
}

}  // namespace oracle
