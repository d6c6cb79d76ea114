// Between voxels and runs: the mask packed to bits, the runs of those in raster order, and the
// instances of the runs painted back. Launches and memory: label_components.cu.
#include "ib/block.cuh"
#include "ib/ib_cpu.h"
#include "ib/ib_cuda.h"
#include "ib/mask_bits.cuh"
#include "ib/platform.cuh"

namespace ib {
namespace {

constexpr int kGroup = 16;  // voxels of one load
constexpr int kLoads = IB_LABEL_TILE / kGroup / IB_LABEL_THREADS;

/// One bit for each byte that is not 0.
__device__ __forceinline__ uint32_t non_zero_bytes(uint32_t four) {
    uint32_t bits = four | four >> 4;
    bits |= bits >> 2;
    bits |= bits >> 1;
    return (bits & 0x01010101u) * 0x01020408u >> 24;
}

__device__ __forceinline__ uint32_t non_zero_bytes(const uint4& sixteen) {
    return non_zero_bytes(sixteen.x) | non_zero_bytes(sixteen.y) << 4 | non_zero_bytes(sixteen.z) << 8 |
           non_zero_bytes(sixteen.w) << 12;
}

__device__ __forceinline__ uint4 load_mask_group(const uint8_t* mask, int64_t from, int64_t voxels) {
    if (from + kGroup <= voxels) { return *reinterpret_cast<const uint4*>(mask + from); }
    uint32_t words[4] = {0, 0, 0, 0};
#pragma unroll
    for (int i = 0; i < kGroup; ++i) {
        if (from + i < voxels) { words[i / 4] |= uint32_t{mask[from + i]} << i % 4 * 8; }
    }
    return {words[0], words[1], words[2], words[3]};
}

/// How many runs begin in 16 voxels; `before` is 1 if the voxel before them is set.
__device__ __forceinline__ int32_t runs_begun(uint32_t bits, uint32_t before, uint32_t from_x,
                                              uint32_t nx) {
    uint32_t continues = bits & (bits << 1 | before);
    if (continues != 0) { continues &= ~row_begins(from_x % nx, nx, kGroup); }
    return __popc(bits & ~continues);
}

}  // namespace
}  // namespace ib

extern "C" __global__ void __launch_bounds__(IB_LABEL_THREADS)
    label_pack(const uint8_t* mask, int64_t voxels, int64_t nx, uint32_t* bits, int32_t* tile_runs) {
    IB_SHARED(ib::BlockSum<int32_t>, sum);
    const ib::TilePlace place(blockIdx.x, nx);
    auto* packed = reinterpret_cast<uint16_t*>(bits) + place.first / ib::kGroup;
    uint4 groups[ib::kLoads];
#pragma unroll
    for (int i = 0; i < ib::kLoads; ++i) {
        const int group = i * IB_LABEL_THREADS + static_cast<int>(threadIdx.x);
        groups[i] = ib::load_mask_group(mask, place.first + group * ib::kGroup, voxels);
    }
    int32_t runs = 0;
#pragma unroll
    for (int i = 0; i < ib::kLoads; ++i) {
        const int group = i * IB_LABEL_THREADS + static_cast<int>(threadIdx.x);
        const uint32_t set = ib::non_zero_bytes(groups[i]);
        uint32_t before = __shfl_up_sync(ib::kAllLanes, set, 1) >> (ib::kGroup - 1);
        if (ib::lane_number() == 0) {
            const int64_t from = place.first + group * ib::kGroup;
            before = (set & 1) != 0 && from > 0 && mask[from - 1] != 0;
        }
        runs += ib::runs_begun(set, before, place.x + static_cast<uint32_t>(group * ib::kGroup),
                               static_cast<uint32_t>(nx));
        packed[group] = static_cast<uint16_t>(set);
    }
    const int32_t total = ib::block_sum(runs, sum);
    if (threadIdx.x == 0) { tile_runs[blockIdx.x] = total; }
}
IB_KERNEL(label_pack);

// counts[i] becomes the sum of those before it, counts[n] that of all (modulo 2^32), *total too.
extern "C" __global__ void __launch_bounds__(IB_LABEL_SCAN_THREADS)
    label_scan(int32_t* counts, int64_t n, int64_t* total) {
    constexpr int kEach = 4;
    IB_SHARED(ib::BlockSum<int64_t>, sum);
    int64_t before = 0;
    for (int64_t first = 0; first < n; first += kEach * IB_LABEL_SCAN_THREADS) {
        const int64_t from = first + int64_t{threadIdx.x} * kEach;
        int32_t values[kEach];
        int64_t mine = 0;
#pragma unroll
        for (int i = 0; i < kEach; ++i) {
            values[i] = from + i < n ? counts[from + i] : 0;
            mine += values[i];
        }
        int64_t all = 0;
        int64_t running = before + ib::block_sum_before(mine, sum, &all);
#pragma unroll
        for (int i = 0; i < kEach; ++i) {
            if (from + i < n) { counts[from + i] = static_cast<int32_t>(running); }
            running += values[i];
        }
        before += all;
    }
    if (threadIdx.x == 0) {
        counts[n] = static_cast<int32_t>(before);
        *total = before;
    }
}
IB_KERNEL(label_scan);

extern "C" __global__ void __launch_bounds__(IB_LABEL_THREADS)
    label_runs(const uint32_t* bits, int64_t voxels, int64_t nx, int64_t ny, const int32_t* tile_runs,
               ib_run* runs, int32_t* parent, int32_t* row_first) {
    IB_SHARED(ib::BlockSum<int32_t>, sum);
    const int64_t tile = blockIdx.x;
    const int64_t tiles = gridDim.x;
    const ib::TilePlace place(tile, nx);
    const uint32_t* first_word = bits + tile * ib::kTileWords;
    const int32_t tile_first = tile_runs[tile];
    const bool reached_into = tile > 0 && place.x != 0 && (first_word[0] & 1) != 0;
    if (tile_runs[tile + 1] == tile_first && !reached_into) {
        const int64_t end = ib::smaller(place.first + IB_LABEL_TILE, voxels);
        for (int64_t row = (place.first + nx - 1) / nx + threadIdx.x; row * nx < end;
             row += blockDim.x) {
            row_first[row] = tile_first;
        }
    } else {
        const ib::RunWords mine = ib::read_run_words(bits, tile, tiles, place, nx);
        int32_t all = 0;
        int32_t next = tile_first + ib::block_sum_before(mine.runs, sum, &all);
        for (int i = 0; i < ib::kThreadWords; ++i) {
            const ib::RunWord& word = mine.words[i];
            const uint32_t begins = word.run_begins();
            // A run that was open before the word ends first, and its number is the one before.
            int32_t ending = next - static_cast<int32_t>(word.continues() & 1);
            const auto row_of = [&](int bit) {
                return word.row + (word.x + static_cast<uint32_t>(bit)) / static_cast<uint32_t>(nx);
            };
            const auto x_of = [&](int bit) {
                return static_cast<int32_t>((word.x + static_cast<uint32_t>(bit)) %
                                            static_cast<uint32_t>(nx));
            };
            const int64_t from =
                place.first + (int64_t{threadIdx.x} * ib::kThreadWords + i) * ib::kWordBits;
            for (uint32_t left = word.begins; left != 0; left &= left - 1) {
                const int bit = __ffs(static_cast<int>(left)) - 1;
                if (from + bit < voxels) {
                    row_first[row_of(bit)] = next + __popc(begins & ((uint32_t{1} << bit) - 1));
                }
            }
            for (uint32_t left = begins; left != 0; left &= left - 1, ++next) {
                const int bit = __ffs(static_cast<int>(left)) - 1;
                const int64_t row = row_of(bit);
                runs[next].x_begin = x_of(bit);
                runs[next].y = static_cast<int32_t>(row % ny);
                runs[next].z = static_cast<int32_t>(row / ny);
                parent[next] = next;
            }
            for (uint32_t left = word.run_ends(static_cast<uint32_t>(nx)); left != 0;
                 left &= left - 1, ++ending) {
                runs[ending].x_end = x_of(__ffs(static_cast<int>(left)) - 1) + 1;
            }
        }
    }
    if (tile + 1 == tiles && threadIdx.x == 0) { row_first[voxels / nx] = tile_runs[tiles]; }
}
IB_KERNEL(label_runs);

extern "C" __global__ void __launch_bounds__(IB_LABEL_THREADS)
    label_paint(const uint32_t* bits, int64_t voxels, int64_t nx, const int32_t* tile_runs,
                const ib_run* runs, int32_t* labels) {
    struct Words {
        uint32_t set[ib::kTileWords];
        uint32_t begins[ib::kTileWords];
        int32_t before[ib::kTileWords];  // number of the run before the word's first to begin
    };
    IB_SHARED(Words, words);
    IB_SHARED(ib::BlockSum<int32_t>, sum);
    const int64_t tile = blockIdx.x;
    const ib::TilePlace place(tile, nx);
    const ib::RunWords mine = ib::read_run_words(bits, tile, gridDim.x, place, nx);
    int32_t all = 0;
    int32_t before = tile_runs[tile] + ib::block_sum_before(mine.runs, sum, &all) - 1;
    for (int i = 0; i < ib::kThreadWords; ++i) {
        const int word = static_cast<int>(threadIdx.x) * ib::kThreadWords + i;
        words.set[word] = mine.words[i].word;
        words.begins[word] = mine.words[i].run_begins();
        words.before[word] = before;
        before += __popc(words.begins[word]);
    }
    __syncthreads();
    constexpr int kStore = 4;
    for (int from = static_cast<int>(threadIdx.x) * kStore; from < IB_LABEL_TILE;
         from += IB_LABEL_THREADS * kStore) {
        const int word = from / ib::kWordBits;
        int32_t instances[kStore];
#pragma unroll
        for (int i = 0; i < kStore; ++i) {
            const int bit = from % ib::kWordBits + i;
            const uint32_t up_to = 0xffffffffu >> (ib::kWordBits - 1 - bit);
            const int32_t run = words.before[word] + __popc(words.begins[word] & up_to);
            instances[i] = (words.set[word] >> bit & 1) != 0 ? runs[run].instance : 0;
        }
        const int64_t voxel = place.first + from;
        if (voxel + kStore <= voxels) {
            *reinterpret_cast<int4*>(labels + voxel) =
                make_int4(instances[0], instances[1], instances[2], instances[3]);
        } else {
#pragma unroll
            for (int i = 0; i < kStore; ++i) {
                if (voxel + i < voxels) { labels[voxel + i] = instances[i]; }
            }
        }
    }
}
IB_KERNEL(label_paint);
