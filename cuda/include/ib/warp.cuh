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

/// The tables of one axis.
struct SplineAxis {
    const int32_t* first;
    const float* weights;

    __device__ SplineAxis(const int32_t* firsts, const float* fours) : first(firsts), weights(fours) {}
    __device__ SplineAxis(const ib_cuda_spline& spline, int axis)
        : first(global_at<const int32_t>(spline.first[axis])),
          weights(global_at<const float>(spline.weights[axis])) {}
};

/// By all lanes of a warp, which meet afterwards.
__device__ __forceinline__ void weigh_row(const ib_cuda_spline& spline, int64_t y, int64_t z,
                                          SplineRow& row) {
    const SplineAxis along_y(spline, 1);
    const SplineAxis along_z(spline, 2);
    const float* const weights_y = along_y.weights + 4 * y;
    const float* const weights_z = along_z.weights + 4 * z;
    const int64_t plane = spline.points[1] * spline.points[0];
#pragma unroll 1  // not 48 loads at once: registers
    for (int64_t c = 0; c < 3; ++c) {
        const float* const first = global_at<const float>(spline.displacements) +
                                   (c * spline.points[2] + along_z.first[z]) * plane +
                                   along_y.first[y] * spline.points[0];
#pragma unroll 1
        for (int64_t i = lane_number(); i < spline.points[0]; i += kLanes) {
            float rows[4];
#pragma unroll
            for (int j = 0; j < 4; ++j) {
                const float* const at = first + j * spline.points[0] + i;
                rows[j] = weighed(weights_z, at[0], at[plane], at[2 * plane], at[3 * plane]);
            }
            row.of[c][i] = weighed(weights_y, rows[0], rows[1], rows[2], rows[3]);
        }
    }
    __syncwarp();
}

/// In 2^-32 voxel along one axis of the volume; `at` is the first of four values.
__device__ __forceinline__ int64_t displacement(const float* weights, const float* at) {
    const float voxels = weighed(weights, at[0], at[1], at[2], at[3]);
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

/// `row` was weighed for the row of element x.
__device__ __forceinline__ Place displaced(const Place& place, const SplineAxis& axis,
                                           const SplineRow& row, int64_t x) {
    const float* const weights = axis.weights + 4 * x;
    const int32_t first = axis.first[x];
    return {place.x + displacement(weights, row.of[0] + first),
            place.y + displacement(weights, row.of[1] + first),
            place.z + displacement(weights, row.of[2] + first)};
}

/// Voxels of one axis of the box.
struct BoxAxis {
    int32_t begin, last;

    __device__ BoxAxis(int64_t first, int64_t extent)
        : begin(static_cast<int32_t>(first)), last(static_cast<int32_t>(extent - 1)) {}
    /// Of a voxel of the patch, the index in the box.
    __device__ int32_t index(int32_t voxel) const { return smaller(larger(voxel - begin, 0), last); }
    /// Whether the next voxel has the next index.
    __device__ bool advances(int32_t voxel) const {
        return static_cast<uint32_t>(voxel - begin) < static_cast<uint32_t>(last);
    }
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
          plane_(w.box_x * w.box_y) {}

    __device__ Voxel nearest(const Place& place) const {
        return *voxel(nearest_voxel(place.x), nearest_voxel(place.y), nearest_voxel(place.z));
    }

    __device__ float interpolated(const Place& place) const {
        const int32_t i = voxel_before(place.x);
        const int32_t j = voxel_before(place.y);
        const int32_t k = voxel_before(place.z);
        const Voxel* const low = voxel(i, j, k);
        const Voxel* const high = low + (z_.advances(k) ? plane_ : 0);
        const int64_t across = y_.advances(j) ? int64_t{x_.last} + 1 : 0;
        const int64_t along = x_.advances(i) ? 1 : 0;
        const float part_x = part_of(place.x);
        const float part_y = part_of(place.y);
        const float a = between(row(low, along, part_x), row(low + across, along, part_x), part_y);
        const float b = between(row(high, along, part_x), row(high + across, along, part_x), part_y);
        return between(a, b, part_of(place.z));
    }

private:
    __device__ const Voxel* voxel(int32_t i, int32_t j, int32_t k) const {
        const int64_t row = int64_t{z_.index(k)} * (y_.last + 1) + y_.index(j);
        return voxels_ + row * (x_.last + 1) + x_.index(i);
    }
    __device__ static float row(const Voxel* at, int64_t along, float part) {
        return between(at[0], at[along], part);
    }

    const Voxel* voxels_;
    BoxAxis x_, y_, z_;
    int64_t plane_;
};

/// The row of the target that a warp takes.
struct WarpRow {
    int64_t y, z;
    bool exists;

    __device__ explicit WarpRow(const ib_cuda_warp& w)
        : y(int64_t{blockIdx.x} * IB_WARP_ROWS + warp_number()), z(blockIdx.y), exists(y < w.size_y) {}
};

template <bool kSplined, typename Body>
__device__ __forceinline__ void for_row(const ib_cuda_warp& w, const WarpRow& row,
                                        const SplineRow& spline, Body&& body) {
    const int64_t size_x = w.size_x;
    const int64_t first = (row.z * w.size_y + row.y) * size_x;
    const Place step{kLanes * w.matrix[0], kLanes * w.matrix[3], kLanes * w.matrix[6]};
    const SplineAxis axis = kSplined ? SplineAxis(*global_at<const ib_cuda_spline>(w.spline), 0)
                                     : SplineAxis{nullptr, nullptr};
    Place place = place_of(w, lane_number(), row.y, row.z);
    for (int64_t begin = 0; begin < size_x; begin += kLanes) {
        const int64_t x = begin + lane_number();
        const bool exists = x < size_x;
        body(first + x, kSplined && exists ? displaced(place, axis, spline, x) : place, exists);
        place = {place.x + step.x, place.y + step.y, place.z + step.z};
    }
}

/// Calls body(element, place, exists) for the elements of the row, every 32nd by each lane; where the
/// row has ended for a lane, `exists` is false. All lanes of a warp call.
template <typename Body>
__device__ __forceinline__ void for_places(const ib_cuda_warp& w, const WarpRow& row, SplineRow& spline,
                                           Body&& body) {
    if (w.spline == 0) {
        for_row<false>(w, row, spline, body);
    } else {
        weigh_row(*global_at<const ib_cuda_spline>(w.spline), row.y, row.z, spline);
        for_row<true>(w, row, spline, body);
    }
}

}  // namespace ib
