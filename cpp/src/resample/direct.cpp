// Resampling by any map: each voxel of the target by itself, in the order of operations that
// separable.cpp keeps. Positions are found for a row at a time.
#include <algorithm>

#include "base/memory.hpp"
#include "base/parallel.hpp"
#include "base/simd.hpp"
#include "gather/check.hpp"
#include "gather/float16.hpp"
#include "resample/axis.hpp"
#include "resample/paths.hpp"
#include "resample/rows.hpp"

namespace ib {
namespace {

/// Where a row of the target lies on one axis, and the taps of the voxel that is looked at.
struct AxisRow {
    double* position;
    double* t;
    double* weight;
    int64_t* index;
    int32_t* first;
};

struct Scratch {
    explicit Scratch(const ib_resample& r) : memory(doubles(r)) {
        values = memory.data();
        double* next = values + r.size_x;
        for (int axis = 0; axis < 3; ++axis) {
            const int64_t taps = Axis(r, axis).taps;
            AxisRow& row = axes[axis];
            row.position = next;
            row.t = row.position + r.size_x;
            row.weight = row.t + r.size_x;
            row.index = reinterpret_cast<int64_t*>(row.weight + taps);
            row.first = reinterpret_cast<int32_t*>(row.weight + 2 * taps);
            next = row.weight + 2 * taps + r.size_x;
        }
    }

    static int64_t doubles(const ib_resample& r) {
        return 10 * r.size_x + 2 * (Axis(r, 0).taps + Axis(r, 1).taps + Axis(r, 2).taps);
    }

    PooledArray<double> memory;
    double* values;
    AxisRow axes[3];
};

/// Finds the taps of voxel x of the row.
inline void find_taps(const Axis& axis, const AxisRow& row, int64_t x, int64_t taps) {
    const int64_t first = row.first[x];
    for (int64_t i = 0; i < taps; ++i) { row.index[i] = axis.inside(first + i); }
    if (axis.form == Form::kLerp) { row.weight[0] = row.t[x]; }
    if (axis.form == Form::kSum) {
        axis.weights(row.t[x], [&](int64_t i, double w) { row.weight[i] = w; });
    }
}

/// value(i) of each tap, as one. kTaps: their number, where it is the same on all axes, else 0.
template <int64_t kTaps, typename Value>
inline double combined(const Axis& axis, const double* weight, Value&& value) {
    if (axis.form == Form::kCopy) { return value(0); }
    if (axis.form == Form::kLerp) {
        const double a = value(0);
        return a + weight[0] * (value(1) - a);
    }
    const int64_t taps = kTaps != 0 ? kTaps : axis.taps;
    double sum = weight[0] * value(0);
    for (int64_t i = 1; i < taps; ++i) { sum += weight[i] * value(i); }
    return sum;
}

/// The voxels of the source, taken as the axes' current taps say.
template <typename Voxel>
struct Taken {
    const Voxel* row(int64_t j, int64_t k) const {
        return static_cast<const Voxel*>(r.source) +
               (rows[2].index[k] * r.ny + rows[1].index[j]) * r.nx;
    }

    template <int64_t kTaps>
    double value() const {
        return combined<kTaps>(axes[2], rows[2].weight, [&](int64_t k) {
            return combined<kTaps>(axes[1], rows[1].weight, [&](int64_t j) {
                const Voxel* voxels = row(j, k);
                return combined<kTaps>(axes[0], rows[0].weight, [&](int64_t i) {
                    return static_cast<double>(voxels[rows[0].index[i]]);
                });
            });
        });
    }

    double voted() const {
        Voxel values[8];
        bool same = true;
        for (int tap = 0; tap < 8; ++tap) {
            values[tap] = row(tap >> 1 & 1, tap >> 2)[rows[0].index[tap & 1]];
            same = same && values[tap] == values[0];
        }
        return static_cast<double>(same ? values[0] : elected(values));
    }

    Voxel elected(const Voxel* values) const {
        double weights[8];
        for (int tap = 0; tap < 8; ++tap) {
            weights[tap] =
                rows[0].weight[tap & 1] * rows[1].weight[tap >> 1 & 1] * rows[2].weight[tap >> 2];
        }
        Voxel winner = values[0];
        double most = -1;
        for (int candidate = 0; candidate < 8; ++candidate) {
            const Voxel value = values[candidate];
            double votes = 0;
            for (int tap = 0; tap < 8; ++tap) { votes += values[tap] == value ? weights[tap] : 0.0; }
            if (votes > most || (votes == most && value < winner)) {
                winner = value;
                most = votes;
            }
        }
        return winner;
    }

    const ib_resample& r;
    const Axis* axes;
    const AxisRow* rows;
};

template <typename Voxel, int64_t kTaps>
void fill_row(const ib_resample& r, const Axis* axes, const Scratch& scratch) {
    const Taken<Voxel> taken{r, axes, scratch.axes};
    const bool filled = (r.flags & IB_RESAMPLE_FILL) != 0;
    const auto outside = [&](int64_t x) {
        return axes[0].outside(scratch.axes[0].position[x]) ||
               axes[1].outside(scratch.axes[1].position[x]) ||
               axes[2].outside(scratch.axes[2].position[x]);
    };
    for (int64_t x = 0; x < r.size_x; ++x) {
        if (filled && outside(x)) {
            scratch.values[x] = r.fill;
            continue;
        }
        for (int axis = 0; axis < 3; ++axis) {
            find_taps(axes[axis], scratch.axes[axis], x, kTaps != 0 ? kTaps : axes[axis].taps);
        }
        if constexpr (std::is_integral_v<Voxel>) {
            if (r.interpolation == IB_VOTE) {
                scratch.values[x] = taken.voted();
                continue;
            }
        }
        scratch.values[x] = taken.template value<kTaps>();
    }
}

using FillRow = void (*)(const ib_resample&, const Axis*, const Scratch&);

template <int64_t kTaps>
FillRow fill_row_of(int32_t type) {
    constexpr FillRow kRows[] = {
        fill_row<uint8_t, kTaps>,  fill_row<int8_t, kTaps>,  fill_row<int16_t, kTaps>,
        fill_row<uint16_t, kTaps>, fill_row<int32_t, kTaps>, fill_row<uint32_t, kTaps>,
        fill_row<float, kTaps>,    fill_row<double, kTaps>,  fill_row<Half, kTaps>};
    return kRows[type];
}

FillRow choose(const ib_resample& r) {
    const bool plain = r.radius[0] == 0 && r.radius[1] == 0 && r.radius[2] == 0;
    if (plain && r.interpolation == IB_CUBIC) { return fill_row_of<kCubicTaps>(r.source_type); }
    if (plain && r.interpolation != IB_NEAREST) { return fill_row_of<2>(r.source_type); }
    return fill_row_of<0>(r.source_type);
}

int64_t piece_count(const ib_resample& r) { return r.size_z; }

}  // namespace

void resample_direct(const ib_resample& r, int32_t threads) {
    const Axis axes[3] = {Axis(r, 0), Axis(r, 1), Axis(r, 2)};
    const RowFunctions& functions = row_functions(simd_level());
    const FillRow fill_row = choose(r);
    const int64_t row_bytes = r.size_x * voxel_bytes(r.target_type);
    parallel_for(piece_count(r), threads, [&](int64_t z) {
        const Scratch scratch(r);
        for (int64_t y = 0; y < r.size_y; ++y) {
            for (int axis = 0; axis < 3; ++axis) {
                const AxisRow& row = scratch.axes[axis];
                functions.locate(axes[axis], {y, z}, r.size_x, {row.position, row.t, row.first});
            }
            fill_row(r, axes, scratch);
            functions.store[r.target_type](
                scratch.values, r.size_x,
                static_cast<char*>(r.target) + (z * r.size_y + y) * row_bytes);
        }
    });
}

int64_t direct_bytes(const ib_resample& r, int32_t threads) {
    const int64_t running = std::min<int64_t>(threads, piece_count(r));
    return running * pooled_bytes(Scratch::doubles(r) * int64_t{sizeof(double)});
}

}  // namespace ib
