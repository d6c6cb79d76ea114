// Ranks of voxels of 8 and 16 bits, by counting every value. Launches and memory: percentiles.cu.
#include "ib/block.cuh"
#include "ib/histogram.cuh"
#include "ib/ib_cpu.h"
#include "ib/ib_cuda.h"
#include "ib/platform.cuh"
#include "ib/sample.cuh"

namespace ib {
namespace {

constexpr int kHistogramWarps = IB_PERCENTILES_THREADS / kLanes;
constexpr int kByteBins = 256;

__device__ __forceinline__ uint32_t sign_turned(int32_t type) {
    return type == IB_INT8 ? 0x80u : type == IB_INT16 ? 0x8000u : 0u;
}

}  // namespace
}  // namespace ib

extern "C" __global__ void __launch_bounds__(IB_PERCENTILES_THREADS)
    percentiles_histogram8(const void* voxels, int32_t type, int64_t n, int64_t* bins) {
    using Copies = uint32_t[ib::kHistogramWarps][ib::kByteBins];
    IB_SHARED(Copies, copies);
    const uint32_t sign = ib::sign_turned(type);
    for (int warp = 0; warp < ib::kHistogramWarps; ++warp) { copies[warp][threadIdx.x] = 0; }
    __syncthreads();
    uint32_t* own = copies[ib::warp_number()];
    ib::count_all(
        static_cast<const uint8_t*>(voxels), n, [sign](uint8_t voxel) { return voxel ^ sign; },
        [own](uint32_t bin, uint32_t count) { ib::atomic_add(own + bin, count); });
    __syncthreads();
    int64_t total = 0;
    for (int warp = 0; warp < ib::kHistogramWarps; ++warp) { total += copies[warp][threadIdx.x]; }
    if (total != 0) { ib::atomic_add(bins + threadIdx.x, total); }
}
IB_KERNEL(percentiles_histogram8);

// Where a window of so many values holds most of a sample.
extern "C" __global__ void __launch_bounds__(IB_PERCENTILES_THREADS)
    percentiles_window16(const void* voxels, int32_t type, int64_t n, int32_t window,
                         int32_t* window_first) {
    constexpr int kSteps = 65536 / IB_PERCENTILES_WINDOW_STEP;
    constexpr int64_t kSample = 4096;
    using Counts = uint32_t[kSteps];
    IB_SHARED(Counts, counts);
    if (threadIdx.x < kSteps) { counts[threadIdx.x] = 0; }
    __syncthreads();
    const int64_t size = ib::smaller(n, kSample);
    for (int64_t i = threadIdx.x; i < size; i += blockDim.x) {
        const uint32_t voxel =
            static_cast<const uint16_t*>(voxels)[ib::sampled_voxel(i, size, n)] ^ ib::sign_turned(type);
        ib::atomic_add(counts + voxel / IB_PERCENTILES_WINDOW_STEP, 1u);
    }
    __syncthreads();
    if (threadIdx.x == 0) {
        const int width = window / IB_PERCENTILES_WINDOW_STEP;
        uint32_t held = 0;
        for (int i = 0; i < width; ++i) { held += counts[i]; }
        uint32_t most = held;
        int best = 0;
        for (int first = 1; first + width <= kSteps; ++first) {
            held += counts[first + width - 1] - counts[first - 1];
            if (held > most) {
                most = held;
                best = first;
            }
        }
        *window_first = best * IB_PERCENTILES_WINDOW_STEP;
    }
}
IB_KERNEL(percentiles_window16);

extern "C" __global__ void __launch_bounds__(IB_PERCENTILES_THREADS)
    percentiles_histogram16(const void* voxels, int32_t type, int64_t n, const int32_t* window_first,
                            int32_t window, int64_t* bins) {
    IB_DYNAMIC_SHARED(uint32_t, counts);
    const uint32_t sign = ib::sign_turned(type);
    const auto first = static_cast<uint32_t>(*window_first);
    const auto width = static_cast<uint32_t>(window);
    for (uint32_t i = threadIdx.x; i < width; i += blockDim.x) { counts[i] = 0; }
    __syncthreads();
    ib::count_all(
        static_cast<const uint16_t*>(voxels), n, [sign](uint16_t voxel) { return voxel ^ sign; },
        [=](uint32_t bin, uint32_t count) {
            if (bin - first < width) {
                ib::atomic_add(counts + (bin - first), count);
            } else {
                ib::atomic_add(bins + bin, int64_t{count});
            }
        });
    __syncthreads();
    for (uint32_t i = threadIdx.x; i < width; i += blockDim.x) {
        if (counts[i] != 0) { ib::atomic_add(bins + first + i, int64_t{counts[i]}); }
    }
}
IB_KERNEL(percentiles_histogram16);

// keys[i] becomes the bin that holds rank ranks[i].
extern "C" __global__ void __launch_bounds__(IB_PERCENTILES_THREADS)
    percentiles_bins(const int64_t* bins, int32_t bin_count, const int64_t* ranks, uint64_t* keys) {
    IB_SHARED(ib::BlockSum<int64_t>, sum);
    const int32_t each = bin_count / IB_PERCENTILES_THREADS;
    const int64_t* mine = bins + int64_t{threadIdx.x} * each;
    int64_t total = 0;
    for (int32_t i = 0; i < each; ++i) { total += mine[i]; }
    int64_t all = 0;
    int64_t left = ranks[blockIdx.x] - ib::block_sum_before(total, sum, &all);
    if (0 <= left && left < total) {
        int32_t bin = 0;
        while (left >= mine[bin]) { left -= mine[bin++]; }
        keys[blockIdx.x] = static_cast<uint64_t>(threadIdx.x) * static_cast<uint64_t>(each) +
                           static_cast<uint64_t>(bin);
    }
}
IB_KERNEL(percentiles_bins);
