#include "gather/count.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/simd.hpp"
#include "ib/ib_cpu.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace ib {
namespace {

int64_t count_portable(const std::byte* bytes, int64_t n) {
    constexpr uint64_t kLow = 0x7f7f7f7f7f7f7f7f;
    int64_t count = 0;
    int64_t i = 0;
    for (; i + 8 <= n; i += 8) {
        uint64_t eight;
        std::memcpy(&eight, bytes + i, sizeof(eight));
        count += std::popcount((((eight & kLow) + kLow) | eight) & ~kLow);  // bit 7 of what is not 0
    }
    for (; i < n; ++i) { count += bytes[i] != std::byte{0} ? 1 : 0; }
    return count;
}

#if defined(__x86_64__)

/// Zeros of 32 columns of bytes are counted apart, 255 rows at a time, and then added up.
IB_TARGET_AVX2 int64_t count_avx2(const std::byte* bytes, int64_t n) {
    constexpr int64_t kLanes = 32;
    constexpr int64_t kMost = 255;  // in a byte
    const __m256i zero = _mm256_setzero_si256();
    int64_t zeros = 0;
    int64_t i = 0;
    while (i + kLanes <= n) {
        const int64_t end = i + kLanes * std::min(kMost, (n - i) / kLanes);
        __m256i columns = zero;
        for (; i < end; i += kLanes) {
            const __m256i v = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes + i));
            columns = _mm256_sub_epi8(columns, _mm256_cmpeq_epi8(v, zero));
        }
        alignas(kLanes) int64_t sums[4];
        _mm256_store_si256(reinterpret_cast<__m256i*>(sums), _mm256_sad_epu8(columns, zero));
        zeros += sums[0] + sums[1] + sums[2] + sums[3];
    }
    return i - zeros + count_portable(bytes + i, n - i);
}

#endif

}  // namespace

int64_t count_nonzero(const std::byte* bytes, int64_t n, int32_t level) {
#if defined(__x86_64__)
    if (level >= IB_SIMD_AVX2) { return count_avx2(bytes, n); }
#endif
    static_cast<void>(level);
    return count_portable(bytes, n);
}

}  // namespace ib
