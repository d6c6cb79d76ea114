// What a request must satisfy before anything is written.
#pragma once

#include "ib/ib_cpu.h"

namespace ib {

/// Throws std::invalid_argument with the rule and the value; addresses only if `with_memory`.
void check_resample(const ib_resample& r, bool with_memory);

}  // namespace ib
