// Pooled blocks: the first touch of fresh memory costs more than most kernels here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

namespace ib {

/// At least `bytes` bytes aligned to 4096, not zeroed. Throws OutOfMemory with the size.
void* acquire(int64_t bytes);
void release(void* block) noexcept;
/// What acquire(bytes) takes.
int64_t pooled_bytes(int64_t bytes);

/// Owns a pooled array of `count` trivially copyable T, not initialised.
template <typename T>
class PooledArray {
public:
    PooledArray() = default;
    explicit PooledArray(int64_t count)
        : data_(static_cast<T*>(acquire(count > 0 ? count * int64_t{sizeof(T)} : 1))), count_(count) {}
    PooledArray(PooledArray&& other) noexcept
        : data_(std::exchange(other.data_, nullptr)), count_(std::exchange(other.count_, 0)) {}
    PooledArray& operator=(PooledArray&& other) noexcept {
        std::swap(data_, other.data_);
        std::swap(count_, other.count_);
        return *this;
    }
    ~PooledArray() {
        if (data_ != nullptr) { release(data_); }
    }

    T* data() { return data_; }
    const T* data() const { return data_; }
    int64_t size() const { return count_; }
    T& operator[](int64_t i) { return data_[i]; }
    const T& operator[](int64_t i) const { return data_[i]; }
    T* begin() { return data_; }
    T* end() { return data_ + count_; }

private:
    T* data_ = nullptr;
    int64_t count_ = 0;
};

}  // namespace ib
