// Resampling by any map: each voxel of the target by itself, in the order of operations that
// separable.cpp keeps.
#include <algorithm>

#include "base/memory.hpp"
#include "base/parallel.hpp"
#include "base/simd.hpp"
#include "gather/check.hpp"
#include "resample/axis.hpp"
#include "resample/paths.hpp"
#include "resample/rows.hpp"

namespace ib {
namespace {

/// Taps of one axis at one position.
struct Taps {
    int64_t* index;
    double* weight;  // kLerp: t alone
};

/// A row of the target: its values, then voxels and weights of the taps of all axes.
struct Scratch {
    explicit Scratch(const ib_resample& r) : memory(doubles(r)) {
        values = memory.data();
        double* next = values + r.size_x;
        for (int axis = 0; axis < 3; ++axis) {
            const int64_t taps = Axis(r, axis).taps;
            this->taps[axis] = {reinterpret_cast<int64_t*>(next), next + taps};
            next += 2 * taps;
        }
    }

    static int64_t doubles(const ib_resample& r) {
        return r.size_x + 2 * (Axis(r, 0).taps + Axis(r, 1).taps + Axis(r, 2).taps);
    }

    PooledArray<double> memory;
    double* values;
    Taps taps[3];
};

void find_taps(const Axis& axis, double c, const Taps& taps) {
    double t = 0;
    const int64_t first = axis.first(c, t);
    for (int64_t i = 0; i < axis.taps; ++i) { taps.index[i] = axis.inside(first + i); }
    if (axis.form == Form::kLerp) { taps.weight[0] = t; }
    if (axis.form == Form::kSum) {
        axis.weights(t, [&](int64_t i, double w) { taps.weight[i] = w; });
    }
}

/// value(i) of each tap, as one.
template <typename Value>
double combined(const Axis& axis, const Taps& taps, Value&& value) {
    if (axis.form == Form::kCopy) { return value(0); }
    if (axis.form == Form::kLerp) {
        const double a = value(0);
        return a + taps.weight[0] * (value(1) - a);
    }
    double sum = taps.weight[0] * value(0);
    for (int64_t i = 1; i < axis.taps; ++i) { sum += taps.weight[i] * value(i); }
    return sum;
}

template <typename Voxel>
class Sampler {
public:
    Sampler(const ib_resample& r, const Axis* axes, const Taps* taps)
        : voxels_(static_cast<const Voxel*>(r.source)), r_(r), axes_(axes), taps_(taps) {}

    double value() const {
        return combined(axes_[2], taps_[2], [&](int64_t k) {
            return combined(axes_[1], taps_[1], [&](int64_t j) {
                const Voxel* row = voxels_ + (taps_[2].index[k] * r_.ny + taps_[1].index[j]) * r_.nx;
                return combined(axes_[0], taps_[0],
                                [&](int64_t i) { return static_cast<double>(row[taps_[0].index[i]]); });
            });
        });
    }

    double voted() const {
        Voxel values[8];
        for (int tap = 0; tap < 8; ++tap) {
            values[tap] =
                voxels_[(taps_[2].index[tap >> 2] * r_.ny + taps_[1].index[tap >> 1 & 1]) * r_.nx +
                        taps_[0].index[tap & 1]];
        }
        if (std::all_of(values + 1, values + 8, [&](Voxel v) { return v == values[0]; })) {
            return static_cast<double>(values[0]);
        }
        double weights[8];
        for (int tap = 0; tap < 8; ++tap) {
            weights[tap] =
                taps_[0].weight[tap & 1] * taps_[1].weight[tap >> 1 & 1] * taps_[2].weight[tap >> 2];
        }
        Voxel winner = values[0];
        double most = -1;
        for (const Voxel value : values) {
            double votes = 0;
            for (int tap = 0; tap < 8; ++tap) { votes += values[tap] == value ? weights[tap] : 0.0; }
            if (votes > most || (votes == most && value < winner)) {
                winner = value;
                most = votes;
            }
        }
        return static_cast<double>(winner);
    }

private:
    const Voxel* voxels_;
    const ib_resample& r_;
    const Axis* axes_;
    const Taps* taps_;
};

template <typename Voxel>
void fill_row(const ib_resample& r, const Axis* axes, int64_t y, int64_t z, const Scratch& scratch) {
    const Sampler<Voxel> sampler(r, axes, scratch.taps);
    const bool filled = (r.flags & IB_RESAMPLE_FILL) != 0;
    for (int64_t x = 0; x < r.size_x; ++x) {
        bool outside = false;
        for (int axis = 0; axis < 3; ++axis) {
            const double c = axes[axis].position(x, y, z);
            outside = outside || (filled && axes[axis].outside(c));
            if (!outside) { find_taps(axes[axis], c, scratch.taps[axis]); }
        }
        scratch.values[x] = outside                      ? r.fill
                            : r.interpolation == IB_VOTE ? sampler.voted()
                                                         : sampler.value();
    }
}

using FillRow = void (*)(const ib_resample&, const Axis*, int64_t, int64_t, const Scratch&);
constexpr FillRow kFillRow[] = {fill_row<uint8_t>,  fill_row<int8_t>,  fill_row<int16_t>,
                                fill_row<uint16_t>, fill_row<int32_t>, fill_row<uint32_t>,
                                fill_row<float>,    fill_row<double>};

int64_t piece_count(const ib_resample& r) { return r.size_z; }

}  // namespace

void resample_direct(const ib_resample& r, int32_t threads) {
    const Axis axes[3] = {Axis(r, 0), Axis(r, 1), Axis(r, 2)};
    const auto store = row_functions(simd_level()).store[r.target_type];
    const int64_t row_bytes = r.size_x * voxel_bytes(r.target_type);
    parallel_for(piece_count(r), threads, [&](int64_t z) {
        const Scratch scratch(r);
        for (int64_t y = 0; y < r.size_y; ++y) {
            kFillRow[r.source_type](r, axes, y, z, scratch);
            store(scratch.values, r.size_x,
                  static_cast<char*>(r.target) + (z * r.size_y + y) * row_bytes);
        }
    });
}

int64_t direct_bytes(const ib_resample& r, int32_t threads) {
    const int64_t running = std::min<int64_t>(threads, piece_count(r));
    return running * pooled_bytes(Scratch::doubles(r) * int64_t{sizeof(double)});
}

}  // namespace ib
