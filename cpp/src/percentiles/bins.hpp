// Many ranks by a histogram of equal bins between the ends of a sample, and a second pass over the
// voxels of the bins that hold a rank.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "percentiles/keys.hpp"

namespace ib {

/// The keys at `ranks` (ascending, each in [0, n)) of the n (>= 16) sorted voxels, all finite; nothing
/// where too many voxels share bins with ranks without being equal. Voxel: int32_t, uint32_t, float,
/// double, int64_t.
template <typename Voxel>
std::optional<std::vector<typename Keys<Voxel>::Key>> bin_ranks(const Voxel* voxels, int64_t n,
                                                                const std::vector<int64_t>& ranks,
                                                                int32_t threads);

}  // namespace ib
