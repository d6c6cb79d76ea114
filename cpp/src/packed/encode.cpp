#include "packed/encode.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <type_traits>

#include "ib/ib_cpu.h"

#define IB_INLINE inline __attribute__((always_inline))

namespace ib {
namespace {

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

template <typename Voxel>
IB_INLINE bool load(const BrickSource& source, int64_t x, Brick& brick) {
    const int64_t first = x * kBrickX;
    const int64_t inside = std::min(kBrickX, source.shape.nx - first);
    bool whole = true;
    for (int64_t y = 0; y < kBrickY; ++y) {
        for (int64_t z = 0; z < kBrickZ; ++z) {
            const Voxel* row = row_at<Voxel>(source, y, z) + first;
            Voxel eight[kBrickX];
            if (inside == kBrickX) {
                std::memcpy(eight, row, sizeof eight);
            } else {
                for (int64_t i = 0; i < kBrickX; ++i) { eight[i] = row[std::min(i, inside - 1)]; }
            }
            whole &= as_whole(eight, brick.values[y] + z * kBrickX);
        }
    }
    return whole;
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

template <typename Voxel>
IB_INLINE bool choose_forms(const BrickSource& row, int64_t bricks, BrickForm* forms,
                            ValueRange& values) {
    ValueRange seen = values;
    for (int64_t x = 0; x < bricks; ++x) {
        Brick brick;
        BrickRange range;
        if (!load<Voxel>(row, x, brick) || !range_of(brick, range)) { return false; }
        forms[x] = form_of(range);
        seen.least = std::min(seen.least, range.least);
        seen.most = std::max(seen.most, range.most);
    }
    values = seen;
    return true;
}

/// Eight numbers of `width` bits as one of 8 * width; 16 bytes are written.
IB_INLINE void put_row(const int32_t* lanes, int32_t width, std::byte* out) {
    uint64_t four[2];
    for (int32_t half = 0; half < 2; ++half) {
        uint64_t bits = 0;
        for (int32_t i = 0; i < 4; ++i) {
            bits |= static_cast<uint64_t>(static_cast<uint32_t>(lanes[4 * half + i])) << (i * width);
        }
        four[half] = bits;
    }
    const int32_t bit = 4 * width;  // where the second half begins
    if (bit > 0 && bit < 64) {
        const uint64_t second = four[1];
        four[0] |= second << bit;
        four[1] = second >> (64 - bit);
    }
    std::memcpy(out, four, sizeof four);
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
    for (int64_t pair = 0; pair < 2; ++pair) {
        for (int64_t y = 0; y < kBrickY; ++y) {
            const int32_t width = y == 0 ? form.first_width() : form.width();
            for (int64_t side = 0; side < 2; ++side) {
                put_row(brick.values[y] + (2 * pair + side) * kBrickX, width, out);
                out += width;
            }
        }
    }
}

template <typename Voxel>
IB_INLINE void write_bricks(const BrickSource& row, int64_t bricks, const BrickForm* forms,
                            int32_t base, std::byte* out) {
    for (int64_t x = 0; x < bricks; ++x) { out[x] = static_cast<std::byte>(forms[x].head); }
    out += bricks;
    int64_t left = 0;
    for (int64_t x = 0; x < bricks; ++x) { left += kPayloadBytes[forms[x].head]; }
    for (int64_t x = 0; x < bricks; ++x) {
        Brick brick;
        load<Voxel>(row, x, brick);
        subtract(forms[x], brick);
        const int64_t bytes = kPayloadBytes[forms[x].head];
        left -= bytes;
        if (left >= kOverrun) {
            put_brick(forms[x], brick, base, out);
        } else {  // another thread may have written the next row already
            std::byte last[plain_bytes(16) + kOverrun];
            put_brick(forms[x], brick, base, last);
            std::memcpy(out, last, static_cast<size_t>(bytes));
        }
        out += bytes;
    }
}

template <typename Voxel>
struct Portable {
    static bool choose(const BrickSource& row, int64_t bricks, BrickForm* forms, ValueRange& values) {
        return choose_forms<Voxel>(row, bricks, forms, values);
    }
    static void write(const BrickSource& row, int64_t bricks, const BrickForm* forms, int32_t base,
                      std::byte* out) {
        write_bricks<Voxel>(row, bricks, forms, base, out);
    }
};

template <typename Voxel>
EncodeKernels kernels_at(int32_t level) {
    static_cast<void>(level);
    return {Portable<Voxel>::choose, Portable<Voxel>::write};
}

}  // namespace

EncodeKernels encode_kernels(int32_t type, int32_t level) {
    switch (type) {
        case IB_UINT8:
            return kernels_at<uint8_t>(level);
        case IB_INT8:
            return kernels_at<int8_t>(level);
        case IB_INT16:
            return kernels_at<int16_t>(level);
        case IB_UINT16:
            return kernels_at<uint16_t>(level);
        case IB_INT32:
            return kernels_at<int32_t>(level);
        case IB_UINT32:
            return kernels_at<uint32_t>(level);
        case IB_FLOAT32:
            return kernels_at<float>(level);
        default:
            return kernels_at<double>(level);
    }
}

}  // namespace ib
