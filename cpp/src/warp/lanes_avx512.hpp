// 16 elements of a row at a time, by AVX-512. For row_loops.hpp.
#pragma once

#include <immintrin.h>

#include <cstdint>

#include "gather/float16.hpp"
#include "warp/steps.hpp"

#define IB_LANE IB_TARGET_AVX512 __attribute__((always_inline)) static inline

namespace ib {
namespace {

struct Lanes {
    using Float = __m512;
    using Int = __m512i;
    static constexpr int64_t kWidth = 16;

    IB_LANE Int all(int32_t v) { return _mm512_set1_epi32(v); }
    IB_LANE Int load(const void* from) { return _mm512_loadu_si512(from); }
    IB_LANE Int add(Int a, Int b) { return _mm512_add_epi32(a, b); }
    IB_LANE Int times(Int a, Int b) { return _mm512_mullo_epi32(a, b); }
    /// v + 1 where the sum of parts is less than one of them, else v.
    IB_LANE Int carried(Int v, Int sum, Int part) {
        return _mm512_mask_add_epi32(v, _mm512_cmplt_epu32_mask(sum, part), v, all(1));
    }
    /// Of displacements in 2^-16 voxel.
    IB_LANE Int whole(Int v) { return _mm512_srai_epi32(v, 16); }
    IB_LANE Int part(Int v) { return _mm512_slli_epi32(v, 16); }
    /// In [0, 1), exact.
    IB_LANE Float share(Int part) {
        return _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_srli_epi32(part, 8)), _mm512_set1_ps(0x1p-24f));
    }
    /// The first n lanes, 0 in the others.
    IB_LANE void store(uint32_t* to, Int v, int64_t n) {
        _mm512_storeu_si512(to, _mm512_maskz_mov_epi32(first(n), v));
    }

    IB_LANE Float load(const float* from) { return _mm512_loadu_ps(from); }
    IB_LANE Float between(Float a, Float b, Float share) {
        return _mm512_add_ps(a, _mm512_mul_ps(_mm512_sub_ps(b, a), share));
    }

    // Gather instructions take as long as loads one by one, or longer. All that is looked at by one
    // element is loaded before the next, so that addresses need few registers.

    /// The voxels at `index`, and their neighbours along x.
    IB_LANE void load_corners(const Corners& of, const uint32_t* index, Float* here, Float* next) {
        Float a[4], b[4];
#pragma GCC unroll 4
        for (int g = 0; g < 4; ++g) {
            const float* const first[] = {of.first + index[4 * g], of.first + index[4 * g + 1]};
            const float* const last[] = {of.first + index[4 * g + 2], of.first + index[4 * g + 3]};
#pragma GCC unroll 4
            for (int c = 0; c < 4; ++c) {
                put(a[c], g, two(first, of.moved[c]));
                put(b[c], g, two(last, of.moved[c]));
            }
        }
#pragma GCC unroll 4
        for (int c = 0; c < 4; ++c) {
            here[c] = _mm512_shuffle_ps(a[c], b[c], 0x88);
            next[c] = _mm512_shuffle_ps(a[c], b[c], 0xdd);
        }
    }

    /// Of two channels that lie in turns: of half as many elements.
    IB_LANE void load_corners_of_two(const Corners& of, const uint32_t* index, Float* here,
                                     Float* next) {
        Float a[4], b[4];
#pragma GCC unroll 4
        for (int g = 0; g < 4; ++g) {
            const float* const even = of.first + index[2 * g];
            const float* const odd = of.first + index[2 * g + 1];
#pragma GCC unroll 4
            for (int c = 0; c < 4; ++c) {
                put(a[c], g, _mm_loadu_ps(even + of.moved[c]));
                put(b[c], g, _mm_loadu_ps(odd + of.moved[c]));
            }
        }
#pragma GCC unroll 4
        for (int c = 0; c < 4; ++c) {
            const __m512d p = _mm512_castps_pd(a[c]), q = _mm512_castps_pd(b[c]);
            here[c] = _mm512_castpd_ps(_mm512_unpacklo_pd(p, q));
            next[c] = _mm512_castpd_ps(_mm512_unpackhi_pd(p, q));
        }
    }
    /// Each of half as many, twice.
    IB_LANE Float twice(const float* from) {
        const Int order = _mm512_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
        return _mm512_permutexvar_ps(order, _mm512_castps256_ps512(_mm256_loadu_ps(from)));
    }
    /// Lane 0 of a to the first channel, lane 1 to the second, and so on, then those of b.
    IB_LANE void part_channels(Float a, Float b, Float& first, Float& second) {
        const Int even = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
        first = _mm512_permutex2var_ps(a, even, b);
        second = _mm512_permutex2var_ps(a, add(even, all(1)), b);
    }

    IB_LANE void interleave(Float a, Float b, Float& low, Float& high) {
        const Int order = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        low = _mm512_permutex2var_ps(a, order, b);
        high = _mm512_permutex2var_ps(a, add(order, all(8)), b);
    }

    IB_LANE void store(float* to, Float v, int64_t n) { _mm512_mask_storeu_ps(to, first(n), v); }
    IB_LANE void store(Half* to, Float v, int64_t n) {
        _mm256_mask_storeu_epi16(to, first(n),
                                 _mm512_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
    }

    /// The first n of the voxels at `index`; how many of them are not 0.
    IB_LANE int64_t copy(const uint8_t* v, const uint32_t* index, uint8_t* to, int64_t n) {
        __m128i a = _mm_cvtsi32_si128(v[index[0]]);
        __m128i b = _mm_cvtsi32_si128(v[index[8]]);
        a = _mm_insert_epi8(a, v[index[1]], 1), b = _mm_insert_epi8(b, v[index[9]], 1);
        a = _mm_insert_epi8(a, v[index[2]], 2), b = _mm_insert_epi8(b, v[index[10]], 2);
        a = _mm_insert_epi8(a, v[index[3]], 3), b = _mm_insert_epi8(b, v[index[11]], 3);
        a = _mm_insert_epi8(a, v[index[4]], 4), b = _mm_insert_epi8(b, v[index[12]], 4);
        a = _mm_insert_epi8(a, v[index[5]], 5), b = _mm_insert_epi8(b, v[index[13]], 5);
        a = _mm_insert_epi8(a, v[index[6]], 6), b = _mm_insert_epi8(b, v[index[14]], 6);
        a = _mm_insert_epi8(a, v[index[7]], 7), b = _mm_insert_epi8(b, v[index[15]], 7);
        const __m128i labels = _mm_unpacklo_epi64(a, b);
        _mm_mask_storeu_epi8(to, first(n), labels);
        return __builtin_popcount(_mm_mask_test_epi8_mask(first(n), labels, labels));
    }
    IB_LANE int64_t copy(const int32_t* v, const uint32_t* index, int32_t* to, int64_t n) {
        const Int ids = _mm512_i32gather_epi32(load(index), v, sizeof(int32_t));
        _mm512_mask_storeu_epi32(to, first(n), ids);
        return __builtin_popcount(_mm512_mask_test_epi32_mask(first(n), ids, ids));
    }

private:
    IB_LANE __mmask16 first(int64_t n) {
        return static_cast<__mmask16>(n >= kWidth ? 0xffff : (1u << n) - 1);
    }
    IB_LANE __m128 two(const float* const* from, int64_t moved) {
        const __m128i low = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from[0] + moved));
        return _mm_loadh_pi(_mm_castsi128_ps(low), reinterpret_cast<const __m64*>(from[1] + moved));
    }
    /// As lanes 4 g to 4 g + 3; those after them are anything.
    IB_LANE void put(Float& v, int g, __m128 four) {
        if (g == 0) { v = _mm512_castps128_ps512(four); }
        if (g == 1) { v = _mm512_insertf32x4(v, four, 1); }
        if (g == 2) { v = _mm512_insertf32x4(v, four, 2); }
        if (g == 3) { v = _mm512_insertf32x4(v, four, 3); }
    }
};

}  // namespace
}  // namespace ib

#undef IB_LANE
