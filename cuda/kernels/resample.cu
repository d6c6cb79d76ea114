// Brings a volume to another grid.
//   request as ib_cuda_resample, in device memory, checked by the caller as ib_resample_volume does;
//   voxels of any of the 8 types on either side, or of float16 in the source, aligned. Every voxel of
//   the target is written.
// Launch: 1-D grid of IB_RESAMPLE_THREADS threads, one to a voxel of the target, x fastest. No dynamic
//   shared memory, no workspace.
//   Two blocks to a multiprocessor: for three, ptxas spilled registers on sm_75.
// Exact: float64 in the order of ib_cpu.h, nothing is fused. Oracle: ib_resample_volume.
// Moves: every voxel of the target written once, those of the source read from memory about once: the
//   taps of neighbours overlap, and come from the cache. Axis after axis would need fewer operations
//   for cubic, but would move float64 rows, four times the bytes of int16, through memory.
#include "ib/ib_cpu.h"
#include "ib/ib_cuda.h"
#include "ib/platform.cuh"
#include "ib/resample.cuh"

namespace ib {
namespace {

/// The voxels around one position.
template <typename Voxel>
struct Around {
    const ib_cuda_resample& r;
    AxisTaps x, y, z;

    __device__ const Voxel* row(int64_t j, int64_t k) const {
        return reinterpret_cast<const Voxel*>(r.source) + (z.voxel(k) * r.ny + y.voxel(j)) * r.nx;
    }
    __device__ double at(int64_t i, int64_t j, int64_t k) const {
        return static_cast<double>(row(j, k)[x.voxel(i)]);
    }
};

template <typename Voxel>
__device__ __forceinline__ double linear(const Around<Voxel>& around) {
    double planes[2];
#pragma unroll
    for (int k = 0; k < 2; ++k) {
        const double a = lerp(around.at(0, 0, k), around.at(1, 0, k), around.x.t);
        const double b = lerp(around.at(0, 1, k), around.at(1, 1, k), around.x.t);
        planes[k] = lerp(a, b, around.y.t);
    }
    return lerp(planes[0], planes[1], around.z.t);
}

template <typename Voxel>
__device__ __forceinline__ double cubic(const Around<Voxel>& around) {
    double value = 0;
    for (int k = 0; k < kCubicTaps; ++k) {
        double plane = 0;
        for (int j = 0; j < kCubicTaps; ++j) {
            const Voxel* voxels = around.row(j, k);
            double row = 0;
#pragma unroll
            for (int i = 0; i < kCubicTaps; ++i) {
                const double v = multiply(cubic_weight(around.x.t, i),
                                          static_cast<double>(voxels[around.x.voxel(i)]));
                row = i == 0 ? v : add(row, v);
            }
            const double v = multiply(cubic_weight(around.y.t, j), row);
            plane = j == 0 ? v : add(plane, v);
        }
        const double v = multiply(cubic_weight(around.z.t, k), plane);
        value = k == 0 ? v : add(value, v);
    }
    return value;
}

/// One axis of a sum of weighted values, or a lerp where the axis has no Gaussian: values one by one.
class Combined {
public:
    __device__ Combined(const ib_cuda_resample& r, int axis, const AxisTaps& taps)
        : r_(r),
          axis_(axis),
          t_(taps.t),
          lerp_(r.interpolation == IB_LINEAR && r.radius[axis] == 0),
          value_(0) {}

    __device__ void take(int64_t tap, double v) {
        if (lerp_) {
            value_ = tap == 0 ? v : lerp(value_, v, t_);
        } else {
            const double part = multiply(smoothed_weight(r_, axis_, t_, tap), v);
            value_ = tap == 0 ? part : add(value_, part);
        }
    }
    __device__ double value() const { return value_; }

private:
    const ib_cuda_resample& r_;
    int axis_;
    double t_;
    bool lerp_;
    double value_;
};

template <typename Voxel>
__device__ double smoothed(const Around<Voxel>& around) {
    const ib_cuda_resample& r = around.r;
    const int64_t base = base_taps(r.interpolation);
    Combined planes(r, 2, around.z);
    for (int64_t k = 0; k < base + 2 * r.radius[2]; ++k) {
        Combined rows(r, 1, around.y);
        for (int64_t j = 0; j < base + 2 * r.radius[1]; ++j) {
            Combined row(r, 0, around.x);
            for (int64_t i = 0; i < base + 2 * r.radius[0]; ++i) { row.take(i, around.at(i, j, k)); }
            rows.take(j, row.value());
        }
        planes.take(k, rows.value());
    }
    return planes.value();
}

/// Loads each voxel anew for every vote, so that nothing is kept in an array.
template <typename Voxel>
__device__ double voted(const Around<Voxel>& around) {
    double winner = 0;
    double most = -1;
    for (int candidate = 0; candidate < 8; ++candidate) {
        const double value = around.at(candidate & 1, candidate >> 1 & 1, candidate >> 2);
        double votes = 0;
        for (int tap = 0; tap < 8; ++tap) {
            const double weight = multiply(
                multiply(linear_weight(around.x.t, tap & 1), linear_weight(around.y.t, tap >> 1 & 1)),
                linear_weight(around.z.t, tap >> 2));
            const bool same = around.at(tap & 1, tap >> 1 & 1, tap >> 2) == value;
            votes = same ? add(votes, weight) : votes;
        }
        if (votes > most || (votes == most && value < winner)) {
            winner = value;
            most = votes;
        }
    }
    return winner;
}

template <typename Voxel>
__device__ __forceinline__ double value_around(const Around<Voxel>& around) {
    const ib_cuda_resample& r = around.r;
    if (r.radius[0] + r.radius[1] + r.radius[2] > 0) { return smoothed(around); }
    switch (r.interpolation) {
        case IB_NEAREST:
            return around.at(0, 0, 0);
        case IB_LINEAR:
            return linear(around);
        case IB_CUBIC:
            return cubic(around);
        default:
            return voted(around);
    }
}

__device__ __forceinline__ double value_at(const ib_cuda_resample& r, int64_t x, int64_t y, int64_t z) {
    const AxisTaps taps[3] = {axis_taps(r, 0, x, y, z), axis_taps(r, 1, x, y, z),
                              axis_taps(r, 2, x, y, z)};
    const bool outside = taps[0].outside || taps[1].outside || taps[2].outside;
    if (outside && (r.flags & IB_RESAMPLE_FILL) != 0) { return r.fill; }
    switch (r.source_type) {
        case IB_UINT8:
            return value_around(Around<uint8_t>{r, taps[0], taps[1], taps[2]});
        case IB_INT8:
            return value_around(Around<int8_t>{r, taps[0], taps[1], taps[2]});
        case IB_INT16:
            return value_around(Around<int16_t>{r, taps[0], taps[1], taps[2]});
        case IB_UINT16:
            return value_around(Around<uint16_t>{r, taps[0], taps[1], taps[2]});
        case IB_INT32:
            return value_around(Around<int32_t>{r, taps[0], taps[1], taps[2]});
        case IB_UINT32:
            return value_around(Around<uint32_t>{r, taps[0], taps[1], taps[2]});
        case IB_FLOAT32:
            return value_around(Around<float>{r, taps[0], taps[1], taps[2]});
        case IB_FLOAT16:
            return value_around(Around<Half>{r, taps[0], taps[1], taps[2]});
        default:
            return value_around(Around<double>{r, taps[0], taps[1], taps[2]});
    }
}

}  // namespace
}  // namespace ib

extern "C" __global__ void __launch_bounds__(IB_RESAMPLE_THREADS, 2)
    resample_volume(const ib_cuda_resample* request) {
    const ib_cuda_resample& r = *request;
    const int64_t i = int64_t{blockIdx.x} * IB_RESAMPLE_THREADS + threadIdx.x;
    if (i < r.size_x * r.size_y * r.size_z) {
        const int64_t row = i / r.size_x;
        const int64_t z = row / r.size_y;
        ib::store_voxel(r, i, ib::value_at(r, i - row * r.size_x, row - z * r.size_y, z));
    }
}
IB_KERNEL(resample_volume);
