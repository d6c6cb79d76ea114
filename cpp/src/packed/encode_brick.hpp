// One brick on its way into a packed volume: loaded, looked over, written. Plain loops over lanes,
// which the compiler turns into vectors of whatever instruction set the caller is compiled for.
#pragma once

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <type_traits>

#include "packed/brick_form.hpp"
#include "packed/encode.hpp"

#define IB_INLINE inline __attribute__((always_inline))

namespace ib {

constexpr int64_t kLanes = kBrickX * kBrickZ;
constexpr int64_t kOverrun = 16;

/// A brick as int32: by y, then the rows of all z beside each other, so that y - 1 is in the same lane.
struct Brick {
    int32_t values[kBrickY][kLanes];
};

/// Where a row of voxels begins; beyond the volume, where the nearest one does.
template <typename Voxel>
IB_INLINE const Voxel* row_at(const BrickSource& source, int64_t y, int64_t z) {
    const VolumeShape& s = source.shape;
    const int64_t row =
        std::min(source.z * kBrickZ + z, s.nz - 1) * s.ny + std::min(source.y * kBrickY + y, s.ny - 1);
    return reinterpret_cast<const Voxel*>(source.voxels) + row * s.nx;
}

/// The voxels as int32; false where one of them is not a whole number that fits.
template <typename Voxel>
IB_INLINE bool as_whole(const Voxel* voxels, int32_t* values) {
    bool whole = true;
    for (int64_t i = 0; i < kBrickX; ++i) {
        if constexpr (std::is_floating_point_v<Voxel>) {
            using Bits = std::conditional_t<sizeof(Voxel) == 4, uint32_t, uint64_t>;
            constexpr Voxel kMost = 1 << 24;
            const bool fits = voxels[i] >= -kMost && voxels[i] <= kMost;
            values[i] = static_cast<int32_t>(fits ? voxels[i] : Voxel{0});
            // Bits, because -0 does not come back from an integer.
            whole &=
                std::bit_cast<Bits>(static_cast<Voxel>(values[i])) == std::bit_cast<Bits>(voxels[i]);
        } else {
            values[i] = static_cast<int32_t>(voxels[i]);
            if constexpr (std::is_same_v<Voxel, uint32_t>) { whole &= values[i] >= 0; }
        }
    }
    return whole;
}

template <typename Voxel, bool kWhole>
IB_INLINE bool load_rows(const BrickSource& source, int64_t x, Brick& brick) {
    const int64_t first = x * kBrickX;
    const int64_t inside = source.shape.nx - first;
    bool whole = true;
    for (int64_t y = 0; y < kBrickY; ++y) {
        for (int64_t z = 0; z < kBrickZ; ++z) {
            const Voxel* row = row_at<Voxel>(source, y, z) + first;
            Voxel eight[kBrickX];
            if constexpr (kWhole) {
                std::memcpy(eight, row, sizeof eight);
            } else {
                for (int64_t i = 0; i < kBrickX; ++i) { eight[i] = row[std::min(i, inside - 1)]; }
            }
            whole &= as_whole(eight, brick.values[y] + z * kBrickX);
        }
    }
    return whole;
}

template <typename Voxel>
IB_INLINE bool load(const BrickSource& source, int64_t x, Brick& brick) {
    return (x + 1) * kBrickX <= source.shape.nx ? load_rows<Voxel, true>(source, x, brick)
                                                : load_rows<Voxel, false>(source, x, brick);
}

struct Extremes {
    int32_t least[kLanes];
    int32_t most[kLanes];

    IB_INLINE explicit Extremes(const int32_t* lanes) {
        std::memcpy(least, lanes, sizeof least);
        std::memcpy(most, lanes, sizeof most);
    }
    IB_INLINE void add(const int32_t* lanes) {
        for (int64_t i = 0; i < kLanes; ++i) {
            least[i] = std::min(least[i], lanes[i]);
            most[i] = std::max(most[i], lanes[i]);
        }
    }
    IB_INLINE ValueRange all() const {
        ValueRange range;
        for (int64_t i = 0; i < kLanes; ++i) {
            range.least = std::min(range.least, least[i]);
            range.most = std::max(range.most, most[i]);
        }
        return range;
    }
};

/// The differences along y, of voxels that lie at most 65,535 apart.
IB_INLINE void differences(const Brick& brick, int64_t y, int32_t* lanes) {
    for (int64_t i = 0; i < kLanes; ++i) { lanes[i] = brick.values[y][i] - brick.values[y - 1][i]; }
}

IB_INLINE bool range_of(const Brick& brick, BrickRange& range) {
    Extremes values(brick.values[0]);
    const ValueRange first = values.all();
    for (int64_t y = 1; y < kBrickY; ++y) { values.add(brick.values[y]); }
    const ValueRange all = values.all();
    if (int64_t{all.most} - all.least > kMostCode) { return false; }
    int32_t lanes[kLanes];
    differences(brick, 1, lanes);
    Extremes steps(lanes);
    for (int64_t y = 2; y < kBrickY; ++y) {
        differences(brick, y, lanes);
        steps.add(lanes);
    }
    const ValueRange step = steps.all();
    range = {all.least, all.most, first.least, first.most, step.least, step.most};
    return true;
}

/// Rows of eight numbers of `width` bits, each as two numbers of 4 * width bits: neighbours are pushed
/// together twice, all lanes at once.
IB_INLINE void push_together(const int32_t* lanes, int32_t width, uint64_t* halves) {
    typedef uint64_t __attribute__((may_alias)) Two;
    uint32_t pairs[kLanes / 2];
    for (int64_t i = 0; i < kLanes / 2; ++i) {
        const uint64_t two = reinterpret_cast<const Two*>(lanes)[i];
        pairs[i] = static_cast<uint32_t>(two | two >> (32 - width));
    }
    for (int64_t i = 0; i < kLanes / 4; ++i) {
        const uint64_t two = reinterpret_cast<const Two*>(pairs)[i];
        halves[i] = static_cast<uint32_t>(two) | two >> 32 << (2 * width);
    }
}

/// One row of those; 16 bytes are written.
IB_INLINE void put_row(const uint64_t* halves, int32_t width, std::byte* out) {
    uint64_t bits[2] = {halves[0], halves[1]};
    const int32_t bit = 4 * width;  // where the second half begins
    if (bit > 0 && bit < 64) {
        bits[0] |= halves[1] << bit;
        bits[1] = halves[1] >> (64 - bit);
    }
    std::memcpy(out, bits, sizeof bits);
}

/// Makes of the voxels what is stored of them: plain, what they exceed the minimum by; sloped, what
/// they exceed the row before and the step by.
IB_INLINE void subtract(const BrickForm& form, Brick& brick) {
    const auto min = static_cast<uint32_t>(form.min);
    const auto step = static_cast<uint32_t>(form.step());
    for (int64_t y = kBrickY - 1; y >= 0; --y) {
        const bool chained = form.sloped() && y > 0;
        for (int64_t i = 0; i < kLanes; ++i) {
            const auto value = static_cast<uint32_t>(brick.values[y][i]);
            const uint32_t below = chained ? static_cast<uint32_t>(brick.values[y - 1][i]) + step : min;
            brick.values[y][i] = static_cast<int32_t>(value - below);
        }
    }
}

/// Up to kOverrun bytes after the payload are written.
IB_INLINE void put_brick(const BrickForm& form, const Brick& brick, int32_t base, std::byte* out) {
    const auto min =
        static_cast<uint16_t>(static_cast<uint32_t>(form.min) - static_cast<uint32_t>(base));
    std::memcpy(out, &min, sizeof min);
    out += sizeof min;
    if (form.sloped()) { std::memcpy(out++, &form.slope, 1); }
    uint64_t halves[kBrickY][kLanes / 4];
    for (int64_t y = 0; y < kBrickY; ++y) {
        push_together(brick.values[y], y == 0 ? form.first_width() : form.width(), halves[y]);
    }
    for (int64_t pair = 0; pair < 2; ++pair) {
        for (int64_t y = 0; y < kBrickY; ++y) {
            const int32_t width = y == 0 ? form.first_width() : form.width();
            for (int64_t side = 0; side < 2; ++side) {
                put_row(halves[y] + (2 * pair + side) * 2, width, out);
                out += width;
            }
        }
    }
}

}  // namespace ib
