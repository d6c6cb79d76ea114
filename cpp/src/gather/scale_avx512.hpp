// Sixteen voxels through scale and intensity, by AVX-512.
#pragma once

#include <immintrin.h>

#include "base/simd.hpp"
#include "gather/rows.hpp"

namespace ib {

struct Scale512 {
    __m512 subtract, divide, inverse, low, high, gain, shift;

    IB_TARGET_AVX512 explicit Scale512(const RowScale& row)
        : subtract(_mm512_set1_ps(row.subtract)),
          divide(_mm512_set1_ps(row.divide)),
          inverse(_mm512_set1_ps(1.0f / row.divide)),
          low(_mm512_set1_ps(row.low)),
          high(_mm512_set1_ps(row.high)),
          gain(_mm512_set1_ps(row.gain)),
          shift(_mm512_set1_ps(row.shift)) {}
};

template <bool kNormalise>
IB_TARGET_AVX512 inline __m512 scaled(__m512 v, const Scale512& scale) {
    if constexpr (kNormalise) {
        v = _mm512_div_ps(_mm512_sub_ps(v, scale.subtract), scale.divide);
        v = _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(v, v, _CMP_ORD_Q), v);  // NaN becomes 0
        v = _mm512_min_ps(_mm512_max_ps(v, scale.low), scale.high);
    }
    return _mm512_add_ps(_mm512_mul_ps(v, scale.gain), scale.shift);
}

}  // namespace ib
