// A growing array in pooled memory, for results whose size is known only at the end.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>

#include "base/memory.hpp"

namespace ib {

/// Trivially copyable T, not initialised. Room is asked for ahead, so that writing needs no check.
template <typename T>
class PooledVector {
public:
    explicit PooledVector(int64_t capacity) : block_(capacity) {}

    /// Room for `count` more past the end, to be written through the result and kept by advance().
    T* reserve(int64_t count) {
        if (size_ + count > block_.size()) { grow(size_ + count); }
        return block_.data() + size_;
    }
    void advance(int64_t count) { size_ += count; }

    T* data() { return block_.data(); }
    const T* data() const { return block_.data(); }
    int64_t size() const { return size_; }
    T& operator[](int64_t i) { return block_[i]; }
    const T& operator[](int64_t i) const { return block_[i]; }

private:
    void grow(int64_t count) {
        PooledArray<T> larger(std::max(count, 2 * block_.size()));
        std::memcpy(larger.data(), block_.data(), static_cast<size_t>(size_) * sizeof(T));
        block_ = std::move(larger);
    }

    PooledArray<T> block_;
    int64_t size_ = 0;
};

}  // namespace ib
