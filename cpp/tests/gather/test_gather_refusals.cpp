#include <cstdint>
#include <functional>
#include <limits>
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
    ib_patch patches[2] = {patch(first), patch(second)};

    ib_patch patch(std::vector<float>& target) const {
        ib_patch p{};
        p.source = source.data();
        p.target = target.data();
        p.nx = 2, p.ny = 3, p.nz = 4;
        p.size_x = 1, p.size_y = 2, p.size_z = 3;
        p.gain = 1;
        p.source_type = IB_FLOAT32;
        p.target_type = IB_TO_FLOAT32;
        return p;
    }
};

/// Breaks the second of two patches: the message names it and the first is not written.
void refused(const char* message, const std::function<void(ib_patch&)>& breaking) {
    Fixture fixture;
    breaking(fixture.patches[1]);
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_gather_patches(fixture.patches, 2, 2));
    CHECK_EQUAL(std::string(message), std::string(ib_last_error()));
    for (const float value : fixture.first) { CHECK_EQUAL(kPoison, value); }
    for (const float value : fixture.second) { CHECK_EQUAL(kPoison, value); }
}

void as_uint8(ib_patch& p) {
    p.source_type = IB_UINT8;
    p.target_type = IB_TO_UINT8;
}

void shapes_and_addresses_are_checked() {
    refused("patch 1: patch size must be at least 1 in x, y and z, was (1, 0, 3)",
            [](ib_patch& p) { p.size_y = 0; });
    refused("patch 1: volume size must be at least 1 in x, y and z, was (2, 3, -4)",
            [](ib_patch& p) { p.nz = -4; });
    refused("patch 1: volume size must not exceed 2^62 bytes, was (4294967296, 4294967296, 4)",
            [](ib_patch& p) { p.nx = p.ny = int64_t{1} << 32; });
    refused("patch 1: source must not be null", [](ib_patch& p) { p.source = nullptr; });
    refused("patch 1: target must not be null", [](ib_patch& p) { p.target = nullptr; });
    refused("patch 1: target must be aligned to 4 bytes, was 3 past that",
            [](ib_patch& p) { p.target = static_cast<char*>(p.target) + 3; });
    refused("patch 1: source must be aligned to 4 bytes, was 2 past that",
            [](ib_patch& p) { p.source = static_cast<const char*>(p.source) + 2; });
    refused("patch 1: an odd number of quarter turns needs size_x == size_y, was (1, 2, 3)",
            [](ib_patch& p) { p.flags = 3; });
}

void types_and_numbers_are_checked() {
    refused("patch 1: source type must be 0 to 8, was 9", [](ib_patch& p) { p.source_type = 9; });
    refused("patch 1: float16 is not packed", [](ib_patch& p) {
        p.source_type = IB_FLOAT16;
        p.flags |= IB_PACKED;
    });
    refused("patch 1: target type must be 0 to 2, was -1", [](ib_patch& p) { p.target_type = -1; });
    refused("patch 1: flags must be 0 to 127, was 128", [](ib_patch& p) { p.flags = 128; });
    refused("patch 1: gain must be finite, was inf",
            [](ib_patch& p) { p.gain = std::numeric_limits<float>::infinity(); });
    refused("patch 1: shift must be finite, was nan",
            [](ib_patch& p) { p.shift = std::numeric_limits<float>::quiet_NaN(); });
    refused("patch 1: subtract must be finite, was -inf", [](ib_patch& p) {
        p.flags = IB_NORMALISE;
        p.subtract = -std::numeric_limits<float>::infinity();
    });
    refused("patch 1: divide must be finite, was nan", [](ib_patch& p) {
        p.flags = IB_NORMALISE;
        p.divide = std::numeric_limits<float>::quiet_NaN();
    });
    refused("patch 1: clamp_low must be finite, was -inf", [](ib_patch& p) {
        p.flags = IB_NORMALISE;
        p.clamp_low = -std::numeric_limits<float>::infinity();
    });
    refused("patch 1: clamp_high must be finite, was inf", [](ib_patch& p) {
        p.flags = IB_NORMALISE;
        p.clamp_high = std::numeric_limits<float>::infinity();
    });
    refused("patch 1: clamp_low must not exceed clamp_high, were 1.000000 and 0.500000",
            [](ib_patch& p) {
                p.flags = IB_NORMALISE;
                p.clamp_low = 1;
                p.clamp_high = 0.5f;
            });
}

void copies_of_labels_are_checked() {
    refused("patch 1: target uint8 needs source type 0 (uint8), was 6",
            [](ib_patch& p) { p.target_type = IB_TO_UINT8; });
    refused("patch 1: target uint8 must not be normalised", [](ib_patch& p) {
        as_uint8(p);
        p.flags = IB_NORMALISE;
    });
    refused("patch 1: target uint8 needs gain 1 and shift 0, was 1.000000 and 2.000000",
            [](ib_patch& p) {
                as_uint8(p);
                p.shift = 2;
            });
    refused("patch 1: target uint8 needs a whole fill of 0 to 255, was 0.500000", [](ib_patch& p) {
        as_uint8(p);
        p.fill = 0.5f;
    });
}

void counts_are_checked() {
    refused("patch 1: elements are counted of target type 0 (uint8), was 2", [](ib_patch& p) {
        static int32_t count;
        p.nonzero = &count;
    });
    refused("patch 1: count must be aligned to 4 bytes, was 1 past that", [](ib_patch& p) {
        static int32_t counts[2];
        as_uint8(p);
        p.nonzero = reinterpret_cast<int32_t*>(reinterpret_cast<char*>(counts) + 1);
    });
    refused("patch 1: a patch that is counted must have at most 2^31 - 1 elements, was 2147483648",
            [](ib_patch& p) {
                static int32_t count;
                as_uint8(p);
                p.size_x = int64_t{1} << 30, p.size_y = 2, p.size_z = 1;
                p.nonzero = &count;
            });
}

void calls_are_checked() {
    Fixture fixture;
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_gather_patches(nullptr, 1, 1));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_gather_patches(fixture.patches, -1, 1));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_gather_patches(fixture.patches, 1, 0));
    CHECK_EQUAL(IB_OK, ib_gather_patches(nullptr, 0, 1));
    CHECK_EQUAL(IB_OK, ib_gather_patches(fixture.patches, 2, 1));
    CHECK_EQUAL(1.0f, fixture.second[5]);
}

}  // namespace

int main() {
    shapes_and_addresses_are_checked();
    types_and_numbers_are_checked();
    copies_of_labels_are_checked();
    counts_are_checked();
    calls_are_checked();
}
