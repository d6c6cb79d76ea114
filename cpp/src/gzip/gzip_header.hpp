// The header of a gzip member (RFC 1952), read byte by byte wherever the input is split.
#pragma once

#include <cstdint>

namespace ib {

class GzipHeaderParser {
public:
    /// Takes bytes from [begin, end) until the header is complete; returns the first byte not taken.
    /// Throws CorruptData for anything that is not a gzip header, a wrong FHCRC included.
    const uint8_t* take(const uint8_t* begin, const uint8_t* end);
    bool complete() const { return field_ == Field::kComplete; }

private:
    enum class Field { kFixed, kExtraLength, kExtra, kName, kComment, kCrc, kComplete };

    void take_byte(uint8_t byte);
    void take_fixed(uint8_t byte);
    void take_crc(uint8_t byte);
    /// Enters `field`, or the next one whose flag is set.
    void enter(Field field);

    Field field_ = Field::kFixed;
    uint8_t flags_ = 0;
    uint32_t crc_ = 0;
    uint32_t position_ = 0;  // within the field
    uint32_t value_ = 0;     // of the two-byte field being read
    uint32_t extra_left_ = 0;
};

}  // namespace ib
