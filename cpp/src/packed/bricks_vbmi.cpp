#include "base/simd.hpp"

#if defined(__x86_64__)

#include "packed/bits_vbmi.hpp"

#define IB_BRICK_TARGET IB_TARGET_AVX512_VBMI
#include "packed/brick_loops.hpp"

namespace ib {

BrickKernel brick_kernel_vbmi(int32_t type) { return kernel_of(type); }

}  // namespace ib

#endif
