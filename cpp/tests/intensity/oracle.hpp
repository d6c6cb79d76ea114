// Intensity changes in plain loops, as ib_cpu.h says them, each of the whole patch before the next, for
// the CPU's tests and the kernels'.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "ib/ib_cpu.h"
#include "intensity/functions_oracle.hpp"

namespace oracle {

struct Patch {
    int64_t x, y, z;
    std::vector<float> v;

    float at(int64_t i, int64_t j, int64_t k) const {
        return v[static_cast<size_t>((k * y + j) * x + i)];
    }
};

struct Statistics {
    float mean, sd, min, max;
};

inline Statistics statistics(const Patch& p) {
    const auto first = static_cast<double>(p.v[0]);
    double sum = 0, square = 0;
    for (int64_t k = 0; k < p.z; ++k) {
        double slice_sum = 0, slice_square = 0;
        for (int64_t j = 0; j < p.y; ++j) {
            std::vector<double> a(32), b(32);
            for (int64_t i = 0; i < p.x; ++i) {
                const double q = static_cast<double>(p.at(i, j, k)) - first;
                const double qq = q * q;
                a[static_cast<size_t>(i % 32)] += q;
                b[static_cast<size_t>(i % 32)] += qq;
            }
            for (size_t h = 16; h > 0; h /= 2) {
                for (size_t l = 0; l < h; ++l) { a[l] += a[l + h], b[l] += b[l + h]; }
            }
            slice_sum += a[0], slice_square += b[0];
        }
        sum += slice_sum, square += slice_square;
    }
    const auto n = static_cast<double>(p.v.size());
    double variance = 0;
    if (n > 1) {
        const double product = sum * (sum / n);
        variance = std::fmax(0, (square - product) / (n - 1));
    }
    const auto [min, max] = std::minmax_element(p.v.begin(), p.v.end());
    return {static_cast<float>(first + sum / n), static_cast<float>(std::sqrt(variance)), *min + 0.0f,
            *max + 0.0f};
}

inline int64_t reflect(int64_t i, int64_t n) {
    while (n > 1 && (i < 0 || i >= n)) { i = i < 0 ? -i : 2 * (n - 1) - i; }
    return n == 1 ? 0 : i;
}

inline void blur(Patch& p, const ib_intensity_change& c) {
    for (int axis = 0; axis < 3; ++axis) {
        const Patch before = p;
        if (c.radius[axis] == 0) { continue; }
        size_t e = 0;
        for (int64_t k = 0; k < p.z; ++k) {
            for (int64_t j = 0; j < p.y; ++j) {
                for (int64_t i = 0; i < p.x; ++i, ++e) {
                    const auto v = [&](int64_t by) {
                        return axis == 0   ? before.at(reflect(i + by, p.x), j, k)
                               : axis == 1 ? before.at(i, reflect(j + by, p.y), k)
                                           : before.at(i, j, reflect(k + by, p.z));
                    };
                    float sum = c.weights[axis][0] * v(0);
                    for (int64_t d = 1; d <= c.radius[axis]; ++d) {
                        const float product = c.weights[axis][d] * (v(-d) + v(d));
                        sum = sum + product;
                    }
                    p.v[e] = sum;
                }
            }
        }
    }
}

inline void low_resolution(Patch& p, const ib_intensity_change& c) {
    const Patch before = p;
    const auto between = [](float a, float b, float t) {
        const float part = (b - a) * t;
        return a + part;
    };
    size_t e = 0;
    for (int64_t k = 0; k < p.z; ++k) {
        for (int64_t j = 0; j < p.y; ++j) {
            for (int64_t i = 0; i < p.x; ++i, ++e) {
                const auto row = [&](int64_t y, int64_t z) {
                    return between(before.at(c.lower[0][i], y, z), before.at(c.upper[0][i], y, z),
                                   c.weights[0][i]);
                };
                const auto plane = [&](int64_t z) {
                    return between(row(c.lower[1][j], z), row(c.upper[1][j], z), c.weights[1][j]);
                };
                p.v[e] = between(plane(c.lower[2][k]), plane(c.upper[2][k]), c.weights[2][k]);
            }
        }
    }
}

inline void contrast(Patch& p, const ib_intensity_change& c) {
    const Statistics s = statistics(p);
    for (float& v : p.v) {
        const float part = (v - s.mean) * c.amount;
        v = part + s.mean;
        if ((c.flags & IB_KEEP_RANGE) != 0) { v = v < s.min ? s.min : v > s.max ? s.max : v; }
    }
}

inline void gamma(Patch& p, const ib_intensity_change& c) {
    const auto negate = [&] {
        if ((c.flags & IB_INVERT) == 0) { return; }
        for (float& v : p.v) { v = -v; }
    };
    negate();
    const Statistics s = statistics(p);
    const float range = s.max - s.min;
    for (float& v : p.v) {
        const float part = power_plain((v - s.min) / std::fmax(range, 1e-7f), c.amount) * range;
        v = part + s.min;
    }
    if ((c.flags & IB_RETAIN_STATISTICS) != 0) {
        const Statistics now = statistics(p);
        const float factor = s.sd / std::fmax(now.sd, 1e-7f);
        for (float& v : p.v) {
            const float part = (v - now.mean) * factor;
            v = part + s.mean;
        }
    }
    negate();
}

inline void change(Patch& p, const ib_intensity_change& c) {
    switch (c.kind) {
        case IB_NOISE:
            for (size_t e = 0; e < p.v.size(); ++e) {
                const float part = c.amount * normal_plain(c.key, e);
                p.v[e] = p.v[e] + part;
            }
            return;
        case IB_BLUR:
            return blur(p, c);
        case IB_BRIGHTNESS:
            for (float& v : p.v) { v = v * c.amount; }
            return;
        case IB_CONTRAST:
            return contrast(p, c);
        case IB_LOW_RESOLUTION:
            return low_resolution(p, c);
        default:
            return gamma(p, c);
    }
}

}  // namespace oracle
