// Places along a row as vectors take them: whole voxels and parts in lanes of 32 bits each.
#pragma once

#include <cstdint>

#include "warp/rows.hpp"

namespace ib {

/// How far element x of a row lies from its first one, without displacement. A place is the sum of two
/// such pairs; the sum of the parts carries if it is less than one of them.
struct RowSteps {
    alignas(64) uint32_t part[3][kLongestRow];
    alignas(64) int32_t voxel[3][kLongestRow];

    explicit RowSteps(const WarpRows& rows) {
        for (int a = 0; a < 3; ++a) {
            for (int64_t x = 0; x < kLongestRow; ++x) {
                const Place place = place_of(x < rows.size[0] ? rows.matrix[3 * a] * x : 0);
                part[a][x] = place.part;
                voxel[a][x] = place.voxel;
            }
        }
    }
};

/// The places of row (y, z) begin there, and its displacements, if there are any.
struct RowStart {
    Place at[3];
    const int32_t* displaced[3];

    RowStart(const WarpRows& rows, int64_t y, int64_t z) {
        const int64_t* const m = rows.matrix;
        const Displacements& d = rows.displaced;
        for (int a = 0; a < 3; ++a) {
            at[a] = place_of(rows.at[a] + m[3 * a + 1] * y + m[3 * a + 2] * z);
            displaced[a] = d.values == nullptr
                               ? nullptr
                               : d.values + a * d.component + (z * rows.size[1] + y) * d.row;
        }
    }
};

/// The voxels that an element is interpolated between: those along x of a row, of the next one, and of
/// both in the next plane.
struct Corners {
    const float* first;
    int64_t moved[4];

    explicit Corners(const WarpRows& rows)
        : first(reinterpret_cast<const float*>(rows.box)),
          moved{0, rows.row, rows.plane, rows.plane + rows.row} {}
};

/// Elements of some rows: what each looks at, as the number of an entry of the box and shares along
/// each axis. All of them are written before the first is read: the way from a place to a value is
/// long, and a processor had but one or two vectors of elements under way.
struct RowGroup {
    static constexpr int64_t kElements = 512;

    alignas(64) uint32_t index[kElements + 16] = {};
    alignas(64) float share[3][kElements];
};

/// From one row of a group to the next, and how many rows there are in one.
inline int64_t group_stride(const WarpRows& rows) {
    return (rows.size[0] + kDisplacementLanes - 1) / kDisplacementLanes * kDisplacementLanes;
}
inline int64_t group_rows(const WarpRows& rows) { return RowGroup::kElements / group_stride(rows); }

}  // namespace ib
