// Areas of a packed patch, each of one row of bricks.
#pragma once

#include <cstddef>
#include <cstdint>

#include "gather/bricks.hpp"
#include "gather/plan.hpp"
#include "gather/target.hpp"
#include "packed/bricks.hpp"
#include "packed/layout.hpp"

namespace ib {

/// Patch voxels.
struct PatchArea {
    Span x, y, z;

    bool empty() const { return x.size() <= 0 || y.size() <= 0 || z.size() <= 0; }
};

/// An area of a patch; what of it lies in the volume is of one row of bricks.
struct BrickRow {
    PatchArea all;
    PatchArea inside;
    int64_t number, first, last;  // of the row of bricks, and bricks in it, unless `inside` is empty

    /// Out of the volume.
    bool sticks_out() const {
        return inside.x.size() < all.x.size() || inside.y.size() < all.y.size() ||
               inside.z.size() < all.z.size();
    }
};

/// A packed patch with what is the same for all of its bricks.
struct PackedSource {
    const GatherPlan& plan;
    const std::byte* blob;
    BrickGrid grid;
    int32_t base;
    BrickKernel kernel;
    FusedKernel fused;  // or nullptr

    explicit PackedSource(const GatherPlan& plan);

    bool reversed() const { return plan.reverse_x && !plan.transposed; }
    BrickRow row_of(const PatchArea& area) const;
    /// Whether it is plain to see, without decoding, that all of an area is 0.
    bool is_zero(const PatchArea& area) const;
    /// At the first brick of a row that is not empty.
    BrickCursor cursor(const BrickRow& row) const {
        return brick_cursor(blob, grid.x, row.number, row.first);
    }
};

/// Where an area goes: rows, and planes of rows.
struct TargetVolume {
    Target rows;
    int64_t stride_z;

    Target plane(int64_t k) const { return {rows.first + k * stride_z, rows.stride}; }
    TargetVolume moved(int64_t planes, int64_t down, int64_t bytes) const {
        return {plane(planes).moved(down, bytes), stride_z};
    }
};

/// First bytes of the rows that are written next, by z.
struct NextRows {
    const std::byte* first[kBrickZ];
};

/// Writes an area, `to` being where its first voxel goes, or its last one along x if the kernel
/// reverses; fills what lies outside of the volume. `cursor` is the row's, if it is not empty.
void gather_row(const PackedSource& source, const BrickRow& row, BrickCursor cursor,
                const TargetVolume& to, const NextRows& next);

}  // namespace ib
