// 8 floats at a time, by AVX2. For vector_loops.hpp.
#pragma once

#include <immintrin.h>

#include <cstdint>

#define IB_LANE IB_TARGET_AVX2 __attribute__((always_inline)) static inline

namespace ib {
namespace {

struct Lanes {
    using Float = __m256;
    using Int = __m256i;
    using Mask = __m256;
    using Double = __m256d;
    static constexpr int64_t kWidth = 8;
    static constexpr int kVectors = 4;  // of a long computation, as many as registers hold

    IB_LANE Float load(const float* from) { return _mm256_loadu_ps(from); }
    IB_LANE void store(float* to, Float v) { _mm256_storeu_ps(to, v); }
    IB_LANE Float all(float v) { return _mm256_set1_ps(v); }
    IB_LANE Float add(Float a, Float b) { return _mm256_add_ps(a, b); }
    IB_LANE Float sub(Float a, Float b) { return _mm256_sub_ps(a, b); }
    IB_LANE Float mul(Float a, Float b) { return _mm256_mul_ps(a, b); }
    IB_LANE Float div(Float a, Float b) { return _mm256_div_ps(a, b); }
    IB_LANE Float sqrt(Float a) { return _mm256_sqrt_ps(a); }
    /// As a > b ? a : b, and a < b ? a : b.
    IB_LANE Float max(Float a, Float b) { return _mm256_max_ps(a, b); }
    IB_LANE Float min(Float a, Float b) { return _mm256_min_ps(a, b); }
    IB_LANE Mask above(Float a, Float b) { return _mm256_cmp_ps(a, b, _CMP_GT_OQ); }
    IB_LANE Float choose(Mask where, Float yes, Float no) { return _mm256_blendv_ps(no, yes, where); }

    IB_LANE Int all_int(int32_t v) { return _mm256_set1_epi32(v); }
    IB_LANE Int bits(Float v) { return _mm256_castps_si256(v); }
    IB_LANE Float of_bits(Int v) { return _mm256_castsi256_ps(v); }
    IB_LANE Int to_int(Float v) { return _mm256_cvtps_epi32(v); }
    IB_LANE Float to_float(Int v) { return _mm256_cvtepi32_ps(v); }
    IB_LANE Int add(Int a, Int b) { return _mm256_add_epi32(a, b); }
    IB_LANE Int both(Int a, Int b) { return _mm256_and_si256(a, b); }
    IB_LANE Int either(Int a, Int b) { return _mm256_or_si256(a, b); }
    IB_LANE Int differ(Int a, Int b) { return _mm256_xor_si256(a, b); }
    IB_LANE Int differ(Int a, Int b, Int c) { return differ(differ(a, b), c); }
    template <int kBy>
    IB_LANE Int left(Int v) {
        return _mm256_slli_epi32(v, kBy);
    }
    template <int kBy>
    IB_LANE Int right(Int v) {
        return _mm256_srli_epi32(v, kBy);
    }
    IB_LANE Mask above(Int a, Int b) { return of_bits(_mm256_cmpgt_epi32(a, b)); }
    IB_LANE Int choose(Mask where, Int yes, Int no) {
        return bits(choose(where, of_bits(yes), of_bits(no)));
    }

    // Lanes of 64 bits.
    IB_LANE Int count_from(uint64_t v) {
        return _mm256_add_epi64(_mm256_set1_epi64x(static_cast<int64_t>(v)),
                                _mm256_setr_epi64x(0, 1, 2, 3));
    }
    IB_LANE Int product(Int a, Int b) { return _mm256_mul_epu32(a, b); }
    IB_LANE Int high(Int v) { return _mm256_srli_epi64(v, 32); }
    /// The low halves of a and b, in turns.
    IB_LANE Int low_halves(Int a, Int b) {
        return _mm256_blend_epi32(a, _mm256_slli_epi64(b, 32), 0xaa);
    }
    /// Lane i of a, lane i of b, and so on.
    IB_LANE void store_in_turns(float* to, Float a, Float b) {
        const Float low = _mm256_unpacklo_ps(a, b), high = _mm256_unpackhi_ps(a, b);
        store(to, _mm256_permute2f128_ps(low, high, 0x20));
        store(to + kWidth, _mm256_permute2f128_ps(low, high, 0x31));
    }

    /// Of the 16 from there: bit 3 of an index says of which half.
    IB_LANE Float pick(const float* from, const int32_t* indices) {
        const Int all = _mm256_loadu_si256(reinterpret_cast<const Int*>(indices));
        const Float low = _mm256_permutevar8x32_ps(load(from), all);
        const Float high = _mm256_permutevar8x32_ps(load(from + kWidth), all);
        return _mm256_blendv_ps(low, high, of_bits(left<28>(all)));
    }

    // Half as many doubles.
    IB_LANE Double load_double(const float* from) { return _mm256_cvtps_pd(_mm_loadu_ps(from)); }
    IB_LANE Double all_double(double v) { return _mm256_set1_pd(v); }
    IB_LANE Double add(Double a, Double b) { return _mm256_add_pd(a, b); }
    IB_LANE Double sub(Double a, Double b) { return _mm256_sub_pd(a, b); }
    IB_LANE Double mul(Double a, Double b) { return _mm256_mul_pd(a, b); }
    /// The sums of the lanes of a and of b, in lanes 0 and 2: lane l + h is added to lane l, for h = 2,
    /// 1.
    IB_LANE Double folded(Double a, Double b) {
        const Double two = add(_mm256_permute2f128_pd(a, b, 0x20), _mm256_permute2f128_pd(a, b, 0x31));
        return add(two, _mm256_permute_pd(two, 0x5));
    }
    IB_LANE Double folded_of(double a, double b) { return _mm256_setr_pd(a, 0, b, 0); }
    IB_LANE void take_folded(Double v, double& a, double& b) {
        a = _mm256_cvtsd_f64(v);
        b = _mm_cvtsd_f64(_mm256_extractf128_pd(v, 1));
    }
    IB_LANE float least(Float v) {
        __m128 m = _mm_min_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
        m = _mm_min_ps(m, _mm_movehl_ps(m, m));
        return _mm_cvtss_f32(_mm_min_ss(m, _mm_movehdup_ps(m)));
    }
    IB_LANE float greatest(Float v) {
        __m128 m = _mm_max_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
        m = _mm_max_ps(m, _mm_movehl_ps(m, m));
        return _mm_cvtss_f32(_mm_max_ss(m, _mm_movehdup_ps(m)));
    }

    IB_LANE Float load_halves(const Half* from) {
        return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
    }
    IB_LANE void store_halves(Half* to, Float v) {
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to),
                         _mm256_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
    }
};

}  // namespace
}  // namespace ib

#undef IB_LANE
