// Values at given ranks of the sorted voxels, exact, as ib_percentiles of ib_cpu.h; the host turns
// percentages into ranks and keys into values, and interpolates, in float64.
//   voxels (n) of `type`, aligned to 16; n at most 2^31 times the blocks of the grid. Ranks are int64
//   in device memory. Keys are unsigned and in the order of the voxels: int8 and int16 with the sign
//   bit turned, int32 too, uint as they are; float32 and float64: bits | sign if positive, sign -
//   magnitude if negative, so that -0 is +0. T = IB_PERCENTILES_THREADS.
// 8 bits: zero bins (int64[256]);
//     percentiles_histogram8     some waves x T
//     percentiles_bins           ranks x T         keys: uint64[ranks]
// 16 bits: zero bins (int64[65536]); window, a multiple of IB_PERCENTILES_WINDOW_STEP, is what shared
//   memory holds; values outside it go to device memory one by one:
//     percentiles_window16       1 x T             window_first: int32[1]
//     percentiles_histogram16    some waves x T, 4 * window bytes of dynamic shared memory
//     percentiles_bins           ranks x T
// 32 and 64 bits, up to IB_PERCENTILES_DIRECT voxels (K is 4 or 8 bytes):
//     percentiles_scan           with brackets = 2, edges {0, 0, 0, 0}, capacity 0, for counts[8]
//     percentiles_select         ranks x IB_PERCENTILES_SELECT_THREADS           keys: uint64[ranks]
//   more voxels: sort the ranks, group those that are close, at most IB_PERCENTILES_MAX_BRACKETS groups
//   (more: do it again for the others); brackets is 2 or 4, those over have edges {0, 0}; zero counts
//   (int64[4 * brackets + 1]) and digits (int64[ranks * IB_PERCENTILES_DIGITS]); sample_ranks holds two
//   places in the sorted sample for each group, around where its ranks ought to be; below 0 and from
//   `size` on are the ends of the type:
//     percentiles_sample         ceil(size / T) x T             sample: K[size]
//     percentiles_select         2 * brackets x IB_PERCENTILES_SELECT_THREADS on the sample, type
//                                IB_UINT32 or IB_CUDA_KEY64     edges: uint64[2 * brackets]
//     percentiles_scan           some waves x T                 kept: K[brackets * capacity]
//     percentiles_resolve        ceil(ranks / T) x T            selections: ib_cuda_selection[ranks]
//     for shift = 22, 11, 0 (64 bits: 55, 44, ..., 0):
//       percentiles_digit_count  (some waves, ranks) x T
//       percentiles_digit_pick   ranks x T
//   then counts[4 * brackets] is how many voxels are not finite, and where that is 0 selections[i].key
//   is the key of rank i. A rank that its bracket missed, or whose bracket holds more than `capacity`
//   (n / 32 is ample), is sought among all voxels: no result depends on the sample.
// Exact: only integer counters, whose sums do not depend on their order; the order of what is kept
// does,
//   and is not used.
// Moves: every voxel once; with a miss, four times (seven for 64 bits).
#include "ib/block.cuh"
#include "ib/histogram.cuh"
#include "ib/ib_cpu.h"
#include "ib/ib_cuda.h"
#include "ib/keys.cuh"
#include "ib/platform.cuh"

namespace ib {
namespace {

constexpr int kHistogramWarps = IB_PERCENTILES_THREADS / kLanes;
constexpr int kByteBins = 256;

/// A fixed place in the i-th of `size` equal parts of n voxels.
__device__ int64_t sampled_voxel(int64_t i, int64_t size, int64_t n) {
    const auto part = static_cast<uint64_t>(n / size);
    uint64_t hash = static_cast<uint64_t>(i) + 0x9e3779b97f4a7c15u;  // splitmix64
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9u;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebu;
    return static_cast<int64_t>(static_cast<uint64_t>(i) * part + (hash ^ (hash >> 31)) % part);
}

__device__ __forceinline__ uint32_t sign_turned(int32_t type) {
    return type == IB_INT8 ? 0x80u : type == IB_INT16 ? 0x8000u : 0u;
}

// ---- digits -------------------------------------------------------------------------------------

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

struct Select {
    uint32_t bins[kByteBins];
    BlockSum<int64_t> sum;
    DigitSearch search;
    int64_t rank;
};

template <typename Voxel>
__device__ __forceinline__ void select(const Voxel* voxels, int64_t n, int64_t rank, Select& shared,
                                       uint64_t* out) {
    constexpr int kDigitBits = 8;
    using Key = typename Keys<Voxel>::Key;
    if (threadIdx.x == 0) {
        shared.search = {0, 0, 0, kByteBins - 1};
        shared.rank = rank;
    }
    for (int shift = static_cast<int>(sizeof(Key)) * 8 - kDigitBits; shift >= 0; shift -= kDigitBits) {
        if (threadIdx.x < kByteBins) { shared.bins[threadIdx.x] = 0; }
        __syncthreads();
        DigitSearch search = shared.search;
        search.shift = shift;
        count_digits(voxels, n, search, int64_t{warp_number()} * kLanes, blockDim.x, shared.bins);
        __syncthreads();
        const int64_t mine = threadIdx.x < kByteBins ? shared.bins[threadIdx.x] : 0;
        const int64_t wanted = shared.rank;
        int64_t all = 0;
        const int64_t before = block_sum_before(mine, shared.sum, &all);
        if (before <= wanted && wanted < before + mine) {
            shared.search.key |= static_cast<uint64_t>(threadIdx.x) << shift;
            shared.search.known |= uint64_t{kByteBins - 1} << shift;
            shared.rank = wanted - before;
        }
        __syncthreads();
    }
    if (threadIdx.x == 0) { *out = shared.search.key; }
}

// ---- the pass over all voxels -------------------------------------------------------------------

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
__device__ void keep_at(const ScanResult& result, int b, int64_t place, Key key) {
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

/// All threads call; begins behind a barrier, ends with one.
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
        ib::with_wide_type(voxels, type,
                           [&](auto* typed) { ib::select(typed, n, rank, shared, keys + blockIdx.x); });
    }
}
IB_KERNEL(percentiles_select);

// At least 3 blocks to a multiprocessor: more registers for each would leave too few loads under way.
extern "C" __global__ void __launch_bounds__(IB_PERCENTILES_THREADS, 3)
    percentiles_scan(const void* voxels, int32_t type, int64_t n, const uint64_t* edges,
                     int32_t brackets, int64_t* counts, void* kept, int64_t capacity) {
    IB_SHARED(ib::Scan<uint64_t>, shared);
    const ib::ScanResult result{counts, kept, capacity};
    ib::with_wide_type(voxels, type, [&](auto* typed) {
        using Key = typename ib::Keys<ib::Plain<decltype(*typed)>>::Key;
        auto& narrowed = reinterpret_cast<ib::Scan<Key>&>(shared);
        if (brackets == 2) {
            ib::scan<2>(typed, n, edges, result, narrowed);
        } else {
            ib::scan<4>(typed, n, edges, result, narrowed);
        }
    });
}
IB_KERNEL(percentiles_scan);

extern "C" __global__ void __launch_bounds__(IB_PERCENTILES_THREADS)
    percentiles_resolve(const int64_t* ranks, const int32_t* bracket_of, int32_t count,
                        const uint64_t* edges, const int64_t* counts, int64_t capacity,
                        ib_cuda_selection* selections) {
    const int64_t i = int64_t{blockIdx.x} * blockDim.x + threadIdx.x;
    if (i < count) {
        const int32_t b = bracket_of[i];
        const int64_t* of = counts + b * ib::kCounts;
        const int64_t rank = ranks[i];
        const int64_t inside = of[ib::kBelow] + of[ib::kAtLow];
        const int64_t high = inside + of[ib::kInside];
        ib_cuda_selection selection = {0, 0, rank, -1, 0};
        if (of[ib::kBelow] <= rank && rank < inside) {
            selection = {edges[2 * b], UINT64_MAX, 0, b, 1};
        } else if (high <= rank && rank < high + of[ib::kAtHigh]) {
            selection = {edges[2 * b + 1], UINT64_MAX, 0, b, 1};
        } else if (inside <= rank && rank < high && of[ib::kInside] <= capacity) {
            selection = {0, 0, rank - inside, b, 0};
        }
        selections[i] = selection;
    }
}
IB_KERNEL(percentiles_resolve);

extern "C" __global__ void __launch_bounds__(IB_PERCENTILES_THREADS)
    percentiles_digit_count(const void* voxels, int32_t type, int64_t n, const void* kept,
                            int64_t capacity, const int64_t* counts,
                            const ib_cuda_selection* selections, int32_t shift, int64_t* digits) {
    using Bins = uint32_t[IB_PERCENTILES_DIGITS];
    IB_SHARED(Bins, bins);
    const ib_cuda_selection selection = selections[blockIdx.y];
    if (selection.done == 0) {
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
        for (int i = static_cast<int>(threadIdx.x); i < IB_PERCENTILES_DIGITS;
             i += IB_PERCENTILES_THREADS) {
            bins[i] = 0;
        }
        __syncthreads();
        const ib::DigitSearch search = {selection.key, selection.known, shift,
                                        IB_PERCENTILES_DIGITS - 1};
        const int64_t first =
            (int64_t{blockIdx.x} * ib::kHistogramWarps + ib::warp_number()) * int64_t{ib::kLanes};
        const int64_t step = int64_t{gridDim.x} * IB_PERCENTILES_THREADS;
        ib::with_wide_type(source, source_type, [&](auto* typed) {
            ib::count_digits(typed, size, search, first, step, bins);
        });
        __syncthreads();
        int64_t* out = digits + int64_t{blockIdx.y} * IB_PERCENTILES_DIGITS;
        for (int i = static_cast<int>(threadIdx.x); i < IB_PERCENTILES_DIGITS;
             i += IB_PERCENTILES_THREADS) {
            if (bins[i] != 0) { ib::atomic_add(out + i, int64_t{bins[i]}); }
        }
    }
}
IB_KERNEL(percentiles_digit_count);

// Leaves the digits zero for the next shift.
extern "C" __global__ void __launch_bounds__(IB_PERCENTILES_THREADS)
    percentiles_digit_pick(ib_cuda_selection* selections, int32_t shift, int64_t* digits) {
    constexpr int kEach = IB_PERCENTILES_DIGITS / IB_PERCENTILES_THREADS;
    IB_SHARED(ib::BlockSum<int64_t>, sum);
    ib_cuda_selection& selection = selections[blockIdx.x];
    const int64_t rank = selection.rank;
    const bool done = selection.done != 0;
    int64_t* mine = digits + int64_t{blockIdx.x} * IB_PERCENTILES_DIGITS + threadIdx.x * kEach;
    int64_t values[kEach];
    int64_t total = 0;
#pragma unroll
    for (int i = 0; i < kEach; ++i) {
        values[i] = mine[i];
        mine[i] = 0;
        total += values[i];
    }
    int64_t all = 0;
    int64_t before = ib::block_sum_before(total, sum, &all);
#pragma unroll
    for (int i = 0; i < kEach; ++i) {
        if (!done && before <= rank && rank < before + values[i]) {
            const auto digit = static_cast<uint64_t>(static_cast<int>(threadIdx.x) * kEach + i);
            selection.key |= digit << shift;
            selection.known |= uint64_t{IB_PERCENTILES_DIGITS - 1} << shift;
            selection.rank = rank - before;
            selection.done = shift == 0;
        }
        before += values[i];
    }
}
IB_KERNEL(percentiles_digit_pick);
