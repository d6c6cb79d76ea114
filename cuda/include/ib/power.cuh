// Logarithm, power and sine in float32 by polynomials, operation by operation as ib_cpu.h has them,
// since the functions of devices and processors differ.
#pragma once

#include "ib/platform.cuh"

namespace ib {

namespace series {

constexpr double kLn2 = 0.6931471805599453;
constexpr double kHalfPi = 1.5707963267948966;

/// (-1)^i (pi/2)^(2i + 1) / (2i + 1)!
constexpr float sine(int i) {
    double term = kHalfPi;
    for (int k = 0; k < i; ++k) { term = -term * kHalfPi * kHalfPi / ((2 * k + 2) * (2 * k + 3)); }
    return static_cast<float>(term);
}
/// 2 / ln 2 / (2i + 1)
constexpr float log(int i) { return static_cast<float>(2 / kLn2 / (2 * i + 1)); }
/// (ln 2)^i / i!
constexpr float exp(int i) {
    double term = 1;
    for (int k = 0; k < i; ++k) { term = term * kLn2 / (k + 1); }
    return static_cast<float>(term);
}

constexpr float kSine0 = sine(0), kSine1 = sine(1), kSine2 = sine(2), kSine3 = sine(3),
                kSine4 = sine(4), kSine5 = sine(5);
constexpr float kLog0 = log(0), kLog1 = log(1), kLog2 = log(2), kLog3 = log(3), kLog4 = log(4);
constexpr float kExp0 = exp(0), kExp1 = exp(1), kExp2 = exp(2), kExp3 = exp(3), kExp4 = exp(4),
                kExp5 = exp(5), kExp6 = exp(6), kExp7 = exp(7);

}  // namespace series

/// c + k * sum.
__device__ __forceinline__ float horner(float c, float k, float sum) {
    return add(c, multiply(k, sum));
}

/// sin(pi / 2 * f), f in [0, 1].
__device__ __forceinline__ float quarter_sine(float f) {
    const float k = multiply(f, f);
    float sum = horner(series::kSine4, k, series::kSine5);
    sum = horner(series::kSine3, k, sum);
    sum = horner(series::kSine2, k, sum);
    sum = horner(series::kSine1, k, sum);
    return multiply(f, horner(series::kSine0, k, sum));
}

/// Of a positive normal number.
__device__ __forceinline__ float log2_of(float x) {
    const uint32_t bits = bits_as<uint32_t>(x);
    int32_t exponent = static_cast<int32_t>(bits >> 23) - 127;
    float mantissa = bits_as<float>((bits & 0x7fffffu) | 0x3f800000u);
    if (mantissa > 1.41421356f) {
        mantissa = multiply(mantissa, 0.5f);
        ++exponent;
    }
    const float t = divide(subtract(mantissa, 1.0f), add(mantissa, 1.0f));
    const float k = multiply(t, t);
    float sum = horner(series::kLog3, k, series::kLog4);
    sum = horner(series::kLog2, k, sum);
    sum = horner(series::kLog1, k, sum);
    sum = horner(series::kLog0, k, sum);
    return horner(static_cast<float>(exponent), t, sum);
}

/// 2^y, y at most 126; 0 where that is below 2^-126.
__device__ __forceinline__ float exp2_of(float y) {
    const float bounded = larger(y, -126.0f);
    const int32_t whole = nearest_integer(bounded);
    const float part = subtract(bounded, static_cast<float>(whole));
    float sum = horner(series::kExp6, part, series::kExp7);
    sum = horner(series::kExp5, part, sum);
    sum = horner(series::kExp4, part, sum);
    sum = horner(series::kExp3, part, sum);
    sum = horner(series::kExp2, part, sum);
    sum = horner(series::kExp1, part, sum);
    sum = horner(series::kExp0, part, sum);
    const int32_t bits = bits_as<int32_t>(sum) + whole * (1 << 23);
    return bits < 0x00800000 ? 0.0f : bits_as<float>(bits);
}

/// x^exponent, x in [0, 1]; below 2^-126 it counts as 0.
__device__ __forceinline__ float power_of(float x, float exponent) {
    return x < 0x1p-126f ? 0.0f : exp2_of(multiply(exponent, log2_of(x)));
}

}  // namespace ib
