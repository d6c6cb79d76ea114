#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

#include "check.hpp"
#include "ib/ib_cpu.h"
#include "percentiles_brackets.hpp"
#include "percentiles_histogram.hpp"
#include "percentiles_select.hpp"

namespace {

template <typename Voxel>
constexpr int32_t kType = std::is_same_v<Voxel, uint8_t>    ? IB_UINT8
                          : std::is_same_v<Voxel, int8_t>   ? IB_INT8
                          : std::is_same_v<Voxel, int16_t>  ? IB_INT16
                          : std::is_same_v<Voxel, uint16_t> ? IB_UINT16
                          : std::is_same_v<Voxel, int32_t>  ? IB_INT32
                          : std::is_same_v<Voxel, uint32_t> ? IB_UINT32
                          : std::is_same_v<Voxel, float>    ? IB_FLOAT32
                                                            : IB_FLOAT64;

const std::vector<double> kPercentages = {1, 99, 0, 100, 50, 33.3, 50};
const std::vector<double> kMany = {0,  0.5, 3,  7.25, 10, 20, 25, 30,   40,   42,
                                   50, 51,  60, 70,   80, 90, 95, 99.5, 99.9, 100};

double oracle(const std::vector<double>& sorted, double percentage) {
    const double rank = static_cast<double>(sorted.size() - 1) * (percentage / 100);
    const auto lower = static_cast<size_t>(std::floor(rank));
    const double a = sorted[lower];
    const double b = sorted[std::min(lower + 1, sorted.size() - 1)];
    const double t = rank - std::floor(rank);
    return t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t);
}

bool same_bits(double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0; }

/// Every SIMD level and 1, 2, 5 threads; the output is poisoned and has a guard behind it.
template <typename Voxel>
void check(const std::vector<Voxel>& voxels, const std::vector<double>& percentages) {
    std::vector<double> sorted;
    for (const Voxel voxel : voxels) {
        sorted.push_back(voxel == 0 ? 0.0 : static_cast<double>(voxel));
    }
    std::sort(sorted.begin(), sorted.end());
    for (const int32_t level : {IB_SIMD_PORTABLE, IB_SIMD_AVX2, IB_SIMD_AVX512}) {
        CHECK_EQUAL(IB_OK, ib_limit_simd_level(level));
        for (const int32_t threads : {1, 2, 5}) {
            std::vector<double> out(percentages.size() + 1, -12345.5);
            int64_t non_finite = -1;
            CHECK_EQUAL(IB_OK,
                        ib_percentiles(voxels.data(), kType<Voxel>, static_cast<int64_t>(voxels.size()),
                                       percentages.data(), static_cast<int32_t>(percentages.size()),
                                       threads, out.data(), &non_finite));
            CHECK_EQUAL(int64_t{0}, non_finite);
            CHECK_EQUAL(-12345.5, out.back());
            for (size_t i = 0; i < percentages.size(); ++i) {
                const double expected = oracle(sorted, percentages[i]);
                if (!same_bits(expected, out[i])) { CHECK_EQUAL(expected, out[i]); }
                CHECK(same_bits(expected, out[i]));
            }
        }
    }
}

template <typename Voxel>
Voxel draw(std::mt19937_64& random) {
    if constexpr (std::is_integral_v<Voxel>) {
        return static_cast<Voxel>(random());
    } else {
        std::normal_distribution<double> normal(-3, 1000);
        return static_cast<Voxel>(normal(random));
    }
}

template <typename Voxel>
std::vector<Voxel> drawn(size_t n, uint64_t seed) {
    std::mt19937_64 random(seed);
    std::vector<Voxel> voxels(n);
    for (Voxel& voxel : voxels) { voxel = draw<Voxel>(random); }
    return voxels;
}

/// A third is air, in runs, as around a body.
template <typename Voxel>
std::vector<Voxel> padded(std::vector<Voxel> voxels) {
    for (size_t i = 0; i < voxels.size(); ++i) {
        if (i % 131 < 44) { voxels[i] = 0; }
    }
    return voxels;
}

template <typename Voxel>
void all_sizes_and_shapes_match_the_oracle() {
    for (const size_t n : {1u, 2u, 3u, 15u, 16u, 17u, 1001u}) {
        check(drawn<Voxel>(n, n), kPercentages);
        check(drawn<Voxel>(n, n), kMany);
    }
    const size_t large = static_cast<size_t>(ib::kDirectVoxels) + 40001;
    auto voxels = drawn<Voxel>(large, 7);
    check(voxels, kPercentages);
    check(voxels, kMany);
    check(padded(voxels), {1, 99});
    check(padded(voxels), {20, 33.4, 50});
    std::sort(voxels.begin(), voxels.end());
    check(voxels, {1, 99});
    std::reverse(voxels.begin(), voxels.end());
    check(voxels, {1, 99});
    check(std::vector<Voxel>(large, std::numeric_limits<Voxel>::lowest()), {0, 1, 99, 100});
    check(std::vector<Voxel>(large, std::numeric_limits<Voxel>::max()), {0, 1, 99, 100});
}

/// Two values only, and the rank right at the border between them.
template <typename Voxel>
void ties_around_the_rank_match_the_oracle() {
    for (const size_t low : {1u, 99999u, 100000u, 100001u, 199999u}) {
        std::vector<Voxel> voxels(200001, Voxel{5});
        for (size_t i = 0; i < low; ++i) { voxels[i * 7919 % voxels.size()] = 3; }
        check(voxels, {0, 1, 50, 100});
    }
}

/// The sample sees nothing but 7: all brackets miss.
template <typename Voxel>
void ranks_that_the_sample_hides_are_found() {
    auto voxels = drawn<Voxel>(300007, 11);
    const auto n = static_cast<int64_t>(voxels.size());
    for (int64_t i = 0; i < ib::sample_size(n); ++i) {
        voxels[static_cast<size_t>(ib::sampled_voxel(i, n))] = 7;
    }
    check(voxels, {1, 50, 99});
}

/// The sample sees the ends only: nearly all voxels are inside every bracket, more than there is room.
template <typename Voxel>
void brackets_that_overflow_are_resolved() {
    auto voxels = drawn<Voxel>(5000011, 13);
    const auto n = static_cast<int64_t>(voxels.size());
    for (int64_t i = 0; i < ib::sample_size(n); ++i) {
        voxels[static_cast<size_t>(ib::sampled_voxel(i, n))] =
            i % 2 != 0 ? std::numeric_limits<Voxel>::lowest() : std::numeric_limits<Voxel>::max();
    }
    std::vector<double> out(1);
    int64_t non_finite = -1;
    CHECK_EQUAL(IB_OK, ib_percentiles(voxels.data(), kType<Voxel>, n, &kMany[10], 1, 2, out.data(),
                                      &non_finite));
    auto middle = voxels.begin() + n / 2;
    std::nth_element(voxels.begin(), middle, voxels.end());
    CHECK_EQUAL(static_cast<double>(*middle), out[0]);
}

/// voxel i is 7919 i mod n: every number below n once, so that rank r holds r.
template <typename Voxel>
void more_than_two_to_the_24_voxels_are_ranked() {
    const int64_t n = (int64_t{1} << 24) + 5;
    std::vector<Voxel> voxels(static_cast<size_t>(n));
    for (int64_t i = 0; i < n; ++i) {
        voxels[static_cast<size_t>(i)] = static_cast<Voxel>(i * 7919 % n);
    }
    const double percentages[] = {1, 99.75};
    double out[2] = {};
    int64_t non_finite = -1;
    CHECK_EQUAL(IB_OK,
                ib_percentiles(voxels.data(), kType<Voxel>, n, percentages, 2, 2, out, &non_finite));
    for (int i = 0; i < 2; ++i) {
        const double rank = static_cast<double>(n - 1) * (percentages[i] / 100);
        const double a = std::floor(rank);
        const double t = rank - a;
        CHECK_EQUAL(t < 0.5 ? a + t : a + 1 - (1 - t), out[i]);
    }
}

template <typename Voxel>
void voxels_that_are_not_finite_are_counted() {
    for (const size_t n : {3u, 200003u}) {
        auto voxels = drawn<Voxel>(n, 5);
        voxels[0] = std::numeric_limits<Voxel>::infinity();
        voxels[1] = -std::numeric_limits<Voxel>::infinity();
        voxels[n - 1] = -std::numeric_limits<Voxel>::quiet_NaN();
        for (const auto& percentages : {kPercentages, kMany}) {
            for (const int32_t level : {IB_SIMD_PORTABLE, IB_SIMD_AVX2, IB_SIMD_AVX512}) {
                CHECK_EQUAL(IB_OK, ib_limit_simd_level(level));
                std::vector<double> out(percentages.size(), 1.0);
                int64_t non_finite = -1;
                CHECK_EQUAL(IB_OK,
                            ib_percentiles(voxels.data(), kType<Voxel>, static_cast<int64_t>(n),
                                           percentages.data(), static_cast<int32_t>(percentages.size()),
                                           2, out.data(), &non_finite));
                CHECK_EQUAL(int64_t{3}, non_finite);
                for (const double value : out) { CHECK(std::isnan(value)); }
            }
        }
    }
}

template <typename Voxel>
void negative_zero_counts_as_zero() {
    for (const size_t n : {2u, 200002u}) {
        std::vector<Voxel> voxels(n, Voxel{0});
        for (size_t i = 0; i < n; i += 2) { voxels[i] = -voxels[i]; }
        CHECK(std::signbit(voxels[0]));
        check(voxels, kPercentages);
        check(voxels, kMany);
    }
    check(std::vector<Voxel>{std::numeric_limits<Voxel>::denorm_min(), Voxel{-0.0},
                             -std::numeric_limits<Voxel>::denorm_min()},
          kPercentages);
}

void counters_of_the_histogram_are_flushed_in_time() {
    const auto voxels = padded(drawn<int16_t>(2000003, 3));
    const std::vector<int64_t> ranks = {0, 19999, 1000000, 1999999, 2000002};
    const auto n = static_cast<int64_t>(voxels.size());
    CHECK(ib::histogram_ranks(voxels.data(), n, ranks, 2) ==
          ib::histogram_ranks(voxels.data(), n, ranks, 2, 300000));
}

void interpolation_does_not_overflow_the_voxel_type() {
    check(std::vector<int16_t>{-30000, 30000}, {25});
    double out = 0;
    int64_t non_finite = -1;
    const int16_t voxels[] = {-30000, 30000};
    const double quarter = 25;
    CHECK_EQUAL(IB_OK, ib_percentiles(voxels, IB_INT16, 2, &quarter, 1, 1, &out, &non_finite));
    CHECK_EQUAL(-15000.0, out);
}

void wrong_arguments_are_refused_by_rule_and_value() {
    const double percentages[] = {1, 100.5};
    const float voxels[4] = {1, 2, 3, 4};
    double out[2] = {8, 9};
    int64_t non_finite = -7;
    const auto refused = [&](const char* message, const void* data, int32_t type, int64_t n,
                             int32_t count, int32_t threads) {
        CHECK_EQUAL(IB_INVALID_ARGUMENT,
                    ib_percentiles(data, type, n, percentages, count, threads, out, &non_finite));
        CHECK_EQUAL(std::string(message), std::string(ib_last_error()));
    };
    refused("voxels must not be null", nullptr, IB_FLOAT32, 4, 1, 1);
    refused("n must be 1 to 2^53, was 0", voxels, IB_FLOAT32, 0, 1, 1);
    refused("voxel type must be 0 to 7, was 8", voxels, 8, 4, 1, 1);
    refused("count must not be negative, was -1", voxels, IB_FLOAT32, 4, -1, 1);
    refused("threads must be at least 1, was 0", voxels, IB_FLOAT32, 4, 1, 0);
    refused("a percentage must be 0 to 100, was 100.500000 at 1", voxels, IB_FLOAT32, 4, 2, 1);
    refused("voxels must be aligned to their size", reinterpret_cast<const char*>(voxels) + 2,
            IB_FLOAT32, 3, 1, 1);
    CHECK(out[0] == 8 && out[1] == 9 && non_finite == -7);
}

template <typename... Voxels>
void every_type() {
    (all_sizes_and_shapes_match_the_oracle<Voxels>(), ...);
    (ties_around_the_rank_match_the_oracle<Voxels>(), ...);
    (ranks_that_the_sample_hides_are_found<Voxels>(), ...);
}

}  // namespace

int main() {
    every_type<uint8_t, int8_t, uint16_t, int16_t, uint32_t, int32_t, float, double>();
    brackets_that_overflow_are_resolved<int32_t>();
    brackets_that_overflow_are_resolved<float>();
    more_than_two_to_the_24_voxels_are_ranked<int32_t>();
    more_than_two_to_the_24_voxels_are_ranked<double>();
    voxels_that_are_not_finite_are_counted<float>();
    voxels_that_are_not_finite_are_counted<double>();
    negative_zero_counts_as_zero<float>();
    negative_zero_counts_as_zero<double>();
    counters_of_the_histogram_are_flushed_in_time();
    interpolation_does_not_overflow_the_voxel_type();
    wrong_arguments_are_refused_by_rule_and_value();
}
