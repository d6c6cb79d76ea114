// Elements of a block out of the box of voxels that they look at.
#pragma once

#include <cstddef>
#include <cstdint>

#include "gather/float16.hpp"
#include "ib/ib_cpu.h"
#include "warp/block.hpp"
#include "warp/displace.hpp"

namespace ib {

/// Immutable. Places are counted from the first voxel of the box, and are half a voxel more where the
/// nearest one is wanted, so that its number is what lies before the point.
struct WarpRows {
    const std::byte* box;              // float32 to interpolate, uint8 or int32 to be copied
    int64_t row, plane;                // of the box, in voxels; its voxels are fewer than 2^31
    int64_t at[3];                     // of the block's first element, in 2^-32 voxel
    const int64_t* matrix;             // as in ib_warp
    Displacements displaced;           // values is nullptr if there is no spline
    std::byte* target;                 // of the block's first element
    int64_t target_row, target_plane;  // in bytes
    int64_t size[3];
};

/// Writes the elements; how many are not 0 where labels are copied, else 0.
using WarpKernel = int64_t (*)(const WarpRows& rows);

enum class WarpKind {
    kLabels,   // uint8, nearest
    kIds,      // int32, nearest
    kFloat16,  // linear
    kFloat32   // linear
};

struct WarpRowKind {
    WarpKind kind;
    bool splined;  // places are displaced
};

WarpKernel warp_kernel(const WarpRowKind& kind, int32_t level);

WarpKernel warp_kernel_avx2(const WarpRowKind& kind);
WarpKernel warp_kernel_avx512(const WarpRowKind& kind);

/// Level: an instruction set with static member templates linear<Target, splined> and nearest<Element,
/// splined>.
template <typename Level, bool kSplined>
WarpKernel pick_kernel(WarpKind kind) {
    switch (kind) {
        case WarpKind::kLabels:
            return Level::template nearest<uint8_t, kSplined>;
        case WarpKind::kIds:
            return Level::template nearest<int32_t, kSplined>;
        case WarpKind::kFloat16:
            return Level::template linear<Half, kSplined>;
        default:
            return Level::template linear<float, kSplined>;
    }
}

template <typename Level>
WarpKernel pick_kernel(const WarpRowKind& kind) {
    return kind.splined ? pick_kernel<Level, true>(kind.kind) : pick_kernel<Level, false>(kind.kind);
}

/// Where row (y, z) goes.
template <typename Target>
Target* target_row(const WarpRows& rows, int64_t y, int64_t z) {
    return reinterpret_cast<Target*>(rows.target + z * rows.target_plane + y * rows.target_row);
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
