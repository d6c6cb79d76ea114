// Negative zero is zero; infinities and NaN are counted and leave no percentile.
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "percentiles/oracle.hpp"

namespace {

using oracle::check;
using oracle::drawn;
using oracle::kMany;
using oracle::kPercentages;
using oracle::kType;

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

}  // namespace

int main() {
    voxels_that_are_not_finite_are_counted<float>();
    voxels_that_are_not_finite_are_counted<double>();
    voxels_that_are_not_finite_are_counted<oracle::Float16>();
    negative_zero_counts_as_zero<float>();
    negative_zero_counts_as_zero<double>();
    negative_zero_counts_as_zero<oracle::Float16>();
}
