#include "warp/block.hpp"

#include <algorithm>
#include <cstdlib>

namespace ib {
PlaceRange reach_of(const ib_warp& warp, const WarpBlock& block) {
    PlaceRange reach{};
    for (int axis = 0; axis < 3; ++axis) {
        int64_t least = warp.origin[axis];
        int64_t most = least;
        for (int along = 0; along < 3; ++along) {
            const int64_t step = warp.matrix[3 * axis + along];
            const int64_t first = step * block.begin[along];
            const int64_t last = first + step * (block.size[along] - 1);
            least += std::min(first, last);
            most += std::max(first, last);
        }
        reach.least[axis] = least;
        reach.most[axis] = most;
    }
    return reach;
}

PlaceRange sum(const PlaceRange& a, const PlaceRange& b) {
    PlaceRange both{};
    for (int axis = 0; axis < 3; ++axis) {
        both.least[axis] = a.least[axis] + b.least[axis];
        both.most[axis] = a.most[axis] + b.most[axis];
    }
    return both;
}

Box linear_box(const PlaceRange& reach) {
    Box box{};
    for (int axis = 0; axis < 3; ++axis) {
        box.begin[axis] = reach.least[axis] >> 32;
        box.size[axis] = (reach.most[axis] >> 32) + 2 - box.begin[axis];
    }
    return box;
}

Box nearest_box(const PlaceRange& reach) {
    Box box{};
    for (int axis = 0; axis < 3; ++axis) {
        box.begin[axis] = (reach.least[axis] + kHalf) >> 32;
        box.size[axis] = ((reach.most[axis] + kHalf) >> 32) + 1 - box.begin[axis];
    }
    return box;
}

Halves halves_of(const ib_warp& warp, const WarpBlock& block) {
    int axis = -1;
    int64_t furthest = -1;
    for (int along = 0; along < 3; ++along) {
        int64_t step = kOne;  // displacements may lie apart where the matrix does not move
        for (int a = 0; a < 3; ++a) { step += std::abs(warp.matrix[3 * a + along]); }
        const int64_t length = step * (block.size[along] - 1);
        if (block.size[along] > 1 && length > furthest) { axis = along, furthest = length; }
    }
    Halves halves{block, block};
    const int64_t half = block.size[axis] / 2;
    halves.first.size[axis] = half;
    halves.second.begin[axis] += half;
    halves.second.size[axis] -= half;
    return halves;
}

}  // namespace ib
