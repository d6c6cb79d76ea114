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
    /// Whether all of an area lies in the volume.
    bool inside(const PatchArea& area) const {
        return plan.x.holds(area.x) && plan.y.holds(area.y) && plan.z.holds(area.z);
    }
    /// At the brick of a voxel.
    BrickCursor cursor(int64_t x, int64_t y, int64_t z) const {
        return brick_cursor(blob, grid.x, z / kBrickZ * grid.y + y / kBrickY, x / kBrickX);
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

/// Writes an area, `to` being where its first voxel goes, or its last one along x if the kernel
/// reverses. The area is of one row of bricks where it lies in the volume; elsewhere it is filled.
void gather_area(const PackedSource& source, const PatchArea& area, const TargetVolume& to);

}  // namespace ib
