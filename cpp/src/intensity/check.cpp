#include "intensity/check.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "base/decimal.hpp"

namespace ib {
namespace {

static_assert(sizeof(ib_intensity_change) == 120, "callers lay the structure out by hand");
static_assert(sizeof(ib_intensity_patch) == 56, "callers lay the structure out by hand");

constexpr int64_t kLargest = std::numeric_limits<int32_t>::max();
constexpr int64_t kMaxVoxels = int64_t{1} << 44;  // two copies of them fit into a block of memory

using Place = std::string;

[[noreturn]] void refuse(const Place& place, const std::string& rule) {
    throw std::invalid_argument(place + ": " + rule);
}

void check_range(const Place& place, const char* what, int64_t value, int64_t low, int64_t high) {
    if (value < low || value > high) {
        refuse(place, std::string(what) + " must be " + std::to_string(low) + " to " +
                          std::to_string(high) + ", was " + std::to_string(value));
    }
}

void check_address(const Place& place, const char* what, const void* address, uintptr_t alignment) {
    if (address == nullptr) { refuse(place, std::string(what) + " must not be null"); }
    if (reinterpret_cast<uintptr_t>(address) % alignment != 0) {
        refuse(place,
               std::string(what) + " must be aligned to " + std::to_string(alignment) + " bytes");
    }
}

void check_finite(const Place& place, const char* what, const float* values, int64_t n) {
    check_address(place, what, values, alignof(float));
    for (int64_t i = 0; i < n; ++i) {
        if (!std::isfinite(values[i])) {
            refuse(place, std::string(what) + " must be finite, was " + decimal(values[i]));
        }
    }
}

void check_indices(const Place& place, const char* what, const int32_t* indices, int64_t size) {
    check_address(place, what, indices, alignof(int32_t));
    for (int64_t i = 0; i < size; ++i) { check_range(place, what, indices[i], 0, size - 1); }
}

void check_amount(const Place& place, const ib_intensity_change& change) {
    const float amount = change.amount;
    check_finite(place, "amount", &amount, 1);
    if (change.kind == IB_NOISE && amount < 0) {
        refuse(place, "the standard deviation must not be negative, was " + decimal(amount));
    }
    if (change.kind == IB_GAMMA && !(amount > 0 && amount <= IB_MAX_EXPONENT)) {
        refuse(place, "an exponent must be above 0 and at most 16, was " + decimal(amount));
    }
}

void check_change(const Place& place, const ib_intensity_change& change, const int64_t* size) {
    check_range(place, "kind", change.kind, IB_NOISE, IB_GAMMA);
    const int32_t flags = change.kind == IB_CONTRAST ? int32_t{IB_KEEP_RANGE}
                          : change.kind == IB_GAMMA  ? IB_INVERT | IB_RETAIN_STATISTICS
                                                     : 0;
    if ((change.flags & ~flags) != 0) {
        refuse(place, "flags must be of its kind, was " + std::to_string(change.flags));
    }
    check_range(place, "reserved", change.reserved, 0, 0);
    if (change.kind != IB_BLUR && change.kind != IB_LOW_RESOLUTION) {
        check_amount(place, change);
        return;
    }
    for (int axis = 0; axis < 3; ++axis) {
        const int64_t radius = change.kind == IB_BLUR ? change.radius[axis] : 0;
        check_range(place, "radius", radius, 0, IB_MAX_BLUR_RADIUS);
        if (radius > 0) { check_finite(place, "weights", change.weights[axis], radius + 1); }
        if (change.kind == IB_LOW_RESOLUTION) {
            check_finite(place, "weights", change.weights[axis], size[axis]);
            check_indices(place, "lower", change.lower[axis], size[axis]);
            check_indices(place, "upper", change.upper[axis], size[axis]);
        }
    }
}

}  // namespace

void check_intensity_patch(const ib_intensity_patch& patch, int64_t number) {
    const Place place = "intensity patch " + std::to_string(number);
    const int64_t size[3] = {patch.size_x, patch.size_y, patch.size_z};
    check_range(place, "type", patch.type, IB_TO_FLOAT16, IB_TO_FLOAT32);
    check_range(place, "size_x", size[0], 1, kLargest);
    check_range(place, "size_y", size[1], 1, kLargest);
    check_range(place, "size_z", size[2], 1, kLargest);
    check_range(place, "voxels of a plane", size[0] * size[1], 1, kMaxVoxels / size[2]);
    check_range(place, "reserved", patch.reserved, 0, 0);
    check_range(place, "change_count", patch.change_count, 0, kLargest);
    check_address(place, "voxels", patch.voxels, patch.type == IB_TO_FLOAT16 ? 2 : 4);
    if (patch.change_count > 0) {
        check_address(place, "changes", patch.changes, alignof(ib_intensity_change));
    }
    for (int64_t i = 0; i < patch.change_count; ++i) {
        check_change(place + ", change " + std::to_string(i), patch.changes[i], size);
    }
}

}  // namespace ib
