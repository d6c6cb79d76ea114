// Ranks of voxels of 8 and 16 bits: one counter for every value there is.
#pragma once

#include <cstdint>
#include <vector>

namespace ib {

/// Counters of 32 bits are added to their totals of 64 bits after this many voxels of one worker.
constexpr int64_t kHistogramFlush = int64_t{1} << 31;

/// How many of the n voxels have each value of their type, the smallest first. flush_after:
/// kHistogramFlush, smaller in tests.
template <typename Voxel>
std::vector<int64_t> histogram(const Voxel* voxels, int64_t n, int32_t threads,
                               int64_t flush_after = kHistogramFlush);

/// The values, as float64, at `ranks` (ascending, each in [0, n)) of the n sorted voxels. Voxel:
/// uint8_t, int8_t, uint16_t or int16_t. flush_after: kHistogramFlush, smaller in tests.
template <typename Voxel>
std::vector<double> histogram_ranks(const Voxel* voxels, int64_t n, const std::vector<int64_t>& ranks,
                                    int32_t threads, int64_t flush_after = kHistogramFlush);

}  // namespace ib
