#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "ib/ib_cpu.h"
#include "support/check.hpp"

namespace {

/// Two sound patches of (2, 3, 4), the second with a change of every kind.
struct Fixture {
    std::vector<float> voxels = std::vector<float>(48, 7.0f);
    std::vector<float> weights = {0.5f, 0.25f, 0.0f, 0.0f};
    std::vector<int32_t> lower = {0, 1, 1, 1}, upper = {1, 1, 0, 1};
    std::vector<ib_intensity_change> changes = std::vector<ib_intensity_change>(6);
    ib_intensity_patch p[2] = {};

    Fixture() {
        for (int32_t kind = IB_NOISE; kind <= IB_GAMMA; ++kind) {
            ib_intensity_change& c = changes[static_cast<size_t>(kind)];
            c.kind = kind, c.amount = 1;
        }
        blur().radius[1] = 1, blur().weights[1] = weights.data();
        for (int axis = 0; axis < 3; ++axis) {
            low().weights[axis] = weights.data();
            low().lower[axis] = lower.data(), low().upper[axis] = upper.data();
        }
        for (ib_intensity_patch& patch : p) {
            patch.size_x = 2, patch.size_y = 3, patch.size_z = 4;
            patch.type = IB_TO_FLOAT32;
            patch.changes = changes.data();
        }
        p[0].voxels = voxels.data(), p[1].voxels = voxels.data() + 24;
        p[0].change_count = 1, p[1].change_count = 6;
    }
    ib_intensity_change& blur() { return changes[IB_BLUR]; }
    ib_intensity_change& low() { return changes[IB_LOW_RESOLUTION]; }
};

void refused(const char* message, const std::function<void(Fixture&)>& breaking, int32_t threads = 2) {
    Fixture fixture;
    breaking(fixture);
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_change_intensities(fixture.p, 2, threads));
    CHECK_EQUAL(std::string(message), std::string(ib_last_error()));
    for (const float value : fixture.voxels) { CHECK_EQUAL(7.0f, value); }
}

void patches_are_checked() {
    refused(
        "threads must be at least 1, was 0", [](Fixture&) {}, 0);
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_change_intensities(nullptr, 1, 1));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_change_intensities(nullptr, -1, 1));
    refused("intensity patch 1: type must be 1 to 2, was 0", [](Fixture& f) { f.p[1].type = 0; });
    refused("intensity patch 0: size_y must be 1 to 2147483647, was 0",
            [](Fixture& f) { f.p[0].size_y = 0; });
    refused("intensity patch 1: size_z must be 1 to 2147483647, was 2147483648",
            [](Fixture& f) { f.p[1].size_z = int64_t{1} << 31; });
    refused("intensity patch 1: voxels of a plane must be 1 to 4398046511104, was 4611686014132420609",
            [](Fixture& f) { f.p[1].size_x = f.p[1].size_y = (int64_t{1} << 31) - 1; });
    refused("intensity patch 1: reserved must be 0 to 0, was 1",
            [](Fixture& f) { f.p[1].reserved = 1; });
    refused("intensity patch 1: change_count must be 0 to 2147483647, was -1",
            [](Fixture& f) { f.p[1].change_count = -1; });
    refused("intensity patch 1: voxels must not be null", [](Fixture& f) { f.p[1].voxels = nullptr; });
    refused("intensity patch 1: voxels must be aligned to 4 bytes",
            [](Fixture& f) { f.p[1].voxels = static_cast<char*>(f.p[1].voxels) + 2; });
    refused("intensity patch 1: changes must not be null",
            [](Fixture& f) { f.p[1].changes = nullptr; });
}

void changes_are_checked() {
    constexpr float kInfinity = std::numeric_limits<float>::infinity();
    refused("intensity patch 1, change 2: kind must be 0 to 5, was 6",
            [](Fixture& f) { f.changes[2].kind = 6; });
    refused("intensity patch 0, change 0: flags must be of its kind, was 1",
            [](Fixture& f) { f.changes[IB_NOISE].flags = IB_KEEP_RANGE; });
    refused("intensity patch 1, change 3: flags must be of its kind, was 3",
            [](Fixture& f) { f.changes[IB_CONTRAST].flags = IB_KEEP_RANGE | IB_INVERT; });
    refused("intensity patch 1, change 5: flags must be of its kind, was 8",
            [](Fixture& f) { f.changes[IB_GAMMA].flags = 8; });
    refused("intensity patch 1, change 5: reserved must be 0 to 0, was 2",
            [](Fixture& f) { f.changes[5].reserved = 2; });
    refused("intensity patch 0, change 0: the standard deviation must not be negative, was -1.000000",
            [](Fixture& f) { f.changes[0].amount = -1; });
    refused("intensity patch 1, change 2: amount must be finite, was inf",
            [](Fixture& f) { f.changes[2].amount = kInfinity; });
    refused("intensity patch 1, change 3: amount must be finite, was nan",
            [](Fixture& f) { f.changes[3].amount = std::nanf(""); });
    refused("intensity patch 1, change 5: an exponent must be above 0 and at most 16, was 0.000000",
            [](Fixture& f) { f.changes[5].amount = 0; });
    refused("intensity patch 1, change 5: an exponent must be above 0 and at most 16, was 16.500000",
            [](Fixture& f) { f.changes[5].amount = 16.5f; });
}

void tables_are_checked() {
    refused("intensity patch 1, change 1: radius must be 0 to 64, was 65",
            [](Fixture& f) { f.blur().radius[2] = 65; });
    refused("intensity patch 1, change 1: radius must be 0 to 64, was -1",
            [](Fixture& f) { f.blur().radius[0] = -1; });
    refused("intensity patch 1, change 1: weights must not be null",
            [](Fixture& f) { f.blur().weights[1] = nullptr; });
    refused("intensity patch 1, change 1: weights must be finite, was nan",
            [](Fixture& f) { f.weights[1] = std::nanf(""); });
    refused("intensity patch 1, change 4: weights must be finite, was -inf",
            [](Fixture& f) { f.weights[3] = -std::numeric_limits<float>::infinity(); });
    refused("intensity patch 1, change 4: lower must not be null",
            [](Fixture& f) { f.low().lower[2] = nullptr; });
    refused("intensity patch 1, change 4: lower must be 0 to 1, was 2",
            [](Fixture& f) { f.lower[1] = 2; });
    refused("intensity patch 1, change 4: upper must be 0 to 1, was -1",
            [](Fixture& f) { f.upper[0] = -1; });
    refused("intensity patch 1, change 4: upper must be 0 to 3, was 4",
            [](Fixture& f) { f.upper[3] = 4; });
    refused("intensity patch 1, change 4: upper must be aligned to 4 bytes", [](Fixture& f) {
        f.low().upper[0] =
            reinterpret_cast<const int32_t*>(reinterpret_cast<char*>(f.upper.data()) + 1);
    });
}

}  // namespace

int main() {
    Fixture sound;
    CHECK_EQUAL(IB_OK, ib_change_intensities(sound.p, 2, 2));
    patches_are_checked();
    changes_are_checked();
    tables_are_checked();
}
