// When a division by one number may be done by its reciprocal, with the result of IEEE division:
// docs/adr/0015-division-by-a-reciprocal.md. The same limits as on a device
// (cuda/include/ib/quotient.cuh).
#pragma once

#include <cmath>

namespace ib {

/// Whether q = x * r, q + fma(-divisor, q, x) * r with r = 1 / divisor, the sum fused, is x / divisor
/// but for the sign of a zero, for every x that is an integer of 32 bits, as float32, less `subtract`.
inline bool divides_by_reciprocal(float divisor, float subtract) {
    constexpr float kLeastDivisor = 0x1p-64f, kMostDivisor = 0x1p36f;
    constexpr float kLeastSubtrahend = 0x1p-60f, kMostSubtrahend = 0x1p60f;
    const float d = std::fabs(divisor), s = std::fabs(subtract);
    return d >= kLeastDivisor && d <= kMostDivisor &&
           (s == 0.0f || (s >= kLeastSubtrahend && s <= kMostSubtrahend));
}

}  // namespace ib
