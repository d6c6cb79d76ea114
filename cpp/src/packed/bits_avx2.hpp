// Two rows of a brick as 16 numbers of 16 bits, by AVX2.
#pragma once

#include <immintrin.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/simd.hpp"
#include "packed/layout.hpp"

namespace ib {
namespace {

/// For one width: the four bytes that hold each voxel of a row of 16 bytes, how far they are shifted
/// down, and what is kept of them.
struct Width {
    alignas(32) uint8_t bytes[32];
    alignas(32) uint32_t shifts[8];
    alignas(32) uint32_t mask[8];
    int64_t row;
};

constexpr std::array<Width, 16> widths() {
    std::array<Width, 16> all{};
    for (uint32_t nibble = 0; nibble < 16; ++nibble) {
        const auto width = static_cast<uint32_t>(width_of(nibble));
        for (uint32_t i = 0; i < 8; ++i) {
            for (uint32_t byte = 0; byte < 4; ++byte) {
                const uint32_t from = i * width / 8 + byte;
                all[nibble].bytes[4 * i + byte] = static_cast<uint8_t>(from < 16 ? from : 0x80);
            }
            all[nibble].shifts[i] = i * width % 8;
            all[nibble].mask[i] = (1u << width) - 1;
        }
        all[nibble].row = width;
    }
    return all;
}

constexpr std::array<Width, 16> kWidths = widths();

class Bits {
public:
    IB_TARGET_AVX2 explicit Bits(uint32_t nibble)
        : bytes_(load(kWidths[nibble].bytes)),
          shifts_(load(kWidths[nibble].shifts)),
          mask_(load(kWidths[nibble].mask)),
          row_(kWidths[nibble].row) {}

    IB_TARGET_AVX2 __m256i read(const std::byte* at) const {
        const __m256i both = _mm256_packus_epi32(read_row(at), read_row(at + row_));
        return _mm256_permute4x64_epi64(both, 0xd8);  // packed within halves
    }

private:
    IB_TARGET_AVX2 static __m256i load(const void* from) {
        return _mm256_load_si256(static_cast<const __m256i*>(from));
    }
    IB_TARGET_AVX2 __m256i read_row(const std::byte* at) const {
        const __m256i twice =
            _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at)));
        const __m256i voxels = _mm256_srlv_epi32(_mm256_shuffle_epi8(twice, bytes_), shifts_);
        return _mm256_and_si256(voxels, mask_);
    }

    __m256i bytes_, shifts_, mask_;
    int64_t row_;
};

}  // namespace
}  // namespace ib
