// Checks a batch of warped patches and splits it over threads; elements are written by blocks.cpp.
#include <algorithm>
#include <vector>

#include "base/status.hpp"
#include "ib/ib_cpu.h"
#include "warp/blocks.hpp"
#include "warp/check.hpp"
#include "warp/patch_boxes.hpp"

namespace ib {
namespace {

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

/// Patches that are warped together: the second one is NULL or differs by its volume only.
struct WarpedPatches {
    const ib_warped_patch* first;
    const ib_patch* second;
};

bool equal(const ib_warp& a, const ib_warp& b) {
    return a.spline == b.spline && std::equal(a.matrix, a.matrix + 9, b.matrix) &&
           std::equal(a.origin, a.origin + 3, b.origin);
}

/// Two channels of a patch.
bool go_together(const ib_warped_patch& a, const ib_warped_patch& b) {
    const ib_patch &p = a.patch, &q = b.patch;
    return p.target_type != IB_TO_UINT8 && p.target_type == q.target_type && p.size_x == q.size_x &&
           p.size_y == q.size_y && p.size_z == q.size_z && p.x == q.x && p.y == q.y && p.z == q.z &&
           p.nonzero == nullptr && q.nonzero == nullptr && equal(a.warp, b.warp);
}

std::vector<WarpedPatches> in_pairs(const ib_warped_patch* patches, int64_t count) {
    std::vector<WarpedPatches> pairs;
    for (int64_t i = 0; i < count; ++i) {
        const bool two = i + 1 < count && go_together(patches[i], patches[i + 1]);
        pairs.push_back({patches + i, two ? &patches[++i].patch : nullptr});
    }
    return pairs;
}

WarpTarget target_of(const WarpedPatches& of) {
    const ib_patch& p = of.first->patch;
    return {of.first->warp, size_of(p), kind_of(p), p.target,
            of.second == nullptr ? nullptr : of.second->target};
}

void warp_block_of(const WarpedPatches& of, const WarpBlock& block, WarpScratch& scratch) {
    const ib_patch& p = of.first->patch;
    const int64_t count = warp_block(target_of(of), PatchBoxes(p, of.second), block, scratch);
    if (p.nonzero != nullptr) {  // integers: the order in which blocks are added does not matter
        __atomic_fetch_add(p.nonzero, static_cast<int32_t>(count), __ATOMIC_RELAXED);
    }
}

void warp_patches(const ib_warped_patch* patches, int64_t count, int32_t threads) {
    const bool splines = std::any_of(patches, patches + count, [](const ib_warped_patch& warped) {
        return warped.warp.spline != nullptr;
    });
    const std::vector<WarpedPatches> pairs = in_pairs(patches, count);
    WarpBatch batch(threads, splines);
    for (const WarpedPatches& one : pairs) {
        batch.add(BlockGrid(size_of(one.first->patch), one.first->warp.spline != nullptr));
    }
    batch.prepare();
    for (int64_t i = 0; i < count; ++i) {
        if (patches[i].patch.nonzero != nullptr) { *patches[i].patch.nonzero = 0; }
    }
    const auto of = [&](int64_t i) -> const WarpedPatches& { return pairs[static_cast<size_t>(i)]; };
    batch.run(
        [&](int64_t i, const WarpBlock& block, WarpScratch& scratch) {
            look_ahead(target_of(of(i)), PatchBoxes(of(i).first->patch, of(i).second), block,
                       scratch.ahead());
        },
        [&](int64_t i, const WarpBlock& block, WarpScratch& scratch) {
            warp_block_of(of(i), block, scratch);
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
