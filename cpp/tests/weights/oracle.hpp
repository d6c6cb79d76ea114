// Plain loops for ib_weight_patches, on a dense volume of ids, one voxel and one turn at a time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "ib/ib_cpu.h"

namespace oracle {

/// A volume of instance ids, x fastest, and what a labelling would say about it.
struct IdVolume {
    int64_t nx, ny, nz;
    std::vector<int32_t> ids;

    int32_t at(int64_t x, int64_t y, int64_t z) const {
        const bool inside = 0 <= x && x < nx && 0 <= y && y < ny && 0 <= z && z < nz;
        return inside ? ids[static_cast<size_t>((z * ny + y) * nx + x)] : 0;
    }

    std::vector<ib_run> runs() const {
        std::vector<ib_run> runs;
        for (int64_t i = 0; i < nx * ny * nz; ++i) {
            const int32_t id = ids[static_cast<size_t>(i)];
            const auto x = static_cast<int32_t>(i % nx);
            if (id == 0) { continue; }
            if (x > 0 && !runs.empty() && ids[static_cast<size_t>(i - 1)] == id) {
                ++runs.back().x_end;
            } else {
                runs.push_back({x, x + 1, static_cast<int32_t>(i / nx % ny),
                                static_cast<int32_t>(i / nx / ny), id});
            }
        }
        return runs;
    }

    std::vector<int64_t> voxels() const {
        std::vector<int64_t> voxels;
        for (const int32_t id : ids) {
            if (id > static_cast<int32_t>(voxels.size())) { voxels.resize(static_cast<size_t>(id)); }
            if (id > 0) { ++voxels[static_cast<size_t>(id - 1)]; }
        }
        return voxels;
    }
};

/// The ids of the patch, turned and flipped.
inline std::vector<int32_t> patch_ids(const IdVolume& volume, const ib_weight_patch& p) {
    std::vector<int32_t> ids;
    for (int64_t z = 0; z < p.size_z; ++z) {
        for (int64_t y = 0; y < p.size_y; ++y) {
            for (int64_t x = 0; x < p.size_x; ++x) {
                int64_t i = (p.flags & IB_FLIP_X) != 0 ? p.size_x - 1 - x : x;
                int64_t j = (p.flags & IB_FLIP_Y) != 0 ? p.size_y - 1 - y : y;
                const int64_t k = (p.flags & IB_FLIP_Z) != 0 ? p.size_z - 1 - z : z;
                for (int turn = 0; turn < (p.flags & IB_QUARTER_TURNS); ++turn) {
                    i = (turn % 2 == 0 ? p.size_x : p.size_y) - 1 - i;
                    std::swap(i, j);
                }
                ids.push_back(volume.at(p.x + i, p.y + j, p.z + k));
            }
        }
    }
    return ids;
}

inline double raw_weight(const ib_weight_patch& p, const std::map<int32_t, int64_t>& counts,
                         int64_t voxels, int32_t id) {
    const int64_t background = counts.count(0) != 0 ? counts.at(0) : 0;
    const auto distinct = static_cast<int64_t>(counts.size());
    const int64_t visible = distinct - (background > 0 ? 1 : 0);
    const auto ratio = [](int64_t a, int64_t b) {
        return static_cast<double>(a) / static_cast<double>(b);
    };
    if (p.kind == IB_PATCH_INVERSE) { return ratio(voxels, distinct * counts.at(id)); }
    if (id == 0) { return 1.0; }
    return p.kind == IB_FOREGROUND_INVERSE ? ratio(voxels - background, visible * counts.at(id))
                                           : ratio(voxels, 2 * p.voxels[id - 1]);
}

inline std::vector<float> patch_weights(const std::vector<int32_t>& ids, const ib_weight_patch& p) {
    std::map<int32_t, int64_t> counts;
    for (const int32_t id : ids) { ++counts[id]; }
    const auto voxels = static_cast<int64_t>(ids.size());
    std::map<int32_t, double> weights;
    double sum = 0.0;
    for (const auto& [id, count] : counts) {
        weights[id] = std::clamp(raw_weight(p, counts, voxels, id), p.min, p.max);
        sum += static_cast<double>(count) * weights[id];
    }
    const double mean = (p.flags & IB_MEAN_ONE) != 0 ? sum / static_cast<double>(voxels) : 1.0;
    std::vector<float> result;
    for (const int32_t id : ids) { result.push_back(static_cast<float>(weights[id] / mean)); }
    return result;
}

}  // namespace oracle
