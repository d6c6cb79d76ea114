// resample_volume against the plain loops of the CPU's tests.
#include <random>

#include "device_array.hpp"
#include "gather/random_patches.hpp"
#include "ib/ib_cuda.h"
#include "resample/oracle.hpp"
#include "resample/random_grids.hpp"
#include "simt/simt.hpp"
#include "sizes.hpp"
#include "support/check.hpp"

namespace {

using oracle::Bytes;

static_assert(sizeof(ib_cuda_resample) == sizeof(ib_resample));

constexpr size_t kVoxelBytes[] = {1, 1, 2, 2, 4, 4, 4, 8};

template <typename Voxel>
Bytes resampled(const ib_resample& request, const std::vector<Voxel>& voxels, uint64_t seed) {
    ib_cuda_resample r;
    std::memcpy(&r, &request, sizeof r);
    simt::DeviceArray<Voxel> source(voxels);
    const auto n = static_cast<size_t>(r.size_x * r.size_y * r.size_z);
    simt::DeviceArray<unsigned char> target(n * kVoxelBytes[r.target_type]);
    std::vector<double> weights;
    for (int axis = 0; axis < 3; ++axis) {
        const auto count = static_cast<size_t>(2 * r.radius[axis] + 1);
        if (r.radius[axis] == 0) { continue; }
        weights.insert(weights.end(), request.gaussian[axis], request.gaussian[axis] + count);
    }
    simt::DeviceArray<double> gaussians(weights);
    size_t next = 0;
    for (int axis = 0; axis < 3; ++axis) {
        r.gaussian[axis] = reinterpret_cast<uint64_t>(gaussians.data() + next);
        next += r.radius[axis] == 0 ? 0 : static_cast<size_t>(2 * r.radius[axis] + 1);
    }
    r.source = reinterpret_cast<uint64_t>(source.data());
    r.target = reinterpret_cast<uint64_t>(target.data());
    simt::DeviceArray<ib_cuda_resample> on_device(std::vector<ib_cuda_resample>{r});
    const auto blocks = static_cast<unsigned>((n - 1) / IB_RESAMPLE_THREADS + 1);
    simt::run("resample_volume", {blocks}, {IB_RESAMPLE_THREADS}, 0, seed,
              static_cast<const ib_cuda_resample*>(on_device.data()));
    return target.download();
}

template <typename Voxel>
void randomRequestsMatchTheOracle(int32_t type) {
    std::mt19937_64 random(static_cast<uint64_t>(type) + 100);
    for (int round = 0; round < (kFewShapes ? 12 : 60); ++round) {
        ib_resample r = grids::random_request(random, type, {23, 11, 7});
        const auto voxels = patches::volume<Voxel>(r.nx * r.ny * r.nz, random);
        r.source = voxels.data();
        CHECK(oracle::resample<Voxel>(r) == resampled(r, voxels, static_cast<uint64_t>(round)));
    }
}

}  // namespace

int main() {
    randomRequestsMatchTheOracle<uint8_t>(IB_UINT8);
    randomRequestsMatchTheOracle<int8_t>(IB_INT8);
    randomRequestsMatchTheOracle<int16_t>(IB_INT16);
    randomRequestsMatchTheOracle<uint16_t>(IB_UINT16);
    randomRequestsMatchTheOracle<int32_t>(IB_INT32);
    randomRequestsMatchTheOracle<uint32_t>(IB_UINT32);
    randomRequestsMatchTheOracle<float>(IB_FLOAT32);
    randomRequestsMatchTheOracle<double>(IB_FLOAT64);
    randomRequestsMatchTheOracle<oracle::Float16>(IB_FLOAT16);
}
