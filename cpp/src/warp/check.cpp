#include "warp/check.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

#include "base/decimal.hpp"
#include "gather/check.hpp"
#include "warp/block.hpp"
#include "weights/check.hpp"

namespace ib {
namespace {

static_assert(sizeof(ib_spline) == 80, "callers lay the structure out by hand");
static_assert(sizeof(ib_warp) == 104, "callers lay the structure out by hand");
static_assert(sizeof(ib_warped_patch) == 240, "callers lay the structure out by hand");
static_assert(sizeof(ib_warped_weights) == 224, "callers lay the structure out by hand");

constexpr int64_t kLongestSide = int64_t{1} << 14;
constexpr int64_t kMostStep = int64_t{1} << 36;
constexpr int64_t kMostOrigin = int64_t{1} << 52;
constexpr int64_t kMostCorner = int64_t{1} << 62;
constexpr int64_t kFewestPoints = 4;
constexpr float kMostDisplacement = 4096;

/// The sum of four weights of a B-spline is 1, but for their rounding.
constexpr float kMostWeight = 1 + 0x1p-10f;

/// Which patch is looked at.
class Subject {
public:
    Subject(const char* kind, int64_t number) : kind_(kind), number_(number) {}

    [[noreturn]] void refuse(const std::string& rule) const {
        throw std::invalid_argument(kind_ + (" " + std::to_string(number_)) + ": " + rule);
    }

    void check_range(const char* what, int64_t value, int64_t low, int64_t high) const {
        if (value < low || value > high) {
            refuse(std::string(what) + " must be " + std::to_string(low) + " to " +
                   std::to_string(high) + ", was " + std::to_string(value));
        }
    }

    void check_table(const char* what, const void* table) const {
        if (table == nullptr) { refuse(std::string(what) + " must not be null"); }
        if (reinterpret_cast<uintptr_t>(table) % 4 != 0) {
            refuse(std::string(what) + " must be aligned to 4 bytes");
        }
    }

private:
    const char* kind_;
    int64_t number_;
};

void check_displacements(const ib_spline& spline, const Subject& subject) {
    subject.check_table("displacements", spline.displacements);
    const int64_t count = 3 * spline.points[0] * spline.points[1] * spline.points[2];
    for (int64_t i = 0; i < count; ++i) {
        if (!(std::fabs(spline.displacements[i]) <= kMostDisplacement)) {
            subject.refuse("displacements must be -4096 to 4096, was " +
                           decimal(spline.displacements[i]));
        }
    }
}

/// Of one axis of the target, `size` long.
void check_taps(const ib_spline& spline, int axis, int64_t size, const Subject& subject) {
    subject.check_table("first", spline.first[axis]);
    subject.check_table("weights", spline.weights[axis]);
    for (int64_t i = 0; i < size; ++i) {
        subject.check_range("first control point", spline.first[axis][i], 0, spline.points[axis] - 4);
        const float* w = spline.weights[axis] + 4 * i;
        const float sum = std::fabs(w[0]) + std::fabs(w[1]) + std::fabs(w[2]) + std::fabs(w[3]);
        if (!(sum <= kMostWeight)) {
            subject.refuse("weights of four control points must not exceed 1 in sum, was " +
                           decimal(sum));
        }
    }
}

void check_warp(const ib_warp& warp, const int64_t* sizes, const Subject& subject) {
    for (int axis = 0; axis < 3; ++axis) {
        subject.check_range("a side", sizes[axis], 1, kLongestSide);
        subject.check_range("origin", warp.origin[axis], -kMostOrigin, kMostOrigin);
    }
    for (const int64_t step : warp.matrix) {
        subject.check_range("matrix", step, -kMostStep, kMostStep);
    }
    if (warp.spline == nullptr) { return; }
    for (const int64_t points : warp.spline->points) {
        subject.check_range("control points along an axis", points, kFewestPoints, kMostPoints);
    }
    check_displacements(*warp.spline, subject);
    for (int axis = 0; axis < 3; ++axis) { check_taps(*warp.spline, axis, sizes[axis], subject); }
}

constexpr int32_t kTurnsAndFlips = IB_QUARTER_TURNS | IB_FLIP_X | IB_FLIP_Y | IB_FLIP_Z;

void check_flags(int32_t flags, const Subject& subject) {
    if ((flags & kTurnsAndFlips) != 0) {
        subject.refuse("turns and flips belong into the matrix, flags were " + std::to_string(flags));
    }
}

}  // namespace

void check_warped_patch(const ib_warped_patch& warped, int64_t number) {
    const ib_patch& p = warped.patch;
    check_patch(p, number);
    const Subject subject("patch", number);
    check_flags(p.flags, subject);
    for (const int64_t corner : {p.x, p.y, p.z}) {
        subject.check_range("a corner", corner, -kMostCorner, kMostCorner);
    }
    const int64_t sizes[] = {p.size_x, p.size_y, p.size_z};
    check_warp(warped.warp, sizes, subject);
}

void check_warped_weights(const ib_warped_weights& warped, int64_t number) {
    const ib_weight_patch& p = warped.patch;
    check_weight_patch(p, number);
    const Subject subject("weight patch", number);
    check_flags(p.flags, subject);
    const int64_t sizes[] = {p.size_x, p.size_y, p.size_z};
    check_warp(warped.warp, sizes, subject);
}

}  // namespace ib
