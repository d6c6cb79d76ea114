// IEEE half precision without instructions for it; bit for bit what F16C and AVX-512 do.
#pragma once

#include <bit>
#include <cstdint>

namespace ib {

/// Rounds to nearest even; NaN stays NaN, quiet, with its sign and upper bits; too large is infinite.
inline uint16_t to_float16(float value) {
    const auto bits = std::bit_cast<uint32_t>(value);
    const uint32_t sign = bits >> 16 & 0x8000;
    uint32_t magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) {
        return static_cast<uint16_t>(sign | 0x7e00 | (magnitude >> 13 & 0x3ff));
    }
    if (magnitude >= 0x47800000) { return static_cast<uint16_t>(sign | 0x7c00); }  // 65536 and above
    if (magnitude < 0x38800000) {
        // Below 2^-14: adding 0.5 puts the last bit of a subnormal half at the last bit of the sum, so
        // the addition rounds to nearest even.
        const float sum = std::bit_cast<float>(magnitude) + 0.5f;
        return static_cast<uint16_t>(sign |
                                     (std::bit_cast<uint32_t>(sum) - std::bit_cast<uint32_t>(0.5f)));
    }
    magnitude += 0xfff + (magnitude >> 13 & 1);  // half of the last place, less one where it is even
    return static_cast<uint16_t>(sign | ((magnitude - 0x38000000) >> 13));
}

/// Exact; NaN becomes quiet and keeps its sign and upper bits. The magnitude moved into place is the
/// value times 2^-112, subnormal or not; without a branch, so that compilers vectorise rows of it.
inline float from_float16(uint16_t half) {
    const uint32_t sign = (half & 0x8000u) << 16;
    const uint32_t magnitude = half & 0x7fffu;
    const uint32_t all_exponent = magnitude >= 0x7c00 ? 0x7f800000u : 0u;
    const uint32_t quiet = magnitude > 0x7c00 ? 0x00400000u : 0u;
    const float value = std::bit_cast<float>(magnitude << 13) * 0x1p112f;
    return std::bit_cast<float>(std::bit_cast<uint32_t>(value) | sign | all_exponent | quiet);
}

/// Storage of one float16; a type of its own, which becomes a number only on purpose.
struct Half {
    uint16_t bits;
    explicit operator float() const { return from_float16(bits); }
    explicit operator double() const { return double{from_float16(bits)}; }
};

}  // namespace ib
