// gather_patches against the plain loops of the CPU's tests.
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <random>

#include "device_array.hpp"
#include "gather/oracle.hpp"
#include "gather/random_patches.hpp"
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
using Bytes = std::vector<unsigned char>;

static_assert(sizeof(ib_cuda_patch) == 136);

/// A batch as the launcher sees it.
class Batch {
public:
    void add(const ib_patch& p) {
        ib_cuda_patch patch{};
        patch.nx = p.nx, patch.ny = p.ny, patch.nz = p.nz;
        patch.x = p.x, patch.y = p.y, patch.z = p.z;
        patch.size_x = p.size_x, patch.size_y = p.size_y, patch.size_z = p.size_z;
        patch.subtract = p.subtract, patch.divide = p.divide;
        patch.clamp_low = p.clamp_low, patch.clamp_high = p.clamp_high;
        patch.gain = p.gain, patch.shift = p.shift, patch.fill = p.fill;
        patch.source_type = p.source_type, patch.target_type = p.target_type, patch.flags = p.flags;
        patch.source = reinterpret_cast<uint64_t>(p.source);
        patch.first_tile = tiles_;
        tiles_ += ((p.size_x - 1) / IB_GATHER_TILE_X + 1) * ((p.size_y - 1) / IB_GATHER_TILE_Y + 1) *
                  p.size_z;
        patches_.push_back(patch);
    }

    /// One target for each patch.
    std::vector<Bytes> gather(uint64_t seed) {
        std::vector<std::unique_ptr<simt::DeviceArray<unsigned char>>> targets;
        for (auto& p : patches_) {
            const auto voxels = static_cast<size_t>(p.size_x * p.size_y * p.size_z);
            targets.push_back(
                std::make_unique<simt::DeviceArray<unsigned char>>(voxels << p.target_type));
            p.target = reinterpret_cast<uint64_t>(targets.back()->data());
        }
        simt::DeviceArray<ib_cuda_patch> patches(patches_);
        simt::run("gather_patches", {static_cast<unsigned>(tiles_)}, {IB_GATHER_THREADS}, 0, seed,
                  static_cast<const ib_cuda_patch*>(patches.data()),
                  static_cast<int32_t>(patches.size()));
        std::vector<Bytes> results;
        for (const auto& target : targets) { results.push_back(target->download()); }
        return results;
    }

private:
    std::vector<ib_cuda_patch> patches_;
    int64_t tiles_ = 0;
};

template <typename Voxel>
void randomBatchesMatchTheOracle(int32_t type) {
    std::mt19937_64 random(static_cast<uint64_t>(type) + 1);
    for (int round = 0; round < kRounds; ++round) {
        const Axes dims{pick(random, {1, 3, 37, 64}), pick(random, {1, 5, 35}),
                        pick(random, {1, 2, 7})};
        simt::DeviceArray<Voxel> source(volume<Voxel>(dims.x * dims.y * dims.z, random));
        Batch batch;
        std::vector<Bytes> expected;
        for (int i = 0; i < 5; ++i) {
            ib_patch p = random_patch(random, dims, type);
            p.source = source.data();
            batch.add(p);
            expected.push_back(oracle::gather<Voxel>(p));
        }
        CHECK(expected == batch.gather(static_cast<uint64_t>(round)));
    }
}

Bytes bytes_of(const std::vector<float>& values) {
    Bytes bytes(values.size() * sizeof(float));
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
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
    aQuarterTurnMovesVoxelsAsDocumented();
    cornersAtTheEndsOfTheIntegersGiveFill();
    aDivisorOf0IsAStep();
    float16RoundsEveryKindOfValueToNearestEven();
}
