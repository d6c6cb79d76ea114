#include "gather/packed_area.hpp"

#include <algorithm>

#include "base/simd.hpp"
#include "gather/quotient.hpp"

namespace ib {
namespace {

constexpr int64_t kCacheLine = 64;

/// Bytes of each of the 16 rows of a run of bricks.
constexpr int64_t kRunBytes = 1024;

FusedKernel fused_of(const ib_patch& patch, bool reversed) {
    if (patch.target_type == IB_TO_UINT8) { return nullptr; }
    const bool normalise = (patch.flags & IB_NORMALISE) != 0;
    if (normalise && !divides_by_reciprocal(patch.divide, patch.subtract)) { return nullptr; }
    const bool plain = patch.gain == 1 && patch.shift == 0 && patch.divide > 0;
    return fused_kernel({{patch.source_type, patch.target_type, normalise, reversed}, plain},
                        simd_level());
}

/// Which of a brick's 16 rows the first voxel of an area is in.
int64_t first_row(const ib_patch& p, const PatchArea& area) {
    return (p.z + area.z.begin) % kBrickZ * kBrickY + (p.y + area.y.begin) % kBrickY;
}

/// A row of bricks that is not empty, at its first brick, and where its first voxel goes.
struct Conversion {
    const PatchArea& area;
    BrickCursor cursor;
    const TargetVolume& to;
};

/// By way of a buffer.
void convert_by_run(const PackedSource& source, Conversion of) {
    const GatherPlan& plan = source.plan;
    const ib_patch& p = *plan.patch;
    const PatchArea& area = of.area;
    const int64_t voxel = plan.source_bytes;
    const int64_t top = first_row(p, area);
    const int64_t end = (p.x + area.x.end - 1) / kBrickX + 1;
    int64_t brick = (p.x + area.x.begin) / kBrickX;
    alignas(kCacheLine) std::byte run[kBrickRows * kRunBytes];
    const int64_t most = kRunBytes / (kBrickX * voxel);
    while (brick < end) {
        const int64_t count = std::min(most, end - brick);
        const int64_t stride = (count * kBrickX * voxel + kCacheLine - 1) / kCacheLine * kCacheLine;
        source.kernel(of.cursor, count, source.base, {run, stride, kBrickY * stride});
        const int64_t first = brick * kBrickX - p.x;  // as a patch voxel
        brick += count;
        const Span x = common({first, brick * kBrickX - p.x}, area.x);
        const int64_t before = source.reversed() ? area.x.end - x.end : x.begin - area.x.begin;
        for (int64_t k = 0; k < area.z.size(); ++k) {
            const Target target = of.to.plane(k).moved(0, before * plan.target_bytes);
            const std::byte* rows = run + (top + k * kBrickY) * stride;
            plan.kernel({rows + (x.begin - first) * voxel, stride, target.first, target.stride,
                         x.size(), area.y.size()},
                        plan.scale);
        }
    }
}

/// Without one.
void convert_fused(const PackedSource& source, const Conversion& of, const NextRows& next) {
    const GatherPlan& plan = source.plan;
    const ib_patch& p = *plan.patch;
    const PatchArea& area = of.area;
    const int64_t top = first_row(p, area);
    alignas(kCacheLine) std::byte unwanted[kFusedColumns * sizeof(uint32_t)];
    BrickArea bricks{of.cursor, (p.x + area.x.begin) % kBrickX, 0, source.base, {}, {}};
    std::copy_n(next.first, kBrickZ, bricks.next);
    if (area.y.size() < kBrickY || area.z.size() < kBrickZ) {
        std::fill_n(bricks.rows, kBrickRows, &unwanted[0]);
    }
    for (int64_t i = 0; i < area.x.size(); i += kFusedColumns) {
        bricks.n = std::min(kFusedColumns, area.x.size() - i);
        const int64_t before = source.reversed() ? area.x.size() - i - bricks.n : i;
        for (int64_t k = 0; k < area.z.size(); ++k) {
            const Target plane = of.to.plane(k).moved(0, before * plan.target_bytes);
            std::byte** rows = bricks.rows + top + k * kBrickY;
            for (int64_t j = 0; j < area.y.size(); ++j) { rows[j] = plane.moved(j, 0).first; }
        }
        source.fused(bricks, plan.scale);
        if (i + kFusedColumns < area.x.size()) {
            constexpr int64_t kBricks = kFusedColumns / kBrickX;
            bricks.cursor = {bricks.cursor.head + kBricks,
                             bricks.cursor.payload + payload_bytes(bricks.cursor.head, kBricks)};
        }
    }
}

/// Fills what of a row lies outside of the volume; `before` elements of each row come before the
/// others.
void fill_outside(const GatherPlan& plan, const BrickRow& row, const TargetVolume& to, int64_t before) {
    const PatchArea& all = row.all;
    const int64_t n = all.x.size();
    const int64_t count = row.inside.x.size();
    for (int64_t k = 0; k < all.z.size(); ++k) {
        const Target plane = to.plane(k);
        const bool inside = row.inside.z.holds(all.z.begin + k);
        const Span y = inside ? row.inside.y : Span{all.y.end, all.y.end};
        const Target middle = plane.moved(y.begin - all.y.begin, 0);
        fill_rows(plan, plane, y.begin - all.y.begin, n);
        fill_rows(plan, plane.moved(y.end - all.y.begin, 0), all.y.end - y.end, n);
        fill_rows(plan, middle, y.size(), before);
        fill_rows(plan, middle.moved(0, (before + count) * plan.target_bytes), y.size(),
                  n - before - count);
    }
}

}  // namespace

PackedSource::PackedSource(const GatherPlan& of)
    : plan(of),
      blob(static_cast<const std::byte*>(of.patch->source)),
      grid(brick_grid(of.patch->nx, of.patch->ny, of.patch->nz)),
      base(packed_header(blob).base),
      kernel(brick_kernel(of.patch->source_type, simd_level())),
      fused(fused_of(*of.patch, of.reverse_x && !of.transposed)) {}

BrickRow PackedSource::row_of(const PatchArea& area) const {
    const ib_patch& p = *plan.patch;
    BrickRow row{
        area, {common(plan.x, area.x), common(plan.y, area.y), common(plan.z, area.z)}, 0, 0, 0};
    if (row.inside.empty()) { return row; }
    row.number = (p.z + row.inside.z.begin) / kBrickZ * grid.y + (p.y + row.inside.y.begin) / kBrickY;
    row.first = (p.x + row.inside.x.begin) / kBrickX;
    row.last = (p.x + row.inside.x.end - 1) / kBrickX;
    return row;
}

/// A row of bricks that has no bits is of bricks of one value each, whose payloads are those values.
bool PackedSource::is_zero(const PatchArea& area) const {
    const BrickRow row = row_of(area);
    if (row.sticks_out() && plan.fill != 0) { return false; }
    if (row.inside.empty()) { return true; }
    const int64_t begin = row_offset(blob, row.number);
    if (base != 0 || row_offset(blob, row.number + 1) - begin != grid.x * (1 + plain_bytes(0))) {
        return false;
    }
    const std::byte* const payloads = blob + begin + grid.x;
    const std::byte* const last = payloads + (row.last + 1) * plain_bytes(0);
    return std::all_of(payloads + row.first * plain_bytes(0), last,
                       [](std::byte value) { return value == std::byte{0}; });
}

void gather_row(const PackedSource& source, const BrickRow& row, BrickCursor cursor,
                const TargetVolume& to, const NextRows& next) {
    const GatherPlan& plan = source.plan;
    const PatchArea& all = row.all;
    const PatchArea& part = row.inside;
    const int64_t before = source.reversed() ? all.x.end - part.x.end : part.x.begin - all.x.begin;
    if (row.sticks_out()) { fill_outside(plan, row, to, before); }
    if (part.empty()) { return; }
    const TargetVolume first =
        to.moved(part.z.begin - all.z.begin, part.y.begin - all.y.begin, before * plan.target_bytes);
    if (source.fused != nullptr) {
        convert_fused(source, {part, cursor, first}, next);
    } else {
        convert_by_run(source, {part, cursor, first});
    }
}

}  // namespace ib
