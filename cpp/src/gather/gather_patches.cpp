// Checks a batch and splits it over threads; rows are written by plan.cpp.
#include <algorithm>

#include "base/parallel.hpp"
#include "base/status.hpp"
#include "gather/check.hpp"
#include "gather/plan.hpp"
#include "ib/ib_cpu.h"

namespace ib {
namespace {

/// Voxels of a slab: some ten microseconds of work, so that the last piece keeps nobody waiting.
constexpr int64_t kSlabVoxels = int64_t{1} << 16;
constexpr int64_t kMaxSlabs = 4096;

/// Slabs of every patch: enough for the largest; a small patch leaves some of its slabs empty.
int64_t slabs_per_patch(const ib_patch* patches, int64_t count, int32_t threads) {
    if (threads == 1) { return 1; }
    int64_t voxels = 1;
    for (int64_t i = 0; i < count; ++i) {
        voxels = std::max(voxels, patches[i].size_x * patches[i].size_y * patches[i].size_z);
    }
    return std::min((voxels - 1) / kSlabVoxels + 1, kMaxSlabs);
}

void gather_slab(const ib_patch& patch, int64_t slab, int64_t slabs) {
    const GatherPlan plan = plan_gather(patch);
    const int64_t units = plan.units();
    const int64_t length = (units - 1) / slabs + 1;
    const int64_t begin = std::min(units, slab * length);
    gather_units(plan, begin, std::min(units, begin + length));
}

}  // namespace
}  // namespace ib

extern "C" ib_status ib_gather_patches(const ib_patch* patches, int64_t count, int32_t threads) {
    return ib::to_status([&] {
        ib::require(count >= 0, "count must not be negative", count);
        ib::require(count == 0 || patches != nullptr, "patches must not be null");
        ib::require(threads >= 1, "threads must be at least 1", threads);
        for (int64_t i = 0; i < count; ++i) { ib::check_patch(patches[i], i); }
        const int64_t slabs = ib::slabs_per_patch(patches, count, threads);
        ib::parallel_for(count * slabs, threads, [&](int64_t piece) {
            ib::gather_slab(patches[piece / slabs], piece % slabs, slabs);
        });
    });
}
