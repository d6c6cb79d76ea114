#include "gzip/zlib_header.hpp"

#include <string>

#include "base/status.hpp"

namespace ib {
namespace {

constexpr uint32_t kMethod = 0x0F00;
constexpr uint32_t kDeflate = 0x0800;
constexpr uint32_t kWindow = 0xF000;
constexpr uint32_t kLargestWindow = 0x7000;
constexpr uint32_t kCheckDivisor = 31;
constexpr uint32_t kDictionaryFlag = 0x20;

void check(bool holds, const char* rule, uint32_t value) {
    if (!holds) { throw CorruptData(std::string(rule) + ", was " + std::to_string(value)); }
}

}  // namespace

const uint8_t* ZlibHeaderParser::take(const uint8_t* begin, const uint8_t* end) {
    while (begin != end && !complete()) {
        value_ = value_ << 8 | *begin++;
        ++taken_;
    }
    if (complete()) {
        check(value_ % kCheckDivisor == 0, "the two bytes before a zlib stream must divide by 31",
              value_);
        check((value_ & kMethod) == kDeflate, "the compression method of zlib must be 8",
              (value_ & kMethod) >> 8);
        check((value_ & kWindow) <= kLargestWindow, "the window of zlib must be 0 to 7",
              (value_ & kWindow) >> 12);
        check((value_ & kDictionaryFlag) == 0, "a zlib stream must not ask for a preset dictionary",
              value_);
    }
    return begin;
}

}  // namespace ib
