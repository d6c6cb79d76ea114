// Axes of a patch cut where bricks of a packed volume begin.
#pragma once

#include <algorithm>
#include <cstdint>

#include "gather/plan.hpp"

namespace ib {

/// How far patch voxel `offset` lies into its brick, wherever the patch starts.
inline int64_t phase(int64_t start, int64_t offset, int64_t brick) {
    const uint64_t place = static_cast<uint64_t>(start) + static_cast<uint64_t>(offset);
    return static_cast<int64_t>(place % static_cast<uint64_t>(brick));
}

/// Patch voxels of an axis, `length` at a time, cut where bricks begin.
struct Cuts {
    int64_t phase;
    int64_t size;
    int64_t length;

    int64_t count() const { return (phase + size - 1) / length + 1; }
    Span span(int64_t number) const {
        const int64_t begin = number * length - phase;
        return {std::max<int64_t>(0, begin), std::min(size, begin + length)};
    }
};

}  // namespace ib
