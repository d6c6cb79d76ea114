// One pass that counts voxels below, at and between the edges of brackets and keeps what is between.
// Edges are counted apart, because air and padding are one value over a third of a volume.
#pragma once

#include "ib/block.cuh"
#include "ib/histogram.cuh"
#include "ib/ib_cuda.h"
#include "ib/keys.cuh"
#include "ib/platform.cuh"

namespace ib {

constexpr int kScanLoads = 4;
constexpr uint32_t kScanRoom = 512;  // keys of a bracket gathered in shared memory

/// counts of a bracket: below its lower edge, equal to it, between the edges, equal to the upper.
enum { kBelow, kAtLow, kInside, kAtHigh, kCounts };

template <typename Key>
struct Scan {
    Key kept[IB_PERCENTILES_MAX_BRACKETS][kScanRoom];
    uint32_t size[IB_PERCENTILES_MAX_BRACKETS];
    int64_t place[IB_PERCENTILES_MAX_BRACKETS];
    BlockSum<int64_t> sum;
};

struct ScanResult {
    int64_t* counts;
    void* kept;
    int64_t capacity;
};

template <typename Key>
__device__ __forceinline__ void keep_at(const ScanResult& result, int b, int64_t place, Key key) {
    if (place < result.capacity) { static_cast<Key*>(result.kept)[b * result.capacity + place] = key; }
}

/// Keys that find no room go out one by one: only where a bracket holds far more than its share.
template <typename Key>
__device__ __forceinline__ void keep(Scan<Key>& shared, const ScanResult& result, int b, Key key) {
    const uint32_t slot = atomic_add(&shared.size[b], 1u);
    if (slot < kScanRoom) {
        shared.kept[b][slot] = key;
    } else {
        keep_at(result, b, atomic_add(result.counts + b * kCounts + kInside, int64_t{1}), key);
    }
}

/// All threads call; begins after a barrier, ends with one.
template <int kBrackets, typename Key>
__device__ __forceinline__ void empty_buffers(Scan<Key>& shared, const ScanResult& result) {
    if (threadIdx.x < kBrackets) {
        const int b = static_cast<int>(threadIdx.x);
        shared.size[b] = smaller(shared.size[b], kScanRoom);
        shared.place[b] = atomic_add(result.counts + b * kCounts + kInside, int64_t{shared.size[b]});
    }
    __syncthreads();
    for (int b = 0; b < kBrackets; ++b) {
        for (uint32_t i = threadIdx.x; i < shared.size[b]; i += blockDim.x) {
            keep_at(result, b, shared.place[b] + i, shared.kept[b][i]);
        }
    }
    __syncthreads();
    if (threadIdx.x < kBrackets) { shared.size[threadIdx.x] = 0; }
    __syncthreads();
}

template <int kBrackets, typename Voxel>
__device__ __forceinline__ void scan(const Voxel* voxels, int64_t n, const uint64_t* edges,
                                     const ScanResult& result,
                                     Scan<typename Keys<Voxel>::Key>& shared) {
    using Key = typename Keys<Voxel>::Key;
    constexpr int kVoxels = VoxelGroup<Voxel>::kVoxels;
    constexpr int64_t kTile = int64_t{IB_PERCENTILES_THREADS} * kVoxels * kScanLoads;
    Key low[kBrackets], width[kBrackets];
    uint32_t below[kBrackets] = {}, at_low[kBrackets] = {}, at_high[kBrackets] = {};
    uint32_t non_finite = 0;
#pragma unroll
    for (int b = 0; b < kBrackets; ++b) {
        low[b] = static_cast<Key>(edges[2 * b]);
        width[b] = static_cast<Key>(edges[2 * b + 1]) - low[b];
    }
    if (threadIdx.x < kBrackets) { shared.size[threadIdx.x] = 0; }
    __syncthreads();
    for (int64_t tile = blockIdx.x; tile * kTile < n; tile += gridDim.x) {
        VoxelGroup<Voxel> groups[kScanLoads];
        int here[kScanLoads];
#pragma unroll
        for (int i = 0; i < kScanLoads; ++i) {
            const int64_t group =
                tile * (kTile / kVoxels) + i * IB_PERCENTILES_THREADS + int64_t{threadIdx.x};
            const int64_t left = n - group * kVoxels;
            here[i] = static_cast<int>(smaller(larger(left, int64_t{0}), int64_t{kVoxels}));
            if (here[i] == kVoxels) {
                groups[i] = load_group(voxels, group);
            } else {
#pragma unroll
                for (int v = 0; v < kVoxels; ++v) {
                    groups[i].voxels[v] = v < here[i] ? voxels[group * kVoxels + v] : Voxel{};
                }
            }
        }
#pragma unroll
        for (int i = 0; i < kScanLoads; ++i) {
#pragma unroll
            for (int v = 0; v < kVoxels; ++v) {
                const Voxel voxel = groups[i].voxels[v];
                const Key key = Keys<Voxel>::key(voxel);
                const bool counts = v < here[i];
                non_finite += counts && !Keys<Voxel>::finite(voxel);
#pragma unroll
                for (int b = 0; b < kBrackets; ++b) {
                    below[b] += counts && key < low[b];
                    const Key above = key - low[b];
                    if (counts && above <= width[b]) {
                        at_low[b] += above == 0;
                        at_high[b] += above != 0 && above == width[b];
                        if (above != 0 && above != width[b]) { keep(shared, result, b, key); }
                    }
                }
            }
        }
        __syncthreads();
        bool full = false;
#pragma unroll
        for (int b = 0; b < kBrackets; ++b) { full = full || shared.size[b] > kScanRoom / 2; }
        __syncthreads();
        if (full) { empty_buffers<kBrackets>(shared, result); }
    }
    __syncthreads();
    empty_buffers<kBrackets>(shared, result);
    const auto add_up = [&](uint32_t mine, int64_t* to) {
        const int64_t total = block_sum(int64_t{mine}, shared.sum);
        if (threadIdx.x == 0 && total != 0) { atomic_add(to, total); }
    };
#pragma unroll
    for (int b = 0; b < kBrackets; ++b) {
        add_up(below[b], result.counts + b * kCounts + kBelow);
        add_up(at_low[b], result.counts + b * kCounts + kAtLow);
        add_up(at_high[b], result.counts + b * kCounts + kAtHigh);
    }
    add_up(non_finite, result.counts + kBrackets * kCounts);
}

}  // namespace ib
