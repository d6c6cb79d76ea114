// 8 elements of a row at a time, by AVX2. For row_loops.hpp.
#pragma once

#include <immintrin.h>

#include <cstdint>
#include <cstring>

#include "gather/float16.hpp"
#include "warp/steps.hpp"

#define IB_LANE IB_TARGET_AVX2 __attribute__((always_inline)) static inline

namespace ib {
namespace {

struct Lanes {
    using Float = __m256;
    using Int = __m256i;
    static constexpr int64_t kWidth = 8;

    IB_LANE Int all(int32_t v) { return _mm256_set1_epi32(v); }
    IB_LANE Int load(const void* from) { return _mm256_loadu_si256(static_cast<const __m256i*>(from)); }
    IB_LANE Int add(Int a, Int b) { return _mm256_add_epi32(a, b); }
    IB_LANE Int times(Int a, Int b) { return _mm256_mullo_epi32(a, b); }
    /// v + 1 where the sum of parts is less than one of them, as numbers without a sign, else v.
    IB_LANE Int carried(Int v, Int sum, Int part) {
        const Int sign = all(INT32_MIN);
        const Int below = _mm256_cmpgt_epi32(_mm256_xor_si256(part, sign), _mm256_xor_si256(sum, sign));
        return _mm256_sub_epi32(v, below);
    }
    /// Of displacements in 2^-16 voxel.
    IB_LANE Int whole(Int v) { return _mm256_srai_epi32(v, 16); }
    IB_LANE Int part(Int v) { return _mm256_slli_epi32(v, 16); }
    /// In [0, 1), exact.
    IB_LANE Float share(Int part) {
        return _mm256_mul_ps(_mm256_cvtepi32_ps(_mm256_srli_epi32(part, 8)), _mm256_set1_ps(0x1p-24f));
    }
    /// The first n lanes, 0 in the others.
    IB_LANE void store(uint32_t* to, Int v, int64_t n) {
        const Int wanted = _mm256_cmpgt_epi32(all(static_cast<int32_t>(n < kWidth ? n : kWidth)),
                                              _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), _mm256_and_si256(v, wanted));
    }

    IB_LANE Float load(const float* from) { return _mm256_loadu_ps(from); }
    IB_LANE Float between(Float a, Float b, Float share) {
        return _mm256_add_ps(a, _mm256_mul_ps(_mm256_sub_ps(b, a), share));
    }

    // Gather instructions take as long as loads one by one, or longer. All that is looked at by one
    // element is loaded before the next, so that addresses need few registers.

    /// The voxels at `index`, and their neighbours along x.
    IB_LANE void load_corners(const Corners& of, const uint32_t* index, Float* here, Float* next) {
        Float a[4], b[4];
#pragma GCC unroll 2
        for (int g = 0; g < 2; ++g) {
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
            here[c] = _mm256_shuffle_ps(a[c], b[c], 0x88);
            next[c] = _mm256_shuffle_ps(a[c], b[c], 0xdd);
        }
    }

    /// Of two channels that lie in turns: of half as many elements.
    IB_LANE void load_corners_of_two(const Corners& of, const uint32_t* index, Float* here,
                                     Float* next) {
        Float a[4], b[4];
#pragma GCC unroll 2
        for (int g = 0; g < 2; ++g) {
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
            const __m256d p = _mm256_castps_pd(a[c]), q = _mm256_castps_pd(b[c]);
            here[c] = _mm256_castpd_ps(_mm256_unpacklo_pd(p, q));
            next[c] = _mm256_castpd_ps(_mm256_unpackhi_pd(p, q));
        }
    }
    /// Each of half as many, twice.
    IB_LANE Float twice(const float* from) {
        return _mm256_permutevar8x32_ps(_mm256_castps128_ps256(_mm_loadu_ps(from)),
                                        _mm256_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3));
    }
    /// Lane 0 of a to the first channel, lane 1 to the second, and so on, then those of b.
    IB_LANE void part_channels(Float a, Float b, Float& first, Float& second) {
        first = in_order(_mm256_shuffle_ps(a, b, 0x88));
        second = in_order(_mm256_shuffle_ps(a, b, 0xdd));
    }

    IB_LANE void interleave(Float a, Float b, Float& low, Float& high) {
        const Float even = _mm256_unpacklo_ps(a, b), odd = _mm256_unpackhi_ps(a, b);
        low = _mm256_permute2f128_ps(even, odd, 0x20);
        high = _mm256_permute2f128_ps(even, odd, 0x31);
    }

    template <typename Target>
    IB_LANE void store(Target* to, Float v, int64_t n) {
        if (n >= kWidth) { return store_all(to, v); }
        Target last[kWidth];
        store_all(last, v);
        std::memcpy(to, last, static_cast<size_t>(n) * sizeof(Target));
    }

    /// The first n of the voxels at `index`; how many of them are not 0.
    template <typename Element>
    IB_LANE int64_t copy(const Element* v, const uint32_t* index, Element* to, int64_t n) {
        int64_t count = 0;
        for (int64_t i = 0; i < kWidth && i < n; ++i) {
            to[i] = v[index[i]];
            count += to[i] != 0 ? 1 : 0;
        }
        return count;
    }

private:
    IB_LANE __m128 two(const float* const* from, int64_t moved) {
        const __m128i low = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from[0] + moved));
        return _mm_loadh_pi(_mm_castsi128_ps(low), reinterpret_cast<const __m64*>(from[1] + moved));
    }
    /// As half g; where that is the first, the other one is anything.
    IB_LANE void put(Float& v, int g, __m128 half) {
        v = g == 0 ? _mm256_castps128_ps256(half) : _mm256_insertf128_ps(v, half, 1);
    }
    /// Pairs 0, 2, 1, 3 as 0, 1, 2, 3.
    IB_LANE Float in_order(Float v) {
        return _mm256_castpd_ps(_mm256_permute4x64_pd(_mm256_castps_pd(v), 0xd8));
    }
    IB_LANE void store_all(float* to, Float v) { _mm256_storeu_ps(to, v); }
    IB_LANE void store_all(Half* to, Float v) {
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to),
                         _mm256_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
    }
};

}  // namespace
}  // namespace ib

#undef IB_LANE
