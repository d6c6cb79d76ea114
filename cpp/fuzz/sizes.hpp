// Sizes of volumes that a target asks for, and what it holds of them.
#pragma once

#include <algorithm>
#include <cstdint>

#include "input.hpp"

namespace fuzz {

constexpr int64_t kMost = 40 * 40 * 40 * 8;
constexpr int64_t kVoxelBytes[] = {1, 1, 2, 2, 4, 4, 4, 8, 2};

/// Bytes of (a, b, c) elements: 0 where one of them is not positive, -1 where they are more than kMost,
/// -2 where even 2^62 is too few.
inline int64_t bytes_of(int64_t a, int64_t b, int64_t c, int64_t element) {
    if (a < 1 || b < 1 || c < 1) { return 0; }
    const __int128 whole = static_cast<__int128>(1) << 62;
    __int128 product = static_cast<__int128>(a) * b;
    product = product > whole ? whole + 1 : product * c;
    product = product > whole ? whole + 1 : product * element;
    return product > whole ? -2 : product > kMost ? -1 : static_cast<int64_t>(product);
}

/// The bytes of a volume: what is left of the input, then a pattern. At least one voxel of any type.
inline Bytes held(Bytes voxels, int64_t bytes) {
    const int64_t wanted = std::max<int64_t>(bytes, 8);
    for (size_t i = voxels.size(); static_cast<int64_t>(i) < wanted; ++i) {
        voxels.push_back(static_cast<uint8_t>(i * 37 + i / 251));
    }
    voxels.resize(static_cast<size_t>(wanted));
    return voxels;
}

}  // namespace fuzz
