// Many quotients by one divisor, each bit-identical to IEEE division, in one multiplication and two
// fused multiply-adds. The only place where operations are fused:
// docs/adr/0015-division-by-a-reciprocal.md says why the result is exact, and where it is not. `fmaf`
// is a fused operation for either compiler.
#pragma once

#include <cmath>

#include "ib/platform.cuh"

namespace ib {

/// quotient() by it is exact where a dividend is 0 or has a magnitude of at least kLeastDividend: NaN
/// tells of any for which it is not, such as infinities and quotients that overflow. Signs of zeros
/// differ.
constexpr float kLeastDividend = 0x1p-84f;
constexpr float kLeastDivisor = 0x1p-64f;
constexpr float kMostDivisor = 0x1p36f;
/// From here on, what is subtracted from any float32 leaves 0 or kLeastDividend or more.
constexpr float kLeastSubtrahend = 0x1p-60f;
/// Up to here, what is subtracted from an integer of 32 bits leaves a dividend whose quotients are
/// finite.
constexpr float kMostSubtrahend = 0x1p60f;

struct Reciprocal {
    float minus_divisor, inverse;

    Reciprocal() = default;
    __device__ explicit Reciprocal(float divisor)
        : minus_divisor(-divisor), inverse(divide(1.0f, divisor)) {}

    __device__ static bool takes(float divisor) {
        const float magnitude = divisor < 0 ? -divisor : divisor;
        return magnitude >= kLeastDivisor && magnitude <= kMostDivisor;
    }

    __device__ __forceinline__ float quotient(float dividend) const {
        const float estimate = multiply(dividend, inverse);
        const float rest = fmaf(minus_divisor, estimate, dividend);
        return fmaf(rest, inverse, estimate);
    }
};

}  // namespace ib
