#include "labels/mask_bits.hpp"

#include <cstring>

#include "base/simd.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace ib {
namespace {

uint64_t pack_eight(const uint8_t* bytes) {
    uint64_t eight;
    std::memcpy(&eight, bytes, 8);
    constexpr uint64_t kLow = 0x7F7F7F7F7F7F7F7F;
    const uint64_t set = ((((eight & kLow) + kLow) | eight) & ~kLow) >> 7;
    return (set * 0x0102040810204080) >> 56;  // gathers the lowest bit of each byte
}

uint64_t pack_word(const uint8_t* bytes) {
    uint64_t word = 0;
    for (int i = 0; i < 8; ++i) { word |= pack_eight(bytes + 8 * i) << (8 * i); }
    return word;
}

uint64_t pack_row_portable(const uint8_t* row, int64_t n, uint64_t* words) {
    uint64_t any = 0;
    for (; n >= 64; n -= 64, row += 64) { any |= * words++ = pack_word(row); }
    if (n > 0) {
        uint8_t tail[64] = {};
        std::memcpy(tail, row, static_cast<size_t>(n));
        any |= * words = pack_word(tail);
    }
    return any;
}

#if defined(__x86_64__)
IB_TARGET_AVX2 uint64_t pack_word_avx2(const uint8_t* bytes) {
    const __m256i zero = _mm256_setzero_si256();
    const __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes));
    const __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes + 32));
    const auto low_clear = static_cast<uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, zero)));
    const auto high_clear = static_cast<uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, zero)));
    return ~(uint64_t{high_clear} << 32 | low_clear);
}

IB_TARGET_AVX2 uint64_t pack_row_avx2(const uint8_t* row, int64_t n, uint64_t* words) {
    uint64_t any = 0;
    for (; n >= 64; n -= 64, row += 64) { any |= * words++ = pack_word_avx2(row); }
    if (n > 0) {
        uint8_t tail[64] = {};
        std::memcpy(tail, row, static_cast<size_t>(n));
        any |= * words = pack_word_avx2(tail);
    }
    return any;
}

IB_TARGET_AVX512 uint64_t pack_row_avx512(const uint8_t* row, int64_t n, uint64_t* words) {
    uint64_t any = 0;
    for (; n >= 64; n -= 64, row += 64) {
        const __m512i bytes = _mm512_loadu_si512(row);
        any |= * words++ = _mm512_test_epi8_mask(bytes, bytes);
    }
    if (n > 0) {
        const __m512i bytes = _mm512_maskz_loadu_epi8((uint64_t{1} << n) - 1, row);
        any |= * words = _mm512_test_epi8_mask(bytes, bytes);
    }
    return any;
}
#endif

}  // namespace

PackRow pack_row() {
#if defined(__x86_64__)
    if (simd_level() == IB_SIMD_AVX512) { return pack_row_avx512; }
    if (simd_level() == IB_SIMD_AVX2) { return pack_row_avx2; }
#endif
    return pack_row_portable;
}

}  // namespace ib
