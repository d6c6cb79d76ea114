// Where a target voxel lies on an axis of the source, which voxels it takes and with what weights, and
// how the value becomes a voxel: the formulas of ib_resample in ib_cpu.h, operation by operation.
#pragma once

#include "ib/float64.cuh"
#include "ib/ib_cpu.h"
#include "ib/ib_cuda.h"
#include "ib/platform.cuh"

namespace ib {

constexpr int kCubicTaps = 4;

/// Taps of one axis at one position: from voxel `first` on, which may lie outside.
struct AxisTaps {
    int64_t n;
    int64_t first;
    double t;
    bool outside;

    __device__ int64_t voxel(int64_t tap) const {
        return smaller(larger(first + tap, int64_t{0}), n - 1);
    }
};

__device__ __forceinline__ int64_t base_taps(int32_t interpolation) {
    return interpolation == IB_NEAREST ? 1 : interpolation == IB_CUBIC ? kCubicTaps : 2;
}

__device__ __forceinline__ AxisTaps axis_taps(const ib_cuda_resample& r, int axis, int64_t x, int64_t y,
                                              int64_t z) {
    const double* m = r.map + 4 * axis;
    const double along =
        add(add(multiply(m[0], static_cast<double>(x)), multiply(m[1], static_cast<double>(y))),
            multiply(m[2], static_cast<double>(z)));
    const double c = divide(add(along, m[3]), r.spacing[axis]);
    AxisTaps taps;
    taps.n = axis == 0 ? r.nx : axis == 1 ? r.ny : r.nz;
    const auto voxels = static_cast<double>(taps.n);
    taps.outside = !(c >= -0.5 && c <= subtract(voxels, 0.5));
    const double below = floor_of(r.interpolation == IB_NEAREST ? add(c, 0.5) : c);
    taps.t = subtract(c, below);
    const int64_t lead = r.interpolation == IB_CUBIC ? r.radius[axis] + 1 : r.radius[axis];
    const auto reach = static_cast<double>(base_taps(r.interpolation) + 2 * r.radius[axis]);
    const double first = subtract(below, static_cast<double>(lead));
    taps.first = static_cast<int64_t>(smaller(larger(first, -reach), voxels));
    return taps;
}

/// Weight i of 4, as a sum that begins at 0: it has no negative zero.
__device__ __forceinline__ double cubic_weight(double t, int64_t i) {
    double w;
    if (i == 0) {
        w = multiply(subtract(multiply(add(multiply(-0.5, t), 1.0), t), 0.5), t);
    } else if (i == 1) {
        w = add(multiply(multiply(subtract(multiply(1.5, t), 2.5), t), t), 1.0);
    } else if (i == 2) {
        w = multiply(add(multiply(add(multiply(-1.5, t), 2.0), t), 0.5), t);
    } else {
        w = multiply(multiply(subtract(multiply(0.5, t), 0.5), t), t);
    }
    return add(0.0, w);
}

__device__ __forceinline__ double linear_weight(double t, int64_t i) {
    return i == 0 ? subtract(1.0, t) : t;
}

/// Weight `tap` of an axis that may have a Gaussian.
__device__ __forceinline__ double smoothed_weight(const ib_cuda_resample& r, int axis, double t,
                                                  int64_t tap) {
    const auto* gaussian = reinterpret_cast<const double*>(r.gaussian[axis]);
    const int64_t radius = r.radius[axis];
    const int64_t count = base_taps(r.interpolation);
    double sum = 0;
    for (int64_t i = larger(int64_t{0}, tap - 2 * radius); i < count && i <= tap; ++i) {
        const double w = r.interpolation == IB_CUBIC ? cubic_weight(t, i) : linear_weight(t, i);
        sum = add(sum, multiply(w, radius == 0 ? 1.0 : gaussian[tap - i]));
    }
    return sum;
}

__device__ __forceinline__ double lerp(double a, double b, double t) {
    return add(a, multiply(t, subtract(b, a)));
}

/// Within [low, high], to nearest even: adding 1.5 * 2^52 leaves the integer in the low bits. NaN is 0.
__device__ __forceinline__ uint64_t integer_bits(double v, double low, double high) {
    v = v == v ? v : 0.0;
    v = larger(smaller(v, high), low);
    return bits_as<uint64_t>(add(v, 0x1.8p52));
}

__device__ __forceinline__ void store_voxel(const ib_cuda_resample& r, int64_t i, double v) {
    auto* target = reinterpret_cast<unsigned char*>(r.target);
    switch (r.target_type) {
        case IB_UINT8:
            target[i] = static_cast<uint8_t>(integer_bits(v, 0, 255));
            break;
        case IB_INT8:
            target[i] = static_cast<uint8_t>(integer_bits(v, -128, 127));
            break;
        case IB_INT16:
            reinterpret_cast<uint16_t*>(target)[i] =
                static_cast<uint16_t>(integer_bits(v, -32768, 32767));
            break;
        case IB_UINT16:
            reinterpret_cast<uint16_t*>(target)[i] = static_cast<uint16_t>(integer_bits(v, 0, 65535));
            break;
        case IB_INT32:
            reinterpret_cast<uint32_t*>(target)[i] =
                static_cast<uint32_t>(integer_bits(v, -2147483648.0, 2147483647.0));
            break;
        case IB_UINT32:
            reinterpret_cast<uint32_t*>(target)[i] =
                static_cast<uint32_t>(integer_bits(v, 0, 4294967295.0));
            break;
        case IB_FLOAT32:
            reinterpret_cast<float*>(target)[i] = v == v ? to_float32(v) : bits_as<float>(0x7fc00000);
            break;
        default:
            reinterpret_cast<double*>(target)[i] = v == v ? v : bits_as<double>(0x7ff8000000000000);
            break;
    }
}

}  // namespace ib
