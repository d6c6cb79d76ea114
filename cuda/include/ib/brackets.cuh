// One pass that counts voxels below, at and between the edges of brackets and keeps what is between.
// Edges are counted apart, because air and padding are one value over a third of a volume.
//
// Of each voxel the pass asks only on which side of each bracket it lies. The few voxels of which that
// is not enough, in a bracket or at its edges, wait in a queue of their warp until there is one for
// each lane: then nobody idles while they are told apart and kept.
#pragma once

#include "ib/bracket_queue.cuh"
#include "ib/sides.cuh"
#include "ib/voxel_rows.cuh"

namespace ib {

/// Of the rows of this warp; all its lanes call.
template <typename Voxel>
__device__ __forceinline__ void count_non_finite(const Voxel* voxels, int64_t n, uint32_t* count) {
    constexpr int64_t kVoxels = VoxelRow<Voxel>::kVoxels;
    const RowWalk walk = rows_of_warp<Voxel>(n);
    for (int64_t row = walk.row; row < walk.count; row += walk.step) {
        for (int64_t i = row * kVoxels + lane_number(); i < (row + 1) * kVoxels; i += kLanes) {
            if (!Keys<Voxel>::finite(voxels[i])) { atomic_add(count, 1u); }
        }
    }
}

/// Counts or keeps one voxel, slowly.
template <int kBrackets, typename Voxel>
__device__ __forceinline__ void take_one(Scan& shared, const ScanResult& result, Voxel voxel) {
    using Key = typename Keys<Voxel>::Key;
    const Key key = Keys<Voxel>::key(voxel);
    if (!Keys<Voxel>::finite(voxel)) { atomic_add(&shared.non_finite, 1u); }
    for (int b = 0; b < kBrackets; ++b) {
        const auto low = static_cast<Key>(shared.edges[2 * b]);
        const auto high = static_cast<Key>(shared.edges[2 * b + 1]);
        if (low < key && key < high) {
            keep_at(result, b, atomic_add(result.counts + b * kCounts + kInside, int64_t{1}), key);
        } else if (key <= low || key == high) {
            atomic_add(&shared.counts[b][key < low ? kBelow : key == low ? kAtLow : kAtHigh], 1u);
        }
    }
}

/// Looks at the pairs of a warp one after another.
template <int kBrackets, typename Voxel>
struct Pass {
    static constexpr int kPairVoxels = VoxelRow<Voxel>::kPairVoxels;
    static constexpr uint32_t kPairBits = (1u << kPairVoxels) - 1;

    Scan& shared;
    const ScanResult& result;
    Sides<Voxel> sides[kBrackets];
    uint32_t below[kBrackets] = {};
    // A bit for each voxel of a pair, but none where both edges are one value: what is within is that,
    // and need not be told apart.
    uint32_t wide[kBrackets] = {};
    uint32_t within[kBrackets] = {};
    // Of the voxels of a row so far, the last pair in the lowest bits: which are below, and above.
    uint32_t low[kBrackets] = {};
    uint32_t high[kBrackets] = {};
    FiniteWatch<Voxel> watch = {};
    uint32_t queued = 0;  // the same in all lanes

    /// Whole warps call, for both pairs of a row in turn.
    template <int kPair>
    __device__ __forceinline__ void look(const GroupPair<Voxel>& pair) {
        constexpr uint32_t kSeen = kPair == 0 ? kPairBits : kPairBits << kPairVoxels | kPairBits;
        see(pair, kPair == 0);
        uint32_t open = 0;
#pragma unroll
        for (int b = 0; b < kBrackets; ++b) {
            const uint32_t here = (low[b] | high[b]) ^ kSeen;
            open |= (here & wide[b]) << Queue::kBits * b;
            if (kPair == 1) {
                below[b] += static_cast<uint32_t>(__popc(low[b]));
                within[b] += static_cast<uint32_t>(__popc(here));
            }
        }
        queue(pair, open);
    }

    __device__ __forceinline__ void see(const GroupPair<Voxel>& pair, bool first_of_row) {
        constexpr int kVoxels = VoxelGroup<Voxel>::kVoxels;
        const auto first = bits_as<VoxelGroup<Voxel>>(pair.first);
        const auto second = bits_as<VoxelGroup<Voxel>>(pair.second);
#pragma unroll
        for (int i = kPairVoxels - 1; i >= 0; --i) {
            const Voxel voxel = i < kVoxels ? first.voxels[i % kVoxels] : second.voxels[i % kVoxels];
            const bool fresh = first_of_row && i == kPairVoxels - 1;
            watch.see(voxel);
#pragma unroll
            for (int b = 0; b < kBrackets; ++b) {
                low[b] = shift_in(fresh ? 0 : low[b], sides[b].below(voxel));
                high[b] = shift_in(fresh ? 0 : high[b], sides[b].above(voxel));
            }
        }
    }

    /// Whole warps call.
    __device__ __forceinline__ void queue(const GroupPair<Voxel>& pair, uint32_t open) {
        const uint32_t waiting = __ballot_sync(kAllLanes, open != 0);
        if (waiting != 0) {
            Queue& own = shared.queues[warp_number()];
            if (open != 0) {
                const uint32_t lower = (1u << lane_number()) - 1;
                const uint32_t entry = queued + static_cast<uint32_t>(__popc(waiting & lower));
                const auto words = bits_as<PairWords>(pair);
#pragma unroll
                for (int i = 0; i < PairWords::kCount; ++i) { own.words[i][entry] = words.of[i]; }
                own.open[entry] = open;
            }
            queued += static_cast<uint32_t>(__popc(waiting));
        }
    }

    /// Whole warps call. Leaves fewer than a warp of pairs in the queue, or none.
    __device__ __forceinline__ void settle(bool all) {
        const uint32_t enough = all ? 1 : kLanes;
        while (queued >= enough) {
            const uint32_t left = queued - smaller(queued, uint32_t{kLanes});
            const uint32_t entry = left + static_cast<uint32_t>(lane_number());
            __syncwarp();
            ib::settle<kBrackets, Voxel>(shared, result, entry, entry < queued);
            __syncwarp();
            queued = left;
        }
    }
};

template <typename Value>
__device__ __forceinline__ uint64_t widened(Value value) {
    if constexpr (sizeof(Value) == 8) {
        return bits_as<uint64_t>(value);
    } else {
        return bits_as<uint32_t>(value);
    }
}
template <typename Value>
__device__ __forceinline__ Value narrowed(uint64_t word) {
    if constexpr (sizeof(Value) == 8) {
        return bits_as<Value>(word);
    } else {
        return bits_as<Value>(static_cast<uint32_t>(word));
    }
}

/// Of bracket b. What is read back from shared memory stays in registers; the compiler would compute it
/// again for every pair.
template <typename Voxel>
__device__ __forceinline__ void set_up(Scan& shared, int b, uint64_t low, uint64_t high) {
    const auto sides = Sides<Voxel>::of(low, high);
    shared.edges[2 * b] = low;
    shared.edges[2 * b + 1] = high;
    shared.sides[2 * b] = widened(sides.low);
    shared.sides[2 * b + 1] = widened(sides.high);
    shared.wide[b] = low == high ? 0 : Pass<2, Voxel>::kPairBits;
    for (uint32_t& count : shared.counts[b]) { count = 0; }
}

template <int kBrackets, typename Voxel>
__device__ __forceinline__ void scan(const Voxel* voxels, int64_t n, const uint64_t* edges,
                                     const ScanResult& result, Scan& shared) {
    const int thread = static_cast<int>(threadIdx.x);
    if (thread < kBrackets) { set_up<Voxel>(shared, thread, edges[2 * thread], edges[2 * thread + 1]); }
    if (thread == 0) { shared.non_finite = 0; }
    __syncthreads();
    Pass<kBrackets, Voxel> pass = {shared, result, {}};
#pragma unroll
    for (int b = 0; b < kBrackets; ++b) {
        using Edge = typename Sides<Voxel>::Edge;
        pass.sides[b] = {narrowed<Edge>(shared.sides[2 * b]), narrowed<Edge>(shared.sides[2 * b + 1])};
        pass.wide[b] = shared.wide[b];
    }
    for_each_row(
        voxels, n,
        [&](const GroupPair<Voxel>& pair, auto which) {
            pass.template look<decltype(which)::kPair>(pair);
        },
        [&](bool last) { pass.settle(last); });
#pragma unroll
    for (int b = 0; b < kBrackets; ++b) {
        const uint32_t below = warp_sum(pass.below[b]);
        if (lane_number() == 0) { atomic_add(&shared.counts[b][kBelow], below); }
        if (pass.wide[b] == 0) {
            const uint32_t within = warp_sum(pass.within[b]);
            if (lane_number() == 0) { atomic_add(&shared.counts[b][kAtLow], within); }
        }
    }
    if (__any_sync(kAllLanes, pass.watch.doubts())) { count_non_finite(voxels, n, &shared.non_finite); }
    if (blockIdx.x == 0) {
        for (int64_t i = end_of_rows<Voxel>(n) + thread; i < n; i += blockDim.x) {
            take_one<kBrackets>(shared, result, voxels[i]);
        }
    }
    __syncthreads();
    if (thread < kBrackets * kCounts) {
        const uint32_t total = shared.counts[thread / kCounts][thread % kCounts];
        if (total != 0) { atomic_add(result.counts + thread, int64_t{total}); }
    }
    if (thread == 0 && shared.non_finite != 0) {
        atomic_add(result.counts + kBrackets * kCounts, int64_t{shared.non_finite});
    }
}

}  // namespace ib
