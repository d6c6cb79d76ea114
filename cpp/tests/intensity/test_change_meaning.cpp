// What the changes are for, apart from the rules of their arithmetic: cases by hand, and float64.
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "ib/ib_cpu.h"
#include "intensity/changes.hpp"
#include "support/check.hpp"

namespace {

using changes::Changes;
using changes::Size;

std::vector<float> changed(std::vector<float> values, const Size& size, const Changes& changes) {
    ib_intensity_patch p{};
    p.voxels = values.data(), p.type = IB_TO_FLOAT32;
    p.size_x = size[0], p.size_y = size[1], p.size_z = size[2];
    p.changes = changes.data(), p.change_count = changes.count();
    CHECK_EQUAL(IB_OK, ib_change_intensities(&p, 1, 1));
    return values;
}

std::vector<float> random_values(const Size& size, uint64_t seed, float low, float high) {
    std::mt19937_64 random(seed);
    std::vector<float> values(static_cast<size_t>(size[0] * size[1] * size[2]));
    for (float& v : values) { v = changes::uniform(random, low, high); }
    return values;
}

struct Moments {
    double mean, sd;
};

Moments moments(const std::vector<float>& values) {
    double sum = 0, square = 0;
    for (const float v : values) { sum += static_cast<double>(v); }
    const double mean = sum / static_cast<double>(values.size());
    for (const float v : values) { square += std::pow(static_cast<double>(v) - mean, 2); }
    return {mean, std::sqrt(square / static_cast<double>(values.size() - 1))};
}

void brightness_and_contrast_by_hand() {
    Changes twice, stretched, kept;
    twice.brightness(2);
    CHECK((changed({1, -2, 0.5f}, {1, 3, 1}, twice) == std::vector<float>{2, -4, 1}));
    stretched.contrast(2, false);
    CHECK((changed({1, 2, 6}, {3, 1, 1}, stretched) == std::vector<float>{-1, 1, 9}));
    kept.contrast(2, true);
    CHECK((changed({1, 2, 6}, {1, 1, 3}, kept) == std::vector<float>{1, 1, 6}));
}

/// The neighbour beyond an edge is that before it.
void a_blur_by_hand() {
    Changes changes;
    changes.blur({std::vector<float>{0.5f, 0.25f}, {1}, {1}});
    CHECK((changed({8, 0, 0, 4, 0}, {5, 1, 1}, changes) == std::vector<float>{4, 2, 1, 2, 2}));
    Changes two;
    two.blur({std::vector<float>{1}, {0.5f, 0.25f}, {1, 0.5f, 0.25f}});
    // Along y (0, 8) becomes (4, 4); one voxel along z is its own neighbour: 1 + 2 * (0.5 + 0.25).
    CHECK((changed({0, 8}, {1, 2, 1}, two) == std::vector<float>{10, 10}));
}

double gaussian_sum(const std::vector<float>& v, const Size& size, const Size& at,
                    const std::vector<float>& w) {
    const auto radius = static_cast<int64_t>(w.size()) - 1;
    const auto inside = [](int64_t i, int64_t n) {
        return i < 0 ? -i : i >= n ? 2 * n - 2 - i : i;  // the radius is below every side
    };
    double sum = 0;
    for (int64_t c = -radius; c <= radius; ++c) {
        for (int64_t b = -radius; b <= radius; ++b) {
            for (int64_t a = -radius; a <= radius; ++a) {
                const int64_t x = inside(at[0] + a, size[0]), y = inside(at[1] + b, size[1]),
                              z = inside(at[2] + c, size[2]);
                sum += static_cast<double>(w[static_cast<size_t>(std::abs(a))]) *
                       static_cast<double>(w[static_cast<size_t>(std::abs(b))]) *
                       static_cast<double>(w[static_cast<size_t>(std::abs(c))]) *
                       static_cast<double>(v[static_cast<size_t>((z * size[1] + y) * size[0] + x)]);
            }
        }
    }
    return sum;
}

void a_blur_is_the_convolution_with_a_gaussian() {
    const Size size{19, 11, 7};
    const std::vector<float> w = changes::gaussian(4, 1);
    const std::vector<float> before = random_values(size, 3, -1, 1);
    Changes changes;
    changes.blur({w, w, w});
    const std::vector<float> after = changed(before, size, changes);
    size_t e = 0;
    for (int64_t z = 0; z < size[2]; ++z) {
        for (int64_t y = 0; y < size[1]; ++y) {
            for (int64_t x = 0; x < size[0]; ++x, ++e) {
                const double expected = gaussian_sum(before, size, {x, y, z}, w);
                CHECK(std::fabs(static_cast<double>(after[e]) - expected) < 4e-7);
            }
        }
    }
}

/// Of 4 voxels 2 remain, numbers 1 and 3: 1 is at 0.5 and 3 at 2.5 of the fine ones, so the four lie
/// at -0.25 (the first), 0.25, 0.75 and 1.25 (the last) of the two.
void low_resolution_by_hand() {
    Changes changes;
    changes.low_resolution({4, 1, 1}, {2, 1, 1});
    CHECK((changed({90, 8, 70, 16}, {4, 1, 1}, changes) == std::vector<float>{8, 10, 14, 16}));
    Changes all;
    all.low_resolution({2, 4, 2}, {1, 2, 2});
    CHECK((changed({9, 0, 9, 8, 9, 5, 9, 16, 9, 0, 9, 80, 9, 5, 9, 160}, {2, 4, 2}, all) ==
           std::vector<float>{8, 8, 10, 10, 14, 14, 16, 16, 80, 80, 100, 100, 140, 140, 160, 160}));
    Changes none;
    none.low_resolution({7, 5, 3}, {7, 5, 3});
    const std::vector<float> values = random_values({7, 5, 3}, 4, 0, 1);
    CHECK(changed(values, {7, 5, 3}, none) == values);
}

void gamma_by_hand_and_by_the_c_library() {
    Changes square;
    square.gamma(2, 0);
    CHECK((changed({-1, 0, 1, 3}, {4, 1, 1}, square) == std::vector<float>{-1, -0.75f, 0, 3}));
    Changes inverted;
    inverted.gamma(2, IB_INVERT);
    CHECK((changed({1, 0, -1, -3}, {2, 2, 1}, inverted) == std::vector<float>{1, 0.75f, 0, -3}));
    Changes any;
    any.gamma(0.7f, 0);
    std::vector<float> before = random_values({33, 5, 3}, 5, -2, 6);
    before[0] = -2, before[1] = 6;
    const std::vector<float> after = changed(before, {33, 5, 3}, any);
    for (size_t i = 0; i < before.size(); ++i) {
        const double x = (static_cast<double>(before[i]) + 2) / 8;
        CHECK(std::fabs(static_cast<double>(after[i]) - (8 * std::pow(x, 0.7f) - 2)) < 5e-6);
    }
}

void gamma_retains_mean_and_deviation() {
    const Size size{96, 24, 17};
    for (const int32_t invert : {0, int32_t{IB_INVERT}}) {
        for (const float exponent : {0.7f, 1.5f}) {
            Changes changes;
            changes.gamma(exponent, invert | IB_RETAIN_STATISTICS);
            const std::vector<float> before = random_values(size, 6, -1, 4);
            const std::vector<float> after = changed(before, size, changes);
            CHECK(before != after);
            const Moments was = moments(before), is = moments(after);
            CHECK(std::fabs(was.mean - is.mean) < 1e-5 && std::fabs(was.sd - is.sd) < 1e-5);
        }
    }
}

void a_patch_of_one_value_stays() {
    Changes changes;
    changes.contrast(1.25f, false);
    changes.gamma(0.7f, IB_INVERT | IB_RETAIN_STATISTICS);
    CHECK(changed(std::vector<float>(30, 0.3f), {5, 3, 2}, changes) == std::vector<float>(30, 0.3f));
}

}  // namespace

int main() {
    brightness_and_contrast_by_hand();
    a_blur_by_hand();
    a_blur_is_the_convolution_with_a_gaussian();
    low_resolution_by_hand();
    gamma_by_hand_and_by_the_c_library();
    gamma_retains_mean_and_deviation();
    a_patch_of_one_value_stays();
}
