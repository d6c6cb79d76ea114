// Decodes bricks to voxels of the volume's type.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ib {

/// Consecutive bricks of a row of bricks: what is decoded next.
struct BrickCursor {
    const std::byte* head;
    const std::byte* payload;
};

/// Where the 16 rows of bricks go, 8 voxels of each brick after each other; strides in bytes. All of it
/// is written, whatever part of it lies in the volume.
struct BrickTarget {
    std::byte* first;
    int64_t stride_y;
    int64_t stride_z;
};

/// Decodes `count` bricks of a checked blob and moves the cursor past them.
using BrickKernel = void (*)(BrickCursor& cursor, int64_t count, int32_t base,
                             const BrickTarget& target);

/// type: IB_UINT8 to IB_FLOAT64.
BrickKernel brick_kernel(int32_t type, int32_t level);

BrickKernel brick_kernel_portable(int32_t type);
BrickKernel brick_kernel_avx2(int32_t type);
BrickKernel brick_kernel_vbmi(int32_t type);

/// The cursor at brick `x` of row `row` of bricks.
BrickCursor brick_cursor(const std::byte* blob, int64_t bricks_x, int64_t row, int64_t x);

}  // namespace ib
