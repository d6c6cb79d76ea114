// intensity_rows and intensity_statistics against plain loops.
#include "intensity_on_device.hpp"
#include "simt/simt.hpp"
#include "sizes.hpp"
#include "support/check.hpp"

namespace {

static_assert(sizeof(ib_cuda_row_sums) == 24);
static_assert(sizeof(ib_cuda_statistics) == 16);

ib_cuda_statistics measured(const oracle::Patch& p, intensities::Voxels& voxels, bool invert,
                            uint64_t seed) {
    simt::DeviceArray<ib_cuda_row_sums> rows(static_cast<size_t>(p.y * p.z));
    simt::DeviceArray<ib_cuda_statistics> result(1);
    const int32_t inverted = invert ? 1 : 0;
    simt::run("intensity_rows", {intensities::blocks(p.y * p.z, IB_INTENSITY_ROWS)},
              {IB_INTENSITY_THREADS}, 0, seed, voxels.address(), voxels.type(), inverted, p.x, p.y, p.z,
              rows.data());
    simt::run("intensity_statistics", {1}, {IB_STATISTICS_THREADS}, 0, seed + 1, voxels.address(),
              voxels.type(), inverted, p.x, p.y, p.z, rows.data(), result.data());
    return result[0];
}

void statisticsAreThoseOfPlainLoops() {
    for (uint64_t round = 0; round < (kFewShapes ? 8 : 80); ++round) {
        std::mt19937_64 random(round + 1);
        oracle::Patch patch = intensities::random_patch(random);
        intensities::Voxels voxels(patch.v, round % 2 == 0 ? IB_TO_FLOAT32 : IB_TO_FLOAT16);
        const bool invert = random() % 2 == 0;
        const ib_cuda_statistics found = measured(patch, voxels, invert, round);
        for (float& v : patch.v) { v = invert ? -v : v; }
        const oracle::Statistics expected = oracle::statistics(patch);
        CHECK(std::memcmp(&expected, &found, sizeof found) == 0);
    }
}

/// 1, 2, 3, 4 and 11: their mean is 4.2, the squares of what is off sum up to 62.8.
void fiveNumbersByHand() {
    oracle::Patch patch{5, 1, 1, {3, 1, 11, 2, 4}};
    intensities::Voxels voxels(patch.v, IB_TO_FLOAT32);
    const ib_cuda_statistics found = measured(patch, voxels, false, 1);
    CHECK(found.mean == 4.2f && found.sd == static_cast<float>(std::sqrt(62.8 / 4)));
    CHECK(found.min == 1 && found.max == 11);
}

}  // namespace

int main() {
    statisticsAreThoseOfPlainLoops();
    fiveNumbersByHand();
}
