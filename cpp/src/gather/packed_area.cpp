#include "gather/packed_area.hpp"

#include <algorithm>

#include "base/simd.hpp"

namespace ib {
namespace {

constexpr int64_t kCacheLine = 64;

/// Bytes of each of the 16 rows of a run of bricks.
constexpr int64_t kRunBytes = 1024;

FusedKernel fused_of(const ib_patch& patch, bool reversed) {
    if (patch.target_type == IB_TO_UINT8) { return nullptr; }
    const bool normalise = (patch.flags & IB_NORMALISE) != 0;
    if (normalise && patch.divide == 0.0f) { return nullptr; }  // a step: NaN where nothing is left
    return fused_kernel({patch.source_type, patch.target_type, normalise, reversed}, simd_level());
}

/// Converts an area that lies in the volume, and in one row of bricks, by way of a buffer.
void convert_by_run(const PackedSource& source, const PatchArea& area, const TargetVolume& to) {
    const GatherPlan& plan = source.plan;
    const ib_patch& p = *plan.patch;
    const int64_t voxel = plan.source_bytes;
    const int64_t y = p.y + area.y.begin;
    const int64_t z = p.z + area.z.begin;
    const int64_t end = (p.x + area.x.end - 1) / kBrickX + 1;
    int64_t brick = (p.x + area.x.begin) / kBrickX;
    BrickCursor cursor = source.cursor(p.x + area.x.begin, y, z);
    alignas(kCacheLine) std::byte run[kBrickRows * kRunBytes];
    const int64_t most = kRunBytes / (kBrickX * voxel);
    while (brick < end) {
        const int64_t count = std::min(most, end - brick);
        const int64_t stride = (count * kBrickX * voxel + kCacheLine - 1) / kCacheLine * kCacheLine;
        source.kernel(cursor, count, source.base, {run, stride, kBrickY * stride});
        const int64_t first = brick * kBrickX - p.x;  // as a patch voxel
        brick += count;
        const Span x = common({first, brick * kBrickX - p.x}, area.x);
        const int64_t before = source.reversed() ? area.x.end - x.end : x.begin - area.x.begin;
        for (int64_t k = 0; k < area.z.size(); ++k) {
            const Target target = to.plane(k).moved(0, before * plan.target_bytes);
            const int64_t row = (z % kBrickZ + k) * kBrickY + y % kBrickY;
            plan.kernel({run + row * stride + (x.begin - first) * voxel, stride, target.first,
                         target.stride, x.size(), area.y.size()},
                        plan.scale);
        }
    }
}

/// The same without a buffer.
void convert_fused(const PackedSource& source, const PatchArea& area, const TargetVolume& to) {
    const GatherPlan& plan = source.plan;
    const ib_patch& p = *plan.patch;
    const int64_t x = p.x + area.x.begin;
    const int64_t y = p.y + area.y.begin;
    const int64_t z = p.z + area.z.begin;
    const int64_t first = z % kBrickZ;
    alignas(kCacheLine) std::byte unwanted[kFusedColumns * sizeof(uint32_t)];
    BrickArea bricks{};
    bricks.cursor = source.cursor(x, y, z);
    bricks.skip = x % kBrickX;
    bricks.base = source.base;
    for (int64_t i = 0; i < area.x.size(); i += kFusedColumns) {
        bricks.n = std::min(kFusedColumns, area.x.size() - i);
        const int64_t before = source.reversed() ? area.x.size() - i - bricks.n : i;
        std::fill_n(bricks.rows, kBrickRows, &unwanted[0]);
        for (int64_t k = 0; k < area.z.size(); ++k) {
            const Target plane = to.plane(k).moved(0, before * plan.target_bytes);
            std::byte** rows = bricks.rows + (first + k) * kBrickY + y % kBrickY;
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

void convert_bricks(const PackedSource& source, const PatchArea& area, const TargetVolume& to) {
    if (source.fused != nullptr) {
        convert_fused(source, area, to);
    } else {
        convert_by_run(source, area, to);
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

void gather_area(const PackedSource& source, const PatchArea& area, const TargetVolume& to) {
    if (source.inside(area)) {
        convert_bricks(source, area, to);
        return;
    }
    const GatherPlan& plan = source.plan;
    const Span z = common(plan.z, area.z);
    const Span y = z.size() > 0 ? common(plan.y, area.y) : Span{area.y.end, area.y.end};
    const Span x = common(plan.x, area.x);
    const int64_t n = area.x.size();
    const int64_t before = source.reversed() ? area.x.end - x.end : x.begin - area.x.begin;
    for (int64_t k = 0; k < area.z.size(); ++k) {
        const Target plane = to.plane(k);
        const bool inside = z.holds(area.z.begin + k);
        const Span rows = inside ? y : Span{area.y.end, area.y.end};
        const Target middle = plane.moved(rows.begin - area.y.begin, 0);
        fill_rows(plan, plane, rows.begin - area.y.begin, n);
        fill_rows(plan, plane.moved(rows.end - area.y.begin, 0), area.y.end - rows.end, n);
        fill_rows(plan, middle, rows.size(), before);
        fill_rows(plan, middle.moved(0, (before + x.size()) * plan.target_bytes), rows.size(),
                  n - before - x.size());
    }
    if (x.size() > 0 && y.size() > 0) {
        convert_bricks(
            source, {x, y, z},
            to.moved(z.begin - area.z.begin, y.begin - area.y.begin, before * plan.target_bytes));
    }
}

}  // namespace ib
