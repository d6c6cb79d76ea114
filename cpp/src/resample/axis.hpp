// Where a target voxel lies on one axis of the source, which voxels it takes and with what weights: the
// formulas of ib_cpu.h, written once for tables and for single voxels.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "ib/ib_cpu.h"

namespace ib {

constexpr int64_t kCubicTaps = 4;

/// How the values of an axis become one.
enum class Form { kCopy, kLerp, kSum };

/// One axis of the source; a view of the request.
struct Axis {
    Axis(const ib_resample& r, int axis)
        : n(axis == 0   ? r.nx
            : axis == 1 ? r.ny
                        : r.nz),
          row(r.map + 4 * axis),
          spacing(r.spacing[axis]),
          interpolation(r.interpolation),
          gaussian(r.gaussian[axis]),
          radius(r.radius[axis]),
          taps((r.interpolation == IB_NEAREST ? 1
                : r.interpolation == IB_CUBIC ? kCubicTaps
                                              : 2) +
               2 * radius),
          form(r.interpolation == IB_NEAREST                 ? Form::kCopy
               : r.interpolation == IB_LINEAR && radius == 0 ? Form::kLerp
                                                             : Form::kSum) {}

    double position(int64_t x, int64_t y, int64_t z) const {
        return (row[0] * static_cast<double>(x) + row[1] * static_cast<double>(y) +
                row[2] * static_cast<double>(z) + row[3]) /
               spacing;
    }

    bool outside(double c) const { return !(c >= -0.5 && c <= static_cast<double>(n) - 0.5); }

    /// The first voxel; may lie outside, by at most `taps`. Sets t.
    int64_t first(double c, double& t) const {
        const double below = std::floor(interpolation == IB_NEAREST ? c + 0.5 : c);
        t = c - below;
        const auto reach = static_cast<double>(taps);
        const double lead = static_cast<double>(interpolation == IB_CUBIC ? radius + 1 : radius);
        const double voxel = below - lead;
        return static_cast<int64_t>(std::clamp(voxel, -reach, static_cast<double>(n)));
    }

    int64_t inside(int64_t voxel) const { return std::clamp<int64_t>(voxel, 0, n - 1); }

    /// Calls put(j, weight) for each tap of a sum.
    template <typename Put>
    void weights(double t, Put&& put) const {
        double w[kCubicTaps];
        int64_t count = 2;
        if (interpolation == IB_CUBIC) {
            w[0] = ((-0.5 * t + 1) * t - 0.5) * t;
            w[1] = (1.5 * t - 2.5) * t * t + 1;
            w[2] = ((-1.5 * t + 2) * t + 0.5) * t;
            w[3] = (0.5 * t - 0.5) * t * t;
            count = kCubicTaps;
        } else {
            w[0] = 1 - t;
            w[1] = t;
        }
        for (int64_t j = 0; j < taps; ++j) {
            double sum = 0;
            for (int64_t i = std::max<int64_t>(0, j - 2 * radius); i < count && i <= j; ++i) {
                sum += w[i] * (radius == 0 ? 1.0 : gaussian[j - i]);
            }
            put(j, sum);
        }
    }

    int64_t n;
    const double* row;
    double spacing;
    int32_t interpolation;
    const double* gaussian;
    int64_t radius;
    int64_t taps;
    Form form;
};

}  // namespace ib
