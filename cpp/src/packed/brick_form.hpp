// Which form a brick takes: plain or sloped, how wide, how steep. One result whatever the backend.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

#include "packed/layout.hpp"

namespace ib {

/// Smallest and largest of a brick's voxels, of those with y == 0, and of the differences along y.
struct BrickRange {
    int32_t least, most;
    int32_t first_least, first_most;
    int32_t step_least, step_most;
};

struct BrickForm {
    int32_t min;  // a voxel, not a code: base is known only when all bricks have been seen
    int8_t slope;
    uint8_t head;

    bool sloped() const { return head >> 4 != kPlain; }
    /// Bits of the rows with y == 0, and of the others.
    int32_t first_width() const { return width_of(head & 15u); }
    int32_t width() const { return sloped() ? head >> 4 : first_width(); }
    /// What is added to a voxel for the next one along y.
    int32_t step() const { return int32_t{slope} * (1 << std::max(0, width() - 5)); }
};
static_assert(sizeof(BrickForm) == 8);

/// The nibble of the narrowest width that holds 0 to range, which is at most 65,535.
constexpr uint32_t nibble_for(int32_t range) {
    return std::min(15u, static_cast<uint32_t>(std::bit_width(static_cast<uint32_t>(range))));
}

/// most - least of the range is at most 65,535.
inline BrickForm form_of(const BrickRange& range) {
    const uint32_t a = nibble_for(range.most - range.least);
    BrickForm form{range.least, 0, static_cast<uint8_t>(kPlain << 4 | a)};
    const uint32_t first = nibble_for(range.first_most - range.first_least);
    const auto spread = static_cast<uint32_t>(range.step_most - range.step_least);
    for (int32_t w = std::bit_width(spread); w <= kMostSlopedWidth; ++w) {
        if (sloped_bytes(width_of(first), w) >= plain_bytes(width_of(a))) { break; }
        const int32_t scale = std::max(0, w - 5);
        const int32_t slope = range.step_least >> scale;
        if (slope < INT8_MIN || slope > INT8_MAX) { continue; }
        if (range.step_most - slope * (1 << scale) < 1 << w) {
            return {range.first_least, static_cast<int8_t>(slope),
                    static_cast<uint8_t>(static_cast<uint32_t>(w) << 4 | first)};
        }
    }
    return form;
}

}  // namespace ib
