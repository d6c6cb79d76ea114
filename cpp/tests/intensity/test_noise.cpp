#define IB_ROW_TARGET
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "ib/ib_cpu.h"
#include "intensity/scalars.hpp"
#include "support/check.hpp"

namespace {

using Words = std::array<uint32_t, 4>;

std::vector<float> noise_of(int64_t n, uint64_t key, float amount, float from) {
    std::vector<float> values(static_cast<size_t>(n), from);
    ib_intensity_change change{};
    change.kind = IB_NOISE, change.amount = amount, change.key = key;
    ib_intensity_patch patch{};
    patch.voxels = values.data(), patch.type = IB_TO_FLOAT32;
    patch.size_x = n, patch.size_y = patch.size_z = 1;
    patch.changes = &change, patch.change_count = 1;
    CHECK_EQUAL(IB_OK, ib_change_intensities(&patch, 1, 1));
    return values;
}

/// kat_vectors of Random123 1.14.0.
void known_answers_of_philox() {
    CHECK((ib::philox({0, 0, 0, 0}, 0) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
    CHECK((ib::philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, 0xffffffffffffffff) ==
           Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
    CHECK((ib::philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0x299f31d0a4093822) ==
           Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

/// Box and Muller's transform of the first known answer, by the C library in float64.
void the_first_four_are_the_known_answer() {
    const std::vector<float> values = noise_of(4, 0, 1, 0);
    const uint32_t words[2][2] = {{0x6627e8d5, 0xe169c58d}, {0xbc57ac4c, 0x9b00dbd8}};
    for (size_t pair = 0; pair < 2; ++pair) {
        const auto [p, q] = words[pair];
        const double u = ((p >> 9) + 0.5) / 8388608.0;
        const double angle = std::acos(-1.0) / 2 * (q & 0x7fffff) / 8388608.0;
        const double length = std::sqrt(-2 * std::log(u));
        const double first = (q >> 31 & 1 ? -length : length) * std::cos(angle);
        const double second = (q >> 30 & 1 ? -length : length) * std::sin(angle);
        CHECK(std::fabs(values[2 * pair] - first) < 2e-6);
        CHECK(std::fabs(values[2 * pair + 1] - second) < 2e-6);
    }
}

void amount_and_key_and_place_count() {
    const std::vector<float> one = noise_of(4099, 77, 1, 0);
    const std::vector<float> half = noise_of(4099, 77, 0.5f, 100);
    const std::vector<float> other = noise_of(4099, 77 + (uint64_t{1} << 40), 1, 0);
    int equal = 0;
    for (size_t i = 0; i < one.size(); ++i) {
        CHECK_EQUAL(100 + 0.5f * one[i], half[i]);
        equal += one[i] == other[i];
    }
    CHECK(equal < 5);
    CHECK(noise_of(333, 5, 0, 1.5f) == std::vector<float>(333, 1.5f));
}

/// Ten million draws beside the normal law; limits are about five standard errors.
void ten_million_draws_are_normal() {
    constexpr int64_t kDraws = 10'000'000;
    const std::vector<float> g = noise_of(kDraws, 20240229, 1, 0);
    const auto n = static_cast<double>(kDraws);
    double power[5] = {}, next = 0, second = 0, fourth = 0;
    double beyond[6] = {};
    for (size_t i = 0; i < g.size(); ++i) {
        const auto v = static_cast<double>(g[i]);
        power[1] += v, power[2] += v * v, power[3] += v * v * v, power[4] += v * v * v * v;
        next += i + 1 < g.size() ? v * static_cast<double>(g[i + 1]) : 0;
        second += i + 2 < g.size() ? v * static_cast<double>(g[i + 2]) : 0;
        fourth += i + 4 < g.size() ? v * static_cast<double>(g[i + 4]) : 0;
        for (int k = 1; k <= 5; ++k) { beyond[k] += std::fabs(v) > k ? 1 : 0; }
        CHECK(std::fabs(v) < 5.9);
    }
    const double mean = power[1] / n;
    const double sd = std::sqrt(power[2] / n - mean * mean);
    std::printf("mean %.6f, sd %.6f, skew %.6f, kurtosis %.6f, beyond 1 to 5 sd:", mean, sd,
                power[3] / n, power[4] / n);
    CHECK(std::fabs(mean) < 5 / std::sqrt(n));
    CHECK(std::fabs(sd - 1) < 5 / std::sqrt(2 * n));
    CHECK(std::fabs(power[3] / n) < 5 * std::sqrt(15 / n));
    CHECK(std::fabs(power[4] / n - 3) < 5 * std::sqrt(96 / n));
    for (const double product : {next, second, fourth}) {
        CHECK(std::fabs(product) < 5 * std::sqrt(n));
    }
    for (int k = 1; k <= 5; ++k) {
        const double share = std::erfc(k / std::sqrt(2.0));
        std::printf(" %.0f (%.0f)", beyond[k], share * n);
        CHECK(std::fabs(beyond[k] - share * n) < 5 * std::sqrt(share * n));
    }
    std::printf("\n");
}

}  // namespace

int main() {
    known_answers_of_philox();
    the_first_four_are_the_known_answer();
    amount_and_key_and_place_count();
    ten_million_draws_are_normal();
}
