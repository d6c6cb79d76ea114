// Instructions whose results PTX leaves open by a unit or two in the last place. Here they are moved
// within that by the bits of the operand, so that nothing can come to depend on the nearest value.
#pragma once

#include "real.hpp"

namespace ptx {

PTX_INLINE float flushed(float value) {
    return std::fpclassify(value) == FP_SUBNORMAL ? std::copysign(0.0f, value) : value;
}

/// One place down, up, or not at all.
inline float moved(float value, uint32_t from) {
    if (!std::isnormal(value)) { return canonical(value); }
    const int step = static_cast<int>((from * 0x9e3779b9u >> 16) % 3) - 1;
    const float result = as<float>(bits(value) + static_cast<uint32_t>(step));
    return std::isnormal(result) ? result : value;
}

inline float rcp_approx(float a) { return moved(static_cast<float>(1.0 / a), bits(a)); }
inline float sqrt_approx(float a) { return moved(static_cast<float>(std::sqrt(double{a})), bits(a)); }
inline float rsqrt_approx(float a) {
    return moved(static_cast<float>(1.0 / std::sqrt(double{a})), bits(a));
}
inline float rcp_approx_ftz(float a) { return flushed(rcp_approx(flushed(a))); }
inline float sqrt_approx_ftz(float a) { return flushed(sqrt_approx(flushed(a))); }
inline float rsqrt_approx_ftz(float a) { return flushed(rsqrt_approx(flushed(a))); }
inline float div_approx(float a, float b) {
    return moved(static_cast<float>(double{a} / double{b}), bits(a) ^ bits(b));
}

}  // namespace ptx
