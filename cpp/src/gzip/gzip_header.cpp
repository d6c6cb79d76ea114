#include "gzip/gzip_header.hpp"

#include <isa-l/crc.h>

#include <string>

#include "base/status.hpp"

namespace ib {
namespace {

constexpr uint8_t kHeaderCrcFlag = 2;
constexpr uint8_t kExtraFlag = 4;
constexpr uint8_t kNameFlag = 8;
constexpr uint8_t kCommentFlag = 16;
constexpr uint8_t kReservedFlags = 0xE0;
constexpr uint32_t kFixedSize = 10;

void check(bool holds, const char* rule, uint8_t value) {
    if (!holds) { throw CorruptData(std::string(rule) + ", was " + std::to_string(value)); }
}

}  // namespace

const uint8_t* GzipHeaderParser::take(const uint8_t* begin, const uint8_t* end) {
    while (begin != end && !complete()) { take_byte(*begin++); }
    return begin;
}

void GzipHeaderParser::take_byte(uint8_t byte) {
    if (field_ == Field::kCrc) { return take_crc(byte); }
    crc_ = crc32_gzip_refl(crc_, &byte, 1);
    switch (field_) {
        case Field::kFixed:
            take_fixed(byte);
            break;
        case Field::kExtraLength:
            extra_left_ |= uint32_t{byte} << (8 * position_);
            if (++position_ == 2) { enter(extra_left_ > 0 ? Field::kExtra : Field::kName); }
            break;
        case Field::kExtra:
            if (--extra_left_ == 0) { enter(Field::kName); }
            break;
        case Field::kName:
            if (byte == 0) { enter(Field::kComment); }
            break;
        default:  // kComment: kCrc and kComplete do not come here
            if (byte == 0) { enter(Field::kCrc); }
            break;
    }
}

void GzipHeaderParser::take_fixed(uint8_t byte) {
    switch (position_) {
        case 0:
            check(byte == 0x1F, "a gzip member must begin with byte 31", byte);
            break;
        case 1:
            check(byte == 0x8B, "the second byte of a gzip member must be 139", byte);
            break;
        case 2:
            check(byte == 8, "the compression method of gzip must be 8", byte);
            break;
        case 3:
            check((byte & kReservedFlags) == 0, "reserved flags of gzip must be 0", byte);
            flags_ = byte;
            break;
        default:  // time, extra flags, operating system: any value
            break;
    }
    if (++position_ == kFixedSize) { enter(Field::kExtraLength); }
}

void GzipHeaderParser::take_crc(uint8_t byte) {
    value_ |= uint32_t{byte} << (8 * position_);
    if (++position_ < 2) { return; }
    if (value_ != (crc_ & 0xFFFF)) { throw CorruptData("the CRC of a gzip header differs"); }
    field_ = Field::kComplete;
}

void GzipHeaderParser::enter(Field field) {
    position_ = 0;
    field_ = field;
    if (field_ == Field::kExtraLength && (flags_ & kExtraFlag) == 0) { field_ = Field::kName; }
    if (field_ == Field::kName && (flags_ & kNameFlag) == 0) { field_ = Field::kComment; }
    if (field_ == Field::kComment && (flags_ & kCommentFlag) == 0) { field_ = Field::kCrc; }
    if (field_ == Field::kCrc && (flags_ & kHeaderCrcFlag) == 0) { field_ = Field::kComplete; }
}

}  // namespace ib
