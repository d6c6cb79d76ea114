// Changes with the tables that they point to.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <list>
#include <random>
#include <vector>

#include "ib/ib_cpu.h"

namespace changes {

using Size = std::array<int64_t, 3>;

/// Changes in their order; what they point to lives as long.
class Changes {
public:
    void noise(float sd, uint64_t key) {
        ib_intensity_change& c = add(IB_NOISE, sd);
        c.key = key;
    }
    void brightness(float factor) { add(IB_BRIGHTNESS, factor); }
    void contrast(float factor, bool keep) { add(IB_CONTRAST, factor, keep ? IB_KEEP_RANGE : 0); }
    void gamma(float exponent, int32_t flags) { add(IB_GAMMA, exponent, flags); }

    /// Weights of any kind, radius + 1 along each axis.
    void blur(const std::array<std::vector<float>, 3>& weights) {
        ib_intensity_change& c = add(IB_BLUR, 0);
        for (size_t axis = 0; axis < 3; ++axis) {
            c.radius[axis] = static_cast<int64_t>(weights[axis].size()) - 1;
            if (c.radius[axis] > 0) { c.weights[axis] = keep(weights[axis]); }
        }
    }

    void low_resolution(const std::array<std::vector<int32_t>, 3>& lower,
                        const std::array<std::vector<int32_t>, 3>& upper,
                        const std::array<std::vector<float>, 3>& t) {
        ib_intensity_change& c = add(IB_LOW_RESOLUTION, 0);
        for (size_t axis = 0; axis < 3; ++axis) {
            c.lower[axis] = keep(lower[axis]);
            c.upper[axis] = keep(upper[axis]);
            c.weights[axis] = keep(t[axis]);
        }
    }

    /// The nearest of `few` voxels along each axis, and back by linear interpolation.
    void low_resolution(const Size& size, const Size& few) {
        std::array<std::vector<int32_t>, 3> lower, upper;
        std::array<std::vector<float>, 3> t;
        for (size_t axis = 0; axis < 3; ++axis) {
            const auto n = static_cast<double>(size[axis]), m = static_cast<double>(few[axis]);
            const auto nearest = [&](double i) {
                return static_cast<int32_t>(std::min((i + 0.5) * n / m, n - 1));
            };
            for (int64_t i = 0; i < size[axis]; ++i) {
                const double c = std::max((static_cast<double>(i) + 0.5) * m / n - 0.5, 0.0);
                const double below = std::min(std::floor(c), m - 1);
                lower[axis].push_back(nearest(below));
                upper[axis].push_back(nearest(std::min(below + 1, m - 1)));
                t[axis].push_back(static_cast<float>(c - below));
            }
        }
        low_resolution(lower, upper, t);
    }

    const ib_intensity_change* data() const { return changes_.data(); }
    int64_t count() const { return static_cast<int64_t>(changes_.size()); }
    const std::vector<ib_intensity_change>& all() const { return changes_; }

private:
    ib_intensity_change& add(int32_t kind, float amount, int32_t flags = 0) {
        ib_intensity_change c{};
        c.kind = kind, c.amount = amount, c.flags = flags;
        changes_.push_back(c);
        return changes_.back();
    }
    const float* keep(const std::vector<float>& values) { return floats_.emplace_back(values).data(); }
    const int32_t* keep(const std::vector<int32_t>& values) {
        return integers_.emplace_back(values).data();
    }

    std::vector<ib_intensity_change> changes_;
    std::list<std::vector<float>> floats_;
    std::list<std::vector<int32_t>> integers_;
};

/// A Gaussian cut off at that radius.
inline std::vector<float> gaussian(int64_t radius, double sigma) {
    std::vector<double> w;
    double sum = 0;
    for (int64_t i = 0; i <= radius; ++i) {
        const auto d = static_cast<double>(i);
        w.push_back(std::exp(-0.5 * d * d / (sigma * sigma)));
        sum += (i == 0 ? 1 : 2) * w.back();
    }
    std::vector<float> rounded;
    for (const double value : w) { rounded.push_back(static_cast<float>(value / sum)); }
    return rounded;
}

inline float uniform(std::mt19937_64& random, float low, float high) {
    return std::uniform_real_distribution<float>(low, high)(random);
}

inline int64_t below(std::mt19937_64& random, int64_t n) {
    return static_cast<int64_t>(random() % static_cast<uint64_t>(n));
}

/// Indices in any order, or those of fewer voxels.
inline void random_low_resolution(std::mt19937_64& random, const Size& size, Changes& changes) {
    if (random() % 3 != 0) {
        Size few;
        for (size_t axis = 0; axis < 3; ++axis) { few[axis] = 1 + below(random, size[axis]); }
        return changes.low_resolution(size, few);
    }
    std::array<std::vector<int32_t>, 3> lower, upper;
    std::array<std::vector<float>, 3> t;
    for (size_t axis = 0; axis < 3; ++axis) {
        for (int64_t i = 0; i < size[axis]; ++i) {
            lower[axis].push_back(static_cast<int32_t>(below(random, size[axis])));
            upper[axis].push_back(static_cast<int32_t>(below(random, size[axis])));
            t[axis].push_back(uniform(random, -1, 2));
        }
    }
    changes.low_resolution(lower, upper, t);
}

inline void random_blur(std::mt19937_64& random, Changes& changes) {
    std::array<std::vector<float>, 3> weights;
    for (auto& w : weights) {
        const int64_t radius = random() % 8 == 0 ? below(random, 65) : below(random, 6);
        for (int64_t i = 0; i <= radius; ++i) { w.push_back(uniform(random, -0.3f, 0.7f)); }
    }
    changes.blur(weights);
}

inline void random_change(std::mt19937_64& random, const Size& size, Changes& changes) {
    switch (random() % 6) {
        case IB_NOISE:
            return changes.noise(uniform(random, 0, 0.5f), random());
        case IB_BLUR:
            return random_blur(random, changes);
        case IB_BRIGHTNESS:
            return changes.brightness(uniform(random, -0.2f, 1.5f));
        case IB_CONTRAST:
            return changes.contrast(uniform(random, 0.2f, 2), random() % 2 == 0);
        case IB_LOW_RESOLUTION:
            return random_low_resolution(random, size, changes);
        default:
            return changes.gamma(random() % 8 == 0 ? 16 : uniform(random, 0.1f, 3),
                                 static_cast<int32_t>(random() % 4) * IB_INVERT);
    }
}

}  // namespace changes
