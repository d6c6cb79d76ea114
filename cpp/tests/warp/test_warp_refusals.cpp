#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "ib/ib_cpu.h"
#include "support/check.hpp"

namespace {

constexpr float kPoison = 77;

struct Fixture {
    std::vector<float> source = std::vector<float>(24, 1.0f);
    std::vector<float> first = std::vector<float>(6, kPoison);
    std::vector<float> second = std::vector<float>(6, kPoison);
    std::vector<float> displacements = std::vector<float>(3 * 4 * 5 * 6);
    std::vector<int32_t> taps = std::vector<int32_t>(3);
    std::vector<float> weights = std::vector<float>(12, 0.25f);
    ib_spline spline{displacements.data(),
                     {taps.data(), taps.data(), taps.data()},
                     {weights.data(), weights.data(), weights.data()},
                     {4, 5, 6}};
    ib_warped_patch patches[2] = {patch(first), patch(second)};

    ib_warped_patch patch(std::vector<float>& target) const {
        ib_warped_patch w{};
        w.patch.source = source.data();
        w.patch.target = target.data();
        w.patch.nx = 2, w.patch.ny = 3, w.patch.nz = 4;
        w.patch.size_x = 1, w.patch.size_y = 2, w.patch.size_z = 3;
        w.patch.gain = 1;
        w.patch.source_type = IB_FLOAT32;
        w.patch.target_type = IB_TO_FLOAT32;
        w.warp.spline = &spline;
        return w;
    }
};

/// Breaks the second of two patches: the message names it and the first is not written.
void refused(const char* message, const std::function<void(Fixture&, ib_warped_patch&)>& breaking) {
    Fixture fixture;
    breaking(fixture, fixture.patches[1]);
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_warp_patches(fixture.patches, 2, 2));
    CHECK_EQUAL(std::string(message), std::string(ib_last_error()));
    for (const float value : fixture.first) { CHECK_EQUAL(kPoison, value); }
    for (const float value : fixture.second) { CHECK_EQUAL(kPoison, value); }
}

void patches_are_checked() {
    refused("patch 1: turns and flips belong into the matrix, flags were 2",
            [](Fixture&, ib_warped_patch& w) { w.patch.flags = 2; });
    refused("patch 1: gain must be finite, was nan",
            [](Fixture&, ib_warped_patch& w) { w.patch.gain = std::nanf(""); });
    refused("patch 1: a side must be 1 to 16384, was 16385",
            [](Fixture&, ib_warped_patch& w) { w.patch.size_z = 16385; });
    refused(
        "patch 1: a corner must be -4611686018427387904 to 4611686018427387904, was "
        "4611686018427387905",
        [](Fixture&, ib_warped_patch& w) { w.patch.y = (int64_t{1} << 62) + 1; });
}

void numbers_of_the_warp_are_checked() {
    refused("patch 1: origin must be -4503599627370496 to 4503599627370496, was -4503599627370497",
            [](Fixture&, ib_warped_patch& w) { w.warp.origin[2] = -(int64_t{1} << 52) - 1; });
    refused("patch 1: matrix must be -68719476736 to 68719476736, was 68719476737",
            [](Fixture&, ib_warped_patch& w) { w.warp.matrix[8] = (int64_t{1} << 36) + 1; });
}

void splines_are_checked() {
    refused("patch 1: control points along an axis must be 4 to 64, was 3",
            [](Fixture& f, ib_warped_patch& w) {
                static ib_spline spline;
                spline = f.spline, spline.points[1] = 3;
                w.warp.spline = &spline;
            });
    const auto broken = [](const char* message, const std::function<void(ib_spline&)>& breaking) {
        refused(message, [&](Fixture& f, ib_warped_patch& w) {
            static ib_spline spline;
            spline = f.spline;
            breaking(spline);
            w.warp.spline = &spline;
        });
    };
    broken("patch 1: displacements must not be null", [](ib_spline& s) { s.displacements = nullptr; });
    broken("patch 1: first must not be null", [](ib_spline& s) { s.first[1] = nullptr; });
    broken("patch 1: weights must be aligned to 4 bytes", [](ib_spline& s) {
        s.weights[2] = reinterpret_cast<const float*>(reinterpret_cast<const char*>(s.weights[2]) + 2);
    });
    broken("patch 1: first control point must be 0 to 2, was 3", [](ib_spline& s) {
        static const int32_t first[] = {2, 1, 3};
        s.first[2] = first;
    });
    broken("patch 1: weights of four control points must not exceed 1 in sum, was 1.001953",
           [](ib_spline& s) {
               static const float weights[] = {0.5f, -0.501953125f, 0, 0};
               s.weights[0] = weights;
           });
    static std::vector<float> far(3 * 4 * 5 * 6);
    far.back() = std::nextafter(4096.0f, 5000.0f);
    broken("patch 1: displacements must be -4096 to 4096, was 4096.000488",
           [](ib_spline& s) { s.displacements = far.data(); });
    far.back() = std::nanf("");
    broken("patch 1: displacements must be -4096 to 4096, was nan",
           [](ib_spline& s) { s.displacements = far.data(); });
}

void calls_are_checked() {
    Fixture fixture;
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_warp_patches(nullptr, 1, 1));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_warp_patches(fixture.patches, -1, 1));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_warp_patches(fixture.patches, 1, 0));
    CHECK_EQUAL(IB_OK, ib_warp_patches(nullptr, 0, 1));
    CHECK_EQUAL(IB_OK, ib_warp_patches(fixture.patches, 2, 1));
    CHECK_EQUAL(1.0f, fixture.second[5]);
}

}  // namespace

int main() {
    patches_are_checked();
    numbers_of_the_warp_are_checked();
    splines_are_checked();
    calls_are_checked();
}
