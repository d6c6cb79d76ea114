#include <bit>
#include <cstdint>
#include <cstring>
#include <random>
#include <vector>

#include "ib/ib_cpu.h"
#include "intensity/changes.hpp"
#include "intensity/oracle.hpp"
#include "support/check.hpp"
#include "support/float16.hpp"
#include "support/thread_counts.hpp"

namespace {

using changes::Changes;
using changes::Size;

constexpr int32_t kLevels[] = {IB_SIMD_PORTABLE, IB_SIMD_AVX2, IB_SIMD_AVX512};

/// A patch of one type between two elements that nobody may touch, its changes, and what they make of
/// it.
struct Case {
    Size size;
    int32_t type;
    Changes changes;
    std::vector<uint32_t> before, after;  // bits of elements

    float value(uint32_t bits) const {
        return type == IB_TO_FLOAT32 ? std::bit_cast<float>(bits)
                                     : static_cast<float>(static_cast<double>(
                                           oracle::Float16::of_bits(static_cast<uint16_t>(bits))));
    }
    uint32_t bits(float value) const {
        return type == IB_TO_FLOAT32 ? std::bit_cast<uint32_t>(value) : oracle::to_half(value);
    }

    void fill(std::mt19937_64& random) {
        const uint64_t kind = random() % 4;
        before.resize(static_cast<size_t>(size[0] * size[1] * size[2]));
        for (uint32_t& element : before) {
            const float any = changes::uniform(random, -3, 5);
            element = bits(kind == 0                        ? 0.5f
                           : kind == 1 && random() % 2 == 0 ? -0.0f
                           : kind == 2                      ? std::round(any)
                                                            : any);
        }
    }

    void expect() {
        oracle::Patch patch{size[0], size[1], size[2], {}};
        for (const uint32_t element : before) { patch.v.push_back(value(element)); }
        for (const ib_intensity_change& one : changes.all()) { oracle::change(patch, one); }
        after.clear();
        for (const float v : patch.v) { after.push_back(bits(v)); }
    }
};

/// Elements of one patch with one more on both sides, poisoned.
struct Memory {
    std::vector<unsigned char> bytes;
    size_t element;

    explicit Memory(const Case& one) : element(one.type == IB_TO_FLOAT32 ? 4 : 2) {
        bytes.assign((one.before.size() + 2) * element, 0xa5);
        for (size_t i = 0; i < one.before.size(); ++i) {
            std::memcpy(bytes.data() + (i + 1) * element, &one.before[i], element);
        }
    }
    void check(const Case& one) const {
        for (size_t i = 0; i < one.after.size(); ++i) {
            uint32_t bits = 0;
            std::memcpy(&bits, bytes.data() + (i + 1) * element, element);
            CHECK_EQUAL(one.after[i], bits);
        }
        for (size_t i = 0; i < element; ++i) {
            CHECK_EQUAL(0xa5, int{bytes[i]});
            CHECK_EQUAL(0xa5, int{bytes[bytes.size() - 1 - i]});
        }
    }
};

void check_batch(const std::vector<Case>& cases, int32_t threads) {
    std::vector<Memory> memory;
    std::vector<ib_intensity_patch> patches;
    for (const Case& one : cases) { memory.emplace_back(one); }
    for (size_t i = 0; i < cases.size(); ++i) {
        ib_intensity_patch p{};
        p.voxels = memory[i].bytes.data() + memory[i].element;
        p.size_x = cases[i].size[0], p.size_y = cases[i].size[1], p.size_z = cases[i].size[2];
        p.changes = cases[i].changes.data(), p.change_count = cases[i].changes.count();
        p.type = cases[i].type;
        patches.push_back(p);
    }
    CHECK_EQUAL(IB_OK,
                ib_change_intensities(patches.data(), static_cast<int64_t>(patches.size()), threads));
    for (size_t i = 0; i < cases.size(); ++i) { memory[i].check(cases[i]); }
}

void on_every_level(std::vector<Case>& cases) {
    for (Case& one : cases) { one.expect(); }
    for (const int32_t level : kLevels) {
        CHECK_EQUAL(IB_OK, ib_limit_simd_level(level));
        for (const int32_t threads : oracle::kThreadCounts) { check_batch(cases, threads); }
    }
}

Case random_case(std::mt19937_64& random) {
    Case one{};
    for (int64_t& side : one.size) {
        side = random() % 5 == 0   ? 1
               : random() % 7 == 0 ? 60 + changes::below(random, 90)
                                   : 2 + changes::below(random, 24);
    }
    if (one.size[0] * one.size[1] * one.size[2] > 20000) {
        one.size[1] = 1 + changes::below(random, 3);
    }
    one.type = random() % 3 == 0 ? IB_TO_FLOAT16 : IB_TO_FLOAT32;
    one.fill(random);
    for (int64_t left = 1 + changes::below(random, 5); left > 0; --left) {
        changes::random_change(random, one.size, one.changes);
    }
    return one;
}

void random_patches_are_those_of_plain_loops() {
    std::mt19937_64 random(17);
    for (int batch = 0; batch < 24; ++batch) {
        std::vector<Case> cases;
        for (int i = 0; i < 7; ++i) { cases.push_back(random_case(random)); }
        on_every_level(cases);
    }
}

/// Each alone, on rows longer than any vector and shorter, with and without a rest.
void each_change_alone() {
    std::mt19937_64 random(18);
    std::vector<Case> cases;
    for (const Size size :
         {Size{1, 1, 1}, Size{1, 5, 1}, Size{2, 3, 7}, Size{31, 3, 2}, Size{33, 2, 3}, Size{64, 3, 5},
          Size{97, 5, 3}, Size{133, 1, 4}, Size{45, 23, 14}, Size{4099, 2, 1}}) {
        for (int kind = 0; kind < 10; ++kind) {
            Case one{};
            one.size = size;
            one.type = kind % 2 == 0 ? IB_TO_FLOAT32 : IB_TO_FLOAT16;
            one.fill(random);
            Changes& c = one.changes;
            if (kind < 2) { c.noise(0.3f, 0xfedcba9876543210); }
            if (kind == 2) { c.blur({changes::gaussian(4, 1), {1}, {1}}); }
            if (kind == 3) { c.blur({std::vector<float>{1}, changes::gaussian(3, 0.8), {1}}); }
            if (kind == 4) { c.blur({std::vector<float>{1}, {1}, changes::gaussian(2, 0.6)}); }
            if (kind == 5) { c.blur({std::vector<float>{1}, {1}, {1}}); }
            if (kind == 6) { c.contrast(1.2f, true); }
            if (kind == 7) { c.low_resolution(size, {(size[0] + 1) / 2, (size[1] + 1) / 2, size[2]}); }
            if (kind == 8) { c.gamma(0.7f, IB_INVERT | IB_RETAIN_STATISTICS); }
            if (kind == 9) {
                c.blur(
                    {changes::gaussian(1, 0.4), changes::gaussian(5, 1.2), changes::gaussian(2, 0.5)});
            }
            cases.push_back(std::move(one));
        }
    }
    on_every_level(cases);
}

void an_empty_batch_and_no_changes_are_fine() {
    CHECK_EQUAL(IB_OK, ib_change_intensities(nullptr, 0, 1));
    std::mt19937_64 random(19);
    std::vector<Case> cases(2);
    for (Case& one : cases) {
        one.size = {3, 2, 2};
        one.type = &one == cases.data() ? IB_TO_FLOAT16 : IB_TO_FLOAT32;
        one.fill(random);
    }
    on_every_level(cases);
    CHECK(cases[0].before == cases[0].after);
}

/// As ib_cpu.h says: of float16 the patch, and planes of a blur.
void memory_is_bounded() {
    std::mt19937_64 random(20);
    std::vector<Case> cases(1);
    cases[0].size = {40, 41, 42};
    cases[0].type = IB_TO_FLOAT16;
    cases[0].fill(random);
    cases[0].changes.blur({changes::gaussian(4, 1), changes::gaussian(4, 1), changes::gaussian(4, 1)});
    cases[0].changes.low_resolution(cases[0].size, {20, 21, 22});
    cases[0].expect();
    int64_t in_use = 0, idle = 0;
    ib_memory_trim();
    check_batch(cases, 1);
    ib_memory_usage(&in_use, &idle);
    const int64_t plane = (40 * 41 * 4 + 4095) / 4096 * 4096 + 64;
    const int64_t patch = 40 * 41 * 42 * 4;
    const int64_t most = patch + (12 + 4) * plane + (24 + 2) * (40 + 160) * 4;
    CHECK(idle > patch && idle <= most * 9 / 8 + 3 * 4096);
}

}  // namespace

int main() {
    each_change_alone();
    random_patches_are_those_of_plain_loops();
    an_empty_batch_and_no_changes_are_fine();
    memory_is_bounded();
}
