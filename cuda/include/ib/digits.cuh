// The key of a rank, digit by digit: keys that agree in the digits found so far are counted by their
// next.
#pragma once

#include "ib/block.cuh"
#include "ib/keys.cuh"
#include "ib/platform.cuh"

namespace ib {

/// Which keys count, and the digit they count by.
struct DigitSearch {
    uint64_t key, known;
    int shift;
    uint32_t mask;
};

/// Adds keys first, first + step, ... to bins; whole warps call, `first` is the warp's own.
template <typename Voxel>
__device__ __forceinline__ void count_digits(const Voxel* voxels, int64_t n, const DigitSearch& search,
                                             int64_t first, int64_t step, uint32_t* bins) {
    for (int64_t from = first; from < n; from += step) {
        const int64_t i = from + lane_number();
        bool counts = i < n;
        uint32_t digit = 0;
        if (counts) {
            const uint64_t key = Keys<Voxel>::key(voxels[i]);
            counts = (key & search.known) == search.key;
            digit = static_cast<uint32_t>(key >> search.shift) & search.mask;
        }
        const uint32_t counting = __ballot_sync(kAllLanes, counts);
        const int leader = counting == 0 ? 0 : __ffs(static_cast<int>(counting)) - 1;
        const uint32_t common = __shfl_sync(kAllLanes, digit, leader);
        const uint32_t equal = __ballot_sync(kAllLanes, counts && digit == common);
        if (counts && digit != common) {
            atomic_add(bins + digit, 1u);
        } else if (counts && lane_number() == leader) {
            atomic_add(bins + digit, static_cast<uint32_t>(__popc(equal)));
        }
    }
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
        count_digits(voxels, n, search, int64_t{warp_number()} * kLanes, blockDim.x, shared.bins);
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
