// Two rows of 8 voxels beside each other: sums, conversion and storage. Included by brick_loops.hpp,
// for each instruction set.
#include <immintrin.h>

#include <cstdint>

#include "gather/rows.hpp"

#ifndef IB_BRICK_TARGET
#error "define IB_BRICK_TARGET"
#endif

namespace ib {
namespace {

/// Two rows of 8 voxels, those of z and z + 1, as sums modulo 2^16: all that is kept of small voxels.
struct Narrow {
    using Vector = __m256i;
    using Mask = __mmask16;

    IB_BRICK_TARGET static Vector all(uint32_t value) {
        return _mm256_set1_epi16(static_cast<int16_t>(value));
    }
    IB_BRICK_TARGET static Vector widen(__m256i bits) { return bits; }
    IB_BRICK_TARGET static Vector add(Vector a, Vector b) { return _mm256_add_epi16(a, b); }
    IB_BRICK_TARGET static Vector add_if(Mask where, Vector a, Vector b) {
        return _mm256_mask_add_epi16(a, where, a, b);
    }
    /// Lane i of `order`: of a where below 16, else of b.
    IB_BRICK_TARGET static Vector pick(Vector a, Vector order, Vector b) {
        return _mm256_permutex2var_epi16(a, order, b);
    }
    IB_BRICK_TARGET static Vector order(int64_t skip) {
        alignas(32) int16_t lanes[16];
        for (int16_t i = 0; i < 16; ++i) {
            const auto from = static_cast<int16_t>(i % 8 + skip);
            lanes[i] = static_cast<int16_t>(i / 8 * 8 + (from < 8 ? from : from + 8));
        }
        return _mm256_load_si256(reinterpret_cast<const __m256i*>(lanes));
    }
};

/// The same modulo 2^32.
struct Wide {
    using Vector = __m512i;
    using Mask = __mmask16;

    IB_BRICK_TARGET static Vector all(uint32_t value) {
        return _mm512_set1_epi32(static_cast<int32_t>(value));
    }
    IB_BRICK_TARGET static Vector widen(__m256i bits) { return _mm512_cvtepu16_epi32(bits); }
    IB_BRICK_TARGET static Vector add(Vector a, Vector b) { return _mm512_add_epi32(a, b); }
    IB_BRICK_TARGET static Vector add_if(Mask where, Vector a, Vector b) {
        return _mm512_mask_add_epi32(a, where, a, b);
    }
    IB_BRICK_TARGET static Vector pick(Vector a, Vector order, Vector b) {
        return _mm512_permutex2var_epi32(a, order, b);
    }
    IB_BRICK_TARGET static Vector order(int64_t skip) {
        return _mm512_cvtepu16_epi32(Narrow::order(skip));
    }
};

IB_BRICK_TARGET inline __m512 as_float(__m256i v, uint16_t) {
    return _mm512_cvtepi32_ps(_mm512_cvtepu16_epi32(v));
}
IB_BRICK_TARGET inline __m512 as_float(__m256i v, int16_t) {
    return _mm512_cvtepi32_ps(_mm512_cvtepi16_epi32(v));
}
IB_BRICK_TARGET inline __m512 as_float(__m512i v, int32_t) { return _mm512_cvtepi32_ps(v); }

/// Lanes of each half turned round, so that the last of `n` comes first.
IB_BRICK_TARGET inline __m512i reversal(int64_t n) {
    alignas(64) int32_t lanes[16];
    for (int32_t i = 0; i < 16; ++i) { lanes[i] = i / 8 * 8 + ((static_cast<int32_t>(n) - 1 - i) & 7); }
    return _mm512_load_si512(lanes);
}

/// The lanes in `where` of each half.
IB_BRICK_TARGET inline void store(__m512 v, __mmask8 where, float* low, float* high) {
    _mm256_mask_storeu_ps(low, where, _mm512_castps512_ps256(v));
    _mm256_mask_storeu_ps(high, where, _mm512_extractf32x8_ps(v, 1));
}
IB_BRICK_TARGET inline void store(__m512 v, __mmask8 where, Half* low, Half* high) {
    const __m256i halves = _mm512_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    _mm_mask_storeu_epi16(low, where, _mm256_castsi256_si128(halves));
    _mm_mask_storeu_epi16(high, where, _mm256_extracti128_si256(halves, 1));
}
IB_BRICK_TARGET inline void store(__m512 v, float* low, float* high) {
    _mm256_storeu_ps(low, _mm512_castps512_ps256(v));
    _mm256_storeu_ps(high, _mm512_extractf32x8_ps(v, 1));
}
IB_BRICK_TARGET inline void store(__m512 v, Half* low, Half* high) {
    const __m256i halves = _mm512_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(low), _mm256_castsi256_si128(halves));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(high), _mm256_extracti128_si256(halves, 1));
}

}  // namespace
}  // namespace ib
