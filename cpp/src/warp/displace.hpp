// Displacements of a spline for the elements of a block.
#pragma once

#include <cstdint>

#include "warp/block.hpp"

namespace ib {

constexpr int64_t kMostPoints = 64;

/// Displacements of a block in 2^-16 voxel: of component c at values[c * component + (z * size_y + y) *
/// row + x], rows padded by anything.
struct Displacements {
    const int32_t* values;
    int64_t row;
    int64_t component;
};

/// What a thread works in.
struct SplineScratch {
    float planes[3][kMostPoints][kMostPoints];  // by component, y and x of the control points
    float rows[3][kMostPoints];
};

/// Rows of displacements are padded to so many.
constexpr int64_t kDisplacementLanes = 16;

/// How many int32 the displacements of a block take.
inline int64_t displacement_count(const Triple& size) {
    const int64_t row = (size[0] + kDisplacementLanes - 1) / kDisplacementLanes * kDisplacementLanes;
    return 3 * row * size[1] * size[2];
}

/// Writes the displacements of a block, and adds the least and the most of them to its reach.
Displacements displace(const ib_spline& spline, const Block& block, SplineScratch& scratch,
                       int32_t* values, Reach& reach);

/// Adds what no displacement exceeds, wherever the elements are.
void add_hull(const ib_spline& spline, Reach& reach);

}  // namespace ib
