#include "resample/rows.hpp"

#include "base/simd.hpp"

#define IB_ROW_TARGET
#include "resample/row_loops.hpp"

namespace ib {

const RowFunctions& row_functions(int32_t level) {
#if defined(__x86_64__)
    if (level == IB_SIMD_AVX512) { return row_functions_avx512(); }
    if (level == IB_SIMD_AVX2) { return row_functions_avx2(); }
#endif
    static_cast<void>(level);
    return kRowFunctions;
}

}  // namespace ib
