// ib_change_intensities of one patch of 96^3 float32, a change at a time and in a row, on one thread,
// by every instruction set, against memcpy of the patch. Prints nanoseconds per voxel beside each
// figure.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "bench.hpp"
#include "ib/ib_cpu.h"

namespace {

constexpr int64_t kSide = 96, kVoxels = kSide * kSide * kSide;
constexpr int kRuns = 41;
constexpr const char* kLevels[] = {"portable", "AVX2", "AVX-512"};

void require(ib_status status) {
    if (status == IB_OK) { return; }
    std::fprintf(stderr, "%s\n", ib_last_error());
    std::exit(1);
}

std::vector<float> gaussian(int64_t radius) {
    const double sigma = static_cast<double>(radius) / 4;
    std::vector<float> weights;
    double sum = 0;
    for (int64_t i = 0; i <= radius; ++i) {
        const double d = static_cast<double>(i) / sigma;
        sum += (i == 0 ? 1 : 2) * std::exp(-0.5 * d * d);
        weights.push_back(static_cast<float>(std::exp(-0.5 * d * d)));
    }
    for (float& weight : weights) { weight /= static_cast<float>(sum); }
    return weights;
}

/// What index i of an axis of kSide voxels takes of `few` of them.
struct Taps {
    std::vector<int32_t> lower, upper;
    std::vector<float> t;

    explicit Taps(int64_t few) {
        const double ratio = static_cast<double>(few) / static_cast<double>(kSide);
        for (int64_t i = 0; i < kSide; ++i) {
            const double c = std::max(0.0, (static_cast<double>(i) + 0.5) * ratio - 0.5);
            const auto below = static_cast<int64_t>(c);
            const auto nearest = [&](int64_t k) {
                return static_cast<int32_t>((static_cast<double>(k) + 0.5) / ratio);
            };
            lower.push_back(nearest(below));
            upper.push_back(nearest(std::min(below + 1, few - 1)));
            t.push_back(static_cast<float>(c - static_cast<double>(below)));
        }
    }
};

ib_intensity_change change(int32_t kind, float amount, int32_t flags = 0) {
    ib_intensity_change c{};
    c.kind = kind, c.amount = amount, c.flags = flags, c.key = 0x9e3779b97f4a7c15;
    return c;
}

ib_intensity_change blur(const std::vector<float>& weights) {
    ib_intensity_change c = change(IB_BLUR, 0);
    for (int axis = 0; axis < 3; ++axis) {
        c.weights[axis] = weights.data();
        c.radius[axis] = static_cast<int64_t>(weights.size()) - 1;
    }
    return c;
}

ib_intensity_change low_resolution(const Taps& taps) {
    ib_intensity_change c = change(IB_LOW_RESOLUTION, 0);
    for (int axis = 0; axis < 3; ++axis) {
        c.weights[axis] = taps.t.data();
        c.lower[axis] = taps.lower.data(), c.upper[axis] = taps.upper.data();
    }
    return c;
}

std::vector<float> original() {
    std::mt19937 random(7);
    std::normal_distribution<float> normal;
    std::vector<float> values(static_cast<size_t>(kVoxels));
    for (float& v : values) { v = normal(random); }
    return values;
}

void run(std::vector<float>& values, const std::vector<ib_intensity_change>& changes) {
    ib_intensity_patch p{};
    p.voxels = values.data(), p.type = IB_TO_FLOAT32;
    p.size_x = p.size_y = p.size_z = kSide;
    p.changes = changes.data(), p.change_count = static_cast<int64_t>(changes.size());
    require(ib_change_intensities(&p, 1, 1));
}

void measure(const std::string& name, const std::vector<ib_intensity_change>& changes) {
    const std::vector<float> before = original();
    std::vector<float> expected;
    for (int32_t level = 0; level <= 2; ++level) {
        require(ib_limit_simd_level(level));
        if (ib_simd_level() != level) { continue; }
        std::vector<float> values = before;
        run(values, changes);
        if (level == 0) { expected = values; }
        if (std::memcmp(values.data(), expected.data(), values.size() * sizeof(float)) != 0) {
            std::fprintf(stderr, "%s: %s gives other bytes\n", name.c_str(), kLevels[level]);
            std::exit(1);
        }
        std::vector<double> seconds;
        for (int i = 0; i < kRuns; ++i) {
            values = before;
            seconds.push_back(bench::seconds_of([&] { run(values, changes); }));
        }
        const bench::Timing timing = bench::timing_of(seconds);
        bench::report(name, std::string("96^3 float32, ") + kLevels[level], 1, 8 * kVoxels, timing,
                      "memcpy of the patch", bench::copy(4 * kVoxels, kRuns));
        std::fprintf(stderr, "%-32s %-9s %6.3f ns per voxel, fastest %6.3f (%.3f ms)\n", name.c_str(),
                     kLevels[level], timing.median * 1e9 / static_cast<double>(kVoxels),
                     timing.fastest * 1e9 / static_cast<double>(kVoxels), timing.median * 1e3);
    }
}

}  // namespace

int main() {
    const std::vector<float> weights = gaussian(4);
    const Taps half(kSide / 2), most(kSide * 9 / 10);
    const ib_intensity_change noise = change(IB_NOISE, 0.1f), brightness = change(IB_BRIGHTNESS, 1.1f),
                              contrast = change(IB_CONTRAST, 0.9f, IB_KEEP_RANGE),
                              gamma = change(IB_GAMMA, 0.8f, IB_RETAIN_STATISTICS),
                              inverted = change(IB_GAMMA, 0.8f, IB_RETAIN_STATISTICS | IB_INVERT);
    measure("noise", {noise});
    measure("blur of radius 4 on 3 axes", {blur(weights)});
    measure("brightness", {brightness});
    measure("contrast", {contrast});
    measure("low resolution 0.5", {low_resolution(half)});
    measure("low resolution 0.9", {low_resolution(most)});
    measure("gamma, statistics retained", {gamma});
    measure("gamma, inverted", {inverted});
    measure("all six in a row",
            {noise, blur(weights), brightness, contrast, low_resolution(half), gamma});
}
