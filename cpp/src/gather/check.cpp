#include "gather/check.hpp"

#include <cinttypes>
#include <cmath>
#include <cstdio>
#include <stdexcept>
#include <string>

#include "base/decimal.hpp"
#include "packed/check.hpp"

namespace ib {
namespace {

static_assert(sizeof(ib_patch) == 136, "callers lay the structure out by hand");

constexpr int64_t kMaxBytes = int64_t{1} << 62;
constexpr int32_t kFlags =
    IB_QUARTER_TURNS | IB_FLIP_X | IB_FLIP_Y | IB_FLIP_Z | IB_NORMALISE | IB_PACKED;

[[noreturn]] void refuse(int64_t number, const std::string& rule) {
    throw std::invalid_argument("patch " + std::to_string(number) + ": " + rule);
}

std::string text(int64_t x, int64_t y, int64_t z) {
    char buffer[80];
    std::snprintf(buffer, sizeof buffer, "(%" PRId64 ", %" PRId64 ", %" PRId64 ")", x, y, z);
    return buffer;
}

void check_size(int64_t number, const char* what, int64_t x, int64_t y, int64_t z, int64_t bytes) {
    if (x < 1 || y < 1 || z < 1) {
        refuse(number, std::string(what) + " must be at least 1 in x, y and z, was " + text(x, y, z));
    }
    if (__builtin_mul_overflow(bytes, x, &bytes) || __builtin_mul_overflow(bytes, y, &bytes) ||
        __builtin_mul_overflow(bytes, z, &bytes) || bytes > kMaxBytes) {
        refuse(number, std::string(what) + " must not exceed 2^62 bytes, was " + text(x, y, z));
    }
}

void check_address(int64_t number, const char* what, const void* address, int64_t alignment) {
    if (address == nullptr) { refuse(number, std::string(what) + " must not be null"); }
    const auto misaligned = static_cast<int64_t>(reinterpret_cast<uintptr_t>(address)) % alignment;
    if (misaligned != 0) {
        refuse(number, std::string(what) + " must be aligned to " + std::to_string(alignment) +
                           " bytes, was " + std::to_string(misaligned) + " past that");
    }
}

void check_types(const ib_patch& patch, int64_t number) {
    if (voxel_bytes(patch.source_type) == 0) {
        refuse(number, "source type must be 0 to 8, was " + std::to_string(patch.source_type));
    }
    if (element_bytes(patch.target_type) == 0) {
        refuse(number, "target type must be 0 to 2, was " + std::to_string(patch.target_type));
    }
    if ((patch.flags & ~kFlags) != 0) {
        refuse(number, "flags must be 0 to 127, was " + std::to_string(patch.flags));
    }
    if ((patch.flags & 1) != 0 && patch.size_x != patch.size_y) {
        refuse(number, "an odd number of quarter turns needs size_x == size_y, was " +
                           text(patch.size_x, patch.size_y, patch.size_z));
    }
}

/// NaN in these would leave the bits of the result to the processor.
void check_intensity(const ib_patch& patch, int64_t number) {
    const auto check = [&](const char* what, float value) {
        if (!std::isfinite(value)) {
            refuse(number, std::string(what) + " must be finite, was " + decimal(value));
        }
    };
    check("gain", patch.gain);
    check("shift", patch.shift);
    if ((patch.flags & IB_NORMALISE) != 0) {
        check("subtract", patch.subtract);
        check("divide", patch.divide);
        check("clamp_low", patch.clamp_low);
        check("clamp_high", patch.clamp_high);
        if (patch.clamp_low > patch.clamp_high) {
            refuse(number, "clamp_low must not exceed clamp_high, were " + decimal(patch.clamp_low) +
                               " and " + decimal(patch.clamp_high));
        }
    }
}

/// What can be seen without a look at the bricks: that the source is what the patch says it is.
void check_packed_source(const ib_patch& patch, int64_t number) {
    const PackedHeader header = packed_header(static_cast<const std::byte*>(patch.source));
    const VolumeShape shape{patch.source_type, patch.nx, patch.ny, patch.nz};
    if (const char* rule = header_fault(header, shape)) {
        refuse(number, std::string("packed volume: ") + rule);
    }
}

void check_copy(const ib_patch& patch, int64_t number) {
    if (patch.source_type != IB_UINT8) {
        refuse(number,
               "target uint8 needs source type 0 (uint8), was " + std::to_string(patch.source_type));
    }
    if ((patch.flags & IB_NORMALISE) != 0) { refuse(number, "target uint8 must not be normalised"); }
    if (patch.gain != 1.0f || patch.shift != 0.0f) {
        refuse(number, "target uint8 needs gain 1 and shift 0, was " + decimal(patch.gain) + " and " +
                           decimal(patch.shift));
    }
    if (!(patch.fill >= 0.0f && patch.fill <= 255.0f && patch.fill == std::floor(patch.fill))) {
        refuse(number, "target uint8 needs a whole fill of 0 to 255, was " + decimal(patch.fill));
    }
}

/// The sides are at least 1, and their product is below 2^62.
void check_count(const ib_patch& patch, int64_t number) {
    if (patch.target_type != IB_TO_UINT8) {
        refuse(number, "elements are counted of target type 0 (uint8), was " +
                           std::to_string(patch.target_type));
    }
    const int64_t elements = patch.size_x * patch.size_y * patch.size_z;
    if (elements > INT32_MAX) {
        refuse(number, "a patch that is counted must have at most 2^31 - 1 elements, was " +
                           std::to_string(elements));
    }
    check_address(number, "count", patch.nonzero, sizeof(int32_t));
}

}  // namespace

int64_t voxel_bytes(int32_t source_type) {
    switch (source_type) {
        case IB_UINT8:
        case IB_INT8:
            return 1;
        case IB_INT16:
        case IB_UINT16:
        case IB_FLOAT16:
            return 2;
        case IB_INT32:
        case IB_UINT32:
        case IB_FLOAT32:
            return 4;
        case IB_FLOAT64:
            return 8;
        default:
            return 0;
    }
}

int64_t element_bytes(int32_t target_type) {
    switch (target_type) {
        case IB_TO_UINT8:
            return 1;
        case IB_TO_FLOAT16:
            return 2;
        case IB_TO_FLOAT32:
            return 4;
        default:
            return 0;
    }
}

void check_patch(const ib_patch& patch, int64_t number) {
    check_types(patch, number);
    const int64_t source = voxel_bytes(patch.source_type);
    const int64_t target = element_bytes(patch.target_type);
    check_size(number, "volume size", patch.nx, patch.ny, patch.nz, source);
    check_size(number, "patch size", patch.size_x, patch.size_y, patch.size_z, target);
    const bool packed = (patch.flags & IB_PACKED) != 0;
    if (packed && patch.source_type == IB_FLOAT16) { refuse(number, "float16 is not packed"); }
    check_address(number, "source", patch.source, packed ? 1 : source);
    if (packed) { check_packed_source(patch, number); }
    check_address(number, "target", patch.target, target);
    check_intensity(patch, number);
    if (patch.target_type == IB_TO_UINT8) { check_copy(patch, number); }
    if (patch.nonzero != nullptr) { check_count(patch, number); }
}

}  // namespace ib
