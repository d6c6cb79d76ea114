// Patches of packed volumes: bricks are decoded and converted in one pass or, where there is no kernel
// for that, by way of a buffer in the nearest cache.
#pragma once

#include <cstdint>

#include "gather/packed_area.hpp"
#include "gather/plan.hpp"

namespace ib {

/// How many units of work the patch is: a row of bricks each, or where it is transposed kBlockRows rows
/// of 4 planes; what lies outside the volume is cut as if there were bricks.
int64_t packed_units(const GatherPlan& plan);

/// As gather_units.
int64_t gather_packed(const GatherPlan& plan, int64_t begin, int64_t end);

/// Writes an area that lies within a row of bricks of a patch that is not turned, flipped or counted.
void gather_packed_area(const PackedSource& source, const PatchArea& area);

}  // namespace ib
