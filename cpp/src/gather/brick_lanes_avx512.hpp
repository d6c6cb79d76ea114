// Two rows of 8 voxels beside each other, by AVX-512: sums, conversion and storage. For
// brick_loops.hpp.
#include <immintrin.h>

#include <cstdint>
#include <type_traits>

#include "gather/bricks.hpp"
#include "gather/rows.hpp"
#include "gather/scale_avx512.hpp"

#ifndef IB_BRICK_TARGET
#error "define IB_BRICK_TARGET"
#endif

namespace ib {
namespace {

/// Two bricks and a group fit into the registers.
constexpr bool kAhead = true;

/// Two rows of 8 voxels, those of z and z + 1, as sums modulo 2^16: all that is kept of small voxels.
struct Narrow {
    using Vector = __m256i;
    using Mask = __mmask16;
    using Order = __m256i;

    IB_BRICK_TARGET static Mask mask(bool all) { return static_cast<Mask>(-int{all}); }

    IB_BRICK_TARGET static Vector all(uint32_t value) {
        return _mm256_set1_epi16(static_cast<int16_t>(value));
    }
    IB_BRICK_TARGET static Vector widen(__m256i bits) { return bits; }
    IB_BRICK_TARGET static Vector add(Vector a, Vector b) { return _mm256_add_epi16(a, b); }
    IB_BRICK_TARGET static Vector add_if(Mask where, Vector a, Vector b) {
        return _mm256_mask_add_epi16(a, where, a, b);
    }
    /// Lane i of `order`: of a where below 16, else of b.
    IB_BRICK_TARGET static Vector pick(Vector a, Order order, Vector b) {
        return _mm256_permutex2var_epi16(a, order, b);
    }
    IB_BRICK_TARGET static Order order(int64_t skip) {
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
    using Order = __m512i;

    IB_BRICK_TARGET static Mask mask(bool all) { return Narrow::mask(all); }

    IB_BRICK_TARGET static Vector all(uint32_t value) {
        return _mm512_set1_epi32(static_cast<int32_t>(value));
    }
    IB_BRICK_TARGET static Vector widen(__m256i bits) { return _mm512_cvtepu16_epi32(bits); }
    IB_BRICK_TARGET static Vector add(Vector a, Vector b) { return _mm512_add_epi32(a, b); }
    IB_BRICK_TARGET static Vector add_if(Mask where, Vector a, Vector b) {
        return _mm512_mask_add_epi32(a, where, a, b);
    }
    IB_BRICK_TARGET static Vector pick(Vector a, Order order, Vector b) {
        return _mm512_permutex2var_epi32(a, order, b);
    }
    IB_BRICK_TARGET static Order order(int64_t skip) {
        return _mm512_cvtepu16_epi32(Narrow::order(skip));
    }
};

/// Of integers of 16 bits, and of 32.
template <typename Source>
using SumsOf = std::conditional_t<sizeof(Source) <= 2, Narrow, Wide>;

using Values = __m512;
using Scale = Scale512;

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

/// Of integers, where divides_by_reciprocal().
template <Scaling kScaling>
IB_BRICK_TARGET inline __m512 scaled_integer(__m512 v, const Scale& scale) {
    if constexpr (kScaling != Scaling::kLinear) {
        v = _mm512_sub_ps(v, scale.subtract);
        const __m512 q = _mm512_mul_ps(v, scale.inverse);
        v = _mm512_fmadd_ps(_mm512_fnmadd_ps(scale.divide, q, v), scale.inverse, q);
        v = _mm512_min_ps(_mm512_max_ps(v, scale.low), scale.high);
    }
    if constexpr (kScaling == Scaling::kPlain) { return v; }
    return _mm512_add_ps(_mm512_mul_ps(v, scale.gain), scale.shift);
}

IB_BRICK_TARGET inline __m512 turn(__m512 v, __m512i turned) {
    return _mm512_permutexvar_ps(turned, v);
}

IB_BRICK_TARGET inline __mmask8 first_lanes(int64_t n) { return static_cast<__mmask8>((1u << n) - 1); }

/// The first `n` of each row, fewer than 8.
IB_BRICK_TARGET inline void store(__m512 v, int64_t n, float* low, float* high) {
    _mm256_mask_storeu_ps(low, first_lanes(n), _mm512_castps512_ps256(v));
    _mm256_mask_storeu_ps(high, first_lanes(n), _mm512_extractf32x8_ps(v, 1));
}
IB_BRICK_TARGET inline void store(__m512 v, int64_t n, Half* low, Half* high) {
    const __m256i halves = _mm512_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    _mm_mask_storeu_epi16(low, first_lanes(n), _mm256_castsi256_si128(halves));
    _mm_mask_storeu_epi16(high, first_lanes(n), _mm256_extracti128_si256(halves, 1));
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
