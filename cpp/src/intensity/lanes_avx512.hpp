// 16 floats at a time, by AVX-512. For vector_loops.hpp.
#pragma once

#include <immintrin.h>

#include <cstdint>

#define IB_LANE IB_TARGET_AVX512 __attribute__((always_inline)) static inline

namespace ib {
namespace {

struct Lanes {
    using Float = __m512;
    using Int = __m512i;
    using Mask = __mmask16;
    using Double = __m512d;
    static constexpr int64_t kWidth = 16;
    static constexpr int kVectors = 8;  // of a long computation, as many as registers hold

    IB_LANE Float load(const float* from) { return _mm512_loadu_ps(from); }
    IB_LANE void store(float* to, Float v) { _mm512_storeu_ps(to, v); }
    IB_LANE Float all(float v) { return _mm512_set1_ps(v); }
    IB_LANE Float add(Float a, Float b) { return _mm512_add_ps(a, b); }
    IB_LANE Float sub(Float a, Float b) { return _mm512_sub_ps(a, b); }
    IB_LANE Float mul(Float a, Float b) { return _mm512_mul_ps(a, b); }
    IB_LANE Float div(Float a, Float b) { return _mm512_div_ps(a, b); }
    IB_LANE Float sqrt(Float a) { return _mm512_sqrt_ps(a); }
    /// As a > b ? a : b, and a < b ? a : b.
    IB_LANE Float max(Float a, Float b) { return _mm512_max_ps(a, b); }
    IB_LANE Float min(Float a, Float b) { return _mm512_min_ps(a, b); }
    IB_LANE Mask above(Float a, Float b) { return _mm512_cmp_ps_mask(a, b, _CMP_GT_OQ); }
    IB_LANE Float choose(Mask where, Float yes, Float no) {
        return _mm512_mask_blend_ps(where, no, yes);
    }

    IB_LANE Int all_int(int32_t v) { return _mm512_set1_epi32(v); }
    IB_LANE Int bits(Float v) { return _mm512_castps_si512(v); }
    IB_LANE Float of_bits(Int v) { return _mm512_castsi512_ps(v); }
    IB_LANE Int to_int(Float v) { return _mm512_cvtps_epi32(v); }
    IB_LANE Float to_float(Int v) { return _mm512_cvtepi32_ps(v); }
    IB_LANE Int add(Int a, Int b) { return _mm512_add_epi32(a, b); }
    IB_LANE Int both(Int a, Int b) { return _mm512_and_si512(a, b); }
    IB_LANE Int either(Int a, Int b) { return _mm512_or_si512(a, b); }
    IB_LANE Int differ(Int a, Int b) { return _mm512_xor_si512(a, b); }
    IB_LANE Int differ(Int a, Int b, Int c) { return _mm512_ternarylogic_epi32(a, b, c, 0x96); }
    template <int kBy>
    IB_LANE Int left(Int v) {
        return _mm512_slli_epi32(v, kBy);
    }
    template <int kBy>
    IB_LANE Int right(Int v) {
        return _mm512_srli_epi32(v, kBy);
    }
    IB_LANE Mask above(Int a, Int b) { return _mm512_cmpgt_epi32_mask(a, b); }
    IB_LANE Int choose(Mask where, Int yes, Int no) { return _mm512_mask_blend_epi32(where, no, yes); }

    // Lanes of 64 bits.
    IB_LANE Int count_from(uint64_t v) {
        return _mm512_add_epi64(_mm512_set1_epi64(static_cast<int64_t>(v)),
                                _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7));
    }
    IB_LANE Int product(Int a, Int b) { return _mm512_mul_epu32(a, b); }
    IB_LANE Int high(Int v) { return _mm512_srli_epi64(v, 32); }
    /// The low halves of a and b, in turns.
    IB_LANE Int low_halves(Int a, Int b) {
        return _mm512_mask_blend_epi32(0xaaaa, a, _mm512_slli_epi64(b, 32));
    }
    /// Lane i of a, lane i of b, and so on.
    IB_LANE void store_in_turns(float* to, Float a, Float b) {
        const Int low = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        const Int high =
            _mm512_setr_epi32(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        store(to, _mm512_permutex2var_ps(a, low, b));
        store(to + kWidth, _mm512_permutex2var_ps(a, high, b));
    }

    /// Of the 32 from there.
    IB_LANE Float pick(const float* from, const int32_t* indices) {
        return _mm512_permutex2var_ps(load(from), _mm512_loadu_si512(indices), load(from + kWidth));
    }

    // Half as many doubles.
    IB_LANE Double load_double(const float* from) { return _mm512_cvtps_pd(_mm256_loadu_ps(from)); }
    IB_LANE Double all_double(double v) { return _mm512_set1_pd(v); }
    IB_LANE Double add(Double a, Double b) { return _mm512_add_pd(a, b); }
    IB_LANE Double sub(Double a, Double b) { return _mm512_sub_pd(a, b); }
    IB_LANE Double mul(Double a, Double b) { return _mm512_mul_pd(a, b); }
    /// The sums of the lanes of a and of b, in lanes 0 and 4: lane l + h is added to lane l, for h = 4,
    /// 2, 1.
    IB_LANE Double folded(Double a, Double b) {
        const Double four = add(_mm512_shuffle_f64x2(a, b, 0x44), _mm512_shuffle_f64x2(a, b, 0xee));
        const Double two = add(four, _mm512_permutex_pd(four, 0x4e));
        return add(two, _mm512_permute_pd(two, 0x55));
    }
    IB_LANE Double folded_of(double a, double b) { return _mm512_setr_pd(a, 0, 0, 0, b, 0, 0, 0); }
    IB_LANE void take_folded(Double v, double& a, double& b) {
        a = _mm512_cvtsd_f64(v);
        b = _mm256_cvtsd_f64(_mm512_extractf64x4_pd(v, 1));
    }
    IB_LANE float least(Float v) { return _mm512_reduce_min_ps(v); }
    IB_LANE float greatest(Float v) { return _mm512_reduce_max_ps(v); }

    IB_LANE Float load_halves(const Half* from) {
        return _mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)));
    }
    IB_LANE void store_halves(Half* to, Float v) {
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(to),
                            _mm512_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
    }
};

}  // namespace
}  // namespace ib

#undef IB_LANE
