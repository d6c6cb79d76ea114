#include "resample/check.hpp"

#include <cmath>
#include <limits>
#include <string>

#include "base/decimal.hpp"
#include "base/status.hpp"
#include "gather/check.hpp"

namespace ib {
namespace {

static_assert(sizeof(ib_resample) == 256, "callers lay the structure out by hand");

constexpr int64_t kMaxSize = std::numeric_limits<int32_t>::max();
constexpr int64_t kMaxBytes = int64_t{1} << 62;

void check_finite(const char* what, double value) {
    if (!std::isfinite(value)) {
        throw std::invalid_argument(std::string(what) + " must be finite, was " + decimal(value));
    }
}

void check_size(const char* what, int64_t x, int64_t y, int64_t z, int64_t voxel) {
    for (const int64_t size : {x, y, z}) {
        if (size < 1 || size > kMaxSize) {
            throw std::invalid_argument(std::string(what) +
                                        " must be 1 to 2^31 - 1 in x, y and z, was " +
                                        std::to_string(size));
        }
    }
    if (__builtin_mul_overflow(x * y, z, &x) || x > kMaxBytes / voxel) {
        throw std::invalid_argument(std::string(what) + " must not exceed 2^62 bytes");
    }
}

void check_address(const char* what, const void* address, int64_t alignment) {
    if (address == nullptr) { throw std::invalid_argument(std::string(what) + " must not be null"); }
    const auto misaligned = static_cast<int64_t>(reinterpret_cast<uintptr_t>(address)) % alignment;
    if (misaligned != 0) {
        throw std::invalid_argument(std::string(what) + " must be aligned to " +
                                    std::to_string(alignment) + " bytes, was " +
                                    std::to_string(misaligned) + " past that");
    }
}

void check_map(const ib_resample& r) {
    for (int axis = 0; axis < 3; ++axis) {
        const double* row = r.map + 4 * axis;
        for (int i = 0; i < 4; ++i) { check_finite("map", row[i]); }
        check_finite("spacing", r.spacing[axis]);
        if (!(r.spacing[axis] > 0)) {
            throw std::invalid_argument("spacing must be positive, was " + decimal(r.spacing[axis]));
        }
        const double most = std::fabs(row[0]) * static_cast<double>(r.size_x) +
                            std::fabs(row[1]) * static_cast<double>(r.size_y) +
                            std::fabs(row[2]) * static_cast<double>(r.size_z) + std::fabs(row[3]);
        check_finite("positions", most / r.spacing[axis]);
    }
}

void check_gaussian(const ib_resample& r, bool with_memory) {
    for (int axis = 0; axis < 3; ++axis) {
        const int64_t radius = r.radius[axis];
        require(radius >= 0 && radius <= IB_MAX_RADIUS, "radius must be 0 to 2000", radius);
        if (radius == 0) { continue; }
        require(r.interpolation == IB_LINEAR || r.interpolation == IB_CUBIC,
                "a Gaussian goes with interpolation 1 or 2", r.interpolation);
        if (!with_memory) { continue; }
        check_address("gaussian", r.gaussian[axis], sizeof(double));
        for (int64_t i = 0; i <= 2 * radius; ++i) { check_finite("gaussian", r.gaussian[axis][i]); }
    }
}

}  // namespace

void check_resample(const ib_resample& r, bool with_memory) {
    const int64_t source = voxel_bytes(r.source_type);
    const int64_t target = voxel_bytes(r.target_type);
    require(source != 0, "source type must be 0 to 8", r.source_type);
    require(target != 0 && r.target_type != IB_FLOAT16, "target type must be 0 to 7", r.target_type);
    require(r.interpolation >= IB_NEAREST && r.interpolation <= IB_VOTE, "interpolation must be 0 to 3",
            r.interpolation);
    require((r.flags & ~IB_RESAMPLE_FILL) == 0, "flags must be 0 or 1", r.flags);
    require(
        r.interpolation != IB_VOTE || (r.source_type == r.target_type && r.source_type < IB_FLOAT32),
        "a vote needs one integer type for source and target");
    check_size("source size", r.nx, r.ny, r.nz, source);
    check_size("target size", r.size_x, r.size_y, r.size_z, target);
    check_map(r);
    check_finite("fill", r.fill);
    check_gaussian(r, with_memory);
    if (with_memory) {
        check_address("source", r.source, source);
        check_address("target", r.target, target);
    }
}

}  // namespace ib
