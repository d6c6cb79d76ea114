// Checks a batch of warped patches and splits it over threads; elements are written by blocks.cpp.
#include <algorithm>

#include "base/status.hpp"
#include "gather/cuts.hpp"
#include "gather/packed.hpp"
#include "gather/plan.hpp"
#include "ib/ib_cpu.h"
#include "warp/blocks.hpp"
#include "warp/check.hpp"

namespace ib {
namespace {

/// Rows of a raw volume of which the longest part that is looked at is fetched.
constexpr int64_t kRawRows = 16;

/// Calls body(area, next) for what is looked at, cut where bricks begin; the first area is empty, and
/// so is what comes after the last.
template <typename Body>
void for_areas(const ib_patch& p, int64_t rows, const LookedAt& looked_at, Body&& body) {
    const Cuts planes{phase(p.z, 0, kBrickZ), p.size_z, kBrickZ};
    const Cuts strips{phase(p.y, 0, rows), p.size_y, rows};
    PatchArea before{};
    for (int64_t k = 0; k < planes.count(); ++k) {
        for (int64_t j = 0; j < strips.count(); ++j) {
            const Span y = strips.span(j), z = planes.span(k);
            const Span x = looked_at.x_of(y, z);
            if (x.size() == 0) { continue; }
            body(before, PatchArea{x, y, z});
            before = {x, y, z};
        }
    }
    body(before, PatchArea{});
}

/// Voxels as ib_gather_patches makes them, labels or float32.
class PatchBoxes final : public BoxSource {
public:
    explicit PatchBoxes(const ib_patch& patch) : patch_(patch) {}

    void fetch(const Box& box, const LookedAt& looked_at, const BoxTarget& to) const override {
        ib_patch p = patch_;
        p.x += box.begin[0], p.y += box.begin[1], p.z += box.begin[2];
        p.size_x = box.size[0], p.size_y = box.size[1], p.size_z = box.size[2];
        p.target = to.first;
        if (p.target_type != IB_TO_UINT8) { p.target_type = IB_TO_FLOAT32; }
        p.nonzero = nullptr;
        GatherPlan plan = plan_gather(p);
        plan.row_bytes = to.row * plan.target_bytes, plan.plane_bytes = to.plane * plan.target_bytes;
        if (plan.packed) {
            const PackedSource source(plan);
            for_areas(p, kBrickY, looked_at, [&](const PatchArea& area, const PatchArea&) {
                if (!area.empty()) { gather_packed_area(source, area); }
            });
        } else {
            for_areas(p, kRawRows, looked_at, [&](const PatchArea& area, const PatchArea& next) {
                if (!next.empty()) { prefetch_raw_area(plan, next.x, next.y, next.z); }
                if (!area.empty()) { gather_raw_area(plan, area.x, area.y, area.z); }
            });
        }
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

void warp_one(const ib_warped_patch& warped, const WarpBlock& block, WarpScratch& scratch) {
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
    batch.run([&](int64_t i, const WarpBlock& block, WarpScratch& scratch) {
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
