// Counts elements while they are in the nearest cache.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ib {

/// How many of n bytes are not 0. Every level gives the same.
int64_t count_nonzero(const std::byte* bytes, int64_t n, int32_t level);

}  // namespace ib
