// Shared memory of a block, poisoned and guarded.
#pragma once

#include <cstddef>

#include "order.hpp"

namespace simt {

/// Shared memory with guards after it. Kept to the end of the launch under the thread sanitizer: there
/// a later block in the same memory would look like a race, or hide one.
struct Shared {
    const void* site;
    unsigned char* bytes;
    size_t size;
    Shared* next;
    Order made;
};

Shared* new_shared(const void* site, size_t bytes);

/// It and all that follow it.
void free_shared(Shared* shared);

/// Ends the process where a write past its end, or past that of any that follow it, is found.
void check_guards(const Shared* shared);

}  // namespace simt
