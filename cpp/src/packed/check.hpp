// What is required of a packed volume before anything decodes it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "packed/layout.hpp"

namespace ib {

/// Type and size of a volume.
struct VolumeShape {
    int32_t type;
    int64_t nx, ny, nz;
};

/// Throws std::invalid_argument unless the type is known, each side 1 to 2^31 - 1 and the volume below
/// 2^40 voxels.
void require_shape(const VolumeShape& shape);

/// The first rule that the header of such a volume breaks; nullptr if none. It says nothing of the
/// bytes after the header.
const char* header_fault(const PackedHeader& header, const VolumeShape& shape);

/// Throws CorruptData with the rule unless no decoder of the blob can read outside its `bytes`.
void check_packed(const std::byte* blob, int64_t bytes, const VolumeShape& shape, int32_t threads);

}  // namespace ib
