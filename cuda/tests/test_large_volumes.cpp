// Volumes of more than 2^31 voxels, which an index of 32 bits would not reach.
#include <vector>

#include "device_array.hpp"
#include "ib/ib_cpu.h"
#include "ib/ib_cuda.h"
#include "simt/simt.hpp"
#include "sparse_array.hpp"
#include "support/check.hpp"

namespace {

constexpr int64_t kNx = 4096, kNy = 512, kNz = 1025;
constexpr int64_t kVoxels = kNx * kNy * kNz;
static_assert(kVoxels > int64_t{1} << 31);

int64_t at(int64_t x, int64_t y, int64_t z) { return (z * kNy + y) * kNx + x; }

void thePatchInTheFarCornerHoldsItsVoxels() {
    simt::SparseArray volume(kVoxels);
    for (int64_t i = 0; i < 3; ++i) {
        volume.data()[at(kNx - 3 + i, kNy - 1, kNz - 1)] = uint8_t(7 + i);
    }
    simt::DeviceArray<uint8_t> target(4 * 2);
    ib_cuda_patch p{};
    p.source = reinterpret_cast<uint64_t>(volume.data());
    p.target = reinterpret_cast<uint64_t>(target.data());
    p.nx = kNx, p.ny = kNy, p.nz = kNz;
    p.x = kNx - 3, p.y = kNy - 2, p.z = kNz - 1;
    p.size_x = 4, p.size_y = 2, p.size_z = 1;
    p.gain = 1, p.fill = 99;
    p.pitch = kNx, p.chunks = 2;
    p.source_type = IB_UINT8, p.target_type = IB_TO_UINT8;
    simt::DeviceArray<ib_cuda_patch> patches(std::vector<ib_cuda_patch>{p});
    simt::run("gather_patches", {1}, {IB_GATHER_THREADS}, 0, 1,
              static_cast<const ib_cuda_patch*>(patches.data()), int32_t{1});
    CHECK((std::vector<uint8_t>{0, 0, 0, 99, 7, 8, 9, 99}) == target.download());
}

/// Everything lies in the last two tiles. Those before have told, by hand, that five runs lie in them.
void runsBehind2To31VoxelsAreWhereTheyAre() {
    constexpr int64_t kTiles = kVoxels / IB_LABEL_TILE;
    static_assert(kTiles * IB_LABEL_TILE == kVoxels);
    constexpr int64_t kBefore = 5;
    const std::vector<ib_run> expected = {{7, 8, 497, 1024, 0}, {4090, 4096, 511, 1024, 0}};
    simt::SparseArray mask(kVoxels), tile_sums(kTiles * 8), chunk_keys(kVoxels / IB_LABEL_CHUNK * 4);
    simt::SparseArray row_first((kNy * kNz + 1) * 4);
    for (const ib_run& run : expected) {
        for (int64_t x = run.x_begin; x < run.x_end; ++x) { mask.data()[at(x, run.y, run.z)] = 1; }
    }
    auto* told = reinterpret_cast<uint64_t*>(tile_sums.data());
    told[kTiles - 3] = uint64_t{2} << 62 | kBefore;
    simt::DeviceArray<ib_cuda_label_counts> counts(1);
    counts.zero();
    counts.data()->next_tile = kTiles - 2;
    simt::DeviceArray<ib_run> runs(kBefore + 2);
    simt::DeviceArray<int32_t> parent(kBefore + 2);
    simt::run_part("label_runs", {0, 2}, {kTiles}, {IB_LABEL_THREADS},
                   static_cast<const uint8_t*>(mask.data()), kVoxels, kNx, kNy, kBefore + 2,
                   counts.data(), told, runs.data(), parent.data(),
                   reinterpret_cast<int32_t*>(row_first.data()),
                   reinterpret_cast<int32_t*>(chunk_keys.data()), static_cast<uint32_t*>(nullptr));
    for (size_t i = 0; i < 2; ++i) {
        CHECK_EQUAL(expected[i].x_begin, runs[kBefore + i].x_begin);
        CHECK_EQUAL(expected[i].x_end, runs[kBefore + i].x_end);
        CHECK_EQUAL(expected[i].y, runs[kBefore + i].y);
        CHECK_EQUAL(expected[i].z, runs[kBefore + i].z);
    }
    const auto* first = reinterpret_cast<const int32_t*>(row_first.data());
    CHECK_EQUAL(kBefore, first[kNy * kNz - 15]);
    CHECK_EQUAL(kBefore + 1, first[kNy * kNz - 14]);
    CHECK_EQUAL(kBefore + 2, first[kNy * kNz]);
    CHECK_EQUAL(kBefore + 2, counts[0].run_count);
}

/// By a grid so wide that each block counts once; its last block finds the last voxels.
void theLastVoxelsOfAHistogramAreCounted() {
    constexpr int64_t kVoxelsOfABlock = int64_t{64} * IB_PERCENTILES_THREADS;
    constexpr int64_t kBlocks = kVoxels / kVoxelsOfABlock;
    static_assert(kBlocks * kVoxelsOfABlock == kVoxels);
    simt::SparseArray voxels(kVoxels);
    for (int64_t i = 1; i <= 100; ++i) { voxels.data()[kVoxels - i] = 200; }
    simt::DeviceArray<int64_t> bins(256);
    bins.zero();
    simt::run_part("percentiles_histogram8", {kBlocks - 1, 1}, {kBlocks}, {IB_PERCENTILES_THREADS},
                   static_cast<const void*>(voxels.data()), int32_t{IB_UINT8}, kVoxels, bins.data());
    CHECK_EQUAL(100, bins[200]);
    CHECK_EQUAL(kVoxelsOfABlock - 100, bins[0]);
}

}  // namespace

int main() {
    thePatchInTheFarCornerHoldsItsVoxels();
    runsBehind2To31VoxelsAreWhereTheyAre();
    theLastVoxelsOfAHistogramAreCounted();
}
