// Comparisons and conversions.
#pragma once

#include "integer.hpp"
#include "real.hpp"

namespace ptx {

PTX_INLINE double comparable(Half a) { return double_of(a); }
template <typename T>
PTX_INLINE T comparable(T a) {
    return a;
}
template <typename T>
PTX_INLINE bool are_numbers(T a, T b) {
    return a == a && b == b;
}
#define PTX_COMPARISON(name, condition)                 \
    template <typename T>                               \
    PTX_INLINE bool compare_##name(T first, T second) { \
        const auto a = comparable(first);               \
        const auto b = comparable(second);              \
        return condition;                               \
    }
PTX_COMPARISON(eq, a == b)
PTX_COMPARISON(ne, a != b && are_numbers(a, b))
PTX_COMPARISON(lt, a < b)
PTX_COMPARISON(le, a <= b)
PTX_COMPARISON(gt, a > b)
PTX_COMPARISON(ge, a >= b)
PTX_COMPARISON(equ, a == b || !are_numbers(a, b))
PTX_COMPARISON(neu, a != b)
PTX_COMPARISON(ltu, !(a >= b))
PTX_COMPARISON(leu, !(a > b))
PTX_COMPARISON(gtu, !(a <= b))
PTX_COMPARISON(geu, !(a < b))
PTX_COMPARISON(num, are_numbers(a, b))
PTX_COMPARISON(nan, !are_numbers(a, b))
#undef PTX_COMPARISON

enum class Rounding { none, even, zero, down, up };

template <Rounding rounding, typename Real>
PTX_INLINE Real whole(Real value) {
    if constexpr (rounding == Rounding::none) { return value; }
    if constexpr (rounding == Rounding::even) { return std::nearbyint(value); }
    if constexpr (rounding == Rounding::down) { return std::floor(value); }
    if constexpr (rounding == Rounding::up) { return std::ceil(value); }
    return std::trunc(value);
}

/// What NaN becomes: 0, or the highest bit alone where the source or the result has 64 bits.
template <typename To, typename Real>
PTX_INLINE To integer_of_nan() {
    constexpr bool kWide = sizeof(Real) == 8 || sizeof(To) == 8;
    return kWide ? To(Unsigned<To>{1} << (kBits<To> - 1)) : To{0};
}

template <typename To, Rounding rounding, typename Real>
PTX_INLINE To integer_of(Real value) {
    using Limits = std::numeric_limits<To>;
    if (value != value) { return integer_of_nan<To, Real>(); }
    const Real rounded = whole<rounding>(value);
    if (rounded <= static_cast<Real>(Limits::min())) { return Limits::min(); }
    if (rounded >= static_cast<Real>(Limits::max())) { return Limits::max(); }
    return static_cast<To>(rounded);
}

template <typename To, bool saturate, typename From>
PTX_INLINE To integer_of_integer(From value) {
    if (!saturate) { return static_cast<To>(value); }
    using Limits = std::numeric_limits<To>;
    const auto exact = static_cast<__int128>(value);
    return exact < Limits::min() ? Limits::min() : exact > Limits::max() ? Limits::max() : To(value);
}

template <typename To, Rounding rounding, typename From>
PTX_INLINE To real_of(From value) {
    if constexpr (std::is_same_v<From, Half>) {
        return real_of<To, rounding>(double_of(value));
    } else if constexpr (std::is_same_v<To, Half>) {
        return half_of(static_cast<double>(value));
    } else if constexpr (std::is_same_v<To, From>) {
        return canonical(whole<rounding>(value));
    } else {
        return canonical(static_cast<To>(value));
    }
}

template <typename To, Rounding rounding, bool saturate, typename From>
PTX_INLINE To convert(From value) {
    constexpr bool kToInteger = std::is_integral_v<To>;
    if constexpr (kToInteger && std::is_integral_v<From>) {
        return integer_of_integer<To, saturate>(value);
    } else if constexpr (kToInteger && std::is_same_v<From, Half>) {
        return integer_of<To, rounding>(static_cast<float>(double_of(value)));
    } else if constexpr (kToInteger) {
        return integer_of<To, rounding>(value);
    } else if constexpr (std::is_same_v<To, From> && std::is_same_v<To, Half>) {
        const Half result = half_of(whole<rounding>(double_of(value)));
        return saturate ? saturated(result) : result;
    } else {
        const To result = real_of<To, rounding>(value);
        return saturate ? saturated(result) : result;
    }
}

/// The first becomes the upper half.
inline Half2 two_halves(float high, float low) { return Half2::of(half_of(low), half_of(high)); }

}  // namespace ptx
