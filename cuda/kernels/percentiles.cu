// Values at given ranks of the sorted voxels, exact, as ib_percentiles of ib_cpu.h; the host turns
// percentages into ranks and keys into values, and interpolates, in float64.
//   voxels (n) of `type`, aligned to 16; n at most 2^31 times the blocks of the grid. Ranks are int64
//   in device memory. Keys are unsigned and in the order of the voxels: int8 and int16 with the sign
//   bit turned, int32 too, uint as they are; float32 and float64: bits | sign if positive, sign -
//   magnitude if negative, so that -0 is +0. T = IB_PERCENTILES_THREADS.
// 8 bits (this and the next in percentiles_histogram.cu): zero bins (int64[256]);
//     percentiles_histogram8     some waves x T
//     percentiles_bins           ranks x T         keys: uint64[ranks]
// 16 bits: zero bins (int64[65536]); window, a power of two from IB_PERCENTILES_WINDOW_STEP to
//   IB_PERCENTILES_MAX_WINDOW, is what shared memory holds; values outside it go to device memory one
//   by one:
//     percentiles_window16       1 x T             window_first: int32[1]
//     percentiles_histogram16    some waves x T, 4 * window bytes of dynamic shared memory
//     percentiles_bins           ranks x T
//   float16: as uint16, of which the host reads all bins: bit patterns are not in the order of the
//   values.
// 32 and 64 bits, up to IB_PERCENTILES_DIRECT voxels (K is 4 or 8 bytes):
//     percentiles_scan2          with edges of four UINT64_MAX, capacity 0, for counts[8]
//     percentiles_select         ranks x IB_PERCENTILES_SELECT_THREADS           keys: uint64[ranks]
//   more voxels: sort the ranks, group those that are close, at most IB_PERCENTILES_MAX_BRACKETS groups
//   (more: do it again for the others); brackets is 2 or 4, those over have edges of UINT64_MAX; zero
//   counts (int64[4 * brackets + 1]) and digits (int64[ranks * IB_PERCENTILES_DIGITS]); sample_ranks
//   holds two places in the sorted sample for each group, around where its ranks ought to be; below 0
//   and from `size` on are the ends of the type:
//     percentiles_sample         ceil(size / T) x T             sample: K[size]
//     percentiles_select         2 * brackets x IB_PERCENTILES_SELECT_THREADS on the sample, type
//                                IB_UINT32 or IB_CUDA_KEY64     edges: uint64[2 * brackets]
//     percentiles_scan2 or 4     some waves x T                 kept: K[brackets * capacity]
//     percentiles_resolve        ceil(ranks / T) x T            selections: ib_cuda_selection[2][ranks]
//     in three rounds (64 bits: six), the first of which reads selections[0] and writes [1]:
//       percentiles_digit_count  (some blocks, ranks) x T
//       percentiles_digit_pick   ranks x T
//   then counts[4 * brackets] is how many voxels are not finite, and where that is 0 the keys of the
//   selections written last are those of the ranks. A rank that its bracket missed, or whose bracket
//   holds more than `capacity` (n / 32 is ample; a multiple of 4), is sought among all voxels: no
//   result depends on the sample. Neighbouring ranks are counted once as long as their keys agree.
// Exact: only integer counters, whose sums do not depend on their order; the order of what is kept is
//   not used.
// Moves: every voxel once; with a miss, four times (seven for 64 bits).
#include "ib/block.cuh"
#include "ib/brackets.cuh"
#include "ib/digits.cuh"
#include "ib/histogram.cuh"
#include "ib/ib_cpu.h"
#include "ib/ib_cuda.h"
#include "ib/keys.cuh"
#include "ib/platform.cuh"
#include "ib/sample.cuh"

extern "C" __global__ void __launch_bounds__(IB_PERCENTILES_THREADS)
    percentiles_sample(const void* voxels, int32_t type, int64_t n, int64_t size, void* sample) {
    const int64_t i = int64_t{blockIdx.x} * blockDim.x + threadIdx.x;
    if (i < size) {
        ib::with_wide_type(voxels, type, [&](auto* typed) {
            using Typed = ib::Keys<ib::Plain<decltype(*typed)>>;
            static_cast<typename Typed::Key*>(sample)[i] =
                Typed::key(typed[ib::sampled_voxel(i, size, n)]);
        });
    }
}
IB_KERNEL(percentiles_sample);

extern "C" __global__ void __launch_bounds__(IB_PERCENTILES_SELECT_THREADS)
    percentiles_select(const void* voxels, int32_t type, int64_t n, const int64_t* ranks,
                       uint64_t* keys) {
    IB_SHARED(ib::Select, shared);
    const int64_t rank = ranks[blockIdx.x];
    if (rank < 0 || rank >= n) {
        const bool wide = type == IB_FLOAT64 || type == IB_CUDA_KEY64;
        if (threadIdx.x == 0) { keys[blockIdx.x] = rank < 0 ? 0 : wide ? UINT64_MAX : UINT32_MAX; }
    } else {
        ib::with_wide_type_or_keys(
            voxels, type, [&](auto* typed) { ib::select(typed, n, rank, shared, keys + blockIdx.x); });
    }
}
IB_KERNEL(percentiles_select);

// So many blocks to a multiprocessor: more registers for each would leave too few loads under way.
extern "C" __global__ void __launch_bounds__(IB_PERCENTILES_THREADS, 4)
    percentiles_scan2(const void* voxels, int32_t type, int64_t n, const uint64_t* edges,
                      int64_t* counts, void* kept, int64_t capacity) {
    IB_SHARED(ib::Scan, shared);
    const ib::ScanResult result{counts, kept, capacity};
    ib::with_wide_type(voxels, type,
                       [&](auto* typed) { ib::scan<2>(typed, n, edges, result, shared); });
}
IB_KERNEL(percentiles_scan2);

extern "C" __global__ void __launch_bounds__(IB_PERCENTILES_THREADS, 2)
    percentiles_scan4(const void* voxels, int32_t type, int64_t n, const uint64_t* edges,
                      int64_t* counts, void* kept, int64_t capacity) {
    IB_SHARED(ib::Scan, shared);
    const ib::ScanResult result{counts, kept, capacity};
    ib::with_wide_type(voxels, type,
                       [&](auto* typed) { ib::scan<4>(typed, n, edges, result, shared); });
}
IB_KERNEL(percentiles_scan4);

extern "C" __global__ void __launch_bounds__(IB_PERCENTILES_THREADS)
    percentiles_resolve(const int64_t* ranks, const int32_t* bracket_of, int32_t type, int32_t count,
                        const uint64_t* edges, const int64_t* counts, int64_t capacity,
                        ib_cuda_selection* selections) {
    const int64_t i = int64_t{blockIdx.x} * blockDim.x + threadIdx.x;
    if (i < count) {
        const int32_t b = bracket_of[i];
        const int64_t* of = counts + b * ib::kCounts;
        const int64_t rank = ranks[i];
        const int64_t inside = of[ib::kBelow] + of[ib::kAtLow];
        const int64_t high = inside + of[ib::kInside];
        // Of keys of 32 bits, the upper half is known to be 0.
        const uint64_t nothing = type == IB_FLOAT64 ? 0 : ~uint64_t{UINT32_MAX};
        ib_cuda_selection selection = {0, nothing, rank, -1, 0};
        if (of[ib::kBelow] <= rank && rank < inside) {
            selection = {edges[2 * b], UINT64_MAX, 0, b, 1};
        } else if (high <= rank && rank < high + of[ib::kAtHigh]) {
            selection = {edges[2 * b + 1], UINT64_MAX, 0, b, 1};
        } else if (inside <= rank && rank < high && of[ib::kInside] <= capacity) {
            const uint64_t prefix = ib::common_prefix(edges[2 * b], edges[2 * b + 1]);
            selection = {edges[2 * b] & prefix, prefix, rank - inside, b, 0};
        }
        selections[i] = selection;
    }
}
IB_KERNEL(percentiles_resolve);

extern "C" __global__ void __launch_bounds__(IB_PERCENTILES_THREADS)
    percentiles_digit_count(const void* voxels, int32_t type, int64_t n, const void* kept,
                            int64_t capacity, const int64_t* counts,
                            const ib_cuda_selection* selections, int64_t* digits) {
    constexpr int kQuads = IB_PERCENTILES_DIGITS / 4;
    using Quads = uint4[kQuads];
    IB_SHARED(Quads, quads);
    if (ib::leads(selections, blockIdx.y)) {
        const ib_cuda_selection selection = selections[blockIdx.y];
        const bool wide = type == IB_FLOAT64;
        const int64_t b = selection.source;
        const void* source = voxels;
        int32_t source_type = type;
        int64_t size = n;
        if (b >= 0) {
            source = static_cast<const char*>(kept) + b * capacity * (wide ? 8 : 4);
            source_type = wide ? int32_t{IB_CUDA_KEY64} : int32_t{IB_UINT32};
            size = counts[b * ib::kCounts + ib::kInside];
        }
        for (int i = static_cast<int>(threadIdx.x); i < kQuads; i += IB_PERCENTILES_THREADS) {
            quads[i] = uint4{0, 0, 0, 0};
        }
        __syncthreads();
        const ib::DigitSearch search = {selection.key, selection.known, ib::shift_of(selection),
                                        IB_PERCENTILES_DIGITS - 1};
        ib::with_wide_type_or_keys(source, source_type, [&](auto* typed) {
            ib::count_digits(typed, size, search, ib::grid_thread(), ib::grid_threads(),
                             reinterpret_cast<uint32_t*>(quads));
        });
        __syncthreads();
        int64_t* out = digits + int64_t{blockIdx.y} * IB_PERCENTILES_DIGITS;
        for (int i = static_cast<int>(threadIdx.x); i < kQuads; i += IB_PERCENTILES_THREADS) {
            ib::add_quad(quads[i], out + 4 * i);
        }
    }
}
IB_KERNEL(percentiles_digit_count);

// Leaves the digits zero for the next round.
extern "C" __global__ void __launch_bounds__(IB_PERCENTILES_THREADS)
    percentiles_digit_pick(const ib_cuda_selection* before, ib_cuda_selection* after, int32_t count,
                           int64_t* digits) {
    IB_SHARED(ib::BlockSum<int64_t>, sum);
    const int64_t leader = blockIdx.x;
    if (before[leader].done != 0) {
        if (threadIdx.x == 0) { after[leader] = before[leader]; }
    } else if (ib::leads(before, leader)) {
        ib::CountedDigits counted(digits + leader * IB_PERCENTILES_DIGITS, sum);
        for (int64_t i = leader; i < count && ib::seek_together(before[leader], before[i]); ++i) {
            counted.pick(before[i], after + i);
        }
    }
}
IB_KERNEL(percentiles_digit_pick);
