// Floating-point bytes compared by value: what is not a number is the same, whatever its bits.
#pragma once

#include <cstring>
#include <vector>

#include "support/check.hpp"

namespace fuzz {

template <typename Element>
Element canonical(Element bits, Element infinity) {
    const auto magnitude = static_cast<Element>(bits & static_cast<Element>(~Element{0}) >> 1);
    return magnitude > infinity ? static_cast<Element>(infinity + 1) : bits;
}

/// Element: an unsigned integer as wide as the numbers, of which `infinity` has the bits.
template <typename Element>
void check_same(const std::vector<unsigned char>& expected, const unsigned char* actual,
                Element infinity) {
    for (size_t i = 0; i < expected.size(); i += sizeof(Element)) {
        Element a, b;
        std::memcpy(&a, expected.data() + i, sizeof a);
        std::memcpy(&b, actual + i, sizeof b);
        CHECK_EQUAL(canonical(a, infinity), canonical(b, infinity));
    }
}

}  // namespace fuzz
