#include "base/simd.hpp"
#include "percentiles/scan.hpp"

#if defined(__x86_64__)

#include <immintrin.h>

#include <type_traits>

namespace ib {
namespace {

constexpr int64_t kLanes = 8;

template <typename Voxel>
IB_TARGET_AVX2 inline __m256i keys_of(__m256i bits) {
    if constexpr (std::is_same_v<Voxel, float>) {
        const __m256i magnitude = _mm256_and_si256(bits, _mm256_set1_epi32(INT32_MAX));
        return _mm256_sign_epi32(magnitude, bits);
    } else if constexpr (std::is_same_v<Voxel, uint32_t>) {
        return _mm256_xor_si256(bits, _mm256_set1_epi32(INT32_MIN));
    } else {
        return bits;
    }
}

/// A bracket and its counters in registers.
struct Lanes {
    __m256i lo, hi, below, above_lo, above_hi;
    int64_t inside;
};

IB_TARGET_AVX2 inline void take(Lanes& b, __m256i key, int32_t* kept) {
    const __m256i above_lo = _mm256_cmpgt_epi32(key, b.lo);
    const __m256i below_hi = _mm256_cmpgt_epi32(b.hi, key);
    b.below = _mm256_sub_epi32(b.below, _mm256_cmpgt_epi32(b.lo, key));
    b.above_lo = _mm256_sub_epi32(b.above_lo, above_lo);
    b.above_hi = _mm256_sub_epi32(b.above_hi, _mm256_cmpgt_epi32(key, b.hi));
    const __m256i inside = _mm256_and_si256(above_lo, below_hi);
    auto mask = static_cast<uint32_t>(_mm256_movemask_ps(_mm256_castsi256_ps(inside)));
    if (mask != 0) {
        alignas(32) int32_t lane[kLanes];
        _mm256_store_si256(reinterpret_cast<__m256i*>(lane), key);
        for (; mask != 0; mask &= mask - 1) { kept[b.inside++] = lane[_tzcnt_u32(mask)]; }
    }
}

IB_TARGET_AVX2 inline int64_t sum(__m256i counters) {
    alignas(32) int32_t lane[kLanes];
    _mm256_store_si256(reinterpret_cast<__m256i*>(lane), counters);
    int64_t total = 0;
    for (const int32_t count : lane) { total += count; }
    return total;
}

template <typename Voxel, int kBrackets>
IB_TARGET_AVX2 void scan(const Voxel* voxels, int64_t n, const Bracket<int32_t>* brackets,
                         int32_t* const* kept, ScanCounts& counts) {
    const __m256i magnitude = _mm256_set1_epi32(INT32_MAX);
    const __m256i largest = _mm256_set1_epi32(Keys<float>::kInfinity - 1);
    const __m256i zero = _mm256_setzero_si256();
    __m256i non_finite = zero;
    Lanes lanes[kBrackets];
    for (int b = 0; b < kBrackets; ++b) {
        const __m256i lo = _mm256_set1_epi32(brackets[b].lo);
        lanes[b] = {lo, _mm256_set1_epi32(brackets[b].hi), zero, zero, zero, 0};
    }
    int64_t i = 0;
    for (; i + kLanes <= n; i += kLanes) {
        const __m256i bits = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(voxels + i));
        if constexpr (std::is_same_v<Voxel, float>) {
            const __m256i size = _mm256_and_si256(bits, magnitude);
            non_finite = _mm256_sub_epi32(non_finite, _mm256_cmpgt_epi32(size, largest));
        }
        const __m256i key = keys_of<Voxel>(bits);
        for (int b = 0; b < kBrackets; ++b) { take(lanes[b], key, kept[b]); }
    }
    int32_t* rest[kBrackets];
    counts.non_finite += sum(non_finite);
    for (int b = 0; b < kBrackets; ++b) {
        counts.brackets[b].below += sum(lanes[b].below);
        counts.brackets[b].up_to_lo += i - sum(lanes[b].above_lo);
        counts.brackets[b].up_to_hi += i - sum(lanes[b].above_hi);
        counts.brackets[b].inside += lanes[b].inside;
        rest[b] = kept[b] + lanes[b].inside;
    }
    scan_portable<Voxel, kBrackets>(voxels + i, n - i, brackets, rest, counts);
}

}  // namespace

template <typename Voxel>
ScanKernel<Voxel> scan_kernel_avx2(int brackets) {
    static constexpr ScanKernel<Voxel> kernels[kMaxBrackets] = {scan<Voxel, 1>, scan<Voxel, 2>,
                                                                scan<Voxel, 3>, scan<Voxel, 4>};
    return kernels[brackets - 1];
}

template ScanKernel<int32_t> scan_kernel_avx2<int32_t>(int);
template ScanKernel<uint32_t> scan_kernel_avx2<uint32_t>(int);
template ScanKernel<float> scan_kernel_avx2<float>(int);

}  // namespace ib

#endif
