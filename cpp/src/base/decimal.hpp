// Numbers in messages.
#pragma once

#include <charconv>
#include <string>

namespace ib {

/// With six digits after a point, as std::to_string has it in the C locale: a JVM takes the user's,
/// which may write a comma.
inline std::string decimal(double value) {
    char text[512];  // the largest double has 309 digits before the point
    const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, 6).ptr;
    return {text, end};
}

}  // namespace ib
