// The two bytes before a zlib stream (RFC 1950), read wherever the input is split.
#pragma once

#include <cstdint>

namespace ib {

class ZlibHeaderParser {
public:
    /// Takes bytes from [begin, end) until the header is complete; returns the first byte not taken.
    /// Throws CorruptData for anything that is not a zlib header, or asks for a preset dictionary.
    const uint8_t* take(const uint8_t* begin, const uint8_t* end);
    bool complete() const { return taken_ == 2; }

private:
    uint32_t taken_ = 0;
    uint32_t value_ = 0;  // big-endian
};

}  // namespace ib
