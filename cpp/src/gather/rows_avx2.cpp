#include "base/simd.hpp"
#include "gather/rows.hpp"

#if defined(__x86_64__)

#include <immintrin.h>

namespace ib {
namespace {

constexpr int64_t kLanes = 8;

IB_TARGET_AVX2 inline __m128i load_8_bytes(const void* p) {
    return _mm_loadl_epi64(static_cast<const __m128i*>(p));
}
IB_TARGET_AVX2 inline __m128i load_16_bytes(const void* p) {
    return _mm_loadu_si128(static_cast<const __m128i*>(p));
}
IB_TARGET_AVX2 inline __m256i load_32_bytes(const void* p) {
    return _mm256_loadu_si256(static_cast<const __m256i*>(p));
}

IB_TARGET_AVX2 inline __m256 load(const uint8_t* p) {
    return _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(load_8_bytes(p)));
}
IB_TARGET_AVX2 inline __m256 load(const int8_t* p) {
    return _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(load_8_bytes(p)));
}
IB_TARGET_AVX2 inline __m256 load(const uint16_t* p) {
    return _mm256_cvtepi32_ps(_mm256_cvtepu16_epi32(load_16_bytes(p)));
}
IB_TARGET_AVX2 inline __m256 load(const int16_t* p) {
    return _mm256_cvtepi32_ps(_mm256_cvtepi16_epi32(load_16_bytes(p)));
}
IB_TARGET_AVX2 inline __m256 load(const int32_t* p) { return _mm256_cvtepi32_ps(load_32_bytes(p)); }
IB_TARGET_AVX2 inline __m256 load(const uint32_t* p) {
    // Both halves are exact in float32, so their sum is the only rounding.
    const __m256i bits = load_32_bytes(p);
    const __m256 high = _mm256_cvtepi32_ps(_mm256_srli_epi32(bits, 16));
    const __m256 low = _mm256_cvtepi32_ps(_mm256_and_si256(bits, _mm256_set1_epi32(0xffff)));
    return _mm256_add_ps(_mm256_mul_ps(high, _mm256_set1_ps(65536.0f)), low);
}
IB_TARGET_AVX2 inline __m256 load(const float* p) { return _mm256_loadu_ps(p); }
IB_TARGET_AVX2 inline __m256 load(const double* p) {
    return _mm256_set_m128(_mm256_cvtpd_ps(_mm256_loadu_pd(p + 4)),
                           _mm256_cvtpd_ps(_mm256_loadu_pd(p)));
}

IB_TARGET_AVX2 inline __m256 load(const Half* p) { return _mm256_cvtph_ps(load_16_bytes(p)); }

IB_TARGET_AVX2 inline void store(__m256 v, float* p) { _mm256_storeu_ps(p, v); }
IB_TARGET_AVX2 inline void store(__m256 v, Half* p) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p),
                     _mm256_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
}

IB_TARGET_AVX2 inline __m256 reversed(__m256 v) {
    return _mm256_permutevar8x32_ps(v, _mm256_set_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

struct Scale {
    __m256 subtract, divide, low, high, gain, shift;
};

template <bool kNormalise>
IB_TARGET_AVX2 inline __m256 scaled(__m256 v, const Scale& scale) {
    if constexpr (kNormalise) {
        v = _mm256_div_ps(_mm256_sub_ps(v, scale.subtract), scale.divide);
        v = _mm256_and_ps(v, _mm256_cmp_ps(v, v, _CMP_ORD_Q));  // NaN becomes 0
        v = _mm256_min_ps(_mm256_max_ps(v, scale.low), scale.high);
    }
    return _mm256_add_ps(_mm256_mul_ps(v, scale.gain), scale.shift);
}

/// kVectors vectors, all of them loaded before any is stored.
template <int kVectors, typename Source, typename Target, bool kNormalise, bool kReversed>
IB_TARGET_AVX2 inline void convert_group(const Source* source, Target* target, const Scale& scale) {
    __m256 v[kVectors];
#pragma GCC unroll 4
    for (int i = 0; i < kVectors; ++i) { v[i] = load(source + i * kLanes); }
#pragma GCC unroll 4
    for (int i = 0; i < kVectors; ++i) {
        v[i] = scaled<kNormalise>(v[i], scale);
        if constexpr (kReversed) { v[i] = reversed(v[i]); }
    }
#pragma GCC unroll 4
    for (int i = 0; i < kVectors; ++i) {
        store(v[i], target + (kReversed ? kVectors - 1 - i : i) * kLanes);
    }
}

template <typename Source, typename Target, bool kNormalise, bool kReversed>
IB_TARGET_AVX2 inline void convert(const Source* source, int64_t n, Target* target, const RowScale& row,
                                   const Scale& scale) {
    int64_t i = 0;
    for (; i + 4 * kLanes <= n; i += 4 * kLanes) {
        convert_group<4, Source, Target, kNormalise, kReversed>(
            source + i, target + (kReversed ? n - 4 * kLanes - i : i), scale);
    }
    for (; i + kLanes <= n; i += kLanes) {
        convert_group<1, Source, Target, kNormalise, kReversed>(
            source + i, target + (kReversed ? n - kLanes - i : i), scale);
    }
    row_portable<Source, Target, kNormalise, kReversed>(source + i, n - i,
                                                        kReversed ? target : target + i, row);
}

struct Avx2 {
    template <typename Source, typename Target, bool kNormalise, bool kReversed>
    IB_TARGET_AVX2 static void row(const Rows& all, const RowScale& row) {
        const Rows rows = all;  // else its fields are read again after every store
        const Scale scale{_mm256_set1_ps(row.subtract), _mm256_set1_ps(row.divide),
                          _mm256_set1_ps(row.low),      _mm256_set1_ps(row.high),
                          _mm256_set1_ps(row.gain),     _mm256_set1_ps(row.shift)};
        for (int64_t i = 0; i < rows.count; ++i) {
            convert<Source, Target, kNormalise, kReversed>(
                reinterpret_cast<const Source*>(rows.source + i * rows.source_stride), rows.n,
                reinterpret_cast<Target*>(rows.target + i * rows.target_stride), row, scale);
        }
    }
};

}  // namespace

RowKernel row_kernel_avx2(const RowKind& kind) { return pick<Avx2>(kind); }

}  // namespace ib

#endif
