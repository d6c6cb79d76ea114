// One patch made ready: kernel, constants and the part of it that lies inside the volume.
#pragma once

#include <algorithm>
#include <cstdint>

#include "gather/rows.hpp"
#include "ib/ib_cpu.h"

namespace ib {

/// Patch voxels [begin, end) of one axis.
struct Span {
    int64_t begin;
    int64_t end;

    bool holds(int64_t i) const { return begin <= i && i < end; }
    bool holds(const Span& part) const { return begin <= part.begin && part.end <= end; }
    int64_t size() const { return end - begin; }
};

/// What both hold; where that is nothing, an empty span within `b`.
inline Span common(Span a, Span b) {
    const int64_t begin = std::clamp(a.begin, b.begin, b.end);
    return {begin, std::clamp(a.end, begin, b.end)};
}

/// Immutable; valid while the patch is.
struct GatherPlan {
    const ib_patch* patch;
    RowKernel kernel;
    RowScale scale;
    int64_t source_bytes;
    int64_t target_bytes;
    int64_t row_bytes;    // from one row of the target to the next; dense as plan_gather makes it, and
    int64_t plane_bytes;  // may be set to more where nothing is turned or counted
    uint32_t fill;        // bits of one element
    Span x, y, z;         // what lies inside the volume
    bool transposed;      // the source's x axis is the target's y axis
    bool reverse_x;       // along the source's x axis, whichever axis the target has there
    bool reverse_y;       // along the source's y axis
    bool packed;          // the source is a packed volume

    /// What gather_units takes one after the other: rows, or blocks of rows where transposed; of a
    /// packed volume rows of bricks, or blocks of them.
    int64_t units() const;
    int64_t units_per_plane() const;
};

/// patch satisfies check_patch.
GatherPlan plan_gather(const ib_patch& patch);

/// Asks for what gather_raw_area reads.
void prefetch_raw_area(const GatherPlan& plan, Span x, Span y, Span z);

/// Writes an area of a patch of a raw volume that is not turned, flipped or counted.
void gather_raw_area(const GatherPlan& plan, Span x, Span y, Span z);

/// Writes what units [begin, end) of the patch fill; how many of their elements are not 0 where the
/// patch is counted, else 0.
int64_t gather_units(const GatherPlan& plan, int64_t begin, int64_t end);

}  // namespace ib
