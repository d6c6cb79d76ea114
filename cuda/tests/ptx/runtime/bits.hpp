// What registers hold, and how it is read: bits, whose meaning is the instruction's to say.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

#define PTX_INLINE [[gnu::always_inline]] inline

namespace ptx {

/// Bits of a float16, and of two of them, the first in the lower half.
struct Half {
    uint16_t value;
};
struct Half2 {
    uint32_t value;

    Half low() const { return {static_cast<uint16_t>(value)}; }
    Half high() const { return {static_cast<uint16_t>(value >> 16)}; }
    static Half2 of(Half low, Half high) { return {uint32_t{high.value} << 16 | low.value}; }
};

template <typename Value, typename Register>
PTX_INLINE Value as(Register bits) {
    static_assert(sizeof(Value) == sizeof(Register));
    return std::bit_cast<Value>(bits);
}

template <typename Value>
PTX_INLINE auto bits(Value value) {
    using Bits = std::conditional_t<sizeof(Value) == 2, uint16_t,
                                    std::conditional_t<sizeof(Value) == 4, uint32_t, uint64_t>>;
    return std::bit_cast<Bits>(value);
}

/// What a register holds before anything was written to it.
template <typename Register>
constexpr Register undefined = static_cast<Register>(0xa5a5a5a5a5a5a5a5u);
template <>
inline constexpr bool undefined<bool> = true;
template <>
inline constexpr float undefined<float> = std::bit_cast<float>(undefined<uint32_t>);
template <>
inline constexpr double undefined<double> = std::bit_cast<double>(undefined<uint64_t>);

/// A parameter that is a structure.
template <size_t bytes, size_t alignment>
struct alignas(alignment) Structure {
    unsigned char value[bytes];
};

template <typename Value, typename Parameter>
PTX_INLINE Value parameter(const Parameter& from, size_t offset) {
    Value value;
    std::memcpy(&value, reinterpret_cast<const unsigned char*>(&from) + offset, sizeof value);
    return value;
}

}  // namespace ptx
