// Instructions that count, find, move and choose bits and bytes.
#pragma once

#include "integer.hpp"

namespace ptx {

template <typename T>
PTX_INLINE uint32_t popc(T a) {
    return uint32_t(std::popcount(a));
}
template <typename T>
PTX_INLINE uint32_t clz(T a) {
    return uint32_t(std::countl_zero(a));
}
/// The place of the highest bit that is not the sign's, counted from the lowest; all ones if there is
/// none.
template <typename T>
PTX_INLINE uint32_t bfind(T a) {
    const auto bits = Unsigned<T>(a < 0 ? ~a : a);
    return bits == 0 ? ~0u : uint32_t(kBits<T> - 1 - std::countl_zero(bits));
}
/// The shift that would bring it to the top.
template <typename T>
PTX_INLINE uint32_t bfind_shift(T a) {
    const uint32_t place = bfind(a);
    return place == ~0u ? ~0u : uint32_t(kBits<T> - 1) - place;
}
template <typename T>
inline T brev(T a) {
    T reversed = 0;
    for (int i = 0; i < kBits<T>; ++i) { reversed |= T(a >> i & 1) << (kBits<T> - 1 - i); }
    return reversed;
}

/// Bits [position, position + length) of a; those past its end are the field's highest for signed
/// types.
template <typename T>
inline T bfe(T a, uint32_t position, uint32_t length) {
    constexpr uint32_t kLast = kBits<T> - 1;
    position &= 0xff;
    length &= 0xff;
    if (length == 0) { return 0; }
    const uint32_t top = position + length - 1 < kLast ? position + length - 1 : kLast;
    const bool sign = std::is_signed_v<T> && (Unsigned<T>(a) >> top & 1) != 0;
    Unsigned<T> field = 0;
    for (uint32_t i = 0; i <= kLast; ++i) {
        const bool inside = i < length && position + i <= kLast;
        const bool bit = inside ? (Unsigned<T>(a) >> (position + i) & 1) != 0 : sign;
        field |= Unsigned<T>(bit) << i;
    }
    return T(field);
}

/// b with its bits [position, position + length) taken from the lowest of a.
template <typename T>
inline T bfi(T a, T b, uint32_t position, uint32_t length) {
    position &= 0xff;
    length &= 0xff;
    for (uint32_t i = 0; i < length && position + i < uint32_t{kBits<T>}; ++i) {
        const T bit = T{1} << (position + i);
        b = (a >> i & 1) != 0 ? b | bit : b & ~bit;
    }
    return b;
}

/// Bit i of the table is the result where the bits of a, b, c are those of i, a's the highest.
PTX_INLINE uint32_t lop3(uint32_t a, uint32_t b, uint32_t c, uint32_t table) {
    uint32_t result = 0;
    for (uint32_t i = 0; i < 8; ++i) {
        if ((table >> i & 1) == 0) { continue; }
        result |= ((i & 4) != 0 ? a : ~a) & ((i & 2) != 0 ? b : ~b) & ((i & 1) != 0 ? c : ~c);
    }
    return result;
}

/// Byte i of the result is the byte of b:a that nibble i names; with its highest bit, that byte's sign.
PTX_INLINE uint32_t prmt(uint32_t a, uint32_t b, uint32_t nibbles) {
    const uint64_t bytes = pair_of(a, b);
    uint32_t result = 0;
    for (int i = 0; i < 4; ++i) {
        const uint32_t choice = nibbles >> 4 * i & 15;
        uint32_t byte = uint32_t(bytes >> 8 * (choice & 7)) & 0xff;
        if ((choice & 8) != 0) { byte = (byte & 0x80) != 0 ? 0xff : 0; }
        result |= byte << 8 * i;
    }
    return result;
}
/// The other modes choose one of four rows of nibbles.
PTX_INLINE uint32_t prmt_f4e(uint32_t a, uint32_t b, uint32_t c) {
    constexpr uint32_t kRows[] = {0x3210, 0x4321, 0x5432, 0x6543};
    return prmt(a, b, kRows[c & 3]);
}
PTX_INLINE uint32_t prmt_b4e(uint32_t a, uint32_t b, uint32_t c) {
    constexpr uint32_t kRows[] = {0x5670, 0x6701, 0x7012, 0x0123};
    return prmt(a, b, kRows[c & 3]);
}
PTX_INLINE uint32_t prmt_rc8(uint32_t a, uint32_t b, uint32_t c) {
    return prmt(a, b, 0x1111 * (c & 3));
}
PTX_INLINE uint32_t prmt_ecl(uint32_t a, uint32_t b, uint32_t c) {
    constexpr uint32_t kRows[] = {0x3210, 0x3211, 0x3222, 0x3333};
    return prmt(a, b, kRows[c & 3]);
}
PTX_INLINE uint32_t prmt_ecr(uint32_t a, uint32_t b, uint32_t c) {
    constexpr uint32_t kRows[] = {0x0000, 0x1110, 0x2210, 0x3210};
    return prmt(a, b, kRows[c & 3]);
}
PTX_INLINE uint32_t prmt_rc16(uint32_t a, uint32_t b, uint32_t c) {
    return prmt(a, b, (c & 1) != 0 ? 0x3232 : 0x1010);
}

}  // namespace ptx
