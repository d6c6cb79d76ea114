// The key of a rank, digit by digit: keys that agree in the digits found so far are counted by their
// next.
#pragma once

#include "ib/block.cuh"
#include "ib/ib_cuda.h"
#include "ib/keys.cuh"
#include "ib/platform.cuh"
#include "ib/voxel_rows.cuh"

namespace ib {

/// Which keys count, and the digit they count by.
struct DigitSearch {
    uint64_t key, known;
    int shift;
    uint32_t mask;
};

/// The highest bits, up to the first that differs.
__device__ __forceinline__ uint64_t common_prefix(uint64_t a, uint64_t b) {
    uint64_t different = a ^ b;
#pragma unroll
    for (int shift = 1; shift < 64; shift *= 2) { different |= different >> shift; }
    return ~different;
}

/// How many bits lie below the digit that is sought next: the highest that are not known.
__device__ __forceinline__ int32_t shift_of(const ib_cuda_selection& selection) {
    const int32_t unknown = __popc(static_cast<uint32_t>(~selection.known >> 32)) +
                            __popc(static_cast<uint32_t>(~selection.known));
    return larger(unknown - IB_PERCENTILES_DIGIT_BITS, 0);
}

/// Whether both seek the same digit among the same keys.
__device__ __forceinline__ bool seek_together(const ib_cuda_selection& a, const ib_cuda_selection& b) {
    return a.done == 0 && b.done == 0 && a.source == b.source && a.known == b.known && a.key == b.key;
}

/// Whether selection i is the first of those side by side that seek together: it seeks for them all.
__device__ __forceinline__ bool leads(const ib_cuda_selection* selections, int64_t i) {
    return selections[i].done == 0 && (i == 0 || !seek_together(selections[i - 1], selections[i]));
}

/// How often each digit was counted; all threads of a block hold some of them.
struct CountedDigits {
    static constexpr int kEach = IB_PERCENTILES_DIGITS / IB_PERCENTILES_THREADS;
    int64_t values[kEach];
    int64_t before = 0;  // in the threads before
    int64_t total = 0;

    /// Leaves zeros in memory. All threads call.
    __device__ CountedDigits(int64_t* digits, BlockSum<int64_t>& sum) {
        int64_t* mine = digits + threadIdx.x * kEach;
#pragma unroll
        for (int i = 0; i < kEach; ++i) {
            values[i] = mine[i];
            mine[i] = 0;
            total += values[i];
        }
        int64_t all = 0;
        before = block_sum_before(total, sum, &all);
    }

    /// The thread that holds the digit of seeking.rank writes *found.
    __device__ void pick(const ib_cuda_selection& seeking, ib_cuda_selection* found) const {
        if (before <= seeking.rank && seeking.rank < before + total) {
            const int32_t shift = shift_of(seeking);
            int64_t rank = seeking.rank - before;
#pragma unroll
            for (int i = 0; i < kEach; ++i) {
                if (rank >= 0 && rank < values[i]) {
                    const auto digit = static_cast<uint64_t>(static_cast<int>(threadIdx.x) * kEach + i);
                    *found = {seeking.key | digit << shift,
                              seeking.known | uint64_t{IB_PERCENTILES_DIGITS - 1} << shift, rank,
                              seeking.source, shift == 0};
                }
                rank -= values[i];
            }
        }
    }
};

template <typename Voxel>
__device__ __forceinline__ void count_digit(Voxel voxel, const DigitSearch& search, uint32_t* bins) {
    using Key = typename Keys<Voxel>::Key;
    const Key key = Keys<Voxel>::key(voxel);
    if ((key & static_cast<Key>(search.known)) == static_cast<Key>(search.key)) {
        atomic_add(bins + (static_cast<uint32_t>(key >> search.shift) & search.mask), 1u);
    }
}

/// Adds the keys of the calling thread, `thread` of `threads`, to bins: `voxels` is aligned to 16.
/// Several loads are under way at a time; the hardware sums additions of 1 over lanes that meet.
template <typename Voxel>
__device__ __forceinline__ void count_digits(const Voxel* voxels, int64_t n, const DigitSearch& search,
                                             int64_t thread, int64_t threads, uint32_t* bins) {
    constexpr int kLoads = 4;
    constexpr int kVoxels = VoxelGroup<Voxel>::kVoxels;
    const auto* groups = reinterpret_cast<const typename Vector<Voxel>::Type*>(voxels);
    const int64_t count = n / kVoxels;
    for (int64_t from = thread; from < count; from += kLoads * threads) {
        typename Vector<Voxel>::Type loaded[kLoads] = {};
#pragma unroll
        for (int i = 0; i < kLoads; ++i) {
            if (from + i * threads < count) { loaded[i] = groups[from + i * threads]; }
        }
#pragma unroll
        for (int i = 0; i < kLoads; ++i) {
            if (from + i * threads < count) {
                const auto group = bits_as<VoxelGroup<Voxel>>(loaded[i]);
#pragma unroll
                for (const Voxel voxel : group.voxels) { count_digit(voxel, search, bins); }
            }
        }
    }
    if (thread < n - count * kVoxels) { count_digit(voxels[count * kVoxels + thread], search, bins); }
}

constexpr int kSelectDigits = 256;

/// Shared memory of select.
struct Select {
    uint32_t bins[kSelectDigits];
    BlockSum<int64_t> sum;
    DigitSearch search;
    int64_t rank;
};

/// By one block: *out receives the key of the rank.
template <typename Voxel>
__device__ __forceinline__ void select(const Voxel* voxels, int64_t n, int64_t rank, Select& shared,
                                       uint64_t* out) {
    constexpr int kDigitBits = 8;
    using Key = typename Keys<Voxel>::Key;
    if (threadIdx.x == 0) {
        shared.search = {0, 0, 0, kSelectDigits - 1};
        shared.rank = rank;
    }
    for (int shift = static_cast<int>(sizeof(Key)) * 8 - kDigitBits; shift >= 0; shift -= kDigitBits) {
        if (threadIdx.x < kSelectDigits) { shared.bins[threadIdx.x] = 0; }
        __syncthreads();
        DigitSearch search = shared.search;
        search.shift = shift;
        count_digits(voxels, n, search, int64_t{threadIdx.x}, int64_t{blockDim.x}, shared.bins);
        __syncthreads();
        const int64_t mine = threadIdx.x < kSelectDigits ? shared.bins[threadIdx.x] : 0;
        const int64_t wanted = shared.rank;
        int64_t all = 0;
        const int64_t before = block_sum_before(mine, shared.sum, &all);
        if (before <= wanted && wanted < before + mine) {
            shared.search.key |= static_cast<uint64_t>(threadIdx.x) << shift;
            shared.search.known |= uint64_t{kSelectDigits - 1} << shift;
            shared.rank = wanted - before;
        }
        __syncthreads();
    }
    if (threadIdx.x == 0) { *out = shared.search.key; }
}

}  // namespace ib
