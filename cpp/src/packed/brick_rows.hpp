// What a head byte and the bytes before a brick's rows say of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "packed/layout.hpp"

namespace ib {

/// What a head says, looked up: no branch depends on it, for half of all bricks are of either form, in
/// no order. Of the rows with y == 0, and of the others.
struct HeadForm {
    uint8_t first_width, others_width;  // bytes of a row
    uint8_t first_at, others_at;        // where they begin in the payload
    uint8_t others_nibble;              // that stands for their width
    uint8_t pair;                       // bytes from one pair of planes to the next
    uint8_t slope_shift;
    uint8_t chained;  // 1 if sloped
};

/// Rows are read 32 bytes at a time; so that this starts within the payload even where rows take no
/// bytes, they begin a byte earlier then.
constexpr std::array<HeadForm, 256> head_forms() {
    std::array<HeadForm, 256> forms{};
    for (uint32_t head = 0; head < 256; ++head) {
        const bool plain = head >> 4 == kPlain;
        const uint32_t nibble = plain ? head & 15 : head >> 4;
        const int32_t first = width_of(head & 15);
        const int32_t others = width_of(nibble);
        const int32_t begin = plain ? 2 : 3;
        const auto byte = [](int32_t value) { return static_cast<uint8_t>(value); };
        forms[head] = {byte(first),
                       byte(others),
                       byte(begin - (first == 0 ? 1 : 0)),
                       byte(begin + 2 * first - (others == 0 ? 1 : 0)),
                       byte(static_cast<int32_t>(nibble)),
                       byte(2 * first + 6 * others),
                       byte(others > 5 ? others - 5 : 0),
                       byte(plain ? 0 : 1)};
    }
    return forms;
}

inline constexpr std::array<HeadForm, 256> kHeadForms = head_forms();

/// What is added to the differences of the rows with y == 0, and to those of the others, with the row
/// before it if `chained`.
struct BrickSums {
    uint32_t first, others;
    bool chained;
};

inline BrickSums brick_sums(const HeadForm& form, const std::byte* payload, uint32_t base) {
    uint16_t min;
    std::memcpy(&min, payload, sizeof min);
    const auto slope = static_cast<uint32_t>(static_cast<int8_t>(payload[2]));
    const uint32_t first = min + base;
    const uint32_t sloped = 0u - form.chained;  // all ones
    return {first, ((slope << form.slope_shift) & sloped) | (first & ~sloped), form.chained != 0};
}

}  // namespace ib
