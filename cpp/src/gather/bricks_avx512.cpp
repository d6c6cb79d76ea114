#include "base/simd.hpp"

#if defined(__x86_64__)

#include "packed/bits_avx2.hpp"

#define IB_BRICK_TARGET IB_TARGET_AVX512
#include "gather/brick_lanes_avx512.hpp"
#include "gather/brick_loops.hpp"

namespace ib {

FusedKernel fused_kernel_avx512(const FusedKind& kind) { return fused_of_scans<true>(kind); }

}  // namespace ib

#endif
