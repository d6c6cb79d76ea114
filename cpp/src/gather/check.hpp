// What a patch must satisfy before anything is written.
#pragma once

#include <cstdint>

#include "ib/ib_cpu.h"

namespace ib {

/// Bytes of one voxel of an IB_UINT8 … IB_FLOAT16, one element of an IB_TO_*; 0 for other values.
int64_t voxel_bytes(int32_t source_type);
int64_t element_bytes(int32_t target_type);

/// Throws std::invalid_argument with the rule, the value and the patch's number.
void check_patch(const ib_patch& patch, int64_t number);

}  // namespace ib
