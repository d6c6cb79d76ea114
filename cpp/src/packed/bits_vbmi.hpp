// Two rows of a brick as 16 numbers of 16 bits, by AVX512-VBMI.
#pragma once

#include <immintrin.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/simd.hpp"
#include "packed/layout.hpp"

namespace ib {
namespace {

/// For one width: the eight bytes that hold four voxels of one of two rows, the bit at which each byte
/// of the result begins in them, and what is kept of it.
struct Width {
    alignas(32) uint8_t bytes[32];
    alignas(32) uint8_t bits[32];
    alignas(32) uint16_t mask[16];
};

constexpr std::array<Width, 16> widths() {
    std::array<Width, 16> all{};
    for (uint32_t nibble = 0; nibble < 16; ++nibble) {
        const auto width = static_cast<uint32_t>(width_of(nibble));
        for (uint32_t four = 0; four < 4; ++four) {
            const uint32_t first = four / 2 * 8 * width + four % 2 * 4 * width;  // bit
            for (uint32_t byte = 0; byte < 8; ++byte) {
                const uint32_t bit = first % 8 + byte / 2 * width + byte % 2 * 8;
                all[nibble].bytes[8 * four + byte] = static_cast<uint8_t>(first / 8 + byte);
                // Beyond 63 is beyond the voxel, and masked.
                all[nibble].bits[8 * four + byte] = static_cast<uint8_t>(bit % 64);
            }
        }
        for (uint16_t& mask : all[nibble].mask) { mask = static_cast<uint16_t>((1u << width) - 1); }
    }
    return all;
}

constexpr std::array<Width, 16> kWidths = widths();

class Bits {
public:
    IB_TARGET_AVX512_VBMI explicit Bits(uint32_t nibble)
        : bytes_(load(kWidths[nibble].bytes)),
          bits_(load(kWidths[nibble].bits)),
          mask_(load(kWidths[nibble].mask)) {}

    IB_TARGET_AVX512_VBMI __m256i read(const std::byte* at) const {
        const __m256i rows = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
        const __m256i fours = _mm256_permutexvar_epi8(bytes_, rows);
        return _mm256_and_si256(_mm256_multishift_epi64_epi8(bits_, fours), mask_);
    }

private:
    IB_TARGET_AVX512_VBMI static __m256i load(const void* from) {
        return _mm256_load_si256(static_cast<const __m256i*>(from));
    }

    __m256i bytes_, bits_, mask_;
};

}  // namespace
}  // namespace ib
