// Checks a batch of warped patches and splits it over threads; elements are written by blocks.cpp.
#include <algorithm>

#include "base/status.hpp"
#include "gather/plan.hpp"
#include "ib/ib_cpu.h"
#include "warp/blocks.hpp"
#include "warp/check.hpp"

namespace ib {
namespace {

/// Voxels as ib_gather_patches makes them, labels or float32.
class PatchBoxes final : public BoxSource {
public:
    explicit PatchBoxes(const ib_patch& patch) : patch_(patch) {}

    void fetch(const Box& box, int64_t row, int64_t plane, std::byte* to) const override {
        ib_patch p = patch_;
        p.x += box.begin[0], p.y += box.begin[1], p.z += box.begin[2];
        p.size_x = box.size[0], p.size_y = box.size[1], p.size_z = box.size[2];
        p.target = to;
        if (p.target_type != IB_TO_UINT8) { p.target_type = IB_TO_FLOAT32; }
        p.nonzero = nullptr;
        GatherPlan plan = plan_gather(p);
        plan.row_bytes = row * plan.target_bytes, plan.plane_bytes = plane * plan.target_bytes;
        gather_units(plan, 0, plan.units());
    }

private:
    const ib_patch& patch_;
};

WarpKind kind_of(const ib_patch& patch) {
    switch (patch.target_type) {
        case IB_TO_UINT8:
            return WarpKind::kLabels;
        case IB_TO_FLOAT16:
            return WarpKind::kFloat16;
        default:
            return WarpKind::kFloat32;
    }
}

Triple size_of(const ib_patch& p) { return {{p.size_x, p.size_y, p.size_z}}; }

void warp_one(const ib_warped_patch& warped, const Block& block, WarpScratch& scratch) {
    const ib_patch& p = warped.patch;
    const WarpTarget target{warped.warp, size_of(p), p.target, kind_of(p)};
    const int64_t count = warp_block(target, PatchBoxes(p), block, scratch);
    if (p.nonzero != nullptr) {  // integers: the order in which blocks are added does not matter
        __atomic_fetch_add(p.nonzero, static_cast<int32_t>(count), __ATOMIC_RELAXED);
    }
}

void warp_patches(const ib_warped_patch* patches, int64_t count, int32_t threads) {
    const bool splines = std::any_of(patches, patches + count, [](const ib_warped_patch& warped) {
        return warped.warp.spline != nullptr;
    });
    WarpBatch batch(threads, splines);
    for (int64_t i = 0; i < count; ++i) { batch.add(BlockGrid{size_of(patches[i].patch)}); }
    batch.prepare();
    for (int64_t i = 0; i < count; ++i) {
        if (patches[i].patch.nonzero != nullptr) { *patches[i].patch.nonzero = 0; }
    }
    batch.run([&](int64_t i, const Block& block, WarpScratch& scratch) {
        warp_one(patches[i], block, scratch);
    });
}

}  // namespace
}  // namespace ib

extern "C" ib_status ib_warp_patches(const ib_warped_patch* patches, int64_t count, int32_t threads) {
    return ib::to_status([&] {
        ib::require(count >= 0, "count must not be negative", count);
        ib::require(count == 0 || patches != nullptr, "patches must not be null");
        ib::require(threads >= 1, "threads must be at least 1", threads);
        for (int64_t i = 0; i < count; ++i) { ib::check_warped_patch(patches[i], i); }
        ib::warp_patches(patches, count, threads);
    });
}
