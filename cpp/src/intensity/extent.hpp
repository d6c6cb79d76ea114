// A patch in memory, and planes and rows beside it that are padded.
#pragma once

#include <cstdint>

namespace ib {

struct Extent {
    int64_t x, y, z;
    int64_t plane() const { return x * y; }
};

/// Floats from one row of a scratch to the next, whole cache lines.
inline int64_t padded_row(int64_t n) { return (n + 15) / 16 * 16 + 16; }

/// From one plane to the next: a cache line more than whole pages, so that the same voxel of several
/// planes does not lie in one set of the first-level cache.
inline int64_t padded_plane(int64_t n) { return (n + 1023) / 1024 * 1024 + 16; }

}  // namespace ib
