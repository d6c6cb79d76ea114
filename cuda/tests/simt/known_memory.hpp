// Which memory kernels may touch. Kernels compiled from C++ cannot be asked what they touch; those that
// are translated from PTX look here at every access of global memory.
#pragma once

#include <cstddef>
#include <cstdint>

namespace simt {

struct Range {
    uintptr_t begin = 0;
    size_t bytes = 0;

    bool holds(uintptr_t address, size_t size) const {
        return size <= bytes && address - begin <= bytes - size;
    }
};

/// Threads may call all of these at once. Ranges must not overlap; one of no bytes is left out.
void know_memory(const void* begin, size_t bytes);
void forget_memory(const void* begin);

/// The range that holds the address; one of no bytes if there is none.
Range known_range(uintptr_t address);

}  // namespace simt
