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

/// Exact; NaN becomes quiet and keeps its sign and upper bits.
inline float from_float16(uint16_t half) {
    const uint32_t sign = (half & 0x8000u) << 16;
    const uint32_t magnitude = half & 0x7fffu;
    if (magnitude < 0x0400) {  // a multiple of 2^-24
        const auto value = static_cast<float>(magnitude) * 0x1p-24f;
        return std::bit_cast<float>(sign | std::bit_cast<uint32_t>(value));
    }
    if (magnitude >= 0x7c00) {
        const uint32_t quiet = magnitude > 0x7c00 ? 0x00400000u : 0u;
        return std::bit_cast<float>(sign | 0x7f800000u | quiet | (magnitude & 0x3ff) << 13);
    }
    return std::bit_cast<float>(sign | ((magnitude << 13) + 0x38000000u));
}

/// Storage of one float16; a type of its own, which becomes a number only on purpose.
struct Half {
    uint16_t bits;
    explicit operator float() const { return from_float16(bits); }
    explicit operator double() const { return double{from_float16(bits)}; }
};

}  // namespace ib
