// The part of a volume's runs that a patch shows.
#pragma once

#include <algorithm>
#include <cstdint>

#include "ib/ib_cpu.h"

namespace ib {

/// Voxels [begin, end) of row y of a patch plane, in voxels of the patch as it lies in the volume.
struct PatchRun {
    int64_t begin;
    int64_t end;
    int64_t y;
    int32_t instance;
};

/// Calls body(PatchRun) for what plane k of the patch holds. Runs are sorted by plane, then row: the
/// first is searched, the rest is read in order.
template <typename Body>
void for_runs(const ib_weight_patch& patch, int64_t k, Body&& body) {
    const ib_run* const end = patch.runs + patch.run_count;
    const int64_t z = patch.z + k;
    const int64_t last_row = patch.y + patch.size_y;
    const ib_run* run = std::lower_bound(patch.runs, end, 0, [&](const ib_run& candidate, int) {
        return candidate.z < z || (candidate.z == z && candidate.y < patch.y);
    });
    for (; run != end && run->z == z && run->y < last_row; ++run) {
        const PatchRun part{std::max<int64_t>(run->x_begin - patch.x, 0),
                            std::min<int64_t>(run->x_end - patch.x, patch.size_x), run->y - patch.y,
                            run->instance};
        if (part.begin < part.end && part.y >= 0) { body(part); }
    }
}

}  // namespace ib
