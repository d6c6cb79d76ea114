// Instructions on integers and bits. Nothing overflows here: results are cut to their bits.
#pragma once

#include "bits.hpp"

namespace ptx {

template <typename T>
using Unsigned = std::make_unsigned_t<T>;
/// Twice as wide, and as signed.
template <typename T>
using Wide = std::conditional_t<
    std::is_signed_v<T>,
    std::conditional_t<sizeof(T) == 2, int32_t, std::conditional_t<sizeof(T) == 4, int64_t, __int128>>,
    std::conditional_t<sizeof(T) == 2, uint32_t,
                       std::conditional_t<sizeof(T) == 4, uint64_t, unsigned __int128>>>;

template <typename T>
constexpr int kBits = 8 * static_cast<int>(sizeof(T));

template <typename T>
PTX_INLINE T clamped(Wide<T> value) {
    using Limits = std::numeric_limits<T>;
    return value < Limits::min() ? Limits::min() : value > Limits::max() ? Limits::max() : T(value);
}

template <typename T>
PTX_INLINE T add(T a, T b) {
    return T(Unsigned<T>(a) + Unsigned<T>(b));
}
template <typename T>
PTX_INLINE T sub(T a, T b) {
    return T(Unsigned<T>(a) - Unsigned<T>(b));
}
template <typename T>
PTX_INLINE T add_sat(T a, T b) {
    return clamped<T>(Wide<T>(a) + b);
}
template <typename T>
PTX_INLINE T sub_sat(T a, T b) {
    return clamped<T>(Wide<T>(a) - b);
}
template <typename T>
PTX_INLINE T mul(T a, T b) {
    return T(Unsigned<Wide<T>>(a) * Unsigned<Wide<T>>(b));
}
template <typename T>
PTX_INLINE Wide<T> mul_wide(T a, T b) {
    return Wide<T>(a) * Wide<T>(b);
}
template <typename T>
PTX_INLINE T mul_hi(T a, T b) {
    return T(mul_wide(a, b) >> kBits<T>);
}
template <typename T>
PTX_INLINE T mad(T a, T b, T c) {
    return add(mul(a, b), c);
}
template <typename T>
PTX_INLINE T mad_hi(T a, T b, T c) {
    return add(mul_hi(a, b), c);
}
template <typename T>
PTX_INLINE T mad_hi_sat(T a, T b, T c) {
    return add_sat(mul_hi(a, b), c);
}
template <typename T>
PTX_INLINE Wide<T> mad_wide(T a, T b, Wide<T> c) {
    return add(mul_wide(a, b), c);
}
template <typename T>
PTX_INLINE T sad(T a, T b, T c) {
    return add(c, a < b ? sub(b, a) : sub(a, b));
}

/// By 0: what PTX leaves open, all ones.
template <typename T>
PTX_INLINE T div(T a, T b) {
    if (b == 0) { return T(~Unsigned<T>{}); }
    if constexpr (std::is_signed_v<T>) {
        if (b == -1) { return sub(T{0}, a); }
    }
    return T(a / b);
}
template <typename T>
PTX_INLINE T rem(T a, T b) {
    if (b == 0) { return T(~Unsigned<T>{}); }
    if constexpr (std::is_signed_v<T>) {
        if (b == -1) { return 0; }
    }
    return T(a % b);
}
template <typename T>
PTX_INLINE T integer_min(T a, T b) {
    return a < b ? a : b;
}
template <typename T>
PTX_INLINE T integer_max(T a, T b) {
    return a < b ? b : a;
}
template <typename T>
PTX_INLINE T integer_neg(T a) {
    return sub(T{0}, a);
}
template <typename T>
PTX_INLINE T integer_abs(T a) {
    return a < 0 ? integer_neg(a) : a;
}

template <typename T>
PTX_INLINE T bit_and(T a, T b) {
    return T(a & b);
}
template <typename T>
PTX_INLINE T bit_or(T a, T b) {
    return T(a | b);
}
template <typename T>
PTX_INLINE T bit_xor(T a, T b) {
    return T(a ^ b);
}
template <typename T>
PTX_INLINE T cnot(T a) {
    return a == 0;
}

/// By as many bits as there are, or more: all of them leave.
template <typename T>
PTX_INLINE T shl(T a, uint32_t by) {
    return by >= uint32_t{kBits<T>} ? T{0} : T(uint64_t(a) << by);
}
template <typename T>
PTX_INLINE T shr(T a, uint32_t by) {
    if (by >= uint32_t{kBits<T>}) { return a < 0 ? T(-1) : T{0}; }
    return T(a >> by);
}

PTX_INLINE uint64_t pair_of(uint32_t low, uint32_t high) { return uint64_t{high} << 32 | low; }
PTX_INLINE uint32_t shf_l_wrap(uint32_t a, uint32_t b, uint32_t by) {
    return uint32_t(pair_of(a, b) << (by & 31) >> 32);
}
PTX_INLINE uint32_t shf_l_clamp(uint32_t a, uint32_t b, uint32_t by) {
    return by >= 32 ? a : shf_l_wrap(a, b, by);
}
PTX_INLINE uint32_t shf_r_wrap(uint32_t a, uint32_t b, uint32_t by) {
    return uint32_t(pair_of(a, b) >> (by & 31));
}
PTX_INLINE uint32_t shf_r_clamp(uint32_t a, uint32_t b, uint32_t by) {
    return by >= 32 ? b : shf_r_wrap(a, b, by);
}

}  // namespace ptx
