// Sums and squared differences against plain loops in the order that the header promises.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "percentiles/oracle.hpp"

namespace {

using oracle::draw;
using oracle::drawn;
using oracle::kThreadCounts;
using oracle::kType;
using oracle::padded;
using oracle::same_bits;

bool is_beyond(double value, double limit, int32_t above) {
    return above == 1 ? value > limit : value < limit;
}

/// Adds term(value) of the values in blocks and lanes; those for which `wanted` is false count as 0.
template <typename Voxel, typename Wanted, typename Term>
double in_order(const std::vector<Voxel>& voxels, const Wanted& wanted, const Term& term) {
    double sum = 0;
    for (size_t block = 0; block < voxels.size(); block += 4096) {
        double lane[8] = {};
        for (size_t i = block; i < std::min(voxels.size(), block + 4096); ++i) {
            const auto value = static_cast<double>(voxels[i]);
            if (wanted(value)) { lane[(i - block) % 8] += term(value); }
        }
        sum +=
            ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7]));
    }
    return sum;
}

template <typename Voxel, typename Wanted>
ib_part_sums part(const std::vector<Voxel>& voxels, const Wanted& wanted) {
    ib_part_sums sums = {0, INFINITY, -INFINITY, 0};
    for (const Voxel voxel : voxels) {
        const double value = static_cast<double>(voxel) + 0.0;
        if (!wanted(value)) { continue; }
        ++sums.count;
        sums.min = std::min(sums.min, value);
        sums.max = std::max(sums.max, value);
    }
    sums.sum = in_order(voxels, wanted, [](double value) { return value; });
    return sums;
}

void check_same(const ib_part_sums& expected, const ib_part_sums& found) {
    CHECK_EQUAL(expected.count, found.count);
    CHECK(same_bits(expected.min, found.min));
    CHECK(same_bits(expected.max, found.max));
    CHECK(same_bits(expected.sum, found.sum));
}

template <typename Voxel>
void check(const std::vector<Voxel>& voxels, double limit) {
    const auto n = static_cast<int64_t>(voxels.size());
    const auto any = [](double) { return true; };
    for (const int32_t above : {0, 1}) {
        const auto wanted = [&](double value) { return is_beyond(value, limit, above); };
        const auto all = part(voxels, any);
        const auto beyond = part(voxels, wanted);
        const double mean = all.sum / static_cast<double>(n);
        const double mean_beyond = beyond.sum / static_cast<double>(beyond.count);
        const double squares =
            in_order(voxels, any, [&](double value) { return (value - mean) * (value - mean); });
        const double squares_beyond = in_order(voxels, wanted, [&](double value) {
            return (value - mean_beyond) * (value - mean_beyond);
        });
        for (const int32_t level : {IB_SIMD_PORTABLE, IB_SIMD_AVX2, IB_SIMD_AVX512}) {
            CHECK_EQUAL(IB_OK, ib_limit_simd_level(level));
            for (const int32_t threads : kThreadCounts) {
                ib_part_sums found = {};
                ib_part_sums found_beyond = {};
                int64_t non_finite = -1;
                CHECK_EQUAL(IB_OK, ib_sums(voxels.data(), kType<Voxel>, n, limit, above, threads,
                                           &found, &found_beyond, &non_finite));
                CHECK_EQUAL(int64_t{0}, non_finite);
                check_same(all, found);
                check_same(beyond, found_beyond);
                double out = -1;
                double out_beyond = -1;
                CHECK_EQUAL(IB_OK, ib_squares(voxels.data(), kType<Voxel>, n, limit, above, mean,
                                              mean_beyond, threads, &out, &out_beyond));
                CHECK(same_bits(squares, out));
                CHECK(same_bits(squares_beyond, out_beyond));
            }
        }
    }
}

template <typename Voxel>
void sums_have_their_order() {
    for (const size_t n :
         {1u, 7u, 8u, 9u, 4095u, 4096u, 4097u, 12293u, 32767u, 32768u, 32769u, 100003u}) {
        const auto voxels = drawn<Voxel>(n, n);
        check(voxels, static_cast<double>(voxels[n / 2]));
        check(padded(voxels), 0);
        check(std::vector<Voxel>(n, 3), 3);
    }
}

template <typename Voxel>
void extremes_of_the_type() {
    auto voxels = drawn<Voxel>(5000, 5);
    voxels[1] = std::numeric_limits<Voxel>::max();
    voxels[4999] = std::numeric_limits<Voxel>::lowest();
    check(voxels, static_cast<double>(std::numeric_limits<Voxel>::max()));
    check(voxels, static_cast<double>(std::numeric_limits<Voxel>::lowest()));
}

template <typename Voxel>
void zeros_have_no_sign_and_what_is_not_finite_is_counted() {
    check(std::vector<Voxel>(23, Voxel(-0.0)), 0);
    check(std::vector<Voxel>(23, std::numeric_limits<Voxel>::denorm_min()), 0);
    auto voxels = drawn<Voxel>(70001, 3);
    for (const size_t i : {0u, 8u, 4095u, 40000u, 70000u}) {
        voxels[i] = Voxel(i % 3 == 0 ? NAN : -INFINITY);
    }
    ib_part_sums all = {};
    ib_part_sums beyond = {};
    int64_t non_finite = -1;
    CHECK_EQUAL(IB_OK,
                ib_sums(voxels.data(), kType<Voxel>, 70001, 0, 1, 2, &all, &beyond, &non_finite));
    CHECK_EQUAL(int64_t{5}, non_finite);
}

/// Their sum is not finite, they are.
void large_numbers_are_finite() {
    const std::vector<double> voxels(100, std::numeric_limits<double>::max());
    ib_part_sums all = {};
    ib_part_sums beyond = {};
    int64_t non_finite = -1;
    CHECK_EQUAL(IB_OK, ib_sums(voxels.data(), IB_FLOAT64, 100, 0, 1, 1, &all, &beyond, &non_finite));
    CHECK_EQUAL(int64_t{0}, non_finite);
    CHECK_EQUAL(voxels[0], all.max);
}

/// One voxel in each of the 8 lanes of a vector, so that no other hides what it became.
void float16_of_every_bit_pattern_is_its_value() {
    for (uint32_t bits = 0; bits < 0x10000; ++bits) {
        const auto voxel = oracle::Float16::of_bits(static_cast<uint16_t>(bits));
        const double value = voxel;
        const std::vector<oracle::Float16> voxels(8, voxel);
        for (const int32_t level : {IB_SIMD_PORTABLE, IB_SIMD_AVX2, IB_SIMD_AVX512}) {
            CHECK_EQUAL(IB_OK, ib_limit_simd_level(level));
            ib_part_sums all = {};
            ib_part_sums beyond = {};
            int64_t non_finite = -1;
            CHECK_EQUAL(IB_OK,
                        ib_sums(voxels.data(), IB_FLOAT16, 8, 0, 1, 1, &all, &beyond, &non_finite));
            CHECK_EQUAL(int64_t{std::isfinite(value) ? 0 : 8}, non_finite);
            if (std::isfinite(value)) {
                CHECK(same_bits(value + 0.0, all.min));
                CHECK(same_bits(value + 0.0, all.max));
                CHECK_EQUAL(8 * value, all.sum);
                CHECK_EQUAL(int64_t{value > 0 ? 8 : 0}, beyond.count);
            }
        }
    }
}

void wrong_arguments_are_refused() {
    const float voxels[2] = {1, 2};
    ib_part_sums sums = {};
    int64_t non_finite = 0;
    double out = 0;
    const auto call = [&](const void* data, int32_t type, int64_t n, int32_t above, int32_t threads) {
        CHECK_EQUAL(IB_INVALID_ARGUMENT,
                    ib_sums(data, type, n, 0, above, threads, &sums, &sums, &non_finite));
        CHECK_EQUAL(IB_INVALID_ARGUMENT,
                    ib_squares(data, type, n, 0, above, 0, 0, threads, &out, &out));
    };
    call(nullptr, IB_FLOAT32, 2, 1, 1);
    call(voxels, IB_INT16, 2, 1, 1);
    call(voxels, IB_FLOAT32, 0, 1, 1);
    call(voxels, IB_FLOAT32, 2, 2, 1);
    call(voxels, IB_FLOAT32, 2, 1, 0);
    call(reinterpret_cast<const char*>(voxels) + 1, IB_FLOAT32, 1, 1, 1);
    CHECK_EQUAL(IB_INVALID_ARGUMENT,
                ib_sums(voxels, IB_FLOAT32, 2, 0, 1, 1, nullptr, &sums, &non_finite));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_squares(voxels, IB_FLOAT32, 2, 0, 1, 0, 0, 1, nullptr, &out));
}

template <typename... Voxels>
void every_type() {
    (sums_have_their_order<Voxels>(), ...);
}

}  // namespace

int main() {
    every_type<int32_t, uint32_t, float, double, oracle::Float16>();
    extremes_of_the_type<int32_t>();
    extremes_of_the_type<uint32_t>();
    extremes_of_the_type<float>();
    extremes_of_the_type<oracle::Float16>();
    zeros_have_no_sign_and_what_is_not_finite_is_counted<float>();
    zeros_have_no_sign_and_what_is_not_finite_is_counted<double>();
    zeros_have_no_sign_and_what_is_not_finite_is_counted<oracle::Float16>();
    float16_of_every_bit_pattern_is_its_value();
    large_numbers_are_finite();
    wrong_arguments_are_refused();
}
