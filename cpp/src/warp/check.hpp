// What warped patches must satisfy before anything is written.
#pragma once

#include <cstdint>

#include "ib/ib_cpu.h"

namespace ib {

/// Throw std::invalid_argument with the rule, the value and the patch's number.
void check_warped_patch(const ib_warped_patch& patch, int64_t number);
void check_warped_weights(const ib_warped_weights& patch, int64_t number);

}  // namespace ib
