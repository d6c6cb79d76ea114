// What a patch and its changes must satisfy before anything is changed.
#pragma once

#include <cstdint>

#include "ib/ib_cpu.h"

namespace ib {

/// Throws std::invalid_argument with the rule, the value, and the numbers of the patch and the change.
void check_intensity_patch(const ib_intensity_patch& patch, int64_t number);

}  // namespace ib
