#include "base/simd.hpp"
#include "base/transpose.hpp"

#if defined(__x86_64__)

#include <immintrin.h>

namespace ib {
namespace {

constexpr int64_t kSide = 16;

/// Four steps, each of which brings together what lies 1, 2, 4 and 8 rows apart.
IB_TARGET_AVX512 inline void transpose_tile(const uint32_t* source, int64_t source_stride,
                                            uint32_t* target, int64_t target_stride) {
    __m512i a[kSide];
    __m512i b[kSide];
#pragma GCC unroll 16
    for (int i = 0; i < kSide; ++i) { a[i] = _mm512_loadu_si512(source + i * source_stride); }
#pragma GCC unroll 8
    for (int i = 0; i < kSide; i += 2) {
        b[i] = _mm512_unpacklo_epi32(a[i], a[i + 1]);
        b[i + 1] = _mm512_unpackhi_epi32(a[i], a[i + 1]);
    }
#pragma GCC unroll 4
    for (int i = 0; i < kSide; i += 4) {
        a[i] = _mm512_unpacklo_epi64(b[i], b[i + 2]);
        a[i + 1] = _mm512_unpackhi_epi64(b[i], b[i + 2]);
        a[i + 2] = _mm512_unpacklo_epi64(b[i + 1], b[i + 3]);
        a[i + 3] = _mm512_unpackhi_epi64(b[i + 1], b[i + 3]);
    }
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) {
        b[i] = _mm512_shuffle_i32x4(a[i], a[i + 4], 0x88);
        b[i + 4] = _mm512_shuffle_i32x4(a[i], a[i + 4], 0xdd);
        b[i + 8] = _mm512_shuffle_i32x4(a[i + 8], a[i + 12], 0x88);
        b[i + 12] = _mm512_shuffle_i32x4(a[i + 8], a[i + 12], 0xdd);
    }
#pragma GCC unroll 8
    for (int i = 0; i < kSide / 2; ++i) {
        _mm512_storeu_si512(target + i * target_stride, _mm512_shuffle_i32x4(b[i], b[i + 8], 0x88));
        _mm512_storeu_si512(target + (i + 8) * target_stride,
                            _mm512_shuffle_i32x4(b[i], b[i + 8], 0xdd));
    }
}

}  // namespace

void transpose_avx512(const uint32_t* source, int64_t source_stride, uint32_t* target,
                      int64_t target_stride, int64_t columns, int64_t rows) {
    const int64_t whole_columns = columns / kSide * kSide;
    const int64_t whole_rows = rows / kSide * kSide;
    for (int64_t i = 0; i < whole_rows; i += kSide) {
        for (int64_t c = 0; c < whole_columns; c += kSide) {
            transpose_tile(source + c * source_stride + i, source_stride,
                           target + i * target_stride + c, target_stride);
        }
    }
    transpose(source + whole_columns * source_stride, source_stride, target + whole_columns,
              target_stride, columns - whole_columns, whole_rows);
    transpose(source + whole_rows, source_stride, target + whole_rows * target_stride, target_stride,
              columns, rows - whole_rows);
}

}  // namespace ib

#endif
