#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "gather/guarded_case.hpp"
#include "gather/oracle.hpp"
#include "gather/random_patches.hpp"
#include "ib/ib_cpu.h"
#include "support/check.hpp"
#include "support/thread_counts.hpp"

namespace {

using oracle::Axes;
using patches::Case;
using patches::pick;
using patches::plain;
using patches::random_patch;
using patches::volume;

constexpr int32_t kLevels[] = {IB_SIMD_PORTABLE, IB_SIMD_AVX2, IB_SIMD_AVX512};

Case random_case(std::mt19937_64& random, Axes dims, int32_t source_type, const void* source) {
    Case c;
    c.patch = random_patch(random, dims, source_type);
    c.patch.source = source;
    c.allocate();
    return c;
}

/// Batches of one source type, every level and thread count against the plain loops.
template <typename Voxel>
void random_batches_match_the_oracle(int32_t type) {
    std::mt19937_64 random(static_cast<uint64_t>(type) + 1);
    for (int round = 0; round < 40; ++round) {
        const Axes dims{pick(random, {1, 3, 37, 64}), pick(random, {1, 5, 35}),
                        pick(random, {1, 2, 7})};
        const auto source = volume<Voxel>(dims.x * dims.y * dims.z, random);
        std::vector<Case> cases;
        for (int i = 0; i < 6; ++i) { cases.push_back(random_case(random, dims, type, source.data())); }
        std::vector<std::vector<unsigned char>> expected;
        for (const Case& c : cases) { expected.push_back(oracle::gather<Voxel>(c.patch)); }
        for (const int32_t level : kLevels) {
            CHECK_EQUAL(IB_OK, ib_limit_simd_level(level));
            for (const int32_t threads : oracle::kThreadCounts) {
                std::vector<ib_patch> batch;
                for (Case& c : cases) {
                    c.poison();
                    batch.push_back(c.patch);
                }
                CHECK_EQUAL(IB_OK, ib_gather_patches(batch.data(), static_cast<int64_t>(batch.size()),
                                                     threads));
                for (size_t i = 0; i < cases.size(); ++i) {
                    CHECK_EQUAL(expected[i].size(), cases[i].bytes);
                    CHECK(std::memcmp(expected[i].data(), batch[i].target, cases[i].bytes) == 0);
                    CHECK(cases[i].guarded());
                    cases[i].check_count(expected[i]);
                }
            }
        }
    }
}

/// Slabs are cut only in patches above 65,536 voxels.
void large_patches_are_the_same_on_any_number_of_threads() {
    std::mt19937_64 random(99);
    const Axes dims{90, 71, 53};
    const auto source = volume<int16_t>(dims.x * dims.y * dims.z, random);
    for (const int32_t flags : {0, 1, 3, 2 | IB_FLIP_X, 1 | IB_FLIP_Y | IB_FLIP_Z}) {
        Case c = random_case(random, dims, IB_INT16, source.data());
        c.patch.flags = flags | IB_NORMALISE;
        c.patch.size_x = c.patch.size_y = 67, c.patch.size_z = 41;
        c.patch.x = 5, c.patch.y = 9, c.patch.z = 20;
        c.allocate();
        const auto expected = oracle::gather<int16_t>(c.patch);
        for (const int32_t threads : oracle::kThreadCounts) {
            c.poison();
            CHECK_EQUAL(IB_OK, ib_gather_patches(&c.patch, 1, threads));
            CHECK(std::memcmp(expected.data(), c.patch.target, c.bytes) == 0);
            CHECK(c.guarded());
        }
    }
}

void a_quarter_turn_moves_voxels_as_documented() {
    const float source[6] = {1, 2, 3, 4, 5, 6};
    float out[9] = {};
    ib_patch p = plain(source);
    p.target = out;
    p.flags = 1;
    CHECK_EQUAL(IB_OK, ib_gather_patches(&p, 1, 1));
    const float turned[9] = {5, 3, 1, 6, 4, 2, -1, -1, -1};
    CHECK(std::memcmp(turned, out, sizeof out) == 0);
    p.flags = 1 | IB_FLIP_X;
    CHECK_EQUAL(IB_OK, ib_gather_patches(&p, 1, 1));
    const float flipped[9] = {1, 3, 5, 2, 4, 6, -1, -1, -1};
    CHECK(std::memcmp(flipped, out, sizeof out) == 0);
}

void corners_at_the_ends_of_the_integers_give_fill() {
    const float source[6] = {1, 2, 3, 4, 5, 6};
    constexpr int64_t ends[] = {std::numeric_limits<int64_t>::min(),
                                std::numeric_limits<int64_t>::max(), -3, 2};
    for (const int64_t corner : ends) {
        float out[9] = {};
        ib_patch p = plain(source);
        p.target = out;
        p.x = corner;
        CHECK_EQUAL(IB_OK, ib_gather_patches(&p, 1, 2));
        for (const float value : out) { CHECK_EQUAL(-1.0f, value); }
    }
}

/// Long enough for whole vectors and a rest; the distances are down to the smallest that floats have.
void a_divisor_of_0_is_a_step() {
    const float infinity = std::numeric_limits<float>::infinity();
    const float largest = std::numeric_limits<float>::max();
    for (const float limit : {0.0f, -0.0f, 7.0f, -1e-40f, 3e38f, -3e38f, largest, -largest}) {
        const float above = std::nextafter(limit, infinity);
        const float below = std::nextafter(limit, -infinity);
        const std::vector<float> ends = {limit, above, below, infinity, -infinity, largest, NAN};
        std::vector<float> source;
        for (size_t i = 0; i < 11 * ends.size(); ++i) { source.push_back(ends[i % ends.size()]); }
        Case c;
        c.patch = plain(source.data());
        c.patch.nx = c.patch.size_x = static_cast<int64_t>(source.size());
        c.patch.ny = c.patch.size_y = 1;
        c.patch.subtract = limit;
        c.patch.gain = 3, c.patch.shift = 0.5f;
        c.patch.flags = IB_NORMALISE;
        c.allocate();
        for (const int32_t level : kLevels) {
            CHECK_EQUAL(IB_OK, ib_limit_simd_level(level));
            c.poison();
            CHECK_EQUAL(IB_OK, ib_gather_patches(&c.patch, 1, 1));
            const auto* out = static_cast<const float*>(c.patch.target);
            for (size_t i = 0; i < source.size(); ++i) {
                CHECK_EQUAL(source[i] > limit ? 3.5f : 0.5f, out[i]);
            }
        }
    }
}

void float16_rounds_every_kind_of_value_to_nearest_even() {
    std::mt19937_64 random(5);
    std::vector<float> source;
    for (uint32_t half = 0; half < 0x7c00; ++half) {
        const auto low = static_cast<float>(oracle::half_value(half));
        const auto high = static_cast<float>(oracle::half_value(half + 1));
        const float middle = low + (high - low) / 2;
        for (const float v :
             {low, std::nextafter(middle, 0.0f), middle, std::nextafter(middle, 1e9f)}) {
            source.push_back(v);
            source.push_back(-v);
        }
    }
    for (int i = 0; i < 5000; ++i) {
        const auto bits = static_cast<uint32_t>(random());
        float value;
        std::memcpy(&value, &bits, sizeof value);
        source.push_back(value);
    }
    Case c;
    c.patch = plain(source.data());
    c.patch.nx = c.patch.size_x = static_cast<int64_t>(source.size());
    c.patch.ny = c.patch.size_y = 1;
    c.patch.target_type = IB_TO_FLOAT16;
    c.allocate();
    const auto expected = oracle::gather<float>(c.patch);
    for (const int32_t level : kLevels) {
        CHECK_EQUAL(IB_OK, ib_limit_simd_level(level));
        c.poison();
        CHECK_EQUAL(IB_OK, ib_gather_patches(&c.patch, 1, 1));
        CHECK(std::memcmp(expected.data(), c.patch.target, c.bytes) == 0);
    }
}

/// Long rows of all patterns, on every level, against the definition.
void float16_of_every_bit_pattern_is_its_value() {
    std::vector<oracle::Float16> source;
    for (uint32_t bits = 0; bits < 0x10000; ++bits) {
        source.push_back(oracle::Float16::of_bits(static_cast<uint16_t>(bits)));
    }
    Case c;
    c.patch = plain(nullptr);
    c.patch.source = source.data();
    c.patch.source_type = IB_FLOAT16;
    c.patch.nx = c.patch.size_x = 0x10000;
    c.patch.ny = c.patch.size_y = 1;
    c.allocate();
    for (const int32_t flags : {0, int32_t{IB_NORMALISE}, int32_t{IB_NORMALISE | IB_FLIP_X}}) {
        c.patch.flags = flags;
        c.patch.subtract = 0.3f, c.patch.divide = 3.7f;
        c.patch.clamp_low = -4, c.patch.clamp_high = 11;
        const auto expected = oracle::gather<oracle::Float16>(c.patch);
        for (const int32_t level : kLevels) {
            CHECK_EQUAL(IB_OK, ib_limit_simd_level(level));
            c.poison();
            CHECK_EQUAL(IB_OK, ib_gather_patches(&c.patch, 1, 2));
            CHECK(std::memcmp(expected.data(), c.patch.target, c.bytes) == 0);
        }
    }
}

}  // namespace

int main() {
    random_batches_match_the_oracle<uint8_t>(IB_UINT8);
    random_batches_match_the_oracle<int8_t>(IB_INT8);
    random_batches_match_the_oracle<int16_t>(IB_INT16);
    random_batches_match_the_oracle<uint16_t>(IB_UINT16);
    random_batches_match_the_oracle<int32_t>(IB_INT32);
    random_batches_match_the_oracle<uint32_t>(IB_UINT32);
    random_batches_match_the_oracle<float>(IB_FLOAT32);
    random_batches_match_the_oracle<double>(IB_FLOAT64);
    random_batches_match_the_oracle<oracle::Float16>(IB_FLOAT16);
    float16_of_every_bit_pattern_is_its_value();
    large_patches_are_the_same_on_any_number_of_threads();
    a_quarter_turn_moves_voxels_as_documented();
    corners_at_the_ends_of_the_integers_give_fill();
    a_divisor_of_0_is_a_step();
    float16_rounds_every_kind_of_value_to_nearest_even();
}
