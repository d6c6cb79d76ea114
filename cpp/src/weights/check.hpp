// What a weight patch must satisfy before anything is counted.
#pragma once

#include <cstdint>

#include "ib/ib_cpu.h"

namespace ib {

/// Throws std::invalid_argument with the rule, the value and the patch's number.
void check_weight_patch(const ib_weight_patch& patch, int64_t number);

}  // namespace ib
