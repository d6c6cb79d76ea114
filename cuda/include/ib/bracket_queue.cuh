// The voxels of which it is not enough to know on which side of a bracket they lie: those in it and at
// its edges wait in a queue of their warp until there is a pair of groups for each lane.
#pragma once

#include "ib/block.cuh"
#include "ib/ib_cuda.h"
#include "ib/keys.cuh"
#include "ib/platform.cuh"

namespace ib {

/// counts of a bracket: below its lower edge, equal to it, between the edges, equal to the upper.
enum { kBelow, kAtLow, kInside, kAtHigh, kCounts };

constexpr int kMostBrackets = IB_PERCENTILES_MAX_BRACKETS;
constexpr int kScanWarps = IB_PERCENTILES_THREADS / kLanes;

struct PairWords {
    static constexpr int kCount = 8;
    uint32_t of[kCount];
};

/// Pairs of one warp: those of a row, and what was left before it.
struct Queue {
    static constexpr int kSize = 3 * kLanes;
    static constexpr uint32_t kBits = 8;
    uint32_t words[PairWords::kCount][kSize];
    uint32_t open[kSize];  // bit kBits * b + i: voxel i of the pair is in bracket b or at its edges
};

/// Shared memory of scan.
struct Scan {
    Queue queues[kScanWarps];
    uint64_t edges[2 * kMostBrackets];
    uint64_t sides[2 * kMostBrackets];  // the same as Sides has them
    uint32_t wide[kMostBrackets];
    uint32_t counts[kMostBrackets][kCounts];  // no kInside: that is counted where it is kept
    uint32_t non_finite;
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

/// The key of a voxel of a pair in the queue.
template <typename Voxel>
__device__ __forceinline__ typename Keys<Voxel>::Key queued_key(const Queue& queue, uint32_t entry,
                                                                uint32_t voxel) {
    if constexpr (sizeof(Voxel) == 8) {
        const uint64_t upper = queue.words[2 * voxel + 1][entry];
        return Keys<Voxel>::key(bits_as<Voxel>(upper << 32 | queue.words[2 * voxel][entry]));
    } else {
        return Keys<Voxel>::key(bits_as<Voxel>(queue.words[voxel][entry]));
    }
}

/// Of the voxels `open` of a pair, bits as in a queue, counts those at the edges of their brackets; the
/// others, which lie inside, are returned.
template <typename Voxel>
__device__ __forceinline__ uint32_t count_edges(Scan& shared, uint32_t entry, uint32_t open) {
    using Key = typename Keys<Voxel>::Key;
    const Queue& queue = shared.queues[warp_number()];
    uint32_t inside = 0;
#pragma unroll 1
    while (open != 0) {
        const auto bit = static_cast<uint32_t>(__ffs(static_cast<int>(open))) - 1;
        const Key key = queued_key<Voxel>(queue, entry, bit % Queue::kBits);
        const uint64_t* edges = shared.edges + bit / Queue::kBits * 2;
        const auto low = static_cast<Key>(edges[0]);
        const auto high = static_cast<Key>(edges[1]);
        if (low < key && key < high) {  // not NaN
            inside |= 1u << bit;
        } else if (key == low || key == high) {
            atomic_add(&shared.counts[bit / Queue::kBits][key == low ? kAtLow : kAtHigh], 1u);
        }
        open &= open - 1;
    }
    return inside;
}

/// Keeps the voxels `inside` of brackets b and b + 1 (from bit 0 and Queue::kBits on), for which room
/// is claimed once for the warp. Whole warps call.
template <typename Voxel>
__device__ __forceinline__ void keep(const Queue& queue, const ScanResult& result, uint32_t entry,
                                     uint32_t inside, int b) {
    constexpr uint32_t kOneBracket = (1u << Queue::kBits) - 1;
    constexpr int kHalf = 16;
    const auto first = static_cast<uint32_t>(__popc(inside & kOneBracket));
    const uint32_t mine = first | static_cast<uint32_t>(__popc(inside & ~kOneBracket)) << kHalf;
    const uint32_t before = warp_sum_before(mine);
    const uint32_t total = __shfl_sync(kAllLanes, before + mine, kLanes - 1);
    if (total != 0) {
        int64_t place = 0;
        if (lane_number() < 2) {
            const uint32_t keys = total >> kHalf * lane_number() & 0xffffu;
            place = atomic_add(result.counts + (b + lane_number()) * kCounts + kInside, int64_t{keys});
        }
        int64_t at = __shfl_sync(kAllLanes, place, 0) + (before & 0xffffu);
        int64_t at_second = __shfl_sync(kAllLanes, place, 1) + (before >> kHalf);
#pragma unroll 1
        for (; inside != 0; inside &= inside - 1) {
            const auto bit = static_cast<uint32_t>(__ffs(static_cast<int>(inside))) - 1;
            const bool second = bit >= Queue::kBits;
            keep_at(result, second ? b + 1 : b, second ? at_second : at,
                    queued_key<Voxel>(queue, entry, bit % Queue::kBits));
            at += second ? 0 : 1;
            at_second += second ? 1 : 0;
        }
    }
}

/// Takes one pair off the queue for each lane that `has` one. Whole warps call.
template <int kBrackets, typename Voxel>
__device__ __forceinline__ void settle(Scan& shared, const ScanResult& result, uint32_t entry,
                                       bool has) {
    constexpr uint32_t kTwoBrackets = (1u << 2 * Queue::kBits) - 1;
    const Queue& queue = shared.queues[warp_number()];
    uint32_t inside = 0;
    if (has) { inside = count_edges<Voxel>(shared, entry, queue.open[entry]); }
#pragma unroll 1
    for (int b = 0; b < kBrackets; b += 2) {
        keep<Voxel>(queue, result, entry, inside >> Queue::kBits * b & kTwoBrackets, b);
    }
}

}  // namespace ib
