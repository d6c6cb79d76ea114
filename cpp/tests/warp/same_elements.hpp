// Equal bytes, but for the bits of NaN.
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

#include "ib/ib_cpu.h"
#include "support/check.hpp"

namespace patches {

template <typename Bits>
void check_elements(const std::vector<unsigned char>& expected, const void* target, Bits infinity) {
    const auto* bytes = static_cast<const unsigned char*>(target);
    for (size_t i = 0; i < expected.size(); i += sizeof(Bits)) {
        Bits a, b;
        std::memcpy(&a, expected.data() + i, sizeof a);
        std::memcpy(&b, bytes + i, sizeof b);
        const auto is_nan = [&](Bits bits) {
            return infinity != 0 && static_cast<Bits>(bits << 1) > static_cast<Bits>(infinity << 1);
        };
        if (!(is_nan(a) && is_nan(b))) { CHECK_EQUAL(uint64_t{a}, uint64_t{b}); }
    }
}

inline void check_elements(const std::vector<unsigned char>& expected, const ib_patch& p) {
    switch (p.target_type) {
        case IB_TO_UINT8:
            check_elements<uint8_t>(expected, p.target, 0);
            break;
        case IB_TO_FLOAT16:
            check_elements<uint16_t>(expected, p.target, 0x7c00);
            break;
        default:
            check_elements<uint32_t>(expected, p.target, 0x7f800000);
    }
}

}  // namespace patches
