// Resampling between parallel axes. A piece of work is some rows of the target, "rows" and "planes"
// being those of the source's axes, through all planes of a chunk. For each it keeps, as float64, the
// last planes of the source that are done along x and y, as many as one plane of the target takes; and
// for each of those planes, while it is made, the last rows that are done along x. So each voxel of the
// source is read once, but for those on the border of two pieces, and no more than some hundred KB lie
// between.
#include <algorithm>
#include <cstring>
#include <vector>

#include "base/parallel.hpp"
#include "base/simd.hpp"
#include "gather/check.hpp"
#include "resample/paths.hpp"
#include "resample/rows.hpp"
#include "resample/table.hpp"

namespace ib {
namespace {

/// Of the planes of a piece: the second-level cache of small cores is 512 KiB.
constexpr int64_t kPlaneBytes = int64_t{384} << 10;
constexpr int64_t kPiecesPerThread = 4;
constexpr int64_t kLeastPlanes = 16;  // of a piece, since each makes up to `taps` planes anew

int64_t size_along(const ib_resample& r, int axis) {
    return axis == 0 ? r.size_x : axis == 1 ? r.size_y : r.size_z;
}

int64_t stride_along(const ib_resample& r, int axis) {
    return axis == 0 ? 1 : axis == 1 ? r.size_x : r.size_x * r.size_y;
}

/// How the target, its axes in the order of the source's, is cut into pieces.
struct Cut {
    Cut(const ib_resample& r, const std::array<int, 3>& along, int32_t threads)
        : columns(size_along(r, along[0])),
          rows(size_along(r, along[1])),
          planes(size_along(r, along[2])),
          taps{Axis(r, 0).taps, Axis(r, 1).taps, Axis(r, 2).taps},
          source_columns(r.nx) {
        const int64_t plane_row = columns * int64_t{sizeof(double)} * taps[2];
        tile = std::clamp<int64_t>(kPlaneBytes / plane_row, 1, rows);
        tiles = (rows - 1) / tile + 1;
        const int64_t wanted = threads == 1 ? 1 : (kPiecesPerThread * threads - 1) / tiles + 1;
        chunks = std::clamp<int64_t>(planes / kLeastPlanes, 1, wanted);
        chunk = (planes - 1) / chunks + 1;
        chunks = (planes - 1) / chunk + 1;
    }

    int64_t pieces() const { return tiles * chunks; }

    /// A row of the source with its edges repeated, rows done along x, planes done along y, a row of
    /// the target as values and, where it is scattered, as voxels.
    int64_t padded() const { return source_columns + 2 * taps[0]; }
    int64_t doubles() const {
        return padded() + taps[1] * columns + taps[2] * tile * columns + 2 * columns;
    }

    int64_t columns, rows, planes;
    int64_t taps[3];
    int64_t source_columns;
    int64_t tile, tiles, chunk, chunks;
};

class Piece {
public:
    Piece(const ib_resample& r, const Cut& cut, const std::array<int, 3>& along,
          const AxisTable* tables)
        : r_(r),
          cut_(cut),
          tables_(tables),
          functions_(row_functions(simd_level())),
          target_bytes_(voxel_bytes(r.target_type)),
          memory_(cut.doubles()),
          done_rows_(static_cast<size_t>(cut.taps[1])),
          done_planes_(static_cast<size_t>(cut.taps[2])),
          taken_(static_cast<size_t>(std::max(cut.taps[1], cut.taps[2]))),
          weights_(taken_.size()) {
        for (size_t axis = 0; axis < 3; ++axis) { stride_[axis] = stride_along(r, along[axis]); }
        padded_ = memory_.data();
        row_slots_ = padded_ + cut.padded();
        plane_slots_ = row_slots_ + cut.taps[1] * cut.columns;
        values_ = plane_slots_ + cut.taps[2] * cut.tile * cut.columns;
        scattered_ = values_ + cut.columns;
    }

    void run(int64_t number) {
        first_row_ = number % cut_.tiles * cut_.tile;
        row_count_ = std::min(cut_.tile, cut_.rows - first_row_);
        const int64_t begin = number / cut_.tiles * cut_.chunk;
        const int64_t end = std::min(cut_.planes, begin + cut_.chunk);
        std::fill(done_planes_.begin(), done_planes_.end(), -1);
        for (int64_t k = begin; k < end; ++k) { write_plane(k); }
    }

private:
    void write_plane(int64_t k) {
        const AxisTable& z = tables_[2];
        const bool filled = (r_.flags & IB_RESAMPLE_FILL) != 0;
        const bool outside = filled && !z.holds(k);
        for (int64_t tap = 0; tap < z.axis.taps && !outside; ++tap) {
            make_plane(z.axis.inside(z.first[k] + tap));
        }
        for (int64_t j = 0; j < row_count_; ++j) {
            const double* row = values_;
            if (outside || (filled && !tables_[1].holds(first_row_ + j))) {
                std::fill_n(values_, cut_.columns, r_.fill);
            } else {
                for (int64_t tap = 0; tap < z.axis.taps; ++tap) {
                    taken_[static_cast<size_t>(tap)] =
                        plane_slot(z.axis.inside(z.first[k] + tap)) + j * cut_.columns;
                }
                combine(z, k, values_);
                if (filled) { fill_ends(); }
            }
            store(row, first_row_ + j, k);
        }
    }

    /// What lies outside along x is at the ends: positions rise or fall along an axis.
    void fill_ends() {
        const AxisTable& x = tables_[0];
        const int64_t begin = std::min(x.inside_begin, cut_.columns);
        std::fill(values_, values_ + begin, r_.fill);
        std::fill(values_ + std::max(begin, x.inside_end), values_ + cut_.columns, r_.fill);
    }

    double* plane_slot(int64_t plane) {
        return plane_slots_ + plane % cut_.taps[2] * cut_.tile * cut_.columns;
    }

    /// The tile of a plane of the source, done along x and y.
    void make_plane(int64_t plane) {
        int64_t& done = done_planes_[static_cast<size_t>(plane % cut_.taps[2])];
        if (done == plane) { return; }
        done = plane;
        double* out = plane_slot(plane);
        const AxisTable& y = tables_[1];
        std::fill(done_rows_.begin(), done_rows_.end(), -1);
        for (int64_t j = 0; j < row_count_; ++j) {
            const int64_t sample = first_row_ + j;
            for (int64_t tap = 0; tap < y.axis.taps; ++tap) {
                taken_[static_cast<size_t>(tap)] =
                    make_row(plane, y.axis.inside(y.first[sample] + tap));
            }
            combine(y, sample, out + j * cut_.columns);
        }
    }

    /// A row of the source, done along x. Voxels that lie next to each other have slots of their own.
    const double* make_row(int64_t plane, int64_t row) {
        const int64_t slot = row % cut_.taps[1];
        double* out = row_slots_ + slot * cut_.columns;
        if (done_rows_[static_cast<size_t>(slot)] == row) { return out; }
        done_rows_[static_cast<size_t>(slot)] = row;
        const int64_t pad = cut_.taps[0];
        double* values = padded_ + pad;
        const auto* voxels = static_cast<const char*>(r_.source) +
                             (plane * r_.ny + row) * r_.nx * voxel_bytes(r_.source_type);
        functions_.load[r_.source_type](voxels, r_.nx, values);
        std::fill_n(padded_, pad, values[0]);
        std::fill_n(values + r_.nx, pad, values[r_.nx - 1]);
        const AxisTable& x = tables_[0];
        const int32_t* first = x.first.data();
        switch (x.axis.form) {
            case Form::kCopy:
                functions_.pick(values, first, cut_.columns, out);
                break;
            case Form::kLerp:
                functions_.pick_lerp(values, first, x.weights.data(), cut_.columns, out);
                break;
            case Form::kSum:
                functions_.pick_sum(values, first, x.weights.data(), x.axis.taps, cut_.columns, out);
                break;
        }
        return out;
    }

    /// The rows in taken_ become one, as that sample of an axis says.
    void combine(const AxisTable& table, int64_t sample, double* out) {
        switch (table.axis.form) {
            case Form::kCopy:
                std::memcpy(out, taken_[0], static_cast<size_t>(cut_.columns) * sizeof(double));
                break;
            case Form::kLerp:
                functions_.lerp(taken_[0], taken_[1], table.weights[sample], cut_.columns, out);
                break;
            case Form::kSum:
                for (int64_t tap = 0; tap < table.axis.taps; ++tap) {
                    weights_[static_cast<size_t>(tap)] = table.weight(tap, sample);
                }
                functions_.sum(taken_.data(), weights_.data(), table.axis.taps, cut_.columns, out);
                break;
        }
    }

    void store(const double* values, int64_t j, int64_t k) {
        char* to = static_cast<char*>(r_.target) + (j * stride_[1] + k * stride_[2]) * target_bytes_;
        if (stride_[0] == 1) {
            functions_.store[r_.target_type](values, cut_.columns, to);
            return;
        }
        functions_.store[r_.target_type](values, cut_.columns, scattered_);
        switch (target_bytes_) {
            case 1:
                return scatter<uint8_t>(to);
            case 2:
                return scatter<uint16_t>(to);
            case 4:
                return scatter<uint32_t>(to);
            default:
                return scatter<uint64_t>(to);
        }
    }

    template <typename Bits>
    void scatter(char* to) {
        const auto* from = reinterpret_cast<const char*>(scattered_);
        for (int64_t i = 0; i < cut_.columns; ++i) {
            std::memcpy(to + i * stride_[0] * int64_t{sizeof(Bits)}, from + i * int64_t{sizeof(Bits)},
                        sizeof(Bits));
        }
    }

    const ib_resample& r_;
    const Cut& cut_;
    const AxisTable* tables_;
    const RowFunctions& functions_;
    const int64_t target_bytes_;
    int64_t stride_[3];
    PooledArray<double> memory_;
    double *padded_, *row_slots_, *plane_slots_, *values_, *scattered_;
    std::vector<int64_t> done_rows_, done_planes_;  // what lies in each slot; -1: nothing
    std::vector<const double*> taken_;
    std::vector<double> weights_;
    int64_t first_row_ = 0, row_count_ = 0;
};

}  // namespace

void resample_separable(const ib_resample& r, const std::array<int, 3>& along, int32_t threads) {
    const Cut cut(r, along, threads);
    const AxisTable tables[3] = {{Axis(r, 0), along[0], cut.columns},
                                 {Axis(r, 1), along[1], cut.rows},
                                 {Axis(r, 2), along[2], cut.planes}};
    parallel_for(cut.pieces(), threads,
                 [&](int64_t number) { Piece(r, cut, along, tables).run(number); });
}

int64_t separable_bytes(const ib_resample& r, const std::array<int, 3>& along, int32_t threads) {
    const Cut cut(r, along, threads);
    const int64_t running = std::min<int64_t>(threads, cut.pieces());
    return running * pooled_bytes(cut.doubles() * int64_t{sizeof(double)}) +
           AxisTable::bytes(Axis(r, 0), cut.columns) + AxisTable::bytes(Axis(r, 1), cut.rows) +
           AxisTable::bytes(Axis(r, 2), cut.planes);
}

}  // namespace ib
