#include "gather/packed.hpp"

#include <algorithm>
#include <cstddef>

#include "base/simd.hpp"
#include "gather/count.hpp"
#include "gather/target.hpp"
#include "packed/bricks.hpp"
#include "packed/layout.hpp"

namespace ib {
namespace {

constexpr int64_t kCacheLine = 64;

/// Bytes of each of the 16 rows of a run of bricks.
constexpr int64_t kRunBytes = 1024;

/// Columns of a turned block: with 4 planes of it, half of them stay in the first cache.
constexpr int64_t kTurnedColumns = 64;

/// A packed patch with what is the same for all of its bricks.
struct Source {
    const GatherPlan& plan;
    const std::byte* blob;
    BrickGrid grid;
    int32_t base;
    BrickKernel kernel;

    explicit Source(const GatherPlan& of)
        : plan(of),
          blob(static_cast<const std::byte*>(of.patch->source)),
          grid(brick_grid(of.patch->nx, of.patch->ny, of.patch->nz)),
          base(packed_header(blob).base),
          kernel(brick_kernel(of.patch->source_type, simd_level())) {}
};

/// Patch voxels.
struct Area {
    Span x, y, z;
};

/// Where an area goes: rows, and planes of rows.
struct Volume {
    Target rows;
    int64_t stride_z;

    Target plane(int64_t k) const { return {rows.first + k * stride_z, rows.stride}; }
    Volume moved(int64_t planes, int64_t down, int64_t bytes) const {
        return {plane(planes).moved(down, bytes), stride_z};
    }
};

/// How far patch voxel `offset` lies into its brick, wherever the patch starts.
int64_t phase(int64_t start, int64_t offset, int64_t brick) {
    const uint64_t place = static_cast<uint64_t>(start) + static_cast<uint64_t>(offset);
    return static_cast<int64_t>(place % static_cast<uint64_t>(brick));
}

/// Patch voxels of an axis, `length` at a time, cut where bricks begin.
struct Cuts {
    int64_t phase;
    int64_t size;
    int64_t length;

    int64_t count() const { return (phase + size - 1) / length + 1; }
    Span span(int64_t number) const {
        const int64_t begin = number * length - phase;
        return {std::max<int64_t>(0, begin), std::min(size, begin + length)};
    }
};

Cuts cuts_z(const GatherPlan& plan) {
    return {phase(plan.patch->z, 0, kBrickZ), plan.patch->size_z, kBrickZ};
}

Cuts cuts_y(const GatherPlan& plan) {
    return {phase(plan.patch->y, 0, kBrickY), plan.patch->size_y,
            plan.transposed ? kBlockRows : kBrickY};
}

/// Converts an area that lies in the volume, and in one row of bricks.
void convert_bricks(const Source& source, const Area& area, const Volume& to) {
    const GatherPlan& plan = source.plan;
    const ib_patch& p = *plan.patch;
    const int64_t voxel = plan.source_bytes;
    const int64_t y = p.y + area.y.begin;
    const int64_t z = p.z + area.z.begin;
    const int64_t end = (p.x + area.x.end - 1) / kBrickX + 1;
    int64_t brick = (p.x + area.x.begin) / kBrickX;
    BrickCursor cursor =
        brick_cursor(source.blob, source.grid.x, z / kBrickZ * source.grid.y + y / kBrickY, brick);
    alignas(kCacheLine) std::byte run[kBrickRows * kRunBytes];
    const int64_t most = kRunBytes / (kBrickX * voxel);
    while (brick < end) {
        const int64_t count = std::min(most, end - brick);
        const int64_t stride = (count * kBrickX * voxel + kCacheLine - 1) / kCacheLine * kCacheLine;
        source.kernel(cursor, count, source.base, {run, stride, kBrickY * stride});
        const int64_t first = brick * kBrickX - p.x;  // as a patch voxel
        brick += count;
        const Span x = common({first, brick * kBrickX - p.x}, area.x);
        const int64_t before =
            plan.reverse_x && !plan.transposed ? area.x.end - x.end : x.begin - area.x.begin;
        for (int64_t k = 0; k < area.z.size(); ++k) {
            const Target target = to.plane(k).moved(0, before * plan.target_bytes);
            const int64_t row = (z % kBrickZ + k) * kBrickY + y % kBrickY;
            plan.kernel({run + row * stride + (x.begin - first) * voxel, stride, target.first,
                         target.stride, x.size(), area.y.size()},
                        plan.scale);
        }
    }
}

/// Writes an area of one row of bricks, `to` being where its first voxel goes, or its last one along x
/// if the kernel reverses.
void gather_area(const Source& source, const Area& area, const Volume& to) {
    const GatherPlan& plan = source.plan;
    const Span z = common(plan.z, area.z);
    const Span y = z.size() > 0 ? common(plan.y, area.y) : Span{area.y.end, area.y.end};
    const Span x = common(plan.x, area.x);
    const int64_t n = area.x.size();
    const int64_t before =
        plan.reverse_x && !plan.transposed ? area.x.end - x.end : x.begin - area.x.begin;
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

int64_t stride_z(const GatherPlan& plan) {
    const int64_t plane = plan.patch->size_x * plan.patch->size_y * plan.target_bytes;
    return (plan.patch->flags & IB_FLIP_Z) != 0 ? -plane : plane;
}

int64_t gather_rows(const Source& source, Span planes, Span rows) {
    const GatherPlan& plan = source.plan;
    const ib_patch& p = *plan.patch;
    const int64_t length = p.size_x * plan.target_bytes;
    const int64_t y = plan.reverse_y ? p.size_y - 1 - rows.begin : rows.begin;
    const Volume to{{target_plane(plan, planes.begin) + y * length, plan.reverse_y ? -length : length},
                    stride_z(plan)};
    gather_area(source, {{0, p.size_x}, rows, planes}, to);
    if (p.nonzero == nullptr) { return 0; }
    int64_t count = 0;
    for (int64_t k = 0; k < planes.size(); ++k) {
        const std::byte* first = to.plane(k).moved(plan.reverse_y ? rows.size() - 1 : 0, 0).first;
        count += count_nonzero(first, rows.size() * length, simd_level());
    }
    return count;
}

/// Turns kTurnedColumns columns at a time, cut where bricks begin.
int64_t gather_turned(const Source& source, Span planes, Span rows) {
    const GatherPlan& plan = source.plan;
    const ib_patch& p = *plan.patch;
    alignas(kCacheLine) std::byte block[kBrickZ * kBlockRows * kTurnedColumns * sizeof(uint32_t)];
    const int64_t row_bytes = kTurnedColumns * plan.target_bytes;
    const Volume to{{block, row_bytes}, kBlockRows * row_bytes};
    const Cuts down{phase(p.y, rows.begin, kBrickY), rows.size(), kBrickY};
    const Cuts across{phase(p.x, 0, kBrickX), p.size_x, kTurnedColumns};
    int64_t count = 0;
    for (int64_t i = 0; i < across.count(); ++i) {
        const Span columns = across.span(i);
        for (int64_t j = 0; j < down.count(); ++j) {
            const Span part = down.span(j);
            gather_area(source, {columns, {rows.begin + part.begin, rows.begin + part.end}, planes},
                        to.moved(0, part.begin, 0));
        }
        for (int64_t k = 0; k < planes.size(); ++k) {
            const Block turned{to.plane(k).first, kTurnedColumns, rows, columns};
            if (p.nonzero != nullptr) { count += count_block(turned); }
            turn_block(plan, planes.begin + k, turned);
        }
    }
    return count;
}

}  // namespace

int64_t packed_units(const GatherPlan& plan) { return cuts_z(plan).count() * cuts_y(plan).count(); }

int64_t gather_packed(const GatherPlan& plan, int64_t begin, int64_t end) {
    const Source source(plan);
    const Cuts z = cuts_z(plan);
    const Cuts y = cuts_y(plan);
    const int64_t per_slab = y.count();
    int64_t count = 0;
    for (int64_t unit = begin; unit < end; ++unit) {
        const Span planes = z.span(unit / per_slab);
        const Span rows = y.span(unit % per_slab);
        count +=
            plan.transposed ? gather_turned(source, planes, rows) : gather_rows(source, planes, rows);
    }
    return count;
}

}  // namespace ib
