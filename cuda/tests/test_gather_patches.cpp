// gather_patches against the plain loops of the CPU's tests.
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <random>

#include "device_array.hpp"
#include "gather/oracle.hpp"
#include "gather/random_patches.hpp"
#include "gather_batch.hpp"
#include "gather_counts.hpp"
#include "ib/ib_cuda.h"
#include "simt/simt.hpp"
#include "sizes.hpp"
#include "support/check.hpp"

namespace {

using oracle::Axes;
using patches::pick;
using patches::plain;
using patches::random_patch;
using patches::volume;
using simt::Batch;
using simt::Bytes;
using simt::countedIsTheSame;

template <typename Voxel>
void randomBatchesMatchTheOracle(int32_t type) {
    std::mt19937_64 random(static_cast<uint64_t>(type) + 1);
    for (int round = 0; round < kRounds; ++round) {
        const Axes dims{pick(random, {1, 3, 37, 64, 150}), pick(random, {1, 5, 35}),
                        pick(random, {1, 2, 7})};
        simt::DeviceArray<Voxel> source(volume<Voxel>(dims.x * dims.y * dims.z, random));
        simt::PaddedVolume padded(source.data(), dims.x * int64_t{sizeof(Voxel)}, dims.y * dims.z);
        Batch batch;
        std::vector<Bytes> expected;
        for (int i = 0; i < 10; ++i) {
            ib_patch p = random_patch(random, dims, type);
            p.source = source.data();
            expected.push_back(oracle::gather<Voxel>(p));
            if (i % 5 == 0) {
                if (i == 0) { p.flags |= IB_GATHER_FROM_HOST; }
                batch.add(p);
            } else {
                batch.add(p, padded);
            }
        }
        const int64_t offset = pick(random, {0, 0, 1, 3, 6});
        CHECK(expected == batch.gather(static_cast<uint64_t>(round), offset));
        countedIsTheSame(batch, expected, static_cast<uint64_t>(round), offset);
    }
}

/// Rows at every place between 16 bytes of source and target, and beyond both of its ends.
template <typename Voxel>
void everyAlignmentIsRight(int32_t type, int32_t target_type, bool flip) {
    std::mt19937_64 random(11);
    simt::DeviceArray<Voxel> source(volume<Voxel>(45 * 2, random));
    simt::PaddedVolume padded(source.data(), 45 * int64_t{sizeof(Voxel)}, 2);
    for (int64_t offset = 0; offset < 16 >> target_type; offset += kRounds == 1 ? 5 : 1) {
        Batch batch;
        std::vector<Bytes> expected;
        for (int64_t x = -38; x <= 46; x += kRounds == 1 ? 5 : 1) {
            ib_patch p{};
            p.source = source.data(), p.source_type = type, p.target_type = target_type;
            p.nx = 45, p.ny = 2, p.nz = 1;
            p.x = x, p.size_x = 37, p.size_y = 2, p.size_z = 1;
            p.gain = 1, p.fill = 7;
            p.flags = flip ? IB_FLIP_X : 0;
            batch.add(p, padded);
            expected.push_back(oracle::gather<Voxel>(p));
        }
        CHECK(expected == batch.gather(static_cast<uint64_t>(offset), offset));
        if (target_type == IB_TO_UINT8) {
            countedIsTheSame(batch, expected, static_cast<uint64_t>(offset), offset);
        }
    }
}

Bytes bytes_of(const std::vector<float>& values) {
    Bytes bytes(values.size() * sizeof(float));
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
}

/// More than a warp looks at in two steps.
void aTileFindsItsPatchAmongMany() {
    constexpr int kPatches = 32 * 32 + 70;
    std::vector<float> values(kPatches);
    for (int i = 0; i < kPatches; ++i) {
        values[static_cast<size_t>(i)] = static_cast<float>(i) + 0.5f;
    }
    simt::DeviceArray<float> source(values);
    for (const int count : {1, 2, 31, 32, 33, 65, 1024, 1025, kPatches}) {
        Batch batch;
        for (int i = 0; i < count; ++i) {
            ib_patch p = plain(source.data());
            p.nx = kPatches, p.ny = 1, p.x = i;
            p.size_x = p.size_y = 1;
            batch.add(p);
        }
        const std::vector<Bytes> results = batch.gather(5);
        for (size_t i = 0; i < results.size(); ++i) { CHECK(bytes_of({values[i]}) == results[i]); }
    }
}

void aQuarterTurnMovesVoxelsAsDocumented() {
    simt::DeviceArray<float> source(std::vector<float>{1, 2, 3, 4, 5, 6});
    ib_patch p = plain(source.data());
    Batch batch;
    p.flags = 1;
    batch.add(p);
    p.flags = 1 | IB_FLIP_X;
    batch.add(p);
    const auto turned = batch.gather(1);
    CHECK(bytes_of({5, 3, 1, 6, 4, 2, -1, -1, -1}) == turned[0]);
    CHECK(bytes_of({1, 3, 5, 2, 4, 6, -1, -1, -1}) == turned[1]);
}

void cornersAtTheEndsOfTheIntegersGiveFill() {
    simt::DeviceArray<float> source(std::vector<float>{1, 2, 3, 4, 5, 6});
    Batch batch;
    for (const int64_t corner : {std::numeric_limits<int64_t>::min(),
                                 std::numeric_limits<int64_t>::max(), int64_t{-3}, int64_t{2}}) {
        ib_patch p = plain(source.data());
        p.x = corner;
        batch.add(p);
    }
    for (const Bytes& bytes : batch.gather(2)) { CHECK(bytes_of(std::vector<float>(9, -1)) == bytes); }
}

void aDivisorOf0IsAStep() {
    const float infinity = std::numeric_limits<float>::infinity();
    const float largest = std::numeric_limits<float>::max();
    simt::DeviceArray<float> source(
        std::vector<float>{7, std::nextafter(7.0f, 8.0f), 6, infinity, -infinity, largest, -largest,
                           NAN, 0, std::numeric_limits<float>::denorm_min(), -0.0f});
    ib_patch p = plain(source.data());
    p.nx = p.size_x = 11;
    p.ny = p.size_y = 1;
    p.flags = IB_NORMALISE;
    p.gain = 3, p.shift = 0.5f;
    Batch batch;
    for (const float limit : {7.0f, 0.0f, largest, -largest}) {
        p.subtract = limit;
        batch.add(p);
    }
    const auto steps = batch.gather(4);
    CHECK(bytes_of({.5f, 3.5f, .5f, 3.5f, .5f, 3.5f, .5f, .5f, .5f, .5f, .5f}) == steps[0]);
    CHECK(bytes_of({3.5f, 3.5f, 3.5f, 3.5f, .5f, 3.5f, .5f, .5f, .5f, 3.5f, .5f}) == steps[1]);
    CHECK(bytes_of({.5f, .5f, .5f, 3.5f, .5f, .5f, .5f, .5f, .5f, .5f, .5f}) == steps[2]);
    CHECK(bytes_of({3.5f, 3.5f, 3.5f, 3.5f, .5f, 3.5f, .5f, .5f, 3.5f, 3.5f, 3.5f}) == steps[3]);
}

/// For these a reciprocal does not do.
void tinyVoxelsAreDividedRight() {
    std::mt19937_64 random(12);
    std::vector<float> values(1024);
    for (float& value : values) {
        const float significand = 1 + static_cast<float>(random() % (1 << 23)) * 0x1p-23f;
        value = std::ldexp(significand, -static_cast<int>(random() % 40) - 100);
    }
    simt::DeviceArray<float> source(values);
    ib_patch p = plain(source.data());
    p.nx = p.size_x = static_cast<int64_t>(values.size());
    p.ny = p.size_y = 1;
    p.flags = IB_NORMALISE;
    p.divide = 1.7f, p.clamp_low = -patches::kLargest, p.clamp_high = patches::kLargest;
    Batch batch;
    batch.add(p);
    CHECK(oracle::gather<float>(p) == batch.gather(6)[0]);
}

void float16RoundsEveryKindOfValueToNearestEven() {
    std::vector<float> values;
    for (uint32_t half = 0; half < 0x7c00; half += kHalfStep) {
        const auto low = static_cast<float>(oracle::half_value(half));
        const auto high = static_cast<float>(oracle::half_value(half + 1));
        const float middle = low + (high - low) / 2;
        for (const float v : {low, middle, std::nextafter(middle, low), std::nextafter(middle, high)}) {
            values.push_back(half % 2 == 0 ? v : -v);
        }
    }
    simt::DeviceArray<float> source(values);
    ib_patch p = plain(source.data());
    p.nx = p.size_x = static_cast<int64_t>(values.size());
    p.ny = p.size_y = 1;
    p.target_type = IB_TO_FLOAT16;
    Batch batch;
    batch.add(p);
    CHECK(oracle::gather<float>(p) == batch.gather(3)[0]);
}

/// Sixteen voxels at once, and one after the other over the bus.
void float16OfEveryBitPatternIsItsValue() {
    std::vector<oracle::Float16> voxels;
    for (uint32_t bits = 0; bits < 0x10000; ++bits) {
        voxels.push_back(oracle::Float16::of_bits(static_cast<uint16_t>(bits)));
    }
    simt::DeviceArray<oracle::Float16> source(voxels);
    simt::PaddedVolume padded(source.data(), 256 * int64_t{sizeof(oracle::Float16)}, 256);
    Batch batch;
    std::vector<Bytes> expected;
    for (const int32_t flags : {0, int32_t{IB_NORMALISE}, int32_t{IB_GATHER_FROM_HOST}}) {
        for (const int32_t target : {int32_t{IB_TO_FLOAT32}, int32_t{IB_TO_FLOAT16}}) {
            ib_patch p{};
            p.source = source.data(), p.source_type = IB_FLOAT16, p.target_type = target;
            p.nx = p.size_x = p.ny = p.size_y = 256, p.nz = p.size_z = 1;
            p.subtract = 0.3f, p.divide = 3.7f, p.clamp_low = -4, p.clamp_high = 11;
            p.gain = 1;
            p.flags = flags;
            batch.add(p, padded);
            expected.push_back(oracle::gather<oracle::Float16>(p));
        }
    }
    CHECK(expected == batch.gather(3));
}

}  // namespace

int main() {
    randomBatchesMatchTheOracle<uint8_t>(IB_UINT8);
    randomBatchesMatchTheOracle<int8_t>(IB_INT8);
    randomBatchesMatchTheOracle<int16_t>(IB_INT16);
    randomBatchesMatchTheOracle<uint16_t>(IB_UINT16);
    randomBatchesMatchTheOracle<int32_t>(IB_INT32);
    randomBatchesMatchTheOracle<uint32_t>(IB_UINT32);
    randomBatchesMatchTheOracle<float>(IB_FLOAT32);
    randomBatchesMatchTheOracle<double>(IB_FLOAT64);
    randomBatchesMatchTheOracle<oracle::Float16>(IB_FLOAT16);
    float16OfEveryBitPatternIsItsValue();
    for (const bool flip : {false, true}) {
        everyAlignmentIsRight<uint8_t>(IB_UINT8, IB_TO_UINT8, flip);
        everyAlignmentIsRight<int8_t>(IB_INT8, IB_TO_FLOAT32, flip);
        everyAlignmentIsRight<int16_t>(IB_INT16, IB_TO_FLOAT16, flip);
        everyAlignmentIsRight<float>(IB_FLOAT32, IB_TO_FLOAT32, flip);
        everyAlignmentIsRight<double>(IB_FLOAT64, IB_TO_FLOAT16, flip);
        everyAlignmentIsRight<oracle::Float16>(IB_FLOAT16, IB_TO_FLOAT32, flip);
    }
    aTileFindsItsPatchAmongMany();
    aQuarterTurnMovesVoxelsAsDocumented();
    cornersAtTheEndsOfTheIntegersGiveFill();
    aDivisorOf0IsAStep();
    tinyVoxelsAreDividedRight();
    float16RoundsEveryKindOfValueToNearestEven();
}
