// Two rows of 8 voxels beside each other, by AVX2: sums, conversion and storage. For brick_loops.hpp.
#include <immintrin.h>

#include <cstdint>
#include <cstring>

#include "gather/bricks.hpp"
#include "gather/rows.hpp"

#ifndef IB_BRICK_TARGET
#error "define IB_BRICK_TARGET"
#endif

namespace ib {
namespace {

/// There are registers for no more than two bricks.
constexpr bool kAhead = false;

/// Two rows of 8 voxels of 16 bits, those of z and z + 1, as sums modulo 2^16.
struct Narrow {
    using Vector = __m256i;
    using Mask = __m256i;
    struct Order {
        __m256i first, second;  // bytes of either brick, or none
    };

    IB_BRICK_TARGET static Mask mask(bool all) {
        return _mm256_set1_epi16(static_cast<int16_t>(-int{all}));
    }
    IB_BRICK_TARGET static Vector all(uint32_t value) {
        return _mm256_set1_epi16(static_cast<int16_t>(value));
    }
    IB_BRICK_TARGET static Vector widen(__m256i bits) { return bits; }
    IB_BRICK_TARGET static Vector add(Vector a, Vector b) { return _mm256_add_epi16(a, b); }
    IB_BRICK_TARGET static Vector add_if(Mask where, Vector a, Vector b) {
        return _mm256_add_epi16(a, _mm256_and_si256(where, b));
    }
    IB_BRICK_TARGET static Vector pick(Vector a, Order order, Vector b) {
        return _mm256_or_si256(_mm256_shuffle_epi8(a, order.first),
                               _mm256_shuffle_epi8(b, order.second));
    }
    IB_BRICK_TARGET static Order order(int64_t skip) {
        alignas(32) uint8_t first[32], second[32];
        for (int64_t i = 0; i < 32; ++i) {
            const int64_t from = i % 16 + 2 * skip;
            first[i] = static_cast<uint8_t>(from < 16 ? from : 0x80);
            second[i] = static_cast<uint8_t>(from < 16 ? 0x80 : from - 16);
        }
        return {_mm256_load_si256(reinterpret_cast<const __m256i*>(first)),
                _mm256_load_si256(reinterpret_cast<const __m256i*>(second))};
    }
};

template <typename Source>
using SumsOf = Narrow;

struct Values {
    __m256 low, high;
};

struct Scale {
    __m256 subtract, divide, least, most, gain, shift;

    IB_BRICK_TARGET explicit Scale(const RowScale& row)
        : subtract(_mm256_set1_ps(row.subtract)),
          divide(_mm256_set1_ps(row.divide)),
          least(_mm256_set1_ps(row.low)),
          most(_mm256_set1_ps(row.high)),
          gain(_mm256_set1_ps(row.gain)),
          shift(_mm256_set1_ps(row.shift)) {}
};

IB_BRICK_TARGET inline Values as_float(__m256i v, uint16_t) {
    return {_mm256_cvtepi32_ps(_mm256_cvtepu16_epi32(_mm256_castsi256_si128(v))),
            _mm256_cvtepi32_ps(_mm256_cvtepu16_epi32(_mm256_extracti128_si256(v, 1)))};
}
IB_BRICK_TARGET inline Values as_float(__m256i v, int16_t) {
    return {_mm256_cvtepi32_ps(_mm256_cvtepi16_epi32(_mm256_castsi256_si128(v))),
            _mm256_cvtepi32_ps(_mm256_cvtepi16_epi32(_mm256_extracti128_si256(v, 1)))};
}

template <Scaling kScaling>
IB_BRICK_TARGET inline __m256 scaled_integer(__m256 v, const Scale& scale) {
    if constexpr (kScaling != Scaling::kLinear) {
        v = _mm256_div_ps(_mm256_sub_ps(v, scale.subtract), scale.divide);
        v = _mm256_min_ps(_mm256_max_ps(v, scale.least), scale.most);
    }
    if constexpr (kScaling == Scaling::kPlain) { return v; }
    return _mm256_add_ps(_mm256_mul_ps(v, scale.gain), scale.shift);
}
/// Of divisors other than 0.
template <Scaling kScaling>
IB_BRICK_TARGET inline Values scaled_integer(const Values& v, const Scale& scale) {
    return {scaled_integer<kScaling>(v.low, scale), scaled_integer<kScaling>(v.high, scale)};
}

/// Lanes turned round, so that the last of `n` comes first.
IB_BRICK_TARGET inline __m256i reversal(int64_t n) {
    alignas(32) int32_t lanes[8];
    for (int32_t i = 0; i < 8; ++i) { lanes[i] = (static_cast<int32_t>(n) - 1 - i) & 7; }
    return _mm256_load_si256(reinterpret_cast<const __m256i*>(lanes));
}
IB_BRICK_TARGET inline Values turn(const Values& v, __m256i turned) {
    return {_mm256_permutevar8x32_ps(v.low, turned), _mm256_permutevar8x32_ps(v.high, turned)};
}

IB_BRICK_TARGET inline void store(__m256 v, float* to) { _mm256_storeu_ps(to, v); }
IB_BRICK_TARGET inline void store(__m256 v, Half* to) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to),
                     _mm256_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
}
template <typename Target>
IB_BRICK_TARGET inline void store(const Values& v, Target* low, Target* high) {
    store(v.low, low);
    store(v.high, high);
}
/// The first `n` of each row, fewer than 8.
template <typename Target>
IB_BRICK_TARGET inline void store(const Values& v, int64_t n, Target* low, Target* high) {
    Target eight[8];
    store(v.low, eight);
    std::memcpy(low, eight, static_cast<size_t>(n) * sizeof(Target));
    store(v.high, eight);
    std::memcpy(high, eight, static_cast<size_t>(n) * sizeof(Target));
}

}  // namespace
}  // namespace ib
