// Which voxels of its box a block looks at: where it is turned, fewer than half of them.
#pragma once

#include "gather/plan.hpp"
#include "warp/block.hpp"

namespace ib {

/// A block without its displacements, which are within `moved`, and the box around both.
struct Looking {
    const ib_warp& warp;
    const WarpBlock& block;
    const PlaceRange& moved;
    const Box& box;
    bool nearest;
};

/// Of a block that turns about an axis, or is scaled to nothing, all are.
class LookedAt {
public:
    explicit LookedAt(const Looking& looking);

    /// Voxels along x, counted from the box as y and z are, in rows `y` of planes `z`: perhaps more
    /// than are looked at, never fewer; none where begin == end.
    Span x_of(Span y, Span z) const;

private:
    /// Places q of the block have t_i = inverse[i] . q - first[i], and t_i is between 0 and size_i - 1.
    double inverse_[3][3];
    double per_x_[3];  // 1 / inverse[i][0]
    double first_[3];
    double last_[3];
    double least_[3];  // displacements, in voxels
    double most_[3];
    double past_;  // voxels that are looked at after that of a place, along an axis
    int64_t size_x_;
    bool known_;
};

}  // namespace ib
