#include "base/simd.hpp"
#include "gather/rows.hpp"

#if defined(__x86_64__)

#include <immintrin.h>

#include "gather/scale_avx512.hpp"

namespace ib {
namespace {

constexpr int64_t kLanes = 16;

IB_TARGET_AVX512 inline __m512 load(const uint8_t* p, __mmask16 where) {
    return _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(_mm_maskz_loadu_epi8(where, p)));
}
IB_TARGET_AVX512 inline __m512 load(const int8_t* p, __mmask16 where) {
    return _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_maskz_loadu_epi8(where, p)));
}
IB_TARGET_AVX512 inline __m512 load(const uint16_t* p, __mmask16 where) {
    return _mm512_cvtepi32_ps(_mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(where, p)));
}
IB_TARGET_AVX512 inline __m512 load(const int16_t* p, __mmask16 where) {
    return _mm512_cvtepi32_ps(_mm512_cvtepi16_epi32(_mm256_maskz_loadu_epi16(where, p)));
}
IB_TARGET_AVX512 inline __m512 load(const int32_t* p, __mmask16 where) {
    return _mm512_cvtepi32_ps(_mm512_maskz_loadu_epi32(where, p));
}
IB_TARGET_AVX512 inline __m512 load(const uint32_t* p, __mmask16 where) {
    return _mm512_cvtepu32_ps(_mm512_maskz_loadu_epi32(where, p));
}
IB_TARGET_AVX512 inline __m512 load(const float* p, __mmask16 where) {
    return _mm512_maskz_loadu_ps(where, p);
}
IB_TARGET_AVX512 inline __m512 load(const double* p, __mmask16 where) {
    const __m512d first = _mm512_maskz_loadu_pd(static_cast<__mmask8>(where), p);
    const __m512d second = _mm512_maskz_loadu_pd(static_cast<__mmask8>(where >> 8), p + 8);
    return _mm512_insertf32x8(_mm512_castps256_ps512(_mm512_cvtpd_ps(first)), _mm512_cvtpd_ps(second),
                              1);
}

IB_TARGET_AVX512 inline __m512 load(const Half* p, __mmask16 where) {
    return _mm512_cvtph_ps(_mm256_maskz_loadu_epi16(where, p));
}

IB_TARGET_AVX512 inline void store(__m512 v, float* p, __mmask16 where) {
    _mm512_mask_storeu_ps(p, where, v);
}
IB_TARGET_AVX512 inline void store(__m512 v, Half* p, __mmask16 where) {
    _mm256_mask_storeu_epi16(p, where,
                             _mm512_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
}

IB_TARGET_AVX512 inline __m512 reversed(__m512 v) {
    return _mm512_permutexvar_ps(_mm512_set_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
                                 v);
}

/// kVectors vectors, all of them loaded before any is stored.
template <int kVectors, typename Source, typename Target, bool kNormalise, bool kReversed>
IB_TARGET_AVX512 inline void convert_group(const Source* source, Target* target,
                                           const Scale512& scale) {
    __m512 v[kVectors];
#pragma GCC unroll 4
    for (int i = 0; i < kVectors; ++i) { v[i] = load(source + i * kLanes, 0xffff); }
#pragma GCC unroll 4
    for (int i = 0; i < kVectors; ++i) {
        v[i] = scaled<kNormalise>(v[i], scale);
        if constexpr (kReversed) { v[i] = reversed(v[i]); }
    }
#pragma GCC unroll 4
    for (int i = 0; i < kVectors; ++i) {
        store(v[i], target + (kReversed ? kVectors - 1 - i : i) * kLanes, 0xffff);
    }
}

/// The last vector of a row is masked: lanes beyond the row are neither read nor written.
template <typename Source, typename Target, bool kNormalise, bool kReversed>
IB_TARGET_AVX512 inline void convert(const Source* source, int64_t n, Target* target,
                                     const Scale512& scale) {
    int64_t i = 0;
    for (; i + 4 * kLanes <= n; i += 4 * kLanes) {
        convert_group<4, Source, Target, kNormalise, kReversed>(
            source + i, target + (kReversed ? n - 4 * kLanes - i : i), scale);
    }
    for (; i + kLanes <= n; i += kLanes) {
        convert_group<1, Source, Target, kNormalise, kReversed>(
            source + i, target + (kReversed ? n - kLanes - i : i), scale);
    }
    if (i == n) { return; }
    const auto rest = static_cast<__mmask16>((1u << (n - i)) - 1);
    const __m512 v = scaled<kNormalise>(load(source + i, rest), scale);
    if constexpr (kReversed) {
        // The lanes to keep are the last ones; shifted down, so that no pointer precedes the row.
        store(_mm512_maskz_compress_ps(static_cast<__mmask16>(~0u << (kLanes - (n - i))), reversed(v)),
              target, rest);
    } else {
        store(v, target + i, rest);
    }
}

struct Avx512 {
    template <typename Source, typename Target, bool kNormalise, bool kReversed>
    IB_TARGET_AVX512 static void row(const Rows& all, const RowScale& row) {
        const Rows rows = all;  // else its fields are read again after every store
        const Scale512 scale(row);
        for (int64_t i = 0; i < rows.count; ++i) {
            convert<Source, Target, kNormalise, kReversed>(
                reinterpret_cast<const Source*>(rows.source + i * rows.source_stride), rows.n,
                reinterpret_cast<Target*>(rows.target + i * rows.target_stride), scale);
        }
    }
};

}  // namespace

RowKernel row_kernel_avx512(const RowKind& kind) { return pick<Avx512>(kind); }

}  // namespace ib

#endif
