// Ranks of voxels of 32 and 64 bits.
#pragma once

#include <cstdint>
#include <vector>

#include "percentiles/keys.hpp"

namespace ib {

/// Up to so many voxels are selected from directly.
constexpr int64_t kDirectVoxels = int64_t{1} << 17;

template <typename Key>
struct Selected {
    int64_t non_finite = 0;
    std::vector<Key> keys;  // one for each rank; empty where non_finite is not 0
};

/// The keys at `ranks` (ascending, each in [0, n)) of the n sorted voxels. Voxel: int32_t, uint32_t,
/// float, double, int64_t.
///
/// Brackets from a sample of the voxels hold each rank with near certainty: one pass counts what is
/// below them and keeps what is inside, and the rank is selected among those. Ranks that the brackets
/// miss, and more ranks than brackets, are found by digit_ranks.
template <typename Voxel>
Selected<typename Keys<Voxel>::Key> select_ranks(const Voxel* voxels, int64_t n,
                                                 const std::vector<int64_t>& ranks, int32_t threads);

}  // namespace ib
