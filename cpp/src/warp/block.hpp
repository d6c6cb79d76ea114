// A block of a warped patch: its elements, where they lie, and the box of voxels that they look at.
#pragma once

#include <cstddef>
#include <cstdint>

#include "ib/ib_cpu.h"

namespace ib {

/// One voxel and half of one, in the 2^-32 voxel that places are counted in.
constexpr int64_t kOne = int64_t{1} << 32;
constexpr int64_t kHalf = kOne / 2;

/// Control points of a spline along an axis.
constexpr int64_t kMostPoints = 64;

/// Three numbers, of x, y and z.
struct Triple {
    int64_t of[3];

    int64_t& operator[](int axis) { return of[axis]; }
    int64_t operator[](int axis) const { return of[axis]; }
    int64_t product() const { return of[0] * of[1] * of[2]; }
};

/// Elements [begin, begin + size) of a target, along each axis.
struct WarpBlock {
    Triple begin;
    Triple size;
};

/// The places of a block along each axis, in 2^-32 voxel from the patch's corner: from `least` to
/// `most`, both of them inside.
struct PlaceRange {
    Triple least;
    Triple most;
};

/// Voxels [begin, begin + size) along each axis, counted from the patch's corner.
struct Box {
    Triple begin;
    Triple size;
};

/// Where the elements of a block lie without a spline.
PlaceRange reach_of(const ib_warp& warp, const WarpBlock& block);

PlaceRange sum(const PlaceRange& a, const PlaceRange& b);

/// The voxels that are interpolated between, or looked at as the nearest.
Box linear_box(const PlaceRange& reach);
Box nearest_box(const PlaceRange& reach);

/// The halves of a block of more than one element, cut where the box shrinks most.
struct Halves {
    WarpBlock first;
    WarpBlock second;
};
Halves halves_of(const ib_warp& warp, const WarpBlock& block);

}  // namespace ib
