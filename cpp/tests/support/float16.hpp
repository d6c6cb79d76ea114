// IEEE half precision by its definition, and voxels of it, which tests take as they take float.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace oracle {

/// The number that the bits of a half, without sign, stand for; 0x7c00 as if it were finite.
inline double half_value(uint32_t bits) {
    const uint32_t exponent = bits >> 10;
    const uint32_t mantissa = bits & 0x3ff;
    return exponent == 0 ? std::ldexp(mantissa, -24)
                         : std::ldexp(1024 + mantissa, static_cast<int>(exponent) - 25);
}

/// half_value of every half without sign, up to one past the largest.
inline const double* half_values() {
    static const std::vector<double> values = [] {
        std::vector<double> all(0x7c02);
        for (uint32_t bits = 0; bits < all.size(); ++bits) { all[bits] = half_value(bits); }
        return all;
    }();
    return values.data();
}

/// Searches all halves for the nearest, the even one of two.
inline uint16_t to_half(float value) {
    const uint16_t sign = std::signbit(value) ? 0x8000 : 0;
    if (std::isnan(value)) {
        const uint32_t upper = std::bit_cast<uint32_t>(value) >> 13 & 0x3ff;
        return static_cast<uint16_t>(sign | 0x7e00 | upper);
    }
    const double magnitude = std::fabs(static_cast<double>(value));
    const double* values = half_values();
    if (magnitude >= values[0x7c00]) { return sign | 0x7c00; }
    uint32_t below = 0;
    for (uint32_t step = 0x4000; step != 0; step /= 2) {
        if (below + step <= 0x7c00 && values[below + step] <= magnitude) { below += step; }
    }
    const double down = magnitude - values[below];
    const double up = values[below + 1] - magnitude;
    const bool next = up < down || (up == down && below % 2 != 0);
    return static_cast<uint16_t>(sign | (below + (next ? 1 : 0)));
}

/// A voxel of IB_FLOAT16.
struct Float16 {
    uint16_t bits = 0;

    Float16() = default;
    Float16(double value) : bits(to_half(static_cast<float>(value))) {}

    static Float16 of_bits(uint16_t bits) {
        Float16 voxel;
        voxel.bits = bits;
        return voxel;
    }

    /// NaN is quiet and keeps its sign and upper bits.
    operator double() const {
        const uint32_t magnitude = bits & 0x7fff;
        double value = half_value(magnitude);
        if (magnitude == 0x7c00) { value = INFINITY; }
        if (magnitude > 0x7c00) {
            value =
                std::bit_cast<double>(uint64_t{0x7ff8000000000000} | uint64_t{magnitude & 0x3ff} << 42);
        }
        return (bits & 0x8000) != 0 ? -value : value;
    }
};

}  // namespace oracle

template <>
struct std::numeric_limits<oracle::Float16> {
    static oracle::Float16 max() { return oracle::Float16::of_bits(0x7bff); }
    static oracle::Float16 lowest() { return oracle::Float16::of_bits(0xfbff); }
    static oracle::Float16 denorm_min() { return oracle::Float16::of_bits(1); }
    static oracle::Float16 infinity() { return oracle::Float16::of_bits(0x7c00); }
    static oracle::Float16 quiet_NaN() { return oracle::Float16::of_bits(0x7e00); }
};
