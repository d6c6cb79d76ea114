// Ranks of keys by histograms of 16 bits at a time: slower than brackets, but its time depends neither
// on the values nor on how many ranks lie how close together.
#pragma once

#include <cstdint>
#include <vector>

#include "percentiles/keys.hpp"

namespace ib {

/// The keys at `ranks` (ascending, each in [0, n)) of the n sorted voxels. Voxel: int32_t, uint32_t,
/// float, double, int64_t.
template <typename Voxel>
std::vector<typename Keys<Voxel>::Key> digit_ranks(const Voxel* voxels, int64_t n,
                                                   const std::vector<int64_t>& ranks, int32_t threads);

}  // namespace ib
