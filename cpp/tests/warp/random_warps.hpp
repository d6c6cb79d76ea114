// Warps of any kind for patches of a given size, for the CPU's tests and the kernels'.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "ib/ib_cpu.h"

namespace patches {

/// A spline and what it points to; it must not be moved.
class AnySpline {
public:
    AnySpline(std::mt19937_64& random, const int64_t* sizes, float most) {
        for (int axis = 0; axis < 3; ++axis) {
            spline_.points[axis] = random() % 5 == 0 ? 64 : 4 + static_cast<int64_t>(random() % 8);
            fill_axis(random, axis, sizes[axis]);
        }
        std::uniform_real_distribution<float> any(-most, most);
        displacements_.resize(
            static_cast<size_t>(3 * spline_.points[0] * spline_.points[1] * spline_.points[2]));
        for (float& d : displacements_) { d = any(random); }
        spline_.displacements = displacements_.data();
    }
    AnySpline(const AnySpline&) = delete;
    AnySpline& operator=(const AnySpline&) = delete;

    const ib_spline* get() const { return &spline_; }

private:
    /// Uniform cubic B-splines, or any weights in any order.
    void fill_axis(std::mt19937_64& random, int axis, int64_t size) {
        const bool smooth = random() % 3 != 0;
        const auto last = static_cast<double>(spline_.points[axis] - 4);
        for (int64_t i = 0; i < size; ++i) {
            const double at = smooth && size > 1
                                  ? static_cast<double>(i) * (last + 1) / static_cast<double>(size - 1)
                                  : std::uniform_real_distribution<double>(0, last + 1)(random);
            const double first = std::min(std::floor(at), last);
            first_[axis].push_back(static_cast<int32_t>(first));
            const double u = at - first;
            const double weights[] = {(1 - u) * (1 - u) * (1 - u) / 6,
                                      (3 * u * u * u - 6 * u * u + 4) / 6,
                                      (-3 * u * u * u + 3 * u * u + 3 * u + 1) / 6, u * u * u / 6};
            for (const double w : weights) {
                weights_[axis].push_back(static_cast<float>(!smooth && random() % 2 == 0 ? -w : w));
            }
        }
        spline_.first[axis] = first_[axis].data();
        spline_.weights[axis] = weights_[axis].data();
    }

    ib_spline spline_{};
    std::vector<float> displacements_;
    std::vector<int32_t> first_[3];
    std::vector<float> weights_[3];
};

inline int64_t in_parts(double voxels) { return std::llround(voxels * 4294967296.0); }

/// Turned about three axes, then scaled.
inline void set_rotation(ib_warp& warp, const double* radians, const double* scale) {
    double m[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    for (int axis = 0; axis < 3; ++axis) {
        const int a = (axis + 1) % 3, b = (axis + 2) % 3;
        const double c = std::cos(radians[axis]), s = std::sin(radians[axis]);
        for (int i = 0; i < 3; ++i) {
            const double p = m[3 * a + i], q = m[3 * b + i];
            m[3 * a + i] = c * p - s * q;
            m[3 * b + i] = s * p + c * q;
        }
    }
    for (int i = 0; i < 9; ++i) { warp.matrix[i] = in_parts(m[i] * scale[i % 3]); }
}

/// The patch's centre stays where it is.
inline void set_centre(ib_warp& warp, const int64_t* sizes) {
    for (int a = 0; a < 3; ++a) {
        warp.origin[a] = (sizes[a] - 1) << 31;
        for (int b = 0; b < 3; ++b) { warp.origin[a] -= warp.matrix[3 * a + b] / 2 * (sizes[b] - 1); }
    }
}

/// Without a spline. Steps of anything from 0 to 16 voxels, to either side; mostly about where the
/// patch is.
inline ib_warp random_warp(std::mt19937_64& random, const int64_t* sizes) {
    ib_warp warp{};
    const auto within = [&](double most) {
        return std::uniform_real_distribution<double>(-most, most)(random);
    };
    switch (random() % 6) {
        case 0:  // nothing moves, or whole voxels
            for (int a = 0; a < 3; ++a) {
                warp.matrix[3 * a + (a + static_cast<int>(random() % 2)) % 3] =
                    in_parts(static_cast<double>(random() % 3) - 1);
            }
            break;
        case 1:
            for (int64_t& step : warp.matrix) {
                step = (static_cast<int64_t>(random() % 3) - 1) * (int64_t{1} << 36);
            }
            break;
        case 2:
            for (int64_t& step : warp.matrix) { step = in_parts(within(16)); }
            break;
        default: {
            const double radians[] = {within(1), within(1), within(3)};
            const double scale[] = {1 + within(0.4), 1 + within(0.4), 1 + within(0.4)};
            set_rotation(warp, radians, scale);
        }
    }
    set_centre(warp, sizes);
    if (random() % 4 == 0) {
        for (int64_t& at : warp.origin) { at += in_parts(within(random() % 4 == 0 ? 1e5 : 9)); }
    }
    return warp;
}

}  // namespace patches
