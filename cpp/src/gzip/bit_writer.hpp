// Bits as deflate packs them: the first bit is the lowest of its byte.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace ib {

/// Writes ahead of its end by up to 8 bytes; the caller provides the room.
class BitWriter {
public:
    explicit BitWriter(uint8_t* target) : next_(target) {}

    /// At most 57 bits between two flushes.
    void put(uint64_t bits, uint32_t count) {
        pending_ |= bits << pending_count_;
        pending_count_ += count;
    }

    void flush() {
        static_assert(std::endian::native == std::endian::little);
        std::memcpy(next_, &pending_, 8);
        next_ += pending_count_ / 8;
        pending_ >>= pending_count_ / 8 * 8;
        pending_count_ %= 8;
    }

    /// Fills the last byte with zeros and returns the end.
    uint8_t* align() {
        flush();
        if (pending_count_ > 0) { ++next_; }
        pending_ = 0;
        pending_count_ = 0;
        return next_;
    }

    /// Whole bytes; only after align().
    void append(const uint8_t* bytes, int64_t count) {
        std::memcpy(next_, bytes, static_cast<size_t>(count));
        next_ += count;
    }

private:
    uint8_t* next_;
    uint64_t pending_ = 0;
    uint32_t pending_count_ = 0;
};

}  // namespace ib
