// Ranks that the sample misleads about, and more voxels than 24 bits count.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "percentiles/brackets.hpp"
#include "percentiles/histogram.hpp"
#include "percentiles/oracle.hpp"

namespace {

using oracle::check;
using oracle::drawn;
using oracle::kType;
using oracle::padded;

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
    const double median = 50;
    std::vector<double> out(1);
    int64_t non_finite = -1;
    CHECK_EQUAL(IB_OK,
                ib_percentiles(voxels.data(), kType<Voxel>, n, &median, 1, 2, out.data(), &non_finite));
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

void counters_of_the_histogram_are_flushed_in_time() {
    const auto voxels = padded(drawn<int16_t>(2000003, 3));
    const std::vector<int64_t> ranks = {0, 19999, 1000000, 1999999, 2000002};
    const auto n = static_cast<int64_t>(voxels.size());
    CHECK(ib::histogram_ranks(voxels.data(), n, ranks, 2) ==
          ib::histogram_ranks(voxels.data(), n, ranks, 2, 300000));
}

template <typename... Voxels>
void every_type() {
    (ranks_that_the_sample_hides_are_found<Voxels>(), ...);
}

}  // namespace

int main() {
    every_type<uint8_t, int8_t, uint16_t, int16_t, uint32_t, int32_t, float, double>();
    brackets_that_overflow_are_resolved<int32_t>();
    brackets_that_overflow_are_resolved<float>();
    more_than_two_to_the_24_voxels_are_ranked<int32_t>();
    more_than_two_to_the_24_voxels_are_ranked<double>();
    counters_of_the_histogram_are_flushed_in_time();
}
