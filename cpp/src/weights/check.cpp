#include "weights/check.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "base/decimal.hpp"

namespace ib {
namespace {

static_assert(sizeof(ib_weight_patch) == 120, "callers lay the structure out by hand");

constexpr int64_t kLargest = std::numeric_limits<int32_t>::max();
constexpr int64_t kMaxVoxels = int64_t{1} << 60;

[[noreturn]] void refuse(int64_t number, const std::string& rule) {
    throw std::invalid_argument("weight patch " + std::to_string(number) + ": " + rule);
}

void check_range(int64_t number, const char* what, int64_t value, int64_t low, int64_t high) {
    if (value < low || value > high) {
        refuse(number, std::string(what) + " must be " + std::to_string(low) + " to " +
                           std::to_string(high) + ", was " + std::to_string(value));
    }
}

void check_extent(const ib_weight_patch& p, int64_t number) {
    check_range(number, "x", p.x, -kLargest - 1, kLargest);
    check_range(number, "y", p.y, -kLargest - 1, kLargest);
    check_range(number, "z", p.z, -kLargest - 1, kLargest);
    check_range(number, "size_x", p.size_x, 1, kLargest);
    check_range(number, "size_y", p.size_y, 1, kLargest);
    check_range(number, "size_z", p.size_z, 1, kLargest);
    check_range(number, "voxels of a plane", p.size_x * p.size_y, 1, kMaxVoxels / p.size_z);
    if ((p.flags & 1) != 0 && p.size_x != p.size_y) {
        refuse(number, "an odd number of quarter turns needs size_x == size_y, was " +
                           std::to_string(p.size_x) + " and " + std::to_string(p.size_y));
    }
}

void check_address(int64_t number, const char* what, const void* address, uintptr_t alignment) {
    if (reinterpret_cast<uintptr_t>(address) % alignment != 0) {
        refuse(number,
               std::string(what) + " must be aligned to " + std::to_string(alignment) + " bytes");
    }
}

void check_memory(const ib_weight_patch& p, int64_t number) {
    check_range(number, "run_count", p.run_count, 0, kMaxVoxels);
    check_range(number, "instance_count", p.instance_count, 0, kLargest);
    if (p.run_count > 0 && p.runs == nullptr) { refuse(number, "runs must not be null"); }
    if (p.instance_count > 0 && p.voxels == nullptr && p.kind == IB_INSTANCE_INVERSE) {
        refuse(number, "voxels must not be null");
    }
    if (p.weights == nullptr && p.ids == nullptr) {
        refuse(number, "weights and ids must not both be null");
    }
    check_address(number, "runs", p.runs, alignof(ib_run));
    check_address(number, "voxels", p.voxels, alignof(int64_t));
    check_address(number, "weights", p.weights, alignof(float));
    check_address(number, "ids", p.ids, alignof(int32_t));
}

}  // namespace

void check_weight_patch(const ib_weight_patch& p, int64_t number) {
    check_range(number, "kind", p.kind, IB_PATCH_INVERSE, IB_INSTANCE_INVERSE);
    constexpr int32_t kFlags = IB_QUARTER_TURNS | IB_FLIP_X | IB_FLIP_Y | IB_FLIP_Z | IB_MEAN_ONE;
    if ((p.flags & ~kFlags) != 0) {
        refuse(number, "flags must be of turns, flips and mean one, was " + std::to_string(p.flags));
    }
    if (!(p.min >= 0.0 && p.max > 0.0 && p.min <= p.max) || std::isinf(p.min)) {
        refuse(number, "limits must be 0 <= min <= max with max above 0, were " + decimal(p.min) +
                           " and " + decimal(p.max));
    }
    check_extent(p, number);
    check_memory(p, number);
}

}  // namespace ib
