// Values at ranks against sorting, many and close together.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "percentiles/brackets.hpp"
#include "percentiles/oracle.hpp"

namespace {

using oracle::drawn;
using oracle::kThreadCounts;
using oracle::kType;
using oracle::padded;
using oracle::same_bits;

/// Two neighbours at each of the percentages of a distribution, of all voxels and of the upper third.
std::vector<int64_t> many_ranks(int64_t n) {
    std::vector<int64_t> ranks;
    for (const int64_t before : {int64_t{0}, n - n / 3 - 1}) {
        const int64_t part = n - before;
        for (const double p :
             {0.0, 0.05, 0.5, 1.0, 5.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.5, 99.95, 100.0}) {
            const auto lower = static_cast<int64_t>(static_cast<double>(part - 1) * (p / 100));
            ranks.push_back(before + lower);
            ranks.push_back(before + std::min(lower + 1, part - 1));
        }
    }
    std::sort(ranks.begin(), ranks.end());
    ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
    return ranks;
}

template <typename Voxel>
void check(const std::vector<Voxel>& voxels, const std::vector<int64_t>& ranks) {
    std::vector<double> sorted;
    for (const Voxel voxel : voxels) { sorted.push_back(static_cast<double>(voxel) + 0.0); }
    std::sort(sorted.begin(), sorted.end());
    for (const int32_t level : {IB_SIMD_PORTABLE, IB_SIMD_AVX2, IB_SIMD_AVX512}) {
        CHECK_EQUAL(IB_OK, ib_limit_simd_level(level));
        for (const int32_t threads : kThreadCounts) {
            std::vector<double> out(ranks.size() + 1, -12345.5);
            int64_t non_finite = -1;
            CHECK_EQUAL(IB_OK, ib_values_at_ranks(voxels.data(), kType<Voxel>,
                                                  static_cast<int64_t>(voxels.size()), ranks.data(),
                                                  static_cast<int32_t>(ranks.size()), threads,
                                                  out.data(), &non_finite));
            CHECK_EQUAL(int64_t{0}, non_finite);
            CHECK_EQUAL(-12345.5, out.back());
            for (size_t i = 0; i < ranks.size(); ++i) {
                CHECK(same_bits(sorted[static_cast<size_t>(ranks[i])], out[i]));
            }
        }
    }
}

template <typename Voxel>
void many_ranks_of_many_voxels() {
    for (const size_t n : {1u, 2u, 1000u, 131072u, 131073u, 300007u}) {
        const auto voxels = drawn<Voxel>(n, n);
        const auto ranks = many_ranks(static_cast<int64_t>(n));
        check(voxels, ranks);
        check(padded(voxels), ranks);
        check(std::vector<Voxel>(n, 3), ranks);
    }
}

/// Whole numbers, as in computed tomography: a bin may be one value, often.
template <typename Voxel>
void whole_numbers() {
    auto voxels = drawn<Voxel>(300007, 21);
    for (size_t i = 0; i < voxels.size(); ++i) {
        const auto value = static_cast<int64_t>(i * 7919 % 4001 + i % 300);
        voxels[i] = i % 97 < 30 ? Voxel{0} : static_cast<Voxel>(value);
    }
    check(voxels, many_ranks(300007));
}

/// What the sample misses is outside its bins.
template <typename Voxel>
void voxels_beyond_the_sample() {
    auto voxels = drawn<Voxel>(300007, 11);
    const auto n = static_cast<int64_t>(voxels.size());
    for (int64_t i = 0; i < ib::sample_size(n); ++i) {
        voxels[static_cast<size_t>(ib::sampled_voxel(i, n))] = static_cast<Voxel>(i % 50);
    }
    check(voxels, many_ranks(n));
}

/// Nearly all voxels share the bins of zero without being equal, and bins of no finite width.
void numbers_of_all_sizes() {
    auto voxels = drawn<double>(300007, 17);
    for (double& voxel : voxels) { voxel = std::copysign(std::exp(std::abs(voxel) / 10), voxel); }
    check(voxels, many_ranks(300007));
    voxels[5] = std::numeric_limits<double>::max();
    for (size_t i = 0; i < voxels.size(); i += 3) { voxels[i] = -std::numeric_limits<double>::max(); }
    for (size_t i = 1; i < voxels.size(); i += 3) { voxels[i] = std::numeric_limits<double>::max(); }
    check(voxels, many_ranks(300007));
    std::vector<float> tiny(300007);
    for (size_t i = 0; i < tiny.size(); ++i) {
        tiny[i] = static_cast<float>(i % 7) * -std::numeric_limits<float>::denorm_min();
    }
    check(tiny, many_ranks(300007));
}

void what_is_not_finite_is_counted() {
    auto voxels = drawn<float>(300007, 1);
    voxels[3] = NAN;
    voxels[300006] = INFINITY;
    const auto ranks = many_ranks(300007);
    std::vector<double> out(ranks.size());
    int64_t non_finite = 0;
    CHECK_EQUAL(IB_OK,
                ib_values_at_ranks(voxels.data(), IB_FLOAT32, 300007, ranks.data(),
                                   static_cast<int32_t>(ranks.size()), 2, out.data(), &non_finite));
    CHECK_EQUAL(int64_t{2}, non_finite);
    for (const double value : out) { CHECK(std::isnan(value)); }
}

void wrong_ranks_are_refused() {
    const float voxels[3] = {1, 2, 3};
    double out[2];
    int64_t non_finite = 0;
    for (const std::vector<int64_t>& ranks : {std::vector<int64_t>{-1, 0}, {0, 3}, {1, 1}, {2, 1}}) {
        CHECK_EQUAL(IB_INVALID_ARGUMENT,
                    ib_values_at_ranks(voxels, IB_FLOAT32, 3, ranks.data(), 2, 1, out, &non_finite));
    }
    CHECK_EQUAL(IB_INVALID_ARGUMENT,
                ib_values_at_ranks(voxels, IB_FLOAT32, 3, nullptr, 2, 1, out, &non_finite));
    CHECK_EQUAL(IB_OK, ib_values_at_ranks(voxels, IB_FLOAT32, 3, nullptr, 0, 1, nullptr, &non_finite));
}

template <typename... Voxels>
void every_type() {
    (many_ranks_of_many_voxels<Voxels>(), ...);
    (voxels_beyond_the_sample<Voxels>(), ...);
}

}  // namespace

int main() {
    every_type<uint8_t, int16_t, int32_t, uint32_t, float, double, oracle::Float16>();
    whole_numbers<int32_t>();
    whole_numbers<float>();
    whole_numbers<double>();
    numbers_of_all_sizes();
    what_is_not_finite_is_counted();
    wrong_ranks_are_refused();
}
