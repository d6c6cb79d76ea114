#include "base/simd.hpp"
#include "gather/float16.hpp"
#include "warp/rows.hpp"
#include "warp/steps.hpp"

#if defined(__x86_64__)

#include <immintrin.h>

namespace ib {
namespace {

constexpr int64_t kLanes = 16;

/// Which lanes of the vector at x belong to a row of n.
IB_TARGET_AVX512 inline __mmask16 lanes_at(int64_t x, int64_t n) {
    return static_cast<__mmask16>(n - x >= kLanes ? 0xffff : (1u << (n - x)) - 1);
}

/// 16 places along one axis.
struct Places {
    __m512i voxel;
    __m512i part;
};

template <bool kSplined>
IB_TARGET_AVX512 inline Places places_at(const RowSteps& steps, const RowStart& start, int a,
                                         int64_t x) {
    const __m512i one = _mm512_set1_epi32(1);
    const __m512i first = _mm512_set1_epi32(static_cast<int32_t>(start.at[a].part));
    __m512i part = _mm512_add_epi32(first, _mm512_load_si512(steps.part[a] + x));
    __m512i voxel =
        _mm512_add_epi32(_mm512_set1_epi32(start.at[a].voxel), _mm512_load_si512(steps.voxel[a] + x));
    voxel = _mm512_mask_add_epi32(voxel, _mm512_cmplt_epu32_mask(part, first), voxel, one);
    if constexpr (kSplined) {
        const __m512i moved = _mm512_loadu_si512(start.displaced[a] + x);
        const __m512i sum = _mm512_add_epi32(part, _mm512_slli_epi32(moved, 16));
        voxel = _mm512_add_epi32(voxel, _mm512_srai_epi32(moved, 16));
        voxel = _mm512_mask_add_epi32(voxel, _mm512_cmplt_epu32_mask(sum, part), voxel, one);
        part = sum;
    }
    return {voxel, part};
}

/// In [0, 1), exact.
IB_TARGET_AVX512 inline __m512 parts_of(__m512i part) {
    return _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_srli_epi32(part, 8)), _mm512_set1_ps(0x1p-24f));
}

/// What the elements of a row look at; those past its end look at voxel 0.
template <bool kParts, bool kSplined>
IB_TARGET_AVX512 inline void look(const WarpRows& rows, const RowSteps& steps, const RowStart& start,
                                  RowGroup& group, int64_t to) {
    const __m512i row = _mm512_set1_epi32(static_cast<int32_t>(rows.row));
    const __m512i plane = _mm512_set1_epi32(static_cast<int32_t>(rows.plane));
    for (int64_t x = 0; x < rows.size[0]; x += kLanes) {
        const Places px = places_at<kSplined>(steps, start, 0, x);
        const Places py = places_at<kSplined>(steps, start, 1, x);
        const Places pz = places_at<kSplined>(steps, start, 2, x);
        const __m512i index = _mm512_add_epi32(
            px.voxel,
            _mm512_add_epi32(_mm512_mullo_epi32(py.voxel, row), _mm512_mullo_epi32(pz.voxel, plane)));
        _mm512_store_si512(group.index + to + x,
                           _mm512_maskz_mov_epi32(lanes_at(x, rows.size[0]), index));
        if constexpr (kParts) {
            _mm512_store_ps(group.part[0] + to + x, parts_of(px.part));
            _mm512_store_ps(group.part[1] + to + x, parts_of(py.part));
            _mm512_store_ps(group.part[2] + to + x, parts_of(pz.part));
        }
    }
}

/// Two pairs of neighbours.
IB_TARGET_AVX512 inline __m128 two_pairs(const float* v, const uint32_t* index) {
    const __m128i first = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(v + index[0]));
    return _mm_loadh_pi(_mm_castsi128_ps(first), reinterpret_cast<const __m64*>(v + index[1]));
}

IB_TARGET_AVX512 inline __m512 joined(__m128 a, __m128 b, __m128 c, __m128 d) {
    const __m256 low = _mm256_insertf128_ps(_mm256_castps128_ps256(a), b, 1);
    const __m256 high = _mm256_insertf128_ps(_mm256_castps128_ps256(c), d, 1);
    return _mm512_insertf32x8(_mm512_castps256_ps512(low), high, 1);
}

IB_TARGET_AVX512 inline __m512 between(__m512 a, __m512 b, __m512 part) {
    return _mm512_add_ps(a, _mm512_mul_ps(_mm512_sub_ps(b, a), part));
}

/// Between the voxels at `index` and their neighbours along x. Pairs are loaded one by one: gather
/// instructions take as long as that or longer.
IB_TARGET_AVX512 inline __m512 between_pairs(const float* v, const uint32_t* index, __m512 part) {
    const __m512 a = joined(two_pairs(v, index), two_pairs(v, index + 4), two_pairs(v, index + 8),
                            two_pairs(v, index + 12));
    const __m512 b = joined(two_pairs(v, index + 2), two_pairs(v, index + 6), two_pairs(v, index + 10),
                            two_pairs(v, index + 14));
    return between(_mm512_shuffle_ps(a, b, 0x88), _mm512_shuffle_ps(a, b, 0xdd), part);
}

/// Of the 16 elements of a group from `at`.
IB_TARGET_AVX512 inline __m512 interpolated(const WarpRows& rows, const RowGroup& group, int64_t at) {
    const auto* const v = reinterpret_cast<const float*>(rows.box);
    const uint32_t* const index = group.index + at;
    const __m512 x = _mm512_load_ps(group.part[0] + at);
    const __m512 y = _mm512_load_ps(group.part[1] + at);
    const __m512 low = between(between_pairs(v, index, x), between_pairs(v + rows.row, index, x), y);
    const __m512 high = between(between_pairs(v + rows.plane, index, x),
                                between_pairs(v + rows.plane + rows.row, index, x), y);
    return between(low, high, _mm512_load_ps(group.part[2] + at));
}

IB_TARGET_AVX512 inline void store(__m512 v, float* p, __mmask16 where) {
    _mm512_mask_storeu_ps(p, where, v);
}
IB_TARGET_AVX512 inline void store(__m512 v, Half* p, __mmask16 where) {
    _mm256_mask_storeu_epi16(p, where,
                             _mm512_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
}

template <typename Target, bool kSplined>
IB_TARGET_AVX512 int64_t interpolate(const WarpRows& rows) {
    const RowSteps steps(rows);
    const int64_t stride = group_stride(rows);
    RowGroup group;
    for_groups(rows, [&](int64_t z, int64_t begin, int64_t end) IB_TARGET_AVX512 {
        for (int64_t y = begin; y < end; ++y) {
            look<true, kSplined>(rows, steps, RowStart(rows, y, z), group, (y - begin) * stride);
        }
        for (int64_t y = begin; y < end; ++y) {
            auto* const target = target_row<Target>(rows, y, z);
            for (int64_t x = 0; x < rows.size[0]; x += kLanes) {
                store(interpolated(rows, group, (y - begin) * stride + x), target + x,
                      lanes_at(x, rows.size[0]));
            }
        }
    });
    return 0;
}

/// Copies 16 elements; how many are not 0, of the wanted ones.
IB_TARGET_AVX512 inline int64_t copy(const uint8_t* v, const uint32_t* index, uint8_t* target,
                                     __mmask16 wanted) {
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
    _mm_mask_storeu_epi8(target, wanted, labels);
    return __builtin_popcount(_mm_mask_test_epi8_mask(wanted, labels, labels));
}

IB_TARGET_AVX512 inline int64_t copy(const int32_t* v, const uint32_t* index, int32_t* target,
                                     __mmask16 wanted) {
    const __m512i ids = _mm512_i32gather_epi32(_mm512_load_si512(index), v, sizeof(int32_t));
    _mm512_mask_storeu_epi32(target, wanted, ids);
    return __builtin_popcount(_mm512_mask_test_epi32_mask(wanted, ids, ids));
}

template <typename Element, bool kSplined>
IB_TARGET_AVX512 int64_t copy_nearest(const WarpRows& rows) {
    const RowSteps steps(rows);
    const auto* const box = reinterpret_cast<const Element*>(rows.box);
    const int64_t stride = group_stride(rows);
    RowGroup group;
    int64_t count = 0;
    for_groups(rows, [&](int64_t z, int64_t begin, int64_t end) IB_TARGET_AVX512 {
        for (int64_t y = begin; y < end; ++y) {
            look<false, kSplined>(rows, steps, RowStart(rows, y, z), group, (y - begin) * stride);
        }
        for (int64_t y = begin; y < end; ++y) {
            auto* const target = target_row<Element>(rows, y, z);
            for (int64_t x = 0; x < rows.size[0]; x += kLanes) {
                count += copy(box, group.index + (y - begin) * stride + x, target + x,
                              lanes_at(x, rows.size[0]));
            }
        }
    });
    return count;
}

struct Avx512 {
    template <typename Target, bool kSplined>
    static constexpr WarpKernel linear = interpolate<Target, kSplined>;
    template <typename Element, bool kSplined>
    static constexpr WarpKernel nearest = copy_nearest<Element, kSplined>;
};

}  // namespace

WarpKernel warp_kernel_avx512(const WarpRowKind& kind) { return pick_kernel<Avx512>(kind); }

}  // namespace ib

#endif
