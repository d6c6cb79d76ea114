#include "warp/blocks.hpp"

#include <cstring>

#include "base/simd.hpp"

namespace ib {
namespace {

/// Without overflow.
bool fits(const Triple& size, int64_t most) {
    return size[0] <= most && size[1] <= most / size[0] && size[2] <= most / size[0] / size[1];
}

int64_t most_voxels(const WarpTarget& target) {
    return (target.two() ? kBoxBytesOfTwo : kBoxBytes) / target.voxel_bytes();
}

int64_t warp_halves(const WarpTarget& target, const BoxSource& source, const WarpBlock& block,
                    WarpScratch& scratch) {
    const Halves halves = halves_of(target.warp, block);
    return warp_block(target, source, halves.first, scratch) +
           warp_block(target, source, halves.second, scratch);
}

void clear(const WarpTarget& target, const WarpBlock& block) {
    std::byte* const first = target.at(target.first, block);
    for (int64_t z = 0; z < block.size[2]; ++z) {
        for (int64_t y = 0; y < block.size[1]; ++y) {
            std::memset(first + z * target.plane_bytes() + y * target.row_bytes(), 0,
                        static_cast<size_t>(block.size[0] * target.bytes()));
        }
    }
}

int64_t warp_from(const WarpTarget& target, const WarpBlock& block, const Box& box,
                  const Displacements& displaced, const BoxTarget& voxels, RowsAhead& ahead) {
    WarpRows rows{};
    rows.ahead = &ahead;
    ahead.split(block.size[1] * block.size[2]);
    rows.box = voxels.first;
    rows.row = voxels.row / target.entry_bytes(), rows.plane = voxels.plane / target.entry_bytes();
    rows.element = target.bytes();
    rows.matrix = target.warp.matrix;
    rows.displaced = displaced;
    rows.target_row = target.row_bytes(), rows.target_plane = target.plane_bytes();
    rows.targets[0] = target.at(target.first, block);
    if (target.two()) { rows.targets[1] = target.at(target.second, block); }
    for (int a = 0; a < 3; ++a) {
        rows.at[a] = target.warp.origin[a] - box.begin[a] * kOne;
        if (target.nearest()) { rows.at[a] += kHalf; }
        for (int b = 0; b < 3; ++b) { rows.at[a] += target.warp.matrix[3 * a + b] * block.begin[b]; }
        rows.size[a] = block.size[a];
    }
    return warp_kernel({target.kind, target.two(), displaced.values != nullptr}, simd_level())(rows);
}

}  // namespace

void look_ahead(const WarpTarget& target, const BoxSource& source, const WarpBlock& block,
                RowsAhead& ahead) {
    if (target.warp.spline != nullptr) { return; }
    const PlaceRange reach = reach_of(target.warp, block);
    const Box box = target.nearest() ? nearest_box(reach) : linear_box(reach);
    if (!fits(box.size, most_voxels(target))) { return; }
    source.look_ahead(box, LookedAt({target.warp, block, {}, box, target.nearest()}), ahead);
}

int64_t warp_block(const WarpTarget& target, const BoxSource& source, const WarpBlock& block,
                   WarpScratch& scratch) {
    const int64_t most = most_voxels(target);
    const auto box_of = target.nearest() ? nearest_box : linear_box;
    const PlaceRange linear = reach_of(target.warp, block);
    Box box = box_of(linear);
    const bool divisible = block.size.product() > 1;
    if (divisible && !fits(box.size, most)) { return warp_halves(target, source, block, scratch); }
    Displacements displaced{};
    PlaceRange moved{};
    if (target.warp.spline != nullptr) {
        displaced =
            displace(*target.warp.spline, block, scratch.spline(), scratch.displacements(), moved);
        box = box_of(sum(linear, moved));
        if (divisible && !fits(box.size, most)) { return warp_halves(target, source, block, scratch); }
    }
    const int64_t row = box.size[0] * target.voxel_bytes();
    const BoxTarget voxels{scratch.box(), row, row * box.size[1]};
    if (!source.fetch(box, LookedAt({target.warp, block, moved, box, target.nearest()}), voxels)) {
        clear(target, block);
        return 0;
    }
    return warp_from(target, block, box, displaced, voxels, scratch.ahead());
}

}  // namespace ib
