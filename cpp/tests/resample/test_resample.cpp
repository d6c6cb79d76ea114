// ib_resample_volume against plain loops; the way axis by axis against the one voxel by voxel;
// refusals.
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "base/memory.hpp"
#include "gather/check.hpp"
#include "gather/random_patches.hpp"
#include "ib/ib_cpu.h"
#include "resample/oracle.hpp"
#include "resample/paths.hpp"
#include "resample/random_grids.hpp"
#include "resample/table.hpp"
#include "support/check.hpp"
#include "support/thread_counts.hpp"

namespace {

using oracle::Bytes;

constexpr unsigned char kPoison = 0xa5;
constexpr size_t kBehind = 16;

size_t target_bytes(const ib_resample& r) {
    return static_cast<size_t>(r.size_x * r.size_y * r.size_z * ib::voxel_bytes(r.target_type));
}

/// Runs `body` on a poisoned target; checks that nothing after it was touched.
template <typename Body>
Bytes written(ib_resample r, Body&& body) {
    const size_t bytes = target_bytes(r);
    std::vector<double> memory((bytes + kBehind) / sizeof(double) + 1);
    auto* target = reinterpret_cast<unsigned char*>(memory.data());
    std::fill_n(target, bytes + kBehind, kPoison);
    r.target = target;
    body(r);
    for (size_t i = 0; i < kBehind; ++i) { CHECK_EQUAL(kPoison, target[bytes + i]); }
    return Bytes(target, target + bytes);
}

void succeeds(const ib_resample& r, int32_t threads) {
    if (ib_resample_volume(&r, threads) != IB_OK) {
        std::fprintf(stderr, "%s\n", ib_last_error());
        std::exit(1);
    }
}

template <typename Voxel>
void randomRequestsMatchTheOracleOnBothPaths(int32_t type) {
    std::mt19937_64 random(static_cast<uint64_t>(type) + 1);
    int parallel = 0;
    for (int round = 0; round < 60; ++round) {
        ib_resample r = grids::random_request(random, type, {37, 19, 11});
        const auto voxels = patches::volume<Voxel>(r.nx * r.ny * r.nz, random);
        r.source = voxels.data();
        const Bytes expected = oracle::resample<Voxel>(r);
        for (const int32_t threads : oracle::kThreadCounts) {
            CHECK(expected == written(r, [&](const ib_resample& q) { succeeds(q, threads); }));
        }
        const auto along = ib::parallel_axes(r);
        if (along[0] >= 0 && r.interpolation != IB_VOTE) {
            ++parallel;
            CHECK(expected ==
                  written(r, [&](const ib_resample& q) { ib::resample_separable(q, along, 2); }));
            CHECK(expected == written(r, [&](const ib_resample& q) { ib::resample_direct(q, 2); }));
        }
    }
    CHECK(parallel > 5);
}

void allTypesOnThisLevel() {
    randomRequestsMatchTheOracleOnBothPaths<uint8_t>(IB_UINT8);
    randomRequestsMatchTheOracleOnBothPaths<int8_t>(IB_INT8);
    randomRequestsMatchTheOracleOnBothPaths<int16_t>(IB_INT16);
    randomRequestsMatchTheOracleOnBothPaths<uint16_t>(IB_UINT16);
    randomRequestsMatchTheOracleOnBothPaths<int32_t>(IB_INT32);
    randomRequestsMatchTheOracleOnBothPaths<uint32_t>(IB_UINT32);
    randomRequestsMatchTheOracleOnBothPaths<float>(IB_FLOAT32);
    randomRequestsMatchTheOracleOnBothPaths<double>(IB_FLOAT64);
    randomRequestsMatchTheOracleOnBothPaths<oracle::Float16>(IB_FLOAT16);
}

/// Rows so long that a tile holds one of them, and planes enough for several chunks.
void largeTargetsAreCutWithoutATrace() {
    std::mt19937_64 random(5);
    ib_resample r{};
    r.nx = 9, r.ny = 3, r.nz = 70;
    r.size_x = 20'011, r.size_y = 3, r.size_z = 101;
    const double map[12] = {0.0004, 0, 0, 0.3, 0, 0.9, 0, 0, 0, 0, -0.7, 69};
    std::copy(map, map + 12, r.map);
    std::fill(r.spacing, r.spacing + 3, 1.0);
    r.source_type = r.target_type = IB_INT16;
    const auto voxels = patches::volume<int16_t>(r.nx * r.ny * r.nz, random);
    r.source = voxels.data();
    for (const int32_t interpolation : {IB_NEAREST, IB_LINEAR, IB_CUBIC}) {
        r.interpolation = interpolation;
        const Bytes expected = written(r, [&](const ib_resample& q) { ib::resample_direct(q, 3); });
        for (const int32_t threads : oracle::kThreadCounts) {
            CHECK(expected == written(r, [&](const ib_resample& q) { succeeds(q, threads); }));
        }
    }
}

/// What the pool hands out at most, asked for with one thread, is what was foretold.
void memoryIsForetold() {
    std::mt19937_64 random(6);
    for (int round = 0; round < 40; ++round) {
        ib_resample r = grids::random_request(random, IB_FLOAT32, {200, 150, 20});
        const auto voxels = patches::volume<float>(r.nx * r.ny * r.nz, random);
        r.source = voxels.data();
        int64_t foretold = 0, in_use = 0, idle = 0;
        CHECK_EQUAL(IB_OK, ib_resample_bytes(&r, 1, &foretold));
        ib_memory_trim();
        written(r, [&](const ib_resample& q) { succeeds(q, 1); });
        ib_memory_usage(&in_use, &idle);
        CHECK_EQUAL(0, in_use);
        CHECK_EQUAL(foretold, idle);
    }
}

struct Fixture {
    std::vector<float> source = std::vector<float>(24, 1.0f);
    std::vector<float> target = std::vector<float>(6, 77.0f);
    std::vector<double> gaussian = {0.25, 0.5, 0.25};
    ib_resample r{};

    Fixture() {
        r.source = source.data(), r.target = target.data();
        r.nx = 2, r.ny = 3, r.nz = 4;
        r.size_x = 1, r.size_y = 2, r.size_z = 3;
        r.map[0] = r.map[5] = r.map[10] = 1;
        std::fill(r.spacing, r.spacing + 3, 1.0);
        r.source_type = r.target_type = IB_FLOAT32;
        r.interpolation = IB_LINEAR;
        r.gaussian[1] = gaussian.data();
        r.radius[1] = 1;
    }
};

void refused(const char* message, const std::function<void(ib_resample&)>& breaking,
             int32_t threads = 2) {
    Fixture fixture;
    breaking(fixture.r);
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_resample_volume(&fixture.r, threads));
    CHECK_EQUAL(std::string(message), std::string(ib_last_error()));
    for (const float value : fixture.target) { CHECK_EQUAL(77.0f, value); }
}

void requestsAreChecked() {
    Fixture sound;
    succeeds(sound.r, 1);
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_resample_volume(nullptr, 1));
    refused(
        "threads must be at least 1, was 0", [](ib_resample&) {}, 0);
    refused("source type must be 0 to 8, was 9", [](ib_resample& r) { r.source_type = 9; });
    refused("target type must be 0 to 7, was 8", [](ib_resample& r) { r.target_type = IB_FLOAT16; });
    refused("target type must be 0 to 7, was -1", [](ib_resample& r) { r.target_type = -1; });
    refused("interpolation must be 0 to 3, was 4", [](ib_resample& r) { r.interpolation = 4; });
    refused("flags must be 0 or 1, was 2", [](ib_resample& r) { r.flags = 2; });
    refused("a vote needs one integer type for source and target",
            [](ib_resample& r) { r.interpolation = IB_VOTE; });
    refused("source size must be 1 to 2^31 - 1 in x, y and z, was 0", [](ib_resample& r) { r.ny = 0; });
    refused("target size must be 1 to 2^31 - 1 in x, y and z, was 2147483648",
            [](ib_resample& r) { r.size_z = int64_t{1} << 31; });
    refused("target size must not exceed 2^62 bytes",
            [](ib_resample& r) { r.size_x = r.size_y = r.size_z = (int64_t{1} << 31) - 1; });
    refused("map must be finite, was nan", [](ib_resample& r) { r.map[7] = std::nan(""); });
    refused("spacing must be positive, was 0.000000", [](ib_resample& r) { r.spacing[2] = 0; });
    refused("positions must be finite, was inf",
            [](ib_resample& r) { r.map[4] = std::numeric_limits<double>::max(), r.spacing[1] = 0.5; });
    refused("fill must be finite, was inf",
            [](ib_resample& r) { r.fill = std::numeric_limits<double>::infinity(); });
    refused("radius must be 0 to 2000, was 2001", [](ib_resample& r) { r.radius[0] = 2001; });
    refused("a Gaussian goes with interpolation 1 or 2, was 0",
            [](ib_resample& r) { r.interpolation = IB_NEAREST; });
    refused("gaussian must not be null", [](ib_resample& r) { r.gaussian[1] = nullptr; });
    refused("source must not be null", [](ib_resample& r) { r.source = nullptr; });
    refused("target must be aligned to 4 bytes, was 2 past that",
            [](ib_resample& r) { r.target = static_cast<char*>(r.target) + 2; });
}

}  // namespace

int main() {
    for (const int32_t level : {IB_SIMD_PORTABLE, IB_SIMD_AVX2, IB_SIMD_AVX512}) {
        ib_limit_simd_level(level);
        allTypesOnThisLevel();
    }
    largeTargetsAreCutWithoutATrace();
    memoryIsForetold();
    requestsAreChecked();
}
