// Stands for device memory in tests: poisoned, of exactly its size, guarded where no sanitizer is.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "simt/known_memory.hpp"

namespace simt {

constexpr unsigned char kGlobalPoison = 0xa5;

template <typename Element>
class DeviceArray {
public:
    explicit DeviceArray(size_t size) : size_(size) {
        void* memory = nullptr;
        if (posix_memalign(&memory, kAlignment, allocated()) != 0) { std::abort(); }
        memory_ = static_cast<unsigned char*>(memory);
        std::memset(memory_, kGlobalPoison, allocated());
        data_ = reinterpret_cast<Element*>(memory_ + kGuard);
        know_memory(data_, bytes());
    }
    explicit DeviceArray(const std::vector<Element>& from) : DeviceArray(from.size()) {
        if (size_ > 0) { std::memcpy(data_, from.data(), size_ * sizeof(Element)); }
    }
    DeviceArray(const DeviceArray&) = delete;
    DeviceArray& operator=(const DeviceArray&) = delete;
    ~DeviceArray() {
        check();
        forget_memory(data_);
        std::free(memory_);
    }

    Element* data() { return data_; }
    size_t size() const { return size_; }
    void zero() { std::memset(static_cast<void*>(data_), 0, size_ * sizeof(Element)); }
    std::vector<Element> download() const { return std::vector<Element>(data_, data_ + size_); }
    Element operator[](size_t i) const { return data_[i]; }

private:
    static constexpr size_t kAlignment = 256;
    // The sanitizer guards what lies around an allocation of exactly the size.
#if defined(__SANITIZE_ADDRESS__)
    static constexpr size_t kGuard = 0;
#else
    static constexpr size_t kGuard = kAlignment;
#endif
    size_t bytes() const { return size_ * sizeof(Element); }
    size_t allocated() const { return bytes() + 2 * kGuard; }
    void check() const {
        for (size_t i = 0; i < allocated(); ++i) {
            if ((i < kGuard || i >= kGuard + bytes()) && memory_[i] != kGlobalPoison) {
                std::fprintf(stderr, "a kernel wrote outside an array of %zu bytes\n", bytes());
                std::abort();
            }
        }
    }

    size_t size_;
    unsigned char* memory_;
    Element* data_;
};

}  // namespace simt
