// Elements of a block out of the box of voxels that they look at.
#pragma once

#include <cstddef>
#include <cstdint>

#include "gather/float16.hpp"
#include "ib/ib_cpu.h"
#include "warp/block.hpp"
#include "warp/displace.hpp"
#include "warp/rows_ahead.hpp"

namespace ib {

/// Immutable. Places are counted from the first voxel of the box, and are half a voxel more where the
/// nearest one is wanted, so that its number is what lies before the point.
struct WarpRows {
    const std::byte* box;              // float32 to interpolate, uint8 or int32 to be copied
    int64_t row, plane;                // of the box, in entries, of which it has fewer than 2^31
    int64_t at[3];                     // of the block's first element, in 2^-32 voxel
    const int64_t* matrix;             // as in ib_warp
    Displacements displaced;           // values is nullptr if there is no spline
    std::byte* targets[2];             // of the block's first element, by channel
    int64_t target_row, target_plane;  // in bytes
    int64_t size[3];
    int64_t element;   // bytes
    RowsAhead* ahead;  // what to ask for meanwhile
};

/// Writes the elements; how many are not 0 where labels are copied, else 0.
using WarpKernel = int64_t (*)(const WarpRows& rows);

/// Reads a and b up to a multiple of kInterleaved, and writes n values of each, in turns.
constexpr int64_t kInterleaved = 16;
using InterleaveKernel = void (*)(const float* a, const float* b, int64_t n, float* out);

enum class WarpKind {
    kLabels,   // uint8, nearest
    kIds,      // int32, nearest
    kFloat16,  // linear
    kFloat32   // linear
};

struct WarpRowKind {
    WarpKind kind;
    bool two;      // channels, that are interpolated: those of a voxel lie side by side in the box
    bool splined;  // places are displaced
};

WarpKernel warp_kernel(const WarpRowKind& kind, int32_t level);

WarpKernel warp_kernel_avx2(const WarpRowKind& kind);
WarpKernel warp_kernel_avx512(const WarpRowKind& kind);

InterleaveKernel interleave_kernel(int32_t level);

void interleave_avx2(const float* a, const float* b, int64_t n, float* out);
void interleave_avx512(const float* a, const float* b, int64_t n, float* out);

/// Level: an instruction set with static member templates linear<Target, splined>, of one channel,
/// linear_two<Target, splined> and nearest<Element, splined>.
template <typename Level, bool kSplined>
WarpKernel pick_kernel(const WarpRowKind& kind) {
    switch (kind.kind) {
        case WarpKind::kLabels:
            return Level::template nearest<uint8_t, kSplined>;
        case WarpKind::kIds:
            return Level::template nearest<int32_t, kSplined>;
        case WarpKind::kFloat16:
            return kind.two ? Level::template linear_two<Half, kSplined>
                            : Level::template linear<Half, kSplined>;
        default:
            return kind.two ? Level::template linear_two<float, kSplined>
                            : Level::template linear<float, kSplined>;
    }
}

template <typename Level>
WarpKernel pick_kernel(const WarpRowKind& kind) {
    return kind.splined ? pick_kernel<Level, true>(kind) : pick_kernel<Level, false>(kind);
}

/// Where row (y, z) of a channel goes.
template <typename Target>
Target* target_row(const WarpRows& rows, int channel, int64_t y, int64_t z) {
    return reinterpret_cast<Target*>(rows.targets[channel] + z * rows.target_plane +
                                     y * rows.target_row);
}

/// Asks for a row to be written: the processor does not guess where the next one is.
inline void prefetch_row(const WarpRows& rows, int channel, int64_t y, int64_t z) {
    const std::byte* const first = target_row<std::byte>(rows, channel, y, z);
    const int64_t bytes = rows.size[0] * rows.element;
    for (int64_t i = 0; i < bytes; i += 64) { __builtin_prefetch(first + i, 1); }
    __builtin_prefetch(first + bytes - 1, 1);
}

/// One place along an axis, as whole voxels and a part of 2^32.
struct Place {
    int32_t voxel;
    uint32_t part;
};

inline Place place_of(int64_t place) {
    return {static_cast<int32_t>(place >> 32), static_cast<uint32_t>(place)};
}

/// In [0, 1), exact.
inline float part_of(uint32_t part) { return static_cast<float>(part >> 8) * 0x1p-24f; }

}  // namespace ib
