#include "base/simd.hpp"
#include "gather/rows.hpp"

#if defined(__x86_64__)

#include <immintrin.h>

namespace ib {
namespace {

constexpr int64_t kBytes = 64;

/// Rows of a label map are short: more than one at a time, so that their misses overlap.
constexpr int64_t kRows = 4;

IB_TARGET_AVX512 inline __m512i reversed_bytes(__m512i v) {
    const __m512i order =
        _mm512_broadcast_i32x4(_mm_set_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
    v = _mm512_shuffle_epi8(v, order);
    return _mm512_shuffle_i64x2(v, v, 0x1b);
}

/// Bytes [i, i + 64) of the rows, those in `where` only unless reversed.
template <bool kReversed, int64_t kCount>
IB_TARGET_AVX512 inline void copy_chunk(const Rows& rows, int64_t first, int64_t i, __mmask64 where) {
    __m512i v[kCount];
#pragma GCC unroll 4
    for (int64_t r = 0; r < kCount; ++r) {
        v[r] = _mm512_maskz_loadu_epi8(where, rows.source + (first + r) * rows.source_stride + i);
    }
#pragma GCC unroll 4
    for (int64_t r = 0; r < kCount; ++r) {
        std::byte* target = rows.target + (first + r) * rows.target_stride;
        if constexpr (kReversed) {
            _mm512_storeu_si512(target + (rows.n - kBytes - i), reversed_bytes(v[r]));
        } else {
            _mm512_mask_storeu_epi8(target + i, where, v[r]);
        }
    }
}

template <bool kReversed, int64_t kCount>
IB_TARGET_AVX512 inline void copy_group(const Rows& rows, int64_t first) {
    int64_t i = 0;
    for (; i + kBytes <= rows.n; i += kBytes) {
        copy_chunk<kReversed, kCount>(rows, first, i, ~__mmask64{0});
    }
    if (i == rows.n) { return; }
    if constexpr (kReversed) {
        for (int64_t r = first; r < first + kCount; ++r) {
            copy_reversed(rows.source + r * rows.source_stride + i, rows.n - i,
                          rows.target + r * rows.target_stride);
        }
    } else {
        copy_chunk<false, kCount>(rows, first, i, (__mmask64{1} << (rows.n - i)) - 1);
    }
}

template <bool kReversed>
IB_TARGET_AVX512 void copy_rows(const Rows& all, const RowScale&) {
    const Rows rows = all;
    int64_t first = 0;
    for (; first + kRows <= rows.count; first += kRows) { copy_group<kReversed, kRows>(rows, first); }
    for (; first < rows.count; ++first) { copy_group<kReversed, 1>(rows, first); }
}

}  // namespace

RowKernel copy_kernel_avx512(bool reversed) { return reversed ? copy_rows<true> : copy_rows<false>; }

}  // namespace ib

#endif
