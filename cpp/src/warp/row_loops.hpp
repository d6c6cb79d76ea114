// The loops of rows.hpp in vectors, to be included once for each instruction set with IB_ROW_TARGET
// defined as the attribute of its functions, after its Lanes.
#pragma once

#include <algorithm>

#include "warp/rows.hpp"
#include "warp/steps.hpp"
#define IB_VECTOR IB_ROW_TARGET __attribute__((always_inline)) inline

namespace ib {
namespace {

using Float = Lanes::Float;
using Int = Lanes::Int;
constexpr int64_t kWidth = Lanes::kWidth;

/// Rows of a plane in a group.
constexpr int64_t kGroupRows = 4;

/// Places along one axis.
struct Places {
    Int voxel;
    Int part;
};

template <bool kSplined>
IB_VECTOR Places places_at(const RowSteps& steps, const RowStart& start, int a, int64_t x) {
    const Int first = Lanes::all(static_cast<int32_t>(start.at[a].part));
    const Int part = Lanes::add(first, Lanes::load(steps.part[a] + x));
    Int voxel = Lanes::add(Lanes::all(start.at[a].voxel), Lanes::load(steps.voxel[a] + x));
    voxel = Lanes::carried(voxel, part, first);
    if constexpr (!kSplined) { return {voxel, part}; }
    const Int moved = Lanes::load(start.displaced[a] + x);
    const Int sum = Lanes::add(part, Lanes::part(moved));
    return {Lanes::carried(Lanes::add(voxel, Lanes::whole(moved)), sum, part), sum};
}

/// What the elements of a row look at; those past its end look at voxel 0.
template <int kChannels, bool kSplined>
IB_VECTOR void look(const WarpRows& rows, const RowSteps& steps, const RowStart& start, RowGroup& group,
                    int64_t to) {
    const Int row = Lanes::all(static_cast<int32_t>(rows.row));
    const Int plane = Lanes::all(static_cast<int32_t>(rows.plane));
    for (int64_t x = 0; x < rows.size[0]; x += kWidth) {
        const Places px = places_at<kSplined>(steps, start, 0, x);
        const Places py = places_at<kSplined>(steps, start, 1, x);
        const Places pz = places_at<kSplined>(steps, start, 2, x);
        const Int along_x = kChannels == 2 ? Lanes::add(px.voxel, px.voxel) : px.voxel;
        const Int index =
            Lanes::add(along_x, Lanes::add(Lanes::times(py.voxel, row), Lanes::times(pz.voxel, plane)));
        Lanes::store(group.index + to + x, index, rows.size[0] - x);
        if constexpr (kChannels > 0) {
            Lanes::store(group.share[0] + to + x, Lanes::share(px.part), kWidth);
            Lanes::store(group.share[1] + to + x, Lanes::share(py.part), kWidth);
            Lanes::store(group.share[2] + to + x, Lanes::share(pz.part), kWidth);
        }
    }
}

/// Calls body(y, z, x, at) for every vector of elements, a group at a time: the same rows of one plane
/// after the other, which look at much the same voxels. Element x of row (y, z) is the group's `at`.
/// kChannels are interpolated; 0: the nearest voxels are copied.
template <int kChannels, bool kSplined, typename Body>
IB_VECTOR void for_vectors(const WarpRows& rows, RowGroup& group, Body&& body) {
    const RowSteps steps(rows);
    const int64_t stride = group_stride(rows);
    const int64_t planes = group_rows(rows) / kGroupRows;
    for (int64_t y0 = 0; y0 < rows.size[1]; y0 += kGroupRows) {
        for (int64_t z0 = 0; z0 < rows.size[2]; z0 += planes) {
            const int64_t y1 = std::min(y0 + kGroupRows, rows.size[1]);
            const int64_t z1 = std::min(z0 + planes, rows.size[2]);
            int64_t to = 0;
            for (int64_t z = z0; z < z1; ++z) {
                for (int64_t y = y0; y < y1; ++y, to += stride) {
                    look<kChannels, kSplined>(rows, steps, RowStart(rows, y, z), group, to);
                    for (int channel = 0; channel < (kChannels == 2 ? 2 : 1); ++channel) {
                        prefetch_row(rows, channel, y, z);
                    }
                }
            }
            int64_t at = 0;
            for (int64_t z = z0; z < z1; ++z) {
                for (int64_t y = y0; y < y1; ++y, at += stride) {
                    for (int64_t x = 0; x < rows.size[0]; x += kWidth) { body(y, z, x, at + x); }
                    rows.ahead->ask();
                }
            }
        }
    }
}

/// Shares of neighbours that elements lie between.
struct Shares {
    Float x, y, z;
};

/// Between the voxels that some elements look at, and their neighbours along x.
IB_VECTOR Float interpolated(const Float* here, const Float* next, const Shares& share) {
    Float x[4];
#pragma GCC unroll 4
    for (int c = 0; c < 4; ++c) { x[c] = Lanes::between(here[c], next[c], share.x); }
    return Lanes::between(Lanes::between(x[0], x[1], share.y), Lanes::between(x[2], x[3], share.y),
                          share.z);
}

template <typename Target, bool kSplined>
IB_ROW_TARGET int64_t interpolate(const WarpRows& rows) {
    const Corners corners(rows);
    RowGroup group;
    for_vectors<1, kSplined>(
        rows, group,
        [&](int64_t y, int64_t z, int64_t x, int64_t at) __attribute__((always_inline)) IB_ROW_TARGET {
            Float here[4], next[4];
            Lanes::load_corners(corners, group.index + at, here, next);
            const Shares share{Lanes::load(group.share[0] + at), Lanes::load(group.share[1] + at),
                               Lanes::load(group.share[2] + at)};
            Lanes::store(target_row<Target>(rows, 0, y, z) + x, interpolated(here, next, share),
                         rows.size[0] - x);
        });
    return 0;
}

/// Half a vector of elements, of both channels in turns.
IB_VECTOR Float interpolated_two(const Corners& corners, const RowGroup& group, int64_t at) {
    Float here[4], next[4];
    Lanes::load_corners_of_two(corners, group.index + at, here, next);
    const Shares share{Lanes::twice(group.share[0] + at), Lanes::twice(group.share[1] + at),
                       Lanes::twice(group.share[2] + at)};
    return interpolated(here, next, share);
}

template <typename Target, bool kSplined>
IB_ROW_TARGET int64_t interpolate_two(const WarpRows& rows) {
    const Corners corners(rows);
    RowGroup group;
    for_vectors<2, kSplined>(
        rows, group,
        [&](int64_t y, int64_t z, int64_t x, int64_t at) __attribute__((always_inline)) IB_ROW_TARGET {
            Float first, second;
            Lanes::part_channels(interpolated_two(corners, group, at),
                                 interpolated_two(corners, group, at + kWidth / 2), first, second);
            Lanes::store(target_row<Target>(rows, 0, y, z) + x, first, rows.size[0] - x);
            Lanes::store(target_row<Target>(rows, 1, y, z) + x, second, rows.size[0] - x);
        });
    return 0;
}

template <typename Element, bool kSplined>
IB_ROW_TARGET int64_t copy_nearest(const WarpRows& rows) {
    const auto* const box = reinterpret_cast<const Element*>(rows.box);
    RowGroup group;
    int64_t count = 0;
    for_vectors<0, kSplined>(
        rows, group,
        [&](int64_t y, int64_t z, int64_t x, int64_t at) __attribute__((always_inline)) IB_ROW_TARGET {
            count += Lanes::copy(box, group.index + at, target_row<Element>(rows, 0, y, z) + x,
                                 rows.size[0] - x);
        });
    return count;
}

IB_ROW_TARGET void interleave_rows(const float* a, const float* b, int64_t n, float* out) {
    for (int64_t i = 0; i < n; i += kWidth) {
        Float low, high;
        Lanes::interleave(Lanes::load(a + i), Lanes::load(b + i), low, high);
        Lanes::store(out + 2 * i, low, 2 * (n - i));
        if (2 * (n - i) > kWidth) { Lanes::store(out + 2 * i + kWidth, high, 2 * (n - i) - kWidth); }
    }
}

struct Vectors {
    template <typename Target, bool kSplined>
    static constexpr WarpKernel linear = interpolate<Target, kSplined>;
    template <typename Target, bool kSplined>
    static constexpr WarpKernel linear_two = interpolate_two<Target, kSplined>;
    template <typename Element, bool kSplined>
    static constexpr WarpKernel nearest = copy_nearest<Element, kSplined>;
};

}  // namespace
}  // namespace ib

#undef IB_VECTOR
