// Patches of packed volumes: bricks are decoded into a buffer in the nearest cache, and converted from
// it as the rows of a volume are.
#pragma once

#include <cstdint>

#include "gather/plan.hpp"

namespace ib {

/// How many units of work the patch is: a row of bricks each, or where it is transposed kBlockRows rows
/// of 4 planes; what lies outside the volume is cut as if there were bricks.
int64_t packed_units(const GatherPlan& plan);

/// As gather_units.
int64_t gather_packed(const GatherPlan& plan, int64_t begin, int64_t end);

}  // namespace ib
