// Writes weights and ids of a patch, plane by plane.
#pragma once

#include <cstdint>

#include "ib/ib_cpu.h"
#include "weights/table.hpp"

namespace ib {

/// Writes what planes [begin, end) of the patch fill, counted as the patch lies in the volume.
void paint_planes(const ib_weight_patch& patch, const WeightTable& table, int64_t begin, int64_t end);

/// Writes the ids of planes [begin, end) alone.
void paint_ids(const ib_weight_patch& patch, int64_t begin, int64_t end);

}  // namespace ib
