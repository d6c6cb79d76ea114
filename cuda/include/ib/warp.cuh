// Where the elements of a warped patch lie in its box: the formulas of ib_warp in ib_cpu.h, operation
// by operation.
#pragma once

#include "ib/block.cuh"
#include "ib/element.cuh"
#include "ib/ib_cuda.h"
#include "ib/platform.cuh"

namespace ib {

/// Control points of a row of the target: what is displaced along x, y and z there, weighed along z and
/// y, for each index along x.
struct SplineRow {
    float of[3][IB_SPLINE_POINTS];
};

/// Four values, from the first on.
__device__ __forceinline__ float weighed(const float* weights, float a, float b, float c, float d) {
    return add(add(add(multiply(weights[0], a), multiply(weights[1], b)), multiply(weights[2], c)),
               multiply(weights[3], d));
}

/// The tables of one axis at one index.
struct SplineTaps {
    const float* weights;
    int64_t first;

    __device__ SplineTaps(const ib_cuda_spline& spline, int axis, int64_t index)
        : weights(global_at<const float>(spline.weights[axis]) + 4 * index),
          first(global_at<const int32_t>(spline.first[axis])[index]) {}
};

/// By all lanes of a warp, which meet afterwards.
__device__ __forceinline__ void weigh_row(const ib_cuda_spline& spline, int64_t y, int64_t z,
                                          SplineRow& row) {
    const SplineTaps along_y(spline, 1, y);
    const SplineTaps along_z(spline, 2, z);
    const int64_t plane = spline.points[1] * spline.points[0];
    for (int64_t c = 0; c < 3; ++c) {
        const float* const first = global_at<const float>(spline.displacements) +
                                   (c * spline.points[2] + along_z.first) * plane +
                                   along_y.first * spline.points[0];
        for (int64_t i = lane_number(); i < spline.points[0]; i += kLanes) {
            float rows[4];
#pragma unroll
            for (int j = 0; j < 4; ++j) {
                const float* const at = first + j * spline.points[0] + i;
                rows[j] = weighed(along_z.weights, at[0], at[plane], at[2 * plane], at[3 * plane]);
            }
            row.of[c][i] = weighed(along_y.weights, rows[0], rows[1], rows[2], rows[3]);
        }
    }
    __syncwarp();
}

/// In 2^-32 voxel along one axis of the volume.
__device__ __forceinline__ int64_t displacement(const SplineTaps& taps, const float* row) {
    const float* const at = row + taps.first;
    const float voxels = weighed(taps.weights, at[0], at[1], at[2], at[3]);
    return int64_t{nearest_integer(multiply(voxels, 65536.0f))} * 65536;
}

/// Of an element, from the corner of the patch, in 2^-32 voxel.
struct Place {
    int64_t x, y, z;
};

__device__ __forceinline__ int64_t place_along(const ib_cuda_warp& w, int axis, int64_t x, int64_t y,
                                               int64_t z) {
    const int64_t* const m = w.matrix + 3 * axis;
    return w.origin[axis] + m[0] * x + m[1] * y + m[2] * z;
}

__device__ __forceinline__ Place place_of(const ib_cuda_warp& w, int64_t x, int64_t y, int64_t z) {
    return {place_along(w, 0, x, y, z), place_along(w, 1, x, y, z), place_along(w, 2, x, y, z)};
}

/// `row` was weighed for the row of the element; not read where there is no spline.
__device__ __forceinline__ Place displaced(const ib_cuda_warp& w, const Place& place,
                                           const SplineRow& row, int64_t x) {
    if (w.spline == 0) { return place; }
    const SplineTaps taps(*global_at<const ib_cuda_spline>(w.spline), 0, x);
    return {place.x + displacement(taps, row.of[0]), place.y + displacement(taps, row.of[1]),
            place.z + displacement(taps, row.of[2])};
}

/// Voxels of one axis of the box.
struct BoxAxis {
    int32_t begin, end;

    __device__ BoxAxis(int64_t first, int64_t extent)
        : begin(static_cast<int32_t>(first)), end(static_cast<int32_t>(extent)) {}
    /// Of a voxel of the patch, the index in the box.
    __device__ int32_t index(int32_t voxel) const { return smaller(larger(voxel - begin, 0), end - 1); }
};

/// From the voxel before, in [0, 1), exact.
__device__ __forceinline__ float part_of(int64_t place) {
    return multiply(static_cast<float>(static_cast<uint32_t>(place) >> 8), 0x1p-24f);
}
__device__ __forceinline__ int32_t voxel_before(int64_t place) {
    return static_cast<int32_t>(place >> 32);
}
__device__ __forceinline__ int32_t nearest_voxel(int64_t place) {
    return static_cast<int32_t>((place + (int64_t{1} << 31)) >> 32);
}

/// The box in device memory.
template <typename Voxel>
class WarpBox {
public:
    __device__ explicit WarpBox(const ib_cuda_warp& w)
        : voxels_(global_at<const Voxel>(w.box)),
          x_(w.begin[0], w.box_x),
          y_(w.begin[1], w.box_y),
          z_(w.begin[2], w.box_z),
          row_(w.box_x),
          plane_(w.box_x * w.box_y) {}

    __device__ Voxel nearest(const Place& place) const {
        return row(y_.index(nearest_voxel(place.y)),
                   z_.index(nearest_voxel(place.z)))[x_.index(nearest_voxel(place.x))];
    }

    __device__ float interpolated(const Place& place) const {
        const int32_t i = voxel_before(place.x);
        const int32_t j = voxel_before(place.y);
        const int32_t k = voxel_before(place.z);
        const int32_t x[2] = {x_.index(i), x_.index(i + 1)};
        const int32_t y[2] = {y_.index(j), y_.index(j + 1)};
        const int32_t z[2] = {z_.index(k), z_.index(k + 1)};
        const float part = part_of(place.x);
        float planes[2];
#pragma unroll
        for (int side = 0; side < 2; ++side) {
            const Voxel* const low = row(y[0], z[side]);
            const Voxel* const high = row(y[1], z[side]);
            planes[side] = between(between(low[x[0]], low[x[1]], part),
                                   between(high[x[0]], high[x[1]], part), part_of(place.y));
        }
        return between(planes[0], planes[1], part_of(place.z));
    }

private:
    __device__ const Voxel* row(int32_t j, int32_t k) const { return voxels_ + j * row_ + k * plane_; }

    const Voxel* voxels_;
    BoxAxis x_, y_, z_;
    int64_t row_, plane_;
};

/// The row of the target that a warp takes.
struct WarpRow {
    int64_t y, z;
    bool exists;

    __device__ explicit WarpRow(const ib_cuda_warp& w) {
        const int64_t number = int64_t{blockIdx.x} * IB_WARP_ROWS + warp_number();
        z = number / w.size_y;
        y = number - z * w.size_y;
        exists = z < w.size_z;
    }
    __device__ int64_t first(const ib_cuda_warp& w) const { return (z * w.size_y + y) * w.size_x; }
};

/// Calls body(element, place, exists) for the elements of the row, every 32nd by each lane; where the
/// row has ended for a lane, `exists` is false. All lanes of a warp call.
template <typename Body>
__device__ __forceinline__ void for_places(const ib_cuda_warp& w, const WarpRow& row, SplineRow& spline,
                                           Body&& body) {
    if (w.spline != 0) { weigh_row(*global_at<const ib_cuda_spline>(w.spline), row.y, row.z, spline); }
    const int64_t first = row.first(w);
    Place place = place_of(w, lane_number(), row.y, row.z);
    for (int64_t begin = 0; begin < w.size_x; begin += kLanes) {
        const int64_t x = begin + lane_number();
        const bool exists = x < w.size_x;
        body(first + x, exists ? displaced(w, place, spline, x) : place, exists);
        place.x += kLanes * w.matrix[0];
        place.y += kLanes * w.matrix[3];
        place.z += kLanes * w.matrix[6];
    }
}

}  // namespace ib
