#include <cstring>

#include "base/simd.hpp"
#include "gather/float16.hpp"
#include "warp/rows.hpp"
#include "warp/steps.hpp"

#if defined(__x86_64__)

#include <immintrin.h>

namespace ib {
namespace {

constexpr int64_t kLanes = 8;

/// -1 where a is below b, as numbers without a sign.
IB_TARGET_AVX2 inline __m256i below(__m256i a, __m256i b) {
    const __m256i sign = _mm256_set1_epi32(INT32_MIN);
    return _mm256_cmpgt_epi32(_mm256_xor_si256(b, sign), _mm256_xor_si256(a, sign));
}

/// 8 places along one axis.
struct Places {
    __m256i voxel;
    __m256i part;
};

IB_TARGET_AVX2 inline __m256i load(const void* p) {
    return _mm256_loadu_si256(static_cast<const __m256i*>(p));
}

template <bool kSplined>
IB_TARGET_AVX2 inline Places places_at(const RowSteps& steps, const RowStart& start, int a, int64_t x) {
    const __m256i first = _mm256_set1_epi32(static_cast<int32_t>(start.at[a].part));
    __m256i part = _mm256_add_epi32(first, load(steps.part[a] + x));
    __m256i voxel = _mm256_add_epi32(_mm256_set1_epi32(start.at[a].voxel), load(steps.voxel[a] + x));
    voxel = _mm256_sub_epi32(voxel, below(part, first));
    if constexpr (kSplined) {
        const __m256i moved = load(start.displaced[a] + x);
        const __m256i sum = _mm256_add_epi32(part, _mm256_slli_epi32(moved, 16));
        voxel = _mm256_add_epi32(voxel, _mm256_srai_epi32(moved, 16));
        voxel = _mm256_sub_epi32(voxel, below(sum, part));
        part = sum;
    }
    return {voxel, part};
}

/// In [0, 1), exact.
IB_TARGET_AVX2 inline __m256 parts_of(__m256i part) {
    return _mm256_mul_ps(_mm256_cvtepi32_ps(_mm256_srli_epi32(part, 8)), _mm256_set1_ps(0x1p-24f));
}

/// -1 in the lanes at x that belong to a row of n.
IB_TARGET_AVX2 inline __m256i lanes_at(int64_t x, int64_t n) {
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int32_t>(n - x)),
                              _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

/// What the elements of a row look at; those past its end look at voxel 0.
template <bool kParts, bool kSplined>
IB_TARGET_AVX2 inline void look(const WarpRows& rows, const RowSteps& steps, const RowStart& start,
                                RowGroup& group, int64_t to) {
    const __m256i row = _mm256_set1_epi32(static_cast<int32_t>(rows.row));
    const __m256i plane = _mm256_set1_epi32(static_cast<int32_t>(rows.plane));
    for (int64_t x = 0; x < rows.size[0]; x += kLanes) {
        const Places px = places_at<kSplined>(steps, start, 0, x);
        const Places py = places_at<kSplined>(steps, start, 1, x);
        const Places pz = places_at<kSplined>(steps, start, 2, x);
        const __m256i index = _mm256_add_epi32(
            px.voxel,
            _mm256_add_epi32(_mm256_mullo_epi32(py.voxel, row), _mm256_mullo_epi32(pz.voxel, plane)));
        _mm256_store_si256(reinterpret_cast<__m256i*>(group.index + to + x),
                           _mm256_and_si256(index, lanes_at(x, rows.size[0])));
        if constexpr (kParts) {
            _mm256_store_ps(group.part[0] + to + x, parts_of(px.part));
            _mm256_store_ps(group.part[1] + to + x, parts_of(py.part));
            _mm256_store_ps(group.part[2] + to + x, parts_of(pz.part));
        }
    }
}

/// Two pairs of neighbours.
IB_TARGET_AVX2 inline __m128 two_pairs(const float* v, const uint32_t* index) {
    const __m128i first = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(v + index[0]));
    return _mm_loadh_pi(_mm_castsi128_ps(first), reinterpret_cast<const __m64*>(v + index[1]));
}

IB_TARGET_AVX2 inline __m256 between(__m256 a, __m256 b, __m256 part) {
    return _mm256_add_ps(a, _mm256_mul_ps(_mm256_sub_ps(b, a), part));
}

/// Between the voxels at `index` and their neighbours along x. Pairs are loaded one by one: gather
/// instructions take as long as that or longer.
IB_TARGET_AVX2 inline __m256 between_pairs(const float* v, const uint32_t* index, __m256 part) {
    const __m256 a = _mm256_set_m128(two_pairs(v, index + 4), two_pairs(v, index));
    const __m256 b = _mm256_set_m128(two_pairs(v, index + 6), two_pairs(v, index + 2));
    return between(_mm256_shuffle_ps(a, b, 0x88), _mm256_shuffle_ps(a, b, 0xdd), part);
}

/// Of the 8 elements of a group from `at`.
IB_TARGET_AVX2 inline __m256 interpolated(const WarpRows& rows, const RowGroup& group, int64_t at) {
    const auto* const v = reinterpret_cast<const float*>(rows.box);
    const uint32_t* const index = group.index + at;
    const __m256 x = _mm256_load_ps(group.part[0] + at);
    const __m256 y = _mm256_load_ps(group.part[1] + at);
    const __m256 low = between(between_pairs(v, index, x), between_pairs(v + rows.row, index, x), y);
    const __m256 high = between(between_pairs(v + rows.plane, index, x),
                                between_pairs(v + rows.plane + rows.row, index, x), y);
    return between(low, high, _mm256_load_ps(group.part[2] + at));
}

IB_TARGET_AVX2 inline void store(__m256 v, float* p) { _mm256_storeu_ps(p, v); }
IB_TARGET_AVX2 inline void store(__m256 v, Half* p) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p),
                     _mm256_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
}

/// The first n of 8.
template <typename Target>
IB_TARGET_AVX2 inline void store(__m256 values, Target* target, int64_t n) {
    if (n >= kLanes) {
        store(values, target);
    } else {
        Target last[kLanes];
        store(values, last);
        std::memcpy(target, last, static_cast<size_t>(n) * sizeof(Target));
    }
}

template <typename Target, bool kSplined>
IB_TARGET_AVX2 int64_t interpolate(const WarpRows& rows) {
    const RowSteps steps(rows);
    const int64_t stride = group_stride(rows);
    RowGroup group;
    for_groups(rows, [&](int64_t z, int64_t begin, int64_t end) IB_TARGET_AVX2 {
        for (int64_t y = begin; y < end; ++y) {
            look<true, kSplined>(rows, steps, RowStart(rows, y, z), group, (y - begin) * stride);
        }
        for (int64_t y = begin; y < end; ++y) {
            auto* const target = target_row<Target>(rows, y, z);
            for (int64_t x = 0; x < rows.size[0]; x += kLanes) {
                store(interpolated(rows, group, (y - begin) * stride + x), target + x,
                      rows.size[0] - x);
            }
        }
    });
    return 0;
}

template <typename Element, bool kSplined>
IB_TARGET_AVX2 int64_t copy_nearest(const WarpRows& rows) {
    const RowSteps steps(rows);
    const auto* const box = reinterpret_cast<const Element*>(rows.box);
    const int64_t stride = group_stride(rows);
    RowGroup group;
    int64_t count = 0;
    for_groups(rows, [&](int64_t z, int64_t begin, int64_t end) IB_TARGET_AVX2 {
        for (int64_t y = begin; y < end; ++y) {
            look<false, kSplined>(rows, steps, RowStart(rows, y, z), group, (y - begin) * stride);
        }
        for (int64_t y = begin; y < end; ++y) {
            auto* const target = target_row<Element>(rows, y, z);
            const uint32_t* const index = group.index + (y - begin) * stride;
            for (int64_t x = 0; x < rows.size[0]; ++x) {
                const Element element = box[index[x]];
                target[x] = element;
                count += element != 0 ? 1 : 0;
            }
        }
    });
    return count;
}

struct Avx2 {
    template <typename Target, bool kSplined>
    static constexpr WarpKernel linear = interpolate<Target, kSplined>;
    template <typename Element, bool kSplined>
    static constexpr WarpKernel nearest = copy_nearest<Element, kSplined>;
};

}  // namespace

WarpKernel warp_kernel_avx2(const WarpRowKind& kind) { return pick_kernel<Avx2>(kind); }

}  // namespace ib

#endif
