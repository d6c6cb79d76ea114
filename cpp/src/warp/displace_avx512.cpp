#include <algorithm>

#include "base/simd.hpp"
#include "warp/displace.hpp"

#if defined(__x86_64__)

#include <immintrin.h>

namespace ib {
namespace {

constexpr int64_t kLanes = 16;

/// Four vectors, each with a weight: from left to right, as everywhere.
IB_TARGET_AVX512 inline __m512 weighed(const __m512* w, const __m512* v) {
    __m512 sum = _mm512_mul_ps(w[0], v[0]);
#pragma GCC unroll 3
    for (int k = 1; k < 4; ++k) { sum = _mm512_add_ps(sum, _mm512_mul_ps(w[k], v[k])); }
    return sum;
}

IB_TARGET_AVX512 inline __m512 weighed_points(const float* r, const __m512* w) {
    const __m512 v[] = {_mm512_loadu_ps(r), _mm512_loadu_ps(r + kPointsRow),
                        _mm512_loadu_ps(r + 2 * kPointsRow), _mm512_loadu_ps(r + 3 * kPointsRow)};
    return weighed(w, v);
}

IB_TARGET_AVX512 inline __m512i displacements(const BlockTaps& taps, int64_t x, const __m512* v) {
    const __m512 w[] = {_mm512_load_ps(taps.weights[0] + x), _mm512_load_ps(taps.weights[1] + x),
                        _mm512_load_ps(taps.weights[2] + x), _mm512_load_ps(taps.weights[3] + x)};
    return _mm512_cvtps_epi32(_mm512_mul_ps(weighed(w, v), _mm512_set1_ps(65536.0f)));
}

/// Of one component: kFew where all control points of the block fit into a vector.
template <bool kFew>
IB_TARGET_AVX512 void displace_component(const DisplacedPlane& plane, SplineScratch& scratch, int c,
                                         DisplacementRange& extremes) {
    const BlockTaps& taps = scratch.taps;
    __m512i least = _mm512_set1_epi32(extremes.least[c]);
    __m512i most = _mm512_set1_epi32(extremes.most[c]);
    for (int64_t y = 0; y < plane.count; ++y) {
        __m512 w[4];
        for (int k = 0; k < 4; ++k) { w[k] = _mm512_set1_ps(plane.weights[4 * y + k]); }
        const float* const r = scratch.planes[c][plane.first[y]] + taps.begin;
        const __m512 few = weighed_points(r, w);
        float* const many = scratch.rows[c];
        if constexpr (!kFew) {
            for (int64_t i = 0; i < taps.points; i += kLanes) {
                _mm512_store_ps(many + i, weighed_points(r + i, w));
            }
        }
        int32_t* const out = plane.values + c * plane.component + y * plane.row;
        for (int64_t x = 0; x < plane.length; x += kLanes) {
            const __m512i first = _mm512_load_si512(taps.first + x);
            __m512 v[4];
            for (int k = 0; k < 4; ++k) {
                const __m512i point = _mm512_add_epi32(first, _mm512_set1_epi32(k));
                v[k] = kFew ? _mm512_permutexvar_ps(point, few)
                            : _mm512_i32gather_ps(point, many, sizeof(float));
            }
            const __m512i moved = displacements(taps, x, v);
            _mm512_storeu_si512(out + x, moved);
            least = _mm512_min_epi32(least, moved);
            most = _mm512_max_epi32(most, moved);
        }
    }
    extremes.least[c] = _mm512_reduce_min_epi32(least);
    extremes.most[c] = _mm512_reduce_max_epi32(most);
}

}  // namespace

void displace_plane_avx512(const DisplacedPlane& plane, SplineScratch& scratch,
                           DisplacementRange& extremes) {
    const auto component =
        scratch.taps.points <= kLanes ? displace_component<true> : displace_component<false>;
    for (int c = 0; c < 3; ++c) { component(plane, scratch, c, extremes); }
}

}  // namespace ib

#endif
