// Sorting by non-negative integer keys of few bits.
#pragma once

#include <cstdint>

#include "base/memory.hpp"

namespace ib {

struct KeyedIndex {
    int64_t key;
    int32_t index;
};

/// Sorts by key, which is below 2^key_bits; equal keys keep their order.
void radix_sort(PooledArray<KeyedIndex>& entries, int key_bits);

}  // namespace ib
