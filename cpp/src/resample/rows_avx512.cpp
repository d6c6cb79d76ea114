#include "base/simd.hpp"

#if defined(__x86_64__)

#define IB_ROW_TARGET IB_TARGET_AVX512
#include "resample/row_loops.hpp"

namespace ib {

const RowFunctions& row_functions_avx512() { return kRowFunctions; }

}  // namespace ib

#endif
