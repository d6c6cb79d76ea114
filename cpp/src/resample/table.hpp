// Taps and weights of a whole axis, for maps between parallel axes.
#pragma once

#include <array>
#include <cstdint>

#include "base/memory.hpp"
#include "resample/axis.hpp"

namespace ib {

/// One axis of the source. Sample i of the target along it takes the voxels first[i] to first[i] + taps
/// - 1, those outside being the nearest of the edge.
struct AxisTable {
    /// `along`: the axis of the target that this axis of the source is parallel to, of `samples`
    /// voxels.
    AxisTable(const Axis& axis, int along, int64_t samples);

    /// Pooled memory of such a table.
    static int64_t bytes(const Axis& axis, int64_t samples);

    double weight(int64_t tap, int64_t sample) const { return weights[tap * samples + sample]; }
    bool holds(int64_t sample) const { return sample >= inside_begin && sample < inside_end; }

    Axis axis;
    int64_t samples;
    PooledArray<int32_t> first;
    /// kLerp: t of each sample. kSum: of each tap, that of each sample.
    PooledArray<double> weights;
    int64_t inside_begin, inside_end;  // samples that are not outside
};

/// For each axis of the source the axis of the target it is parallel to; all -1 if any has none.
std::array<int, 3> parallel_axes(const ib_resample& r);

}  // namespace ib
