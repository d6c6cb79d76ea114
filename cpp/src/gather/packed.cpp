#include "gather/packed.hpp"

#include <algorithm>
#include <cstddef>

#include "base/simd.hpp"
#include "gather/count.hpp"
#include "gather/cuts.hpp"
#include "gather/packed_area.hpp"

namespace ib {
namespace {

constexpr int64_t kCacheLine = 64;

/// Columns of a turned block: with 4 planes of it, half of them stay in the first cache.
constexpr int64_t kTurnedColumns = 64;

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

void prefetch_heads(const PackedSource& source, const BrickRow& row) {
    if (row.inside.empty()) { return; }
    const std::byte* heads = source.blob + row_offset(source.blob, row.number);
    prefetch(heads, heads + row.last + 1);
}

/// The row's cursor, if it is not empty.
BrickCursor prefetch_payloads(const PackedSource& source, const BrickRow& row) {
    if (row.inside.empty()) { return {}; }
    const BrickCursor cursor = source.cursor(row);
    prefetch(cursor.payload, cursor.payload + payload_bytes(cursor.head, row.last - row.first + 1));
    return cursor;
}

int64_t stride_z(const GatherPlan& plan) {
    return (plan.patch->flags & IB_FLIP_Z) != 0 ? -plan.plane_bytes : plan.plane_bytes;
}

/// Where a patch that is not turned keeps an area of whole rows.
TargetVolume target_of(const GatherPlan& plan, const PatchArea& area) {
    const int64_t length = plan.row_bytes;
    const int64_t y = plan.reverse_y ? plan.patch->size_y - 1 - area.y.begin : area.y.begin;
    return {{target_plane(plan, area.z.begin) + y * length, plan.reverse_y ? -length : length},
            stride_z(plan)};
}

/// The first in memory of an area's rows, of plane k of the area.
std::byte* first_row(const GatherPlan& plan, const PatchArea& area, const TargetVolume& to, int64_t k) {
    return to.plane(k).moved(plan.reverse_y ? area.y.size() - 1 : 0, 0).first;
}

NextRows next_rows(const GatherPlan& plan, const PatchArea& area, const TargetVolume& to) {
    NextRows next{};
    for (int64_t k = 0; k < kBrickZ; ++k) {
        next.first[k] = first_row(plan, area, to, std::min(k, area.z.size() - 1));
    }
    return next;
}

int64_t count_rows(const GatherPlan& plan, const PatchArea& area, const TargetVolume& to) {
    if (plan.patch->nonzero == nullptr) { return 0; }
    const int64_t bytes = area.y.size() * plan.patch->size_x * plan.target_bytes;
    int64_t count = 0;
    for (int64_t k = 0; k < area.z.size(); ++k) {
        count += count_nonzero(first_row(plan, area, to, k), bytes, simd_level());
    }
    return count;
}

/// Unit `unit` of a patch that is not turned.
BrickRow row_of_unit(const PackedSource& source, const Cuts& z, const Cuts& y, int64_t unit) {
    const int64_t per_slab = y.count();
    return source.row_of(
        {{0, source.plan.patch->size_x}, y.span(unit % per_slab), z.span(unit / per_slab)});
}

int64_t gather_rows(const PackedSource& source, int64_t begin, int64_t end) {
    const GatherPlan& plan = source.plan;
    const Cuts z = cuts_z(plan);
    const Cuts y = cuts_y(plan);
    BrickRow row = row_of_unit(source, z, y, begin);
    BrickRow next = row_of_unit(source, z, y, std::min(begin + 1, end - 1));
    BrickCursor cursor = prefetch_payloads(source, row);
    int64_t count = 0;
    for (int64_t unit = begin; unit < end; ++unit) {
        const BrickRow after = row_of_unit(source, z, y, std::min(unit + 2, end - 1));
        prefetch_heads(source, after);
        const BrickCursor next_cursor = prefetch_payloads(source, next);
        const TargetVolume to = target_of(plan, row.all);
        gather_row(source, row, cursor, to, next_rows(plan, next.all, target_of(plan, next.all)));
        count += count_rows(plan, row.all, to);
        row = next;
        cursor = next_cursor;
        next = after;
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
            const BrickRow row =
                source.row_of({columns, {rows.begin + part.begin, rows.begin + part.end}, planes});
            gather_row(source, row, row.inside.empty() ? BrickCursor{} : source.cursor(row),
                       to.moved(0, part.begin, 0), {{block, block, block, block}});
        }
        for (int64_t k = 0; k < planes.size(); ++k) {
            const Block turned{to.plane(k).first, kTurnedColumns, rows, columns};
            if (p.nonzero != nullptr) { count += count_block(turned); }
            turn_block(plan, planes.begin + k, turned);
        }
    }
    return count;
}

/// What a block of a turned patch reads, asked for: its rows of bricks, in two steps.
void prefetch_block(const PackedSource& source, Span planes, Span rows, bool payloads) {
    const ib_patch& p = *source.plan.patch;
    const Cuts down{phase(p.y, rows.begin, kBrickY), rows.size(), kBrickY};
    for (int64_t j = 0; j < down.count(); ++j) {
        const Span part = down.span(j);
        const BrickRow row =
            source.row_of({{0, p.size_x}, {rows.begin + part.begin, rows.begin + part.end}, planes});
        if (payloads) {
            prefetch_payloads(source, row);
        } else {
            prefetch_heads(source, row);
        }
    }
}

int64_t gather_blocks(const PackedSource& source, int64_t begin, int64_t end) {
    const Cuts z = cuts_z(source.plan);
    const Cuts y = cuts_y(source.plan);
    const int64_t per_slab = y.count();
    int64_t count = 0;
    for (int64_t unit = begin; unit < end; ++unit) {
        const auto ahead = [&](int64_t units) { return std::min(unit + units, end - 1); };
        const auto planes = [&](int64_t of) { return z.span(of / per_slab); };
        const auto rows = [&](int64_t of) { return y.span(of % per_slab); };
        prefetch_block(source, planes(ahead(2)), rows(ahead(2)), false);
        prefetch_block(source, planes(ahead(1)), rows(ahead(1)), true);
        count += gather_turned(source, planes(unit), rows(unit));
    }
    return count;
}

}  // namespace

void gather_packed_area(const PackedSource& source, const PatchArea& area) {
    const GatherPlan& plan = source.plan;
    const BrickRow row = source.row_of(area);
    const TargetVolume to = target_of(plan, area).moved(0, 0, area.x.begin * plan.target_bytes);
    gather_row(source, row, row.inside.empty() ? BrickCursor{} : source.cursor(row), to,
               next_rows(plan, area, to));
}

int64_t packed_units(const GatherPlan& plan) { return cuts_z(plan).count() * cuts_y(plan).count(); }

int64_t gather_packed(const GatherPlan& plan, int64_t begin, int64_t end) {
    const PackedSource source(plan);
    if (begin == end) { return 0; }
    return plan.transposed ? gather_blocks(source, begin, end) : gather_rows(source, begin, end);
}

}  // namespace ib
