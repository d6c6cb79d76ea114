// Sums over the blocks that come before, in one pass: decoupled look-back (Merrill and Garland,
// "Single-pass Parallel Prefix Scan with Decoupled Look-back", 2016). A block tells its own sum at
// once, and the sum up to and with it as soon as it knows that of some block before; those after it add
// up what they find.
//   Blocks wait for blocks of lower numbers, so a number must come from a counter in device memory, not
//   from blockIdx: whoever drew a lower one has started, and tells its own sum without waiting for
//   anybody.
#pragma once

#include "ib/block.cuh"
#include "ib/platform.cuh"

namespace ib {

/// What a block has told, kind and sum in one word, so that no order between words is needed. 0:
/// nothing yet.
constexpr uint64_t kOwnSum = uint64_t{1} << 62;
constexpr uint64_t kSumUpTo = uint64_t{2} << 62;
constexpr uint64_t kSumKinds = uint64_t{3} << 62;

__device__ __forceinline__ int64_t told_sum(uint64_t told) {
    return static_cast<int64_t>(told & ~kSumKinds);
}

/// What blocks (last - 31) to `last` have told, the nearest in lane 0, once that reaches back without a
/// gap to a sum of all before or to the first of them.
__device__ __forceinline__ uint64_t await_told(const uint64_t* told, int64_t last) {
    const int64_t at = last - lane_number();
    uint64_t mine = at >= 0 ? load_relaxed(told + at) : kSumUpTo;
    while (true) {
        const uint32_t up_to = __ballot_sync(kAllLanes, (mine & kSumKinds) == kSumUpTo);
        const uint32_t silent = __ballot_sync(kAllLanes, (mine & kSumKinds) == 0);
        if ((silent & ((up_to & (0u - up_to)) - 1)) == 0) { return mine; }
        pause();
        if ((mine & kSumKinds) == 0) { mine = load_relaxed(told + at); }
    }
}

/// Sum of `own` over the blocks of lower numbers, for the lanes of one warp, which all call with the
/// same values. told: zeros before the first block, a word for each; sums below 2^62.
__device__ __forceinline__ int64_t sum_of_blocks_before(int64_t number, int64_t own, uint64_t* told) {
    const bool speaks = lane_number() == 0;
    if (speaks && number > 0) { store_relaxed(told + number, kOwnSum | static_cast<uint64_t>(own)); }
    int64_t before = 0;
    int64_t last = number - 1;
    while (last >= 0) {
        const uint64_t heard = await_told(told, last);
        const uint32_t up_to = __ballot_sync(kAllLanes, (heard & kSumKinds) == kSumUpTo);
        const bool counts = lane_number() < __ffs(static_cast<int>(up_to)) || up_to == 0;
        before += warp_sum(counts ? told_sum(heard) : int64_t{0});
        last = up_to != 0 ? -1 : last - kLanes;
    }
    if (speaks) { store_relaxed(told + number, kSumUpTo | static_cast<uint64_t>(before + own)); }
    return before;
}

}  // namespace ib
