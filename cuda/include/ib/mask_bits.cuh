// A mask as bits: voxel i, counted in memory order over the whole volume, is bit i % 32 of word i / 32.
// Rows follow each other without a gap, so every width is read 16 bytes at a time.
#pragma once

#include "ib/ib_cuda.h"
#include "ib/platform.cuh"

namespace ib {

constexpr int kWordBits = 32;
constexpr int kTileWords = IB_LABEL_TILE / kWordBits;
constexpr int kThreadWords = kTileWords / IB_LABEL_THREADS;
static_assert(kThreadWords == 4, "a thread reads its words of a tile by one load of 16 bytes");

/// A tile's first voxel and where that lies.
struct TilePlace {
    int64_t first;
    int64_t row;
    uint32_t x, y, z;

    TilePlace() = default;
    __device__ TilePlace(int64_t tile, int64_t nx, int64_t ny)
        : first(tile * IB_LABEL_TILE),
          row(first / nx),
          x(static_cast<uint32_t>(first - row * nx)),
          y(static_cast<uint32_t>(row % ny)),
          z(static_cast<uint32_t>(row / ny)) {}
};

/// Bits i below `bits` with (x + i) % nx == 0: where rows begin.
__device__ __forceinline__ uint32_t row_begins(uint32_t x, uint32_t nx, int bits) {
    uint32_t mask = 0;
    for (uint32_t i = x == 0 ? 0 : nx - x; i < static_cast<uint32_t>(bits); i += nx) {
        mask |= uint32_t{1} << i;
    }
    return mask;
}

/// A word of the mask with what is around it.
struct RunWord {
    uint32_t word;
    uint32_t before;  // 1 if the voxel before the word is set
    uint32_t after;   // 1 if the voxel after it is set
    uint32_t x;       // of its first voxel
    uint32_t rows;    // from the tile's first to that of its first voxel
    uint32_t begins;  // bits where rows begin

    __device__ uint32_t continues() const { return word & (word << 1 | before) & ~begins; }
    __device__ uint32_t run_begins() const { return word & ~continues(); }
    __device__ uint32_t run_ends(uint32_t nx) const {
        const uint32_t last = row_begins(x + 1 == nx ? 0 : x + 1, nx, kWordBits);
        return word & (~(word >> 1 | after << (kWordBits - 1)) | last);
    }
};

/// Words [4 * thread, 4 * thread + 4) of a tile.
struct RunWords {
    RunWord words[kThreadWords];
    int32_t runs;  // that begin in them
};

/// Where a tile's bits are, and the voxels around it: 1 if set.
struct TileWords {
    const uint32_t* set;  // kTileWords, aligned to 16
    uint32_t before, after;
};

__device__ __forceinline__ RunWords read_run_words(const TileWords& tile, const TilePlace& place,
                                                   int64_t nx) {
    const int first = static_cast<int>(threadIdx.x) * kThreadWords;
    const uint32_t* source = tile.set + first;
    const uint4 loaded = *reinterpret_cast<const uint4*>(source);
    const uint32_t around[kThreadWords + 2] = {
        first > 0 ? source[-1] : tile.before << (kWordBits - 1),
        loaded.x,
        loaded.y,
        loaded.z,
        loaded.w,
        first + kThreadWords < kTileWords ? source[kThreadWords] : tile.after};
    RunWords result;
    result.runs = 0;
    const auto width = static_cast<uint32_t>(nx);
#pragma unroll
    for (int i = 0; i < kThreadWords; ++i) {
        RunWord& word = result.words[i];
        const uint32_t from = place.x + static_cast<uint32_t>(first + i) * kWordBits;
        word.word = around[i + 1];
        word.before = around[i] >> (kWordBits - 1);
        word.after = around[i + 2] & 1;
        word.x = from % width;
        word.rows = from / width;
        word.begins = row_begins(word.x, width, kWordBits);
        result.runs += __popc(word.run_begins());
    }
    return result;
}

}  // namespace ib
