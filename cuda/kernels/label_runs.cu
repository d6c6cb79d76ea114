// The runs of a mask in raster order, by one pass over it. Launches and memory: label_components.cu.
#include "ib/block.cuh"
#include "ib/ib_cpu.h"
#include "ib/ib_cuda.h"
#include "ib/look_back.cuh"
#include "ib/mask_bits.cuh"
#include "ib/mask_tile.cuh"
#include "ib/platform.cuh"

namespace ib {
namespace {

constexpr int kTileChunks = IB_LABEL_TILE / IB_LABEL_CHUNK;

/// Where runs go: local numbers count from the tile's first run, -1 is the one before.
struct RunSink {
    ib_run* runs;
    int32_t* parent;
    int32_t room;  // runs below it fit

    __device__ RunSink(ib_run* all_runs, int32_t* all_parents, int64_t first, int64_t capacity)
        : runs(all_runs + first),
          parent(all_parents + first),
          room(static_cast<int32_t>(
              smaller(larger(capacity - first, int64_t{-1}), int64_t{IB_LABEL_TILE}))) {}
};

/// The runs that begin or end in a thread's word, and the first run of each row that begins there.
/// `next` is the local number of the first run to begin in it.
struct WordRuns {
    const RunWord& word;
    const TilePlace& place;
    uint32_t nx, ny;
    int32_t next;

    /// From the tile's first row.
    __device__ uint32_t rows_of(int bit) const {
        return word.rows + (word.x + static_cast<uint32_t>(bit)) / nx;
    }
    __device__ int32_t x_of(int bit) const {
        return static_cast<int32_t>((word.x + static_cast<uint32_t>(bit)) % nx);
    }

    /// Of `bits` bits of the word, `first` being the tile's first run.
    __device__ void write_rows(int64_t bits, int64_t first, int32_t* row_first) const {
        for (uint32_t left = word.begins; left != 0; left &= left - 1) {
            const int bit = __ffs(static_cast<int>(left)) - 1;
            if (bit < bits) {
                const int32_t before = __popc(word.run_begins() & ((uint32_t{1} << bit) - 1));
                row_first[place.row + rows_of(bit)] = static_cast<int32_t>(first + next + before);
            }
        }
    }

    __device__ void write_runs(int64_t first, const RunSink& sink) const {
        int32_t run = next;
        for (uint32_t left = word.run_begins(); left != 0; left &= left - 1, ++run) {
            if (run < sink.room) {
                const int bit = __ffs(static_cast<int>(left)) - 1;
                const uint32_t y = place.y + rows_of(bit);
                sink.runs[run].x_begin = x_of(bit);
                sink.runs[run].y = static_cast<int32_t>(y % ny);
                sink.runs[run].z = static_cast<int32_t>(place.z + y / ny);
                sink.parent[run] = static_cast<int32_t>(first + run);
            }
        }
        // A run that was open before the word ends first, and its number is the one before.
        run = next - static_cast<int32_t>(word.continues() & 1);
        for (uint32_t left = word.run_ends(nx); left != 0; left &= left - 1, ++run) {
            if (run < sink.room) { sink.runs[run].x_end = x_of(__ffs(static_cast<int>(left)) - 1) + 1; }
        }
    }
};

/// Puts the tile's first run, known to the first warp by looking back, where all find it.
__device__ __forceinline__ void look_back(int32_t own, uint64_t* tile_sums, MaskTile& tile) {
    if (warp_number() == 0) {
        const int64_t before = sum_of_blocks_before(tile.number, own, tile_sums);
        if (lane_number() == 0) { tile.first_run = before; }
    }
    __syncthreads();
}

/// Of a tile without runs.
__device__ __forceinline__ void write_empty_rows(const MaskTile& tile, int64_t voxels, int64_t nx,
                                                 int32_t* row_first) {
    const int64_t end = smaller(tile.place.first + IB_LABEL_TILE, voxels);
    const int64_t first = tile.place.row + (tile.place.x != 0 ? 1 : 0);
    for (int64_t row = first + threadIdx.x; row * nx < end; row += IB_LABEL_THREADS) {
        row_first[row] = static_cast<int32_t>(tile.first_run);
    }
}

}  // namespace
}  // namespace ib

// So many blocks to a multiprocessor: left to itself, ptxas makes room for a fifth and spills for it.
extern "C" __global__ void __launch_bounds__(IB_LABEL_THREADS, 4)
    label_runs(const uint8_t* mask, int64_t voxels, int64_t nx, int64_t ny, int64_t run_capacity,
               ib_cuda_label_counts* counts, uint64_t* tile_sums, ib_run* runs, int32_t* parent,
               int32_t* row_first, int32_t* chunk_keys) {
    IB_SHARED(ib::MaskTile, tile);
    IB_SHARED(ib::BlockSum<int32_t>, sum);
    if (threadIdx.x == 0) {
        tile.number = ib::atomic_add(&counts->next_tile, 1u);
        tile.place = ib::TilePlace(tile.number, nx, ny);
    }
    __syncthreads();
    const int64_t number = tile.number;
    if (threadIdx.x < ib::kTileChunks) { chunk_keys[number * ib::kTileChunks + threadIdx.x] = 0; }
    int32_t own = 0;
    if (ib::pack_mask(mask, voxels, tile)) {
        const ib::RunWords mine =
            ib::read_run_words({tile.set, tile.before, tile.after}, tile.place, nx);
        int32_t next = ib::block_sum_before(mine.runs, sum, &own);
        ib::look_back(own, tile_sums, tile);
        const int64_t first = tile.first_run;
        const ib::RunSink sink(runs, parent, first, run_capacity);
        const int64_t left =
            voxels - tile.place.first - int64_t{threadIdx.x} * (ib::kThreadWords * ib::kWordBits);
#pragma unroll
        for (int i = 0; i < ib::kThreadWords; ++i) {
            const ib::WordRuns in_word{mine.words[i], tile.place, static_cast<uint32_t>(nx),
                                       static_cast<uint32_t>(ny), next};
            in_word.write_rows(left - i * ib::kWordBits, first, row_first);
            in_word.write_runs(first, sink);
            next += __popc(mine.words[i].run_begins());
        }
    } else {
        ib::look_back(own, tile_sums, tile);
        ib::write_empty_rows(tile, voxels, nx, row_first);
    }
    if (number + 1 == int64_t{gridDim.x} && threadIdx.x == 0) {
        const int64_t total = tile.first_run + own;
        row_first[voxels / nx] = static_cast<int32_t>(total);
        counts->run_count = total;
    }
}
IB_KERNEL(label_runs);
