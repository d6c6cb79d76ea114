// What a fuzz target draws from the bytes that libFuzzer gives it. An input that is used up gives
// zeros.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

namespace fuzz {

using Bytes = std::vector<uint8_t>;

class Input {
public:
    Input(const uint8_t* data, size_t size) : data_(data), left_(size) {}

    uint8_t byte() { return value<uint8_t>(); }

    template <typename Value>
    Value value() {
        Value value{};
        const size_t size = std::min(left_, sizeof value);
        if (size > 0) { std::memcpy(&value, data_, size); }
        data_ += size;
        left_ -= size;
        return value;
    }

    /// low to high, both among them; they lie at most 255 apart.
    int64_t between(int64_t low, int64_t high) { return low + byte() % (high - low + 1); }

    /// As above; `usual` where the input is used up.
    int64_t around(int64_t usual, int64_t low, int64_t high) {
        return low + (usual - low + byte()) % (high - low + 1);
    }

    /// Small, or one of those at which sums and products overflow.
    int64_t hostile() {
        static constexpr int64_t kEdges[] = {std::numeric_limits<int64_t>::min(),
                                             std::numeric_limits<int64_t>::min() + 1,
                                             -(int64_t{1} << 62),
                                             -(int64_t{1} << 32),
                                             -(int64_t{1} << 31) - 1,
                                             -(int64_t{1} << 31),
                                             -1,
                                             0,
                                             (int64_t{1} << 31) - 1,
                                             int64_t{1} << 31,
                                             int64_t{1} << 32,
                                             int64_t{1} << 62,
                                             std::numeric_limits<int64_t>::max() - 1,
                                             std::numeric_limits<int64_t>::max()};
        const uint8_t choice = byte();
        const auto edges = static_cast<uint8_t>(sizeof kEdges / sizeof kEdges[0]);
        return choice < edges ? kEdges[choice] : between(-40, 40);
    }

    Bytes rest() {
        Bytes bytes(data_, data_ + left_);
        left_ = 0;
        return bytes;
    }

private:
    const uint8_t* data_;
    size_t left_;
};

}  // namespace fuzz
