// The key of a rank, digit by digit: keys that agree in the digits found so far are counted by their
// next.
#pragma once

#include "ib/block.cuh"
#include "ib/ib_cuda.h"
#include "ib/keys.cuh"
#include "ib/platform.cuh"

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

/// False where the digit is known already, as high ones of the keys of a narrow bracket are.
__device__ __forceinline__ bool wants_digit(const ib_cuda_selection& selection, int32_t shift) {
    constexpr uint64_t kDigit = IB_PERCENTILES_DIGITS - 1;
    return selection.done == 0 && (~selection.known >> shift & kDigit) != 0;
}

/// Adds the calling thread's keys to bins: first, first + step, ... Several loads are under way at a
/// time; the hardware sums additions of 1 over lanes that meet.
template <typename Voxel>
__device__ __forceinline__ void count_digits(const Voxel* voxels, int64_t n, const DigitSearch& search,
                                             int64_t first, int64_t step, uint32_t* bins) {
    using Key = typename Keys<Voxel>::Key;
    constexpr int kLoads = 8;
    const auto known = static_cast<Key>(search.known);
    const auto wanted = static_cast<Key>(search.key);
    for (int64_t from = first; from < n; from += kLoads * step) {
        Voxel loaded[kLoads];
#pragma unroll
        for (int i = 0; i < kLoads; ++i) {
            const int64_t at = from + i * step;
            loaded[i] = at < n ? voxels[at] : Voxel{};
        }
#pragma unroll
        for (int i = 0; i < kLoads; ++i) {
            const Key key = Keys<Voxel>::key(loaded[i]);
            if (from + i * step < n && (key & known) == wanted) {
                atomic_add(bins + (static_cast<uint32_t>(key >> search.shift) & search.mask), 1u);
            }
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
