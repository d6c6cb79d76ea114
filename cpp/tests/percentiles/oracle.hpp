// Percentiles by sorting, and voxels to take them of.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <random>
#include <type_traits>
#include <vector>

#include "ib/ib_cpu.h"
#include "support/check.hpp"
#include "support/float16.hpp"
#include "support/thread_counts.hpp"

namespace oracle {

template <typename Voxel>
constexpr int32_t kType = std::is_same_v<Voxel, uint8_t>    ? IB_UINT8
                          : std::is_same_v<Voxel, int8_t>   ? IB_INT8
                          : std::is_same_v<Voxel, int16_t>  ? IB_INT16
                          : std::is_same_v<Voxel, uint16_t> ? IB_UINT16
                          : std::is_same_v<Voxel, int32_t>  ? IB_INT32
                          : std::is_same_v<Voxel, uint32_t> ? IB_UINT32
                          : std::is_same_v<Voxel, float>    ? IB_FLOAT32
                          : std::is_same_v<Voxel, Float16>  ? IB_FLOAT16
                                                            : IB_FLOAT64;

inline const std::vector<double> kPercentages = {1, 99, 0, 100, 50, 33.3, 50};
inline const std::vector<double> kMany = {0,  0.5, 3,  7.25, 10, 20, 25, 30,   40,   42,
                                          50, 51,  60, 70,   80, 90, 95, 99.5, 99.9, 100};

inline double percentile(const std::vector<double>& sorted, double percentage) {
    const double rank = static_cast<double>(sorted.size() - 1) * (percentage / 100);
    const auto lower = static_cast<size_t>(std::floor(rank));
    const double a = sorted[lower];
    const double b = sorted[std::min(lower + 1, sorted.size() - 1)];
    const double t = rank - std::floor(rank);
    return t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t);
}

inline bool same_bits(double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0; }

/// Every SIMD level and number of threads; the output is poisoned and has a guard after it.
template <typename Voxel>
void check(const std::vector<Voxel>& voxels, const std::vector<double>& percentages) {
    std::vector<double> sorted;
    for (const Voxel voxel : voxels) {
        sorted.push_back(voxel == 0 ? 0.0 : static_cast<double>(voxel));
    }
    std::sort(sorted.begin(), sorted.end());
    for (const int32_t level : {IB_SIMD_PORTABLE, IB_SIMD_AVX2, IB_SIMD_AVX512}) {
        CHECK_EQUAL(IB_OK, ib_limit_simd_level(level));
        for (const int32_t threads : kThreadCounts) {
            std::vector<double> out(percentages.size() + 1, -12345.5);
            int64_t non_finite = -1;
            CHECK_EQUAL(IB_OK,
                        ib_percentiles(voxels.data(), kType<Voxel>, static_cast<int64_t>(voxels.size()),
                                       percentages.data(), static_cast<int32_t>(percentages.size()),
                                       threads, out.data(), &non_finite));
            CHECK_EQUAL(int64_t{0}, non_finite);
            CHECK_EQUAL(-12345.5, out.back());
            for (size_t i = 0; i < percentages.size(); ++i) {
                const double expected = percentile(sorted, percentages[i]);
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

}  // namespace oracle
