#include "intensity/rows.hpp"

#include "base/simd.hpp"

#define IB_ROW_TARGET
#include "intensity/row_loops.hpp"

namespace ib {

const IntensityRows& intensity_rows(int32_t level) {
#if defined(__x86_64__)
    if (level == IB_SIMD_AVX512) { return intensity_rows_avx512(); }
    if (level == IB_SIMD_AVX2) { return intensity_rows_avx2(); }
#endif
    static_cast<void>(level);
    return kIntensityRows;
}

}  // namespace ib
