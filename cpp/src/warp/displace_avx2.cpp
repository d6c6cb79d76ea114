#include <algorithm>

#include "base/simd.hpp"
#include "warp/displace.hpp"

#if defined(__x86_64__)

#include <immintrin.h>

namespace ib {
namespace {

constexpr int64_t kLanes = 8;

/// Four vectors, each with a weight: from left to right, as everywhere.
IB_TARGET_AVX2 inline __m256 weighed(const __m256* w, const __m256* v) {
    __m256 sum = _mm256_mul_ps(w[0], v[0]);
#pragma GCC unroll 3
    for (int k = 1; k < 4; ++k) { sum = _mm256_add_ps(sum, _mm256_mul_ps(w[k], v[k])); }
    return sum;
}

IB_TARGET_AVX2 inline __m256 weighed_points(const float* r, const __m256* w) {
    const __m256 v[] = {_mm256_loadu_ps(r), _mm256_loadu_ps(r + kPointsRow),
                        _mm256_loadu_ps(r + 2 * kPointsRow), _mm256_loadu_ps(r + 3 * kPointsRow)};
    return weighed(w, v);
}

IB_TARGET_AVX2 inline __m256i displacements(const BlockTaps& taps, int64_t x, const __m256* v) {
    const __m256 w[] = {_mm256_load_ps(taps.weights[0] + x), _mm256_load_ps(taps.weights[1] + x),
                        _mm256_load_ps(taps.weights[2] + x), _mm256_load_ps(taps.weights[3] + x)};
    return _mm256_cvtps_epi32(_mm256_mul_ps(weighed(w, v), _mm256_set1_ps(65536.0f)));
}

/// Of one component: kFew where all control points of the block fit into a vector.
template <bool kFew>
IB_TARGET_AVX2 void displace_component(const DisplacedPlane& plane, SplineScratch& scratch, int c,
                                       DisplacementRange& extremes) {
    const BlockTaps& taps = scratch.taps;
    __m256i least = _mm256_set1_epi32(extremes.least[c]);
    __m256i most = _mm256_set1_epi32(extremes.most[c]);
    for (int64_t y = 0; y < plane.count; ++y) {
        __m256 w[4];
        for (int k = 0; k < 4; ++k) { w[k] = _mm256_set1_ps(plane.weights[4 * y + k]); }
        const float* const r = scratch.planes[c][plane.first[y]] + taps.begin;
        const __m256 few = weighed_points(r, w);
        float* const many = scratch.rows[c];
        if constexpr (!kFew) {
            for (int64_t i = 0; i < taps.points; i += kLanes) {
                _mm256_store_ps(many + i, weighed_points(r + i, w));
            }
        }
        int32_t* const out = plane.values + c * plane.component + y * plane.row;
        for (int64_t x = 0; x < plane.length; x += kLanes) {
            const __m256i first = _mm256_load_si256(reinterpret_cast<const __m256i*>(taps.first + x));
            __m256 v[4];
            for (int k = 0; k < 4; ++k) {
                const __m256i point = _mm256_add_epi32(first, _mm256_set1_epi32(k));
                v[k] = kFew ? _mm256_permutevar8x32_ps(few, point)
                            : _mm256_i32gather_ps(many, point, sizeof(float));
            }
            const __m256i moved = displacements(taps, x, v);
            _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + x), moved);
            least = _mm256_min_epi32(least, moved);
            most = _mm256_max_epi32(most, moved);
        }
    }
    alignas(32) int32_t lows[kLanes], highs[kLanes];
    _mm256_store_si256(reinterpret_cast<__m256i*>(lows), least);
    _mm256_store_si256(reinterpret_cast<__m256i*>(highs), most);
    extremes.least[c] = *std::min_element(lows, lows + kLanes);
    extremes.most[c] = *std::max_element(highs, highs + kLanes);
}

}  // namespace

void displace_plane_avx2(const DisplacedPlane& plane, SplineScratch& scratch,
                         DisplacementRange& extremes) {
    const auto component =
        scratch.taps.points <= kLanes ? displace_component<true> : displace_component<false>;
    for (int c = 0; c < 3; ++c) { component(plane, scratch, c, extremes); }
}

}  // namespace ib

#endif
