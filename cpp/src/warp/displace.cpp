#include "warp/displace.hpp"

#include <algorithm>
#include <cmath>

#include "base/simd.hpp"

namespace ib {
namespace {

struct Range {
    int64_t begin;
    int64_t end;
};

/// The control points that indices of an axis depend on.
Range points_of(const ib_spline& spline, const WarpBlock& block, int axis) {
    const int32_t* const first = spline.first[axis] + block.begin[axis];
    const auto ends = std::minmax_element(first, first + block.size[axis]);
    return {*ends.first, *ends.second + 4};
}

void fill_taps(const ib_spline& spline, const WarpBlock& block, BlockTaps& taps) {
    const Range points = points_of(spline, block, 0);
    taps.begin = points.begin;
    taps.points = points.end - points.begin;
    for (int64_t i = 0; i < kLongestRow; ++i) {
        const int64_t x = block.begin[0] + std::min(i, block.size[0] - 1);
        taps.first[i] = spline.first[0][x] - static_cast<int32_t>(points.begin);
        for (int64_t k = 0; k < 4; ++k) { taps.weights[k][i] = spline.weights[0][4 * x + k]; }
    }
}

/// The control points that a block depends on, weighed along z.
void weigh_plane(const ib_spline& spline, int64_t z, Range down, SplineScratch& scratch) {
    const float* const w = spline.weights[2] + 4 * z;
    const int64_t plane = spline.points[0] * spline.points[1];
    const int64_t begin = scratch.taps.begin, end = begin + scratch.taps.points;
    for (int c = 0; c < 3; ++c) {
        const float* const first =
            spline.displacements + (c * spline.points[2] + spline.first[2][z]) * plane;
        for (int64_t j = down.begin; j < down.end; ++j) {
            const float* const d = first + j * spline.points[0];
            for (int64_t i = begin; i < end; ++i) {
                scratch.planes[c][j][i] = w[0] * d[i] + w[1] * d[plane + i] + w[2] * d[2 * plane + i] +
                                          w[3] * d[3 * plane + i];
            }
        }
    }
}

void displace_plane(const DisplacedPlane& plane, SplineScratch& scratch, DisplacementRange& extremes) {
    const BlockTaps& taps = scratch.taps;
    for (int64_t y = 0; y < plane.count; ++y) {
        const float* const w = plane.weights + 4 * y;
        for (int c = 0; c < 3; ++c) {
            const float* const r = scratch.planes[c][plane.first[y]] + taps.begin;
            float* const s = scratch.rows[c];
            for (int64_t i = 0; i < taps.points; ++i) {
                s[i] = w[0] * r[i] + w[1] * r[kPointsRow + i] + w[2] * r[2 * kPointsRow + i] +
                       w[3] * r[3 * kPointsRow + i];
            }
            int32_t* const out = plane.values + c * plane.component + y * plane.row;
            for (int64_t x = 0; x < plane.length; ++x) {
                const float* const near = s + taps.first[x];
                const float u = taps.weights[0][x] * near[0] + taps.weights[1][x] * near[1] +
                                taps.weights[2][x] * near[2] + taps.weights[3][x] * near[3];
                out[x] = static_cast<int32_t>(std::lrint(u * 65536.0f));
                extremes.least[c] = std::min(extremes.least[c], out[x]);
                extremes.most[c] = std::max(extremes.most[c], out[x]);
            }
        }
    }
}

DisplaceKernel displace_kernel(int32_t level) {
#if defined(__x86_64__)
    if (level == IB_SIMD_AVX512) { return displace_plane_avx512; }
    if (level == IB_SIMD_AVX2) { return displace_plane_avx2; }
#endif
    static_cast<void>(level);
    return displace_plane;
}

}  // namespace

Displacements displace(const ib_spline& spline, const WarpBlock& block, SplineScratch& scratch,
                       int32_t* values, PlaceRange& reach) {
    const int64_t component = displacement_count(block.size) / 3;
    const int64_t row = component / (block.size[1] * block.size[2]);
    const DisplaceKernel kernel = displace_kernel(simd_level());
    const Range down = points_of(spline, block, 1);
    fill_taps(spline, block, scratch.taps);
    DisplacementRange extremes;
    for (int64_t z = 0; z < block.size[2]; ++z) {
        weigh_plane(spline, block.begin[2] + z, down, scratch);
        kernel({spline.first[1] + block.begin[1], spline.weights[1] + 4 * block.begin[1], block.size[0],
                block.size[1], values + z * block.size[1] * row, row, component},
               scratch, extremes);
    }
    for (int c = 0; c < 3; ++c) {
        reach.least[c] += int64_t{extremes.least[c]} * 65536;
        reach.most[c] += int64_t{extremes.most[c]} * 65536;
    }
    return {values, row, component};
}

void add_hull(const ib_spline& spline, PlaceRange& reach) {
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
