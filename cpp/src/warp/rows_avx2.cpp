#include "base/simd.hpp"

#if defined(__x86_64__)

#define IB_ROW_TARGET IB_TARGET_AVX2
// In this order: the loops are written in the lanes.
// clang-format off
#include "warp/lanes_avx2.hpp"
#include "warp/row_loops.hpp"
// clang-format on

namespace ib {

WarpKernel warp_kernel_avx2(const WarpRowKind& kind) { return pick_kernel<Vectors>(kind); }

void interleave_avx2(const float* a, const float* b, int64_t n, float* out) {
    interleave_rows(a, b, n, out);
}

}  // namespace ib

#endif
