#include "gather/packed.hpp"

#include <algorithm>
#include <cstddef>

#include "base/simd.hpp"
#include "gather/count.hpp"
#include "gather/packed_area.hpp"

namespace ib {
namespace {

constexpr int64_t kCacheLine = 64;

/// Columns of a turned block: with 4 planes of it, half of them stay in the first cache.
constexpr int64_t kTurnedColumns = 64;

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

/// Rows of bricks are short and lie apart, so no processor guesses where the next one is: what is
/// needed two units from now is asked for in two steps, heads first, since they say where payloads are.
void prefetch(const std::byte* from, const std::byte* to) {
    const auto before = reinterpret_cast<uintptr_t>(from) % kCacheLine;
    for (from -= before; from < to; from += kCacheLine) { __builtin_prefetch(from); }
}

template <typename Body>
void for_brick_rows(const PackedSource& source, const PatchArea& area, Body&& body) {
    const ib_patch& p = *source.plan.patch;
    if (area.x.size() <= 0 || area.y.size() <= 0 || area.z.size() <= 0) { return; }
    const int64_t bz = (p.z + area.z.begin) / kBrickZ;
    const int64_t first = (p.x + area.x.begin) / kBrickX;
    const int64_t last = (p.x + area.x.end - 1) / kBrickX;
    for (int64_t by = (p.y + area.y.begin) / kBrickY; by <= (p.y + area.y.end - 1) / kBrickY; ++by) {
        body(bz * source.grid.y + by, first, last);
    }
}

void prefetch_heads(const PackedSource& source, const PatchArea& area) {
    for_brick_rows(source, area, [&](int64_t row, int64_t, int64_t last) {
        const std::byte* heads = source.blob + row_offset(source.blob, row);
        prefetch(heads, heads + last + 1);
    });
}

void prefetch_payloads(const PackedSource& source, const PatchArea& area) {
    for_brick_rows(source, area, [&](int64_t row, int64_t first, int64_t last) {
        const BrickCursor cursor = brick_cursor(source.blob, source.grid.x, row, first);
        prefetch(cursor.payload, cursor.payload + payload_bytes(cursor.head, last - first + 1));
    });
}

int64_t stride_z(const GatherPlan& plan) {
    const int64_t plane = plan.patch->size_x * plan.patch->size_y * plan.target_bytes;
    return (plan.patch->flags & IB_FLIP_Z) != 0 ? -plane : plane;
}

int64_t gather_rows(const PackedSource& source, Span planes, Span rows) {
    const GatherPlan& plan = source.plan;
    const ib_patch& p = *plan.patch;
    const int64_t length = p.size_x * plan.target_bytes;
    const int64_t y = plan.reverse_y ? p.size_y - 1 - rows.begin : rows.begin;
    const TargetVolume to{
        {target_plane(plan, planes.begin) + y * length, plan.reverse_y ? -length : length},
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
int64_t gather_turned(const PackedSource& source, Span planes, Span rows) {
    const GatherPlan& plan = source.plan;
    const ib_patch& p = *plan.patch;
    alignas(kCacheLine) std::byte block[kBrickZ * kBlockRows * kTurnedColumns * sizeof(uint32_t)];
    const int64_t row_bytes = kTurnedColumns * plan.target_bytes;
    const TargetVolume to{{block, row_bytes}, kBlockRows * row_bytes};
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
    const PackedSource source(plan);
    const Cuts z = cuts_z(plan);
    const Cuts y = cuts_y(plan);
    const int64_t per_slab = y.count();
    int64_t count = 0;
    for (int64_t unit = begin; unit < end; ++unit) {
        const auto ahead = [&](int64_t units) {
            const int64_t other = std::min(unit + units, end - 1);
            return PatchArea{plan.x, common(plan.y, y.span(other % per_slab)),
                             common(plan.z, z.span(other / per_slab))};
        };
        prefetch_heads(source, ahead(2));
        prefetch_payloads(source, ahead(1));
        const Span planes = z.span(unit / per_slab);
        const Span rows = y.span(unit % per_slab);
        count +=
            plan.transposed ? gather_turned(source, planes, rows) : gather_rows(source, planes, rows);
    }
    return count;
}

}  // namespace ib
