// float16 in terms of double, which holds every sum and product of two exactly.
#pragma once

#include <cmath>

#include "bits.hpp"

namespace ptx {

constexpr uint16_t kHalfNan = 0x7fff;

/// Rounded to nearest even, NaN to the one that the device gives.
inline Half half_of(double value) {
    if (value != value) { return {kHalfNan}; }
    const auto sign = static_cast<uint16_t>(std::signbit(value) ? 0x8000 : 0);
    const double size = std::fabs(value);
    if (size >= 65520) { return {static_cast<uint16_t>(sign | 0x7c00)}; }
    int exponent = -14;  // that of subnormal numbers too
    if (size >= 0x1p-14) { exponent = std::ilogb(size); }
    const auto steps = static_cast<uint16_t>(std::nearbyint(std::ldexp(size, 10 - exponent)));
    return {static_cast<uint16_t>(sign | ((exponent + 14) * 1024 + steps))};
}

inline double double_of(Half half) {
    const int exponent = half.value >> 10 & 31;
    const int fraction = half.value & 1023;
    const double sign = (half.value & 0x8000) != 0 ? -1 : 1;
    if (exponent == 31) {
        return fraction != 0 ? std::numeric_limits<double>::quiet_NaN()
                             : sign * std::numeric_limits<double>::infinity();
    }
    return sign *
           (exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25));
}

/// a + b, where what does not fit makes the last bit odd: rounding that to fewer bits is exact.
inline double add_to_odd(double a, double b) {
    const double sum = a + b;
    const double of_b = sum - a;
    const double error = (a - (sum - of_b)) + (b - of_b);
    const auto bits = std::bit_cast<uint64_t>(sum);
    if (!std::isfinite(sum) || error == 0 || (bits & 1) != 0) { return sum; }
    const bool outwards = std::signbit(error) == std::signbit(sum);
    return std::bit_cast<double>(outwards ? bits + 1 : bits - 1);
}

}  // namespace ptx
