// Stands for device memory that is too large to be touched: zeros, and pages only where something is
// written.
#pragma once

#include <sys/mman.h>

#include <cstdint>
#include <cstdlib>

#include "simt/known_memory.hpp"

namespace simt {

class SparseArray {
public:
    explicit SparseArray(int64_t bytes) : bytes_(static_cast<size_t>(bytes)) {
        void* memory = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (memory == MAP_FAILED) { std::abort(); }
        data_ = static_cast<uint8_t*>(memory);
        know_memory(data_, bytes_);
    }
    SparseArray(const SparseArray&) = delete;
    SparseArray& operator=(const SparseArray&) = delete;
    ~SparseArray() {
        forget_memory(data_);
        munmap(data_, bytes_);
    }

    uint8_t* data() { return data_; }

private:
    size_t bytes_;
    uint8_t* data_;
};

}  // namespace simt
