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
static_assert(kByteBins == IB_PERCENTILES_THREADS, "a thread to a bin, and to a slice of bins");

__device__ __forceinline__ uint32_t sign_turned(int32_t type) {
    return type == IB_INT8 ? 0x80u : type == IB_INT16 ? 0x8000u : 0u;
}

/// Sums of kSlices slices of 256 bins from `slice` on, to lane 0; all loads are under way at once.
template <int kSlices>
__device__ __forceinline__ void sum_slices(const int64_t* bins, int slice, int64_t* sums) {
    constexpr int kLoads = kByteBins / kLanes;
    int64_t loaded[kSlices][kLoads];
#pragma unroll
    for (int s = 0; s < kSlices; ++s) {
#pragma unroll
        for (int i = 0; i < kLoads; ++i) {
            loaded[s][i] = bins[(slice + s) * kByteBins + i * kLanes + lane_number()];
        }
    }
#pragma unroll
    for (int s = 0; s < kSlices; ++s) {
        int64_t sum = 0;
#pragma unroll
        for (int i = 0; i < kLoads; ++i) { sum += loaded[s][i]; }
        sum = warp_sum(sum);
        if (lane_number() == 0) { sums[slice + s] = sum; }
    }
}

}  // namespace
}  // namespace ib

extern "C" __global__ void __launch_bounds__(IB_PERCENTILES_THREADS)
    percentiles_histogram8(const void* voxels, int32_t type, int64_t n, int64_t* bins) {
    using Copies = uint32_t[ib::kHistogramWarps][ib::kByteBins];
    IB_SHARED(Copies, copies);
    for (int warp = 0; warp < ib::kHistogramWarps; ++warp) { copies[warp][threadIdx.x] = 0; }
    __syncthreads();
    ib::count_all(static_cast<const uint8_t*>(voxels), n, ib::Bytes{copies[ib::warp_number()]});
    __syncthreads();
    int64_t total = 0;
    for (int warp = 0; warp < ib::kHistogramWarps; ++warp) { total += copies[warp][threadIdx.x]; }
    if (total != 0) { ib::atomic_add(bins + (threadIdx.x ^ ib::sign_turned(type)), total); }
}
IB_KERNEL(percentiles_histogram8);

// Where a window of so many values holds most of a sample; of several such windows the first.
extern "C" __global__ void __launch_bounds__(IB_PERCENTILES_THREADS)
    percentiles_window16(const void* voxels, int32_t type, int64_t n, int32_t window,
                         int32_t* window_first) {
    constexpr int kSteps = 65536 / IB_PERCENTILES_WINDOW_STEP;
    constexpr int kEach = 16;
    using Counts = int32_t[kSteps + 1];
    IB_SHARED(Counts, counts);
    int32_t& best = counts[kSteps];
    if (threadIdx.x <= kSteps) { counts[threadIdx.x] = 0; }
    const int64_t size = ib::smaller(n, int64_t{kEach} * IB_PERCENTILES_THREADS);
    const auto* typed = static_cast<const uint16_t*>(voxels);
    uint32_t sampled[kEach];
#pragma unroll
    for (int64_t i = 0; i < kEach; ++i) {
        const int64_t part = i * IB_PERCENTILES_THREADS + threadIdx.x;
        sampled[i] =
            part < size ? typed[ib::sampled_voxel(part, size, n)] ^ ib::sign_turned(type) : 65536;
    }
    __syncthreads();
#pragma unroll
    for (const uint32_t key : sampled) {
        if (key < 65536) { ib::atomic_add(counts + key / IB_PERCENTILES_WINDOW_STEP, 1); }
    }
    __syncthreads();
    const int width = window / IB_PERCENTILES_WINDOW_STEP;
    const int first = static_cast<int>(threadIdx.x);
    if (first + width <= kSteps) {
        int32_t held = 0;
        for (int i = 0; i < width; ++i) { held += counts[first + i]; }
        ib::atomic_max(&best, held * kSteps + kSteps - 1 - first);
    }
    __syncthreads();
    if (threadIdx.x == 0) { *window_first = (kSteps - 1 - best % kSteps) * IB_PERCENTILES_WINDOW_STEP; }
}
IB_KERNEL(percentiles_window16);

extern "C" __global__ void __launch_bounds__(IB_PERCENTILES_THREADS)
    percentiles_histogram16(const void* voxels, int32_t type, int64_t n, const int32_t* window_first,
                            int32_t window, int64_t* bins) {
    IB_DYNAMIC_SHARED(uint32_t, counts);
    const auto first = static_cast<uint32_t>(*window_first);
    const auto width = static_cast<uint32_t>(window);
    for (uint32_t i = threadIdx.x; i < width / 4; i += blockDim.x) {
        reinterpret_cast<uint4*>(counts)[i] = uint4{0, 0, 0, 0};
    }
    __syncthreads();
    const uint32_t shift = (ib::sign_turned(type) - first) & 0xffffu;
    ib::count_all(static_cast<const uint16_t*>(voxels), n,
                  ib::Window{counts, bins, first, width, shift, ((0u - width) & 0xffffu) * 0x10001u});
    __syncthreads();
    for (uint32_t i = threadIdx.x; i < width / 4; i += blockDim.x) {
        ib::add_quad(reinterpret_cast<const uint4*>(counts)[i], bins + first + 4 * i);
    }
}
IB_KERNEL(percentiles_histogram16);

// keys[i] becomes the bin that holds rank ranks[i]: first its slice of 256 bins, then the bin.
extern "C" __global__ void __launch_bounds__(IB_PERCENTILES_THREADS)
    percentiles_bins(const int64_t* bins, int32_t bin_count, const int64_t* ranks, uint64_t* keys) {
    struct Found {
        int64_t sums[IB_PERCENTILES_THREADS];
        int64_t rank;
        int32_t slice;
    };
    constexpr int kAtOnce = 4;
    IB_SHARED(ib::BlockSum<int64_t>, sum);
    IB_SHARED(Found, found);
    const int slices = bin_count / ib::kByteBins;
    const int mine = static_cast<int>(threadIdx.x);
    found.sums[mine] = 0;
    if (mine == 0) {
        found.rank = ranks[blockIdx.x];
        found.slice = 0;
    }
    __syncthreads();
    if (slices > 1) {
        for (int slice = ib::warp_number() * kAtOnce; slice < slices;
             slice += ib::kHistogramWarps * kAtOnce) {
            ib::sum_slices<kAtOnce>(bins, slice, found.sums);
        }
        __syncthreads();
        const int64_t rank = found.rank;
        int64_t all = 0;
        const int64_t before = ib::block_sum_before(found.sums[mine], sum, &all);
        if (before <= rank && rank < before + found.sums[mine]) {
            found.slice = mine;
            found.rank = rank - before;
        }
        __syncthreads();
    }
    const int64_t rank = found.rank;
    const int32_t bin = found.slice * ib::kByteBins + mine;
    int64_t all = 0;
    const int64_t before = ib::block_sum_before(bins[bin], sum, &all);
    if (before <= rank && rank < before + bins[bin]) { keys[blockIdx.x] = static_cast<uint64_t>(bin); }
}
IB_KERNEL(percentiles_bins);
