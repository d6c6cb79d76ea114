// The two passes of the encoder over one row of bricks: what form each takes, and its bytes.
#pragma once

#include <cstddef>
#include <cstdint>

#include "packed/brick_form.hpp"
#include "packed/check.hpp"
#include "packed/layout.hpp"

namespace ib {

/// A volume being packed, and the row of bricks (y, z) of it that is meant.
struct BrickSource {
    const std::byte* voxels;
    VolumeShape shape;
    int64_t y, z;
};

struct ValueRange {
    int32_t least = INT32_MAX;
    int32_t most = INT32_MIN;
};

struct EncodeKernels {
    /// The form of every brick of the row; widens `values` by its voxels. False if a voxel is not a
    /// whole number that can be packed, or if those of one brick lie more than 65,535 apart.
    bool (*choose)(const BrickSource& row, int64_t bricks, BrickForm* forms, ValueRange& values);
    /// The row's heads and payloads, as long as the forms say; nothing is written after them.
    void (*write)(const BrickSource& row, int64_t bricks, const BrickForm* forms, int32_t base,
                  std::byte* out);
};

/// type: IB_UINT8 to IB_FLOAT64.
EncodeKernels encode_kernels(int32_t type, int32_t level);

}  // namespace ib
