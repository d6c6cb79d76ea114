#include "base/simd.hpp"

#if defined(__x86_64__)

#define IB_ROW_TARGET IB_TARGET_AVX512
// In this order: the loops are written in the lanes.
// clang-format off
#include "gather/float16.hpp"
#include "intensity/lanes_avx512.hpp"
#include "intensity/vector_loops.hpp"
// clang-format on

namespace ib {

const IntensityRows& intensity_rows_avx512() { return kIntensityRows; }

}  // namespace ib

#endif
