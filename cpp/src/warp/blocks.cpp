#include "warp/blocks.hpp"

#include "base/simd.hpp"

namespace ib {
namespace {

constexpr int64_t kHalf = int64_t{1} << 31;

/// Without overflow.
bool fits(const Triple& size, int64_t most) {
    return size[0] <= most && size[1] <= most / size[0] && size[2] <= most / size[0] / size[1];
}

int64_t warp_halves(const WarpTarget& target, const BoxSource& source, const WarpBlock& block,
                    WarpScratch& scratch) {
    const Halves halves = halves_of(target.warp, block);
    return warp_block(target, source, halves.first, scratch) +
           warp_block(target, source, halves.second, scratch);
}

int64_t warp_from(const WarpTarget& target, const WarpBlock& block, const Box& box,
                  const Displacements& displaced, const BoxTarget& voxels) {
    WarpRows rows{};
    rows.box = voxels.first;
    rows.row = voxels.row, rows.plane = voxels.plane;
    rows.matrix = target.warp.matrix;
    rows.displaced = displaced;
    rows.target_row = target.size[0] * target.bytes();
    rows.target_plane = target.size[1] * rows.target_row;
    rows.target = static_cast<std::byte*>(target.first) + block.begin[2] * rows.target_plane +
                  block.begin[1] * rows.target_row + block.begin[0] * target.bytes();
    for (int a = 0; a < 3; ++a) {
        rows.at[a] = target.warp.origin[a] - box.begin[a] * (int64_t{1} << 32);
        if (target.nearest()) { rows.at[a] += kHalf; }
        for (int b = 0; b < 3; ++b) { rows.at[a] += target.warp.matrix[3 * a + b] * block.begin[b]; }
        rows.size[a] = block.size[a];
    }
    return warp_kernel({target.kind, displaced.values != nullptr}, simd_level())(rows);
}

}  // namespace

int64_t warp_block(const WarpTarget& target, const BoxSource& source, const WarpBlock& block,
                   WarpScratch& scratch) {
    const int64_t most = kBoxBytes / target.box_bytes();
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
    const BoxTarget voxels{scratch.box(), box.size[0], box.size[0] * box.size[1]};
    source.fetch(box, LookedAt({target.warp, block, moved, box, target.nearest()}), voxels);
    return warp_from(target, block, box, displaced, voxels);
}

}  // namespace ib
