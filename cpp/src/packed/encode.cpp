#include "packed/encode.hpp"

#include <algorithm>
#include <cstring>

#include "base/simd.hpp"
#include "ib/ib_cpu.h"
#include "packed/encode_brick.hpp"

namespace ib {
namespace {

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

/// The two passes compiled for one level.
#define IB_KERNELS(name, target)                                                                 \
    template <typename Voxel>                                                                    \
    struct name {                                                                                \
        target static bool choose(const BrickSource& row, int64_t bricks, BrickForm* forms,      \
                                  ValueRange& values) {                                          \
            return choose_forms<Voxel>(row, bricks, forms, values);                              \
        }                                                                                        \
        target static void write(const BrickSource& row, int64_t bricks, const BrickForm* forms, \
                                 int32_t base, std::byte* out) {                                 \
            write_bricks<Voxel>(row, bricks, forms, base, out);                                  \
        }                                                                                        \
        static constexpr EncodeKernels kKernels = {choose, write};                               \
    };
IB_KERNELS(Portable, )
#if defined(__x86_64__)
IB_KERNELS(Avx2, IB_TARGET_AVX2)
IB_KERNELS(Avx512, IB_TARGET_AVX512)
#endif
#undef IB_KERNELS

template <typename Voxel>
EncodeKernels kernels_at(int32_t level) {
#if defined(__x86_64__)
    if (level == IB_SIMD_AVX512) { return Avx512<Voxel>::kKernels; }
    if (level == IB_SIMD_AVX2) { return Avx2<Voxel>::kKernels; }
#endif
    static_cast<void>(level);
    return Portable<Voxel>::kKernels;
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
