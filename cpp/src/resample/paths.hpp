// The two ways to resample; both give equal bytes where both apply.
#pragma once

#include <array>
#include <cstdint>

#include "ib/ib_cpu.h"

namespace ib {

/// Axis after axis, in tiles that stay in the cache; `along` as parallel_axes gives it, without -1.
/// Interpolation other than IB_VOTE.
void resample_separable(const ib_resample& r, const std::array<int, 3>& along, int32_t threads);
int64_t separable_bytes(const ib_resample& r, const std::array<int, 3>& along, int32_t threads);

/// Voxel by voxel, for any map.
void resample_direct(const ib_resample& r, int32_t threads);
int64_t direct_bytes(const ib_resample& r, int32_t threads);

}  // namespace ib
