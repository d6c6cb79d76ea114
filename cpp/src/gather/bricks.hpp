// Decodes bricks and converts them to elements of a patch in one go, without a buffer between the two.
#pragma once

#include <cstddef>
#include <cstdint>

#include "gather/rows.hpp"
#include "packed/bricks.hpp"
#include "packed/layout.hpp"

namespace ib {

/// Voxels of each row that a call converts at most.
constexpr int64_t kFusedColumns = 256;

/// `n` voxels, 1 to kFusedColumns, of the 16 rows of a row of bricks.
struct BrickArea {
    BrickCursor cursor;  // at the brick of the first voxel
    int64_t skip;        // voxels of that brick before it
    int64_t n;
    int32_t base;
    /// Where each row goes, by z, then y; if not wanted, to memory that nobody reads. If the kernel
    /// reverses, the last voxel comes first.
    std::byte* rows[kBrickRows];
    /// Rows that are written next, asked for while these are: for each z the first byte of kBrickY rows
    /// without gaps, or any other address.
    const std::byte* next[kBrickZ];
};

/// A fused kernel: of rows as RowKind says. `plain` if what is normalised is neither scaled nor shifted
/// afterwards, which is 1 and 0, and divided by a number above 0: then no -0 has to become 0.
struct FusedKind {
    RowKind row;
    bool plain;
};

/// What a fused kernel makes of a voxel: kPlain of a FusedKind that is plain.
enum class Scaling { kLinear, kNormalised, kPlain };

using FusedKernel = void (*)(const BrickArea& area, const RowScale& scale);

/// Of scales that divide by a number for which divides_by_reciprocal(). nullptr where there is none for
/// such rows at that level; then bricks are decoded to a buffer.
FusedKernel fused_kernel(const FusedKind& kind, int32_t level);

FusedKernel fused_kernel_avx2(const FusedKind& kind);
FusedKernel fused_kernel_avx512(const FusedKind& kind);
FusedKernel fused_kernel_vbmi(const FusedKind& kind);

}  // namespace ib
