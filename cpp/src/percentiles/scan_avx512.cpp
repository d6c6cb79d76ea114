#include "base/simd.hpp"
#include "percentiles/scan.hpp"

#if defined(__x86_64__)

#include <immintrin.h>

#include <type_traits>

namespace ib {
namespace {

constexpr int64_t kLanes = 16;

template <typename Voxel>
IB_TARGET_AVX512 inline __m512i keys_of(__m512i bits) {
    const __m512i sign = _mm512_set1_epi32(INT32_MIN);
    if constexpr (std::is_same_v<Voxel, float>) {
        // INT32_MIN - bits is minus the magnitude.
        return _mm512_mask_sub_epi32(bits, _mm512_movepi32_mask(bits), sign, bits);
    } else if constexpr (std::is_same_v<Voxel, uint32_t>) {
        return _mm512_xor_si512(bits, sign);
    } else {
        return bits;
    }
}

/// A bracket and its counters in registers. The inside test is one unsigned comparison.
struct Lanes {
    __m512i lo, hi, first, width, below, up_to_lo, up_to_hi;
    int64_t inside;
};

IB_TARGET_AVX512 inline Lanes lanes_of(const Bracket<int32_t>& b) {
    const auto lo = static_cast<uint32_t>(b.lo);
    const auto hi = static_cast<uint32_t>(b.hi);
    const uint32_t width = lo == hi ? 0 : hi - lo - 1;
    const __m512i zero = _mm512_setzero_si512();
    return {_mm512_set1_epi32(b.lo),
            _mm512_set1_epi32(b.hi),
            _mm512_set1_epi32(static_cast<int32_t>(lo + 1)),
            _mm512_set1_epi32(static_cast<int32_t>(width)),
            zero,
            zero,
            zero,
            0};
}

IB_TARGET_AVX512 inline __m512i increment(__m512i counter, __mmask16 where) {
    return _mm512_mask_sub_epi32(counter, where, counter, _mm512_set1_epi32(-1));
}

IB_TARGET_AVX512 inline void take(Lanes& b, __m512i key, int32_t* kept) {
    b.below = increment(b.below, _mm512_cmplt_epi32_mask(key, b.lo));
    b.up_to_lo = increment(b.up_to_lo, _mm512_cmple_epi32_mask(key, b.lo));
    b.up_to_hi = increment(b.up_to_hi, _mm512_cmple_epi32_mask(key, b.hi));
    const __mmask16 inside = _mm512_cmplt_epu32_mask(_mm512_sub_epi32(key, b.first), b.width);
    if (inside != 0) {
        // Compressed in a register and stored whole: a compressing store to memory is microcoded on
        // Zen 4.
        _mm512_storeu_si512(kept + b.inside, _mm512_maskz_compress_epi32(inside, key));
        b.inside += _mm_popcnt_u32(inside);
    }
}

template <typename Voxel, int kBrackets>
IB_TARGET_AVX512 void scan(const Voxel* voxels, int64_t n, const Bracket<int32_t>* brackets,
                           int32_t* const* kept, ScanCounts& counts) {
    const __m512i magnitude = _mm512_set1_epi32(INT32_MAX);
    const __m512i largest = _mm512_set1_epi32(Keys<float>::kInfinity - 1);
    __m512i non_finite = _mm512_setzero_si512();
    Lanes lanes[kBrackets];
    for (int b = 0; b < kBrackets; ++b) { lanes[b] = lanes_of(brackets[b]); }
    int64_t i = 0;
    for (; i + kLanes <= n; i += kLanes) {
        const __m512i bits = _mm512_loadu_si512(voxels + i);
        if constexpr (std::is_same_v<Voxel, float>) {
            const __m512i size = _mm512_and_si512(bits, magnitude);
            non_finite = increment(non_finite, _mm512_cmpgt_epi32_mask(size, largest));
        }
        const __m512i key = keys_of<Voxel>(bits);
        for (int b = 0; b < kBrackets; ++b) { take(lanes[b], key, kept[b]); }
    }
    int32_t* rest[kBrackets];
    counts.non_finite += _mm512_reduce_add_epi32(non_finite);
    for (int b = 0; b < kBrackets; ++b) {
        counts.brackets[b].below += _mm512_reduce_add_epi32(lanes[b].below);
        counts.brackets[b].up_to_lo += _mm512_reduce_add_epi32(lanes[b].up_to_lo);
        counts.brackets[b].up_to_hi += _mm512_reduce_add_epi32(lanes[b].up_to_hi);
        counts.brackets[b].inside += lanes[b].inside;
        rest[b] = kept[b] + lanes[b].inside;
    }
    scan_portable<Voxel, kBrackets>(voxels + i, n - i, brackets, rest, counts);
}

}  // namespace

template <typename Voxel>
ScanKernel<Voxel> scan_kernel_avx512(int brackets) {
    static constexpr ScanKernel<Voxel> kernels[kMaxBrackets] = {scan<Voxel, 1>, scan<Voxel, 2>,
                                                                scan<Voxel, 3>, scan<Voxel, 4>};
    return kernels[brackets - 1];
}

template ScanKernel<int32_t> scan_kernel_avx512<int32_t>(int);
template ScanKernel<uint32_t> scan_kernel_avx512<uint32_t>(int);
template ScanKernel<float> scan_kernel_avx512<float>(int);

}  // namespace ib

#endif
