#include "moments/kernels.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

#include "base/simd.hpp"
#include "gather/float16.hpp"

#define IB_INLINE inline __attribute__((always_inline))

namespace ib {
namespace {

constexpr int kLanes = 8;

/// kWidth lanes, as many as a register has; passed by reference only, since how a vector is passed by
/// value depends on the instruction set.
template <typename Number, int kWidth>
using Vector __attribute__((vector_size(kWidth * sizeof(Number)))) = Number;

/// As float32 without a look at exponents: the magnitude moved into place is the value times 2^-112,
/// subnormal or not; what is not finite keeps the largest exponent.
template <int kWidth>
IB_INLINE void load_halves(Vector<double, kWidth>& values, const Half* voxels) {
    using Floats = Vector<float, kWidth>;
    using Words = Vector<int32_t, kWidth>;
    Vector<uint16_t, kWidth> raw;
    std::memcpy(&raw, voxels, sizeof raw);
    const Words bits = __builtin_convertvector(raw, Words);
    const Words magnitude = (bits & 0x7fff) << 13;
    Floats scaled;
    std::memcpy(&scaled, &magnitude, sizeof scaled);
    scaled *= 0x1p112f;
    Words found;
    std::memcpy(&found, &scaled, sizeof found);
    found |= ((bits & 0x8000) << 16) | ((magnitude >= (0x7c00 << 13)) & 0x7f800000);
    Floats floats;
    std::memcpy(&floats, &found, sizeof floats);
    values = __builtin_convertvector(floats, Vector<double, kWidth>);
}

template <int kWidth, typename Voxel>
IB_INLINE void load(Vector<double, kWidth>& values, const Voxel* voxels) {
    if constexpr (std::is_same_v<Voxel, uint32_t>) {
        // As signed numbers moved by 2^31, which every instruction set converts.
        Vector<int32_t, kWidth> moved;
        std::memcpy(&moved, voxels, sizeof moved);
        moved ^= std::numeric_limits<int32_t>::min();
        values = __builtin_convertvector(moved, Vector<double, kWidth>) + 0x1p31;
    } else if constexpr (std::is_same_v<Voxel, Half>) {
        load_halves<kWidth>(values, voxels);
    } else {
        Vector<Voxel, kWidth> raw;
        std::memcpy(&raw, voxels, sizeof raw);
        values = __builtin_convertvector(raw, Vector<double, kWidth>);
    }
}

template <bool kAbove>
IB_INLINE bool is_beyond(double value, double limit) {
    return kAbove ? value > limit : value < limit;
}

/// The sums of a block, lane by lane.
struct Lanes {
    double all[kLanes] = {};
    double beyond[kLanes] = {};

    static double total(const double* lanes) {
        return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) +
               ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
    }

    Squares total() const { return {total(all), total(beyond)}; }
};

template <typename Voxel>
int64_t count_non_finite(const Voxel* voxels, int64_t n) {
    int64_t count = 0;
    for (int64_t i = 0; i < n; ++i) { count += !std::isfinite(static_cast<double>(voxels[i])); }
    return count;
}

template <typename Voxel, bool kAbove, int kWidth>
IB_INLINE void sums_in_blocks(const Voxel* voxels, int64_t n, double limit, Ends& ends,
                              Squares* totals) {
    using Doubles = Vector<double, kWidth>;
    using Masks = Vector<int64_t, kWidth>;
    constexpr int kVectors = kLanes / kWidth;
    const Doubles none = Doubles{} + (kAbove ? 1 : -1) * std::numeric_limits<double>::infinity();
    Doubles min[kVectors];
    Doubles max[kVectors];
    Doubles nearest[kVectors];  // to the limit, of those beyond it
    Masks beyond[kVectors] = {};
    for (int k = 0; k < kVectors; ++k) {
        min[k] = Doubles{} + ends.all.min;
        max[k] = Doubles{} + ends.all.max;
        nearest[k] = none;
    }
    for (int64_t block = 0; block < n; block += kMomentsBlock) {
        const int64_t end = std::min(n, block + kMomentsBlock);
        Doubles sum[kVectors] = {};
        Doubles sum_beyond[kVectors] = {};
        int64_t i = block;
        for (; i + kLanes <= end; i += kLanes) {
            for (int k = 0; k < kVectors; ++k) {
                Doubles values;
                load<kWidth>(values, voxels + i + k * kWidth);
                const Masks mask = kAbove ? values > limit : values < limit;
                const Doubles far = mask ? values : none;
                sum[k] += values;
                sum_beyond[k] += mask ? values : Doubles{};
                min[k] = values < min[k] ? values : min[k];
                max[k] = values > max[k] ? values : max[k];
                if constexpr (kAbove) {
                    nearest[k] = far < nearest[k] ? far : nearest[k];
                } else {
                    nearest[k] = far > nearest[k] ? far : nearest[k];
                }
                beyond[k] -= mask;
            }
        }
        Lanes lanes;
        std::memcpy(lanes.all, sum, sizeof sum);
        std::memcpy(lanes.beyond, sum_beyond, sizeof sum_beyond);
        for (int lane = 0; i < end; ++i, ++lane) {
            const auto value = static_cast<double>(voxels[i]);
            lanes.all[lane] += value;
            ends.all.min = std::min(ends.all.min, value);
            ends.all.max = std::max(ends.all.max, value);
            if (is_beyond<kAbove>(value, limit)) {
                lanes.beyond[lane] += value;
                ++ends.beyond.count;
                ends.beyond.min = std::min(ends.beyond.min, value);
                ends.beyond.max = std::max(ends.beyond.max, value);
            }
        }
        *totals = lanes.total();
        if (!std::isfinite(totals->all)) {
            ends.non_finite += count_non_finite(voxels + block, end - block);
        }
        ++totals;
    }
    ends.all.count += n;
    for (int k = 0; k < kVectors; ++k) {
        for (int lane = 0; lane < kWidth; ++lane) {
            ends.all.min = std::min(ends.all.min, min[k][lane]);
            ends.all.max = std::max(ends.all.max, max[k][lane]);
            ends.beyond.count += beyond[k][lane];
            if (beyond[k][lane] > 0) {
                const double far = kAbove ? max[k][lane] : min[k][lane];
                ends.beyond.min = std::min(ends.beyond.min, kAbove ? nearest[k][lane] : far);
                ends.beyond.max = std::max(ends.beyond.max, kAbove ? far : nearest[k][lane]);
            }
        }
    }
}

template <typename Voxel, bool kAbove, int kWidth>
IB_INLINE void squares_in_blocks(const Voxel* voxels, int64_t n, double limit, double mean,
                                 double mean_beyond, Squares* totals) {
    using Doubles = Vector<double, kWidth>;
    constexpr int kVectors = kLanes / kWidth;
    for (int64_t block = 0; block < n; block += kMomentsBlock) {
        const int64_t end = std::min(n, block + kMomentsBlock);
        Doubles sum[kVectors] = {};
        Doubles sum_beyond[kVectors] = {};
        int64_t i = block;
        for (; i + kLanes <= end; i += kLanes) {
            for (int k = 0; k < kVectors; ++k) {
                Doubles values;
                load<kWidth>(values, voxels + i + k * kWidth);
                const Doubles off = values - mean;
                const Doubles off_beyond = values - mean_beyond;
                sum[k] += off * off;
                const Vector<int64_t, kWidth> mask = kAbove ? values > limit : values < limit;
                sum_beyond[k] += mask ? off_beyond * off_beyond : Doubles{};
            }
        }
        Lanes lanes;
        std::memcpy(lanes.all, sum, sizeof sum);
        std::memcpy(lanes.beyond, sum_beyond, sizeof sum_beyond);
        for (int lane = 0; i < end; ++i, ++lane) {
            const auto value = static_cast<double>(voxels[i]);
            lanes.all[lane] += (value - mean) * (value - mean);
            if (is_beyond<kAbove>(value, limit)) {
                lanes.beyond[lane] += (value - mean_beyond) * (value - mean_beyond);
            }
        }
        *totals++ = lanes.total();
    }
}

/// The two kernels compiled for one level.
#define IB_KERNELS(name, target, width)                                                           \
    template <typename Voxel, bool kAbove>                                                        \
    struct name {                                                                                 \
        target static void sums(const Voxel* voxels, int64_t n, double limit, Ends& ends,         \
                                Squares* totals) {                                                \
            sums_in_blocks<Voxel, kAbove, width>(voxels, n, limit, ends, totals);                 \
        }                                                                                         \
        target static void squares(const Voxel* voxels, int64_t n, double limit, double mean,     \
                                   double mean_beyond, Squares* totals) {                         \
            squares_in_blocks<Voxel, kAbove, width>(voxels, n, limit, mean, mean_beyond, totals); \
        }                                                                                         \
        static constexpr MomentKernels<Voxel> kKernels = {sums, squares};                         \
    };
IB_KERNELS(Portable, , 2)
#if defined(__x86_64__)
IB_KERNELS(Avx2, IB_TARGET_AVX2, 4)
IB_KERNELS(Avx512, IB_TARGET_AVX512, 8)
#endif
#undef IB_KERNELS

template <typename Voxel, bool kAbove>
MomentKernels<Voxel> kernels_at(int32_t level) {
#if defined(__x86_64__)
    if (level == IB_SIMD_AVX512) { return Avx512<Voxel, kAbove>::kKernels; }
    if (level == IB_SIMD_AVX2) { return Avx2<Voxel, kAbove>::kKernels; }
#endif
    static_cast<void>(level);
    return Portable<Voxel, kAbove>::kKernels;
}

}  // namespace

template <typename Voxel>
MomentKernels<Voxel> moment_kernels(bool above, int32_t level) {
    return above ? kernels_at<Voxel, true>(level) : kernels_at<Voxel, false>(level);
}

template MomentKernels<int32_t> moment_kernels<int32_t>(bool, int32_t);
template MomentKernels<uint32_t> moment_kernels<uint32_t>(bool, int32_t);
template MomentKernels<float> moment_kernels<float>(bool, int32_t);
template MomentKernels<double> moment_kernels<double>(bool, int32_t);
template MomentKernels<Half> moment_kernels<Half>(bool, int32_t);

}  // namespace ib
