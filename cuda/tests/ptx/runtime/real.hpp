// Arithmetic of floats. float32 and float16 results that are NaN have the bits that devices give them;
// float64 keeps those of an operand.
#pragma once

#include "half.hpp"

namespace ptx {

PTX_INLINE float canonical(float value) { return value == value ? value : as<float>(0x7fffffffu); }
PTX_INLINE double canonical(double value) { return value; }

template <typename T>
PTX_INLINE T real_add(T a, T b) {
    return canonical(a + b);
}
template <typename T>
PTX_INLINE T real_sub(T a, T b) {
    return canonical(a - b);
}
template <typename T>
PTX_INLINE T real_mul(T a, T b) {
    return canonical(a * b);
}
template <typename T>
PTX_INLINE T real_div(T a, T b) {
    return canonical(a / b);
}
template <typename T>
PTX_INLINE T fma(T a, T b, T c) {
    return canonical(std::fma(a, b, c));
}
template <typename T>
PTX_INLINE T rcp(T a) {
    return canonical(T{1} / a);
}
template <typename T>
PTX_INLINE T sqrt(T a) {
    return canonical(std::sqrt(a));
}
/// Of a number and NaN the number; -0 is below +0.
template <typename T>
PTX_INLINE T real_min(T a, T b) {
    if (a != a) { return canonical(b); }
    if (b != b || a < b || (a == b && std::signbit(a))) { return a; }
    return b;
}
template <typename T>
PTX_INLINE T real_max(T a, T b) {
    if (a != a) { return canonical(b); }
    if (b != b || a > b || (a == b && std::signbit(b))) { return a; }
    return b;
}
template <typename T>
PTX_INLINE T real_min_nan(T a, T b) {
    return a != a || b != b ? canonical(a + b) : real_min(a, b);
}
template <typename T>
PTX_INLINE T real_max_nan(T a, T b) {
    return a != a || b != b ? canonical(a + b) : real_max(a, b);
}
template <typename T>
PTX_INLINE T real_abs(T a) {
    return std::fabs(a);
}
template <typename T>
PTX_INLINE T real_neg(T a) {
    return -a;
}
/// The sign of a, the size of b.
template <typename T>
PTX_INLINE T copysign(T a, T b) {
    return std::copysign(b, a);
}

inline Half real_add(Half a, Half b) { return half_of(double_of(a) + double_of(b)); }
inline Half real_sub(Half a, Half b) { return half_of(double_of(a) - double_of(b)); }
inline Half real_mul(Half a, Half b) { return half_of(double_of(a) * double_of(b)); }
inline Half fma(Half a, Half b, Half c) {
    return half_of(add_to_odd(double_of(a) * double_of(b), double_of(c)));
}
inline Half real_min(Half a, Half b) { return half_of(real_min(double_of(a), double_of(b))); }
inline Half real_max(Half a, Half b) { return half_of(real_max(double_of(a), double_of(b))); }
inline Half real_min_nan(Half a, Half b) { return half_of(real_min_nan(double_of(a), double_of(b))); }
inline Half real_max_nan(Half a, Half b) { return half_of(real_max_nan(double_of(a), double_of(b))); }
inline Half real_abs(Half a) { return {static_cast<uint16_t>(a.value & 0x7fff)}; }
inline Half real_neg(Half a) { return {static_cast<uint16_t>(a.value ^ 0x8000)}; }

/// Cut to [0, 1]; NaN becomes 0.
template <typename T>
PTX_INLINE T saturated(T value) {
    return !(value > 0) ? T{0} : value > 1 ? T{1} : value;
}
inline Half saturated(Half value) { return half_of(saturated(double_of(value))); }
template <typename T>
PTX_INLINE T real_add_sat(T a, T b) {
    return saturated(real_add(a, b));
}
template <typename T>
PTX_INLINE T real_sub_sat(T a, T b) {
    return saturated(real_sub(a, b));
}
template <typename T>
PTX_INLINE T real_mul_sat(T a, T b) {
    return saturated(real_mul(a, b));
}
template <typename T>
PTX_INLINE T fma_sat(T a, T b, T c) {
    return saturated(fma(a, b, c));
}

#define PTX_OF_HALVES_2(name)                                               \
    inline Half2 name(Half2 a, Half2 b) {                                   \
        return Half2::of(name(a.low(), b.low()), name(a.high(), b.high())); \
    }
PTX_OF_HALVES_2(real_add)
PTX_OF_HALVES_2(real_sub)
PTX_OF_HALVES_2(real_mul)
PTX_OF_HALVES_2(real_min)
PTX_OF_HALVES_2(real_max)
PTX_OF_HALVES_2(real_min_nan)
PTX_OF_HALVES_2(real_max_nan)
#undef PTX_OF_HALVES_2
inline Half2 real_abs(Half2 a) { return {a.value & 0x7fff7fffu}; }
inline Half2 real_neg(Half2 a) { return {a.value ^ 0x80008000u}; }
inline Half2 fma(Half2 a, Half2 b, Half2 c) {
    return Half2::of(fma(a.low(), b.low(), c.low()), fma(a.high(), b.high(), c.high()));
}
inline Half2 saturated(Half2 a) { return Half2::of(saturated(a.low()), saturated(a.high())); }

template <typename T>
PTX_INLINE bool is_finite(T a) {
    return std::isfinite(a);
}
template <typename T>
PTX_INLINE bool is_infinite(T a) {
    return std::isinf(a);
}
template <typename T>
PTX_INLINE bool is_number(T a) {
    return a == a;
}
template <typename T>
PTX_INLINE bool is_notanumber(T a) {
    return a != a;
}
template <typename T>
PTX_INLINE bool is_normal(T a) {
    return std::isnormal(a);
}
template <typename T>
PTX_INLINE bool is_subnormal(T a) {
    return std::fpclassify(a) == FP_SUBNORMAL;
}

}  // namespace ptx
