#include "warp/displace.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ib {
namespace {

struct Range {
    int64_t begin;
    int64_t end;
};

/// The control points that indices of an axis depend on.
Range points_of(const ib_spline& spline, const Block& block, int axis) {
    const int32_t* const first = spline.first[axis] + block.begin[axis];
    const auto ends = std::minmax_element(first, first + block.size[axis]);
    return {*ends.first, *ends.second + 4};
}

class Displacer {
public:
    Displacer(const ib_spline& spline, const Block& block, SplineScratch& scratch)
        : spline_(spline),
          block_(block),
          scratch_(scratch),
          along_x_(points_of(spline, block, 0)),
          along_y_(points_of(spline, block, 1)) {}

    void run(int32_t* values, int64_t row, int64_t component) {
        for (int64_t z = 0; z < block_.size[2]; ++z) {
            weigh_plane(block_.begin[2] + z);
            for (int64_t y = 0; y < block_.size[1]; ++y) {
                weigh_row(block_.begin[1] + y);
                for (int c = 0; c < 3; ++c) {
                    write_row(c, values + c * component + (z * block_.size[1] + y) * row);
                }
            }
        }
    }

    int32_t least[3] = {INT32_MAX, INT32_MAX, INT32_MAX};
    int32_t most[3] = {INT32_MIN, INT32_MIN, INT32_MIN};

private:
    /// What is left of the control points after z.
    void weigh_plane(int64_t z) {
        const float* const w = spline_.weights[2] + 4 * z;
        const int64_t plane = spline_.points[0] * spline_.points[1];
        for (int c = 0; c < 3; ++c) {
            const float* const first =
                spline_.displacements + (c * spline_.points[2] + spline_.first[2][z]) * plane;
            for (int64_t j = along_y_.begin; j < along_y_.end; ++j) {
                for (int64_t i = along_x_.begin; i < along_x_.end; ++i) {
                    const float* const d = first + j * spline_.points[0] + i;
                    scratch_.planes[c][j][i] =
                        w[0] * d[0] + w[1] * d[plane] + w[2] * d[2 * plane] + w[3] * d[3 * plane];
                }
            }
        }
    }

    /// And after y.
    void weigh_row(int64_t y) {
        const float* const w = spline_.weights[1] + 4 * y;
        const int64_t j = spline_.first[1][y];
        for (int c = 0; c < 3; ++c) {
            const auto* const r = scratch_.planes[c] + j;
            for (int64_t i = along_x_.begin; i < along_x_.end; ++i) {
                scratch_.rows[c][i] = w[0] * r[0][i] + w[1] * r[1][i] + w[2] * r[2][i] + w[3] * r[3][i];
            }
        }
    }

    void write_row(int c, int32_t* out) {
        const int32_t* const first = spline_.first[0] + block_.begin[0];
        const float* w = spline_.weights[0] + 4 * block_.begin[0];
        for (int64_t x = 0; x < block_.size[0]; ++x, w += 4) {
            const float* const s = scratch_.rows[c] + first[x];
            const float u = w[0] * s[0] + w[1] * s[1] + w[2] * s[2] + w[3] * s[3];
            out[x] = static_cast<int32_t>(std::nearbyint(u * 65536.0f));
            least[c] = std::min(least[c], out[x]);
            most[c] = std::max(most[c], out[x]);
        }
    }

    const ib_spline& spline_;
    const Block& block_;
    SplineScratch& scratch_;
    Range along_x_;
    Range along_y_;
};

}  // namespace

Displacements displace(const ib_spline& spline, const Block& block, SplineScratch& scratch,
                       int32_t* values, Reach& reach) {
    const int64_t component = displacement_count(block.size) / 3;
    const int64_t row = component / (block.size[1] * block.size[2]);
    Displacer displacer(spline, block, scratch);
    displacer.run(values, row, component);
    for (int c = 0; c < 3; ++c) {
        reach.least[c] += int64_t{displacer.least[c]} * 65536;
        reach.most[c] += int64_t{displacer.most[c]} * 65536;
    }
    return {values, row, component};
}

void add_hull(const ib_spline& spline, Reach& reach) {
    const int64_t points = spline.points[0] * spline.points[1] * spline.points[2];
    for (int c = 0; c < 3; ++c) {
        const float* const first = spline.displacements + c * points;
        float furthest = 0;
        for (int64_t i = 0; i < points; ++i) { furthest = std::max(furthest, std::fabs(first[i])); }
        // Three times four weights, whose sum exceeds 1 by less than 2^-9.
        const auto voxels = static_cast<int64_t>(furthest * 1.01f) + 1;
        reach.least[c] -= voxels << 32;
        reach.most[c] += voxels << 32;
    }
}

}  // namespace ib
