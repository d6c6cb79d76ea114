// Displacements of a spline for the elements of a block.
#pragma once

#include <cstdint>

#include "warp/block.hpp"

namespace ib {

/// Rows of displacements are padded to so many.
constexpr int64_t kDisplacementLanes = 16;

/// Elements of a block along x, at most.
constexpr int64_t kLongestRow = 64;

/// Displacements of a block in 2^-16 voxel: of component c at values[c * component + (z * size_y + y) *
/// row + x].
struct Displacements {
    const int32_t* values;
    int64_t row;
    int64_t component;
};

/// Control points along x, padded so that any of them may begin a vector.
constexpr int64_t kPointsRow = kMostPoints + kDisplacementLanes;

/// Which control points each index of a block along x lies between; past the block's end those of its
/// last one.
struct BlockTaps {
    alignas(64) int32_t first[kLongestRow];  // from `begin`
    alignas(64) float weights[4][kLongestRow];
    int64_t begin;
    int64_t points;
};

/// What a thread works in.
struct SplineScratch {
    alignas(64) float planes[3][kMostPoints][kPointsRow];  // by component, y and x, weighed along z
    alignas(64) float rows[3][kPointsRow];                 // along y, too
    BlockTaps taps;
};

struct DisplacementRange {
    int32_t least[3] = {INT32_MAX, INT32_MAX, INT32_MAX};
    int32_t most[3] = {INT32_MIN, INT32_MIN, INT32_MIN};
};

/// Rows of a plane of a block.
struct DisplacedPlane {
    const int32_t* first;  // along y, of each row
    const float* weights;  // four for each row
    int64_t length;        // of a row
    int64_t count;
    int32_t* values;  // of the first row
    int64_t row;
    int64_t component;
};

/// Writes the displacements of a plane, and puts them into the extremes.
using DisplaceKernel = void (*)(const DisplacedPlane& plane, SplineScratch& scratch,
                                DisplacementRange& extremes);

void displace_plane_avx2(const DisplacedPlane& plane, SplineScratch& scratch,
                         DisplacementRange& extremes);
void displace_plane_avx512(const DisplacedPlane& plane, SplineScratch& scratch,
                           DisplacementRange& extremes);

/// How many int32 the displacements of a block take.
inline int64_t displacement_count(const Triple& size) {
    const int64_t row = (size[0] + kDisplacementLanes - 1) / kDisplacementLanes * kDisplacementLanes;
    return 3 * row * size[1] * size[2];
}

/// Writes the displacements of a block, and adds the least and the most of them to its reach.
Displacements displace(const ib_spline& spline, const WarpBlock& block, SplineScratch& scratch,
                       int32_t* values, PlaceRange& reach);

/// Adds what no displacement exceeds, wherever the elements are.
void add_hull(const ib_spline& spline, PlaceRange& reach);

}  // namespace ib
