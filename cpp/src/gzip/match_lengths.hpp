// Lengths of matches in deflate, RFC 1951 section 3.2.5.
#pragma once

#include <bit>
#include <cstdint>

namespace ib {

constexpr uint32_t kMaxLength = 258;
constexpr uint32_t kMinLength = 3;

/// Symbol of a match length.
inline uint32_t symbol_of(uint32_t length) {
    if (length == kMaxLength) { return 285; }
    const uint32_t base = length - kMinLength;
    if (base < 8) { return 257 + base; }
    const auto extra = static_cast<uint32_t>(std::bit_width(base)) - 3;
    return 257 + 4 * extra + (base >> extra);
}

/// Cuts `bytes`, a multiple of 4, into match lengths.
template <typename Take>
void for_each_length(int64_t bytes, Take&& take) {
    for (; bytes >= kMaxLength + kMinLength; bytes -= kMaxLength) { take(kMaxLength); }
    if (bytes > kMaxLength) {
        take(kMinLength);
        bytes -= kMinLength;
    }
    if (bytes > 0) { take(static_cast<uint32_t>(bytes)); }
}

}  // namespace ib
