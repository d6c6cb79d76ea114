// One thread's part of a patch: up to IB_GATHER_CHUNK voxels side by side on
// the source's x axis. They are read 16 bytes at once, aligned, and shifted
// into place; the volume's rows start at multiples of 16 bytes.
#pragma once

#include "ib/gather_tile.cuh"

namespace ib {

struct Chunk {
    uint64_t source;     // of its row's first voxel of the patch
    uint64_t target;     // as that of its row, for this chunk; turned, for the row's
                         // first voxel
    int32_t x;           // its first voxel in the patch
    int32_t low, high;   // voxels from low to below high are inside the volume
    int32_t begin, end;  // elements from begin to below end are the row's, in the
                         // target's order
    bool exists, turned, reversed;
    int32_t target_type;

    /// `number` counts the threads of a block. Turned, a warp takes 32 rows, so
    /// that it writes 32 elements side by side; otherwise threads follow the
    /// rows, and chunks start where 16 bytes of the target do.
    __device__ __forceinline__ Chunk(const GatherTile::Place& place, const TileRow* rows,
                                     unsigned number)
        : turned(place.turned != 0), reversed(place.reversed != 0), target_type(place.target_type) {
        const auto group = static_cast<int32_t>(turned ? number / kTurnedRows : number);
        const int32_t chunk = place.column + group;
        int32_t from_first = place.columns.quotient(chunk);
        const int32_t column = chunk - from_first * place.columns.divisor;
        int32_t elements = column * kChunk;
        begin = -elements;
        if (turned) {
            from_first = from_first * kTurnedRows + static_cast<int32_t>(number % kTurnedRows);
            elements = 0;
        }
        const TileRow row = rows[from_first];
        source = row.source;
        target = row.target + (static_cast<uint64_t>(static_cast<uint32_t>(elements)) << target_type);
        x = row.x + column * place.step;
        low = row.low - x;
        high = row.high - x;
        begin += row.skipped;
        end = begin + place.width;
        exists = row.skipped >= 0;
    }

    __device__ bool holds(int i) const { return low <= i && i < high; }
    /// Bit i: whether it holds i.
    __device__ uint32_t inside() const {
        const uint32_t before_high = (1u << smaller(larger(high, 0), kChunk)) - 1;
        return before_high & ~((1u << smaller(larger(low, 0), kChunk)) - 1);
    }
    __device__ bool all() const { return low <= 0 && high >= kChunk; }
};

/// Words of 16 aligned bytes each, from `address` on, as far as they hold
/// voxels from `low` to below `high`, which may be none; others are anything.
template <int kVoxels, int kVoxelBytes>
__device__ __forceinline__ void load_words(uint64_t address, int32_t low, int32_t high,
                                           uint32_t (&words)[kVoxels * kVoxelBytes / 4 + 4]) {
    constexpr int kVectors = kVoxels * kVoxelBytes / kVectorBytes;
    const int shift = static_cast<int>(address % kVectorBytes);
    const auto* from = global_at<const uint4>(address & ~uint64_t{kVectorBytes - 1});
    uint4 vectors[kVectors + 1]{};
    if (low <= 0 && high >= kVoxels) {
#pragma unroll
        for (int j = 0; j < kVectors; ++j) { vectors[j] = from[j]; }
        vectors[kVectors] = from[shift == 0 ? kVectors - 1 : kVectors];  // what is there, if not needed
    } else if (larger(low, 0) < smaller(high, kVoxels)) {
        const int first = (shift + larger(low, 0) * kVoxelBytes) / kVectorBytes;
        const int last = (shift + smaller(high, kVoxels) * kVoxelBytes - 1) / kVectorBytes;
#pragma unroll
        for (int j = 0; j <= kVectors; ++j) {
            if (first <= j && j <= last) { vectors[j] = from[j]; }
        }
    }
#pragma unroll
    for (int j = 0; j <= kVectors; ++j) {
        words[4 * j] = vectors[j].x, words[4 * j + 1] = vectors[j].y;
        words[4 * j + 2] = vectors[j].z, words[4 * j + 3] = vectors[j].w;
    }
}

/// Drops the first `shift` bytes, a multiple of kVoxelBytes below 16.
template <int kVoxelBytes, int kWords>
__device__ __forceinline__ void drop_bytes(int shift, uint32_t (&words)[kWords]) {
    constexpr int kKept = kWords - 4;
    if ((shift & 8) != 0) {
#pragma unroll
        for (int i = 0; i < kKept + (kVoxelBytes < 8 ? 2 : 0); ++i) { words[i] = words[i + 2]; }
    }
    if constexpr (kVoxelBytes < 8) {
        if ((shift & 4) != 0) {
#pragma unroll
            for (int i = 0; i < kKept + 1; ++i) { words[i] = words[i + 1]; }
        }
    }
    if constexpr (kVoxelBytes < 4) {
#pragma unroll
        for (int i = 0; i < kKept; ++i) {
            words[i] = __funnelshift_r(words[i], words[i + 1], static_cast<unsigned>(shift % 4 * 8));
        }
    }
}

/// Voxel i of those from the first word on.
template <typename Voxel>
__device__ __forceinline__ Voxel voxel_of(const uint32_t* words, int i) {
    if constexpr (sizeof(Voxel) == 8) {
        return bits_as<Voxel>(words[2 * i] | static_cast<uint64_t>(words[2 * i + 1]) << 32);
    } else if constexpr (sizeof(Voxel) == 4) {
        return bits_as<Voxel>(words[i]);
    } else if constexpr (sizeof(Voxel) == 2) {
        uint16_t halves[2];
        split(words[i / 2], halves[0], halves[1]);
        return static_cast<Voxel>(halves[i % 2]);
    } else {
        return static_cast<Voxel>(words[i / 4] >> 8 * (i % 4));
    }
}

/// The chunk's voxels; those outside of the volume become anything. NaN may
/// lose its bits.
template <typename Voxel>
__device__ __forceinline__ void load_voxels(const Chunk& chunk, float (&values)[kChunk]) {
    constexpr int kBytes = sizeof(Voxel);
    constexpr int kVoxels = kBytes == 8 ? kChunk / 2 : kChunk;  // at once, for want of registers
#pragma unroll
    for (int part = 0; part < kChunk; part += kVoxels) {
        uint32_t words[kVoxels * kBytes / 4 + 4];
        const uint64_t address = chunk.source + static_cast<uint64_t>(int64_t{chunk.x + part} * kBytes);
        load_words<kVoxels, kBytes>(address, chunk.low - part, chunk.high - part, words);
        drop_bytes<kBytes>(static_cast<int>(address % kVectorBytes), words);
#pragma unroll
        for (int i = 0; i < kVoxels; ++i) {
            values[part + i] = static_cast<float>(voxel_of<Voxel>(words, i));
        }
    }
}

/// Elements of a chunk, side by side as in memory.
template <int kBytes>
struct Elements {
    static constexpr int kWords = kChunk * kBytes / 4;
    using Word = Either<kBytes == 4, float, uint32_t>;
    Word words[kWords];

    __device__ uint32_t bits(int i) const {
        return bits_as<uint32_t>(words[i * kBytes / 4]) >> 8 * (i * kBytes % 4);
    }
};

/// The last byte first.
__device__ __forceinline__ void reverse(Elements<1>& bytes) {
    constexpr int kWords = Elements<1>::kWords;
    uint32_t before[kWords];
#pragma unroll
    for (int i = 0; i < kWords; ++i) { before[i] = bytes.words[kWords - 1 - i]; }
#pragma unroll
    for (int i = 0; i < kWords; ++i) {
        const uint32_t pairs = (before[i] & 0x00ff00ff) << 8 | (before[i] >> 8 & 0x00ff00ff);
        bytes.words[i] = pairs << 16 | pairs >> 16;
    }
}

template <int kBytes>
__device__ __forceinline__ void store_bits(uint64_t address, uint32_t bits) {
    if constexpr (kBytes == 1) { *global_at<uint8_t>(address) = static_cast<uint8_t>(bits); }
    if constexpr (kBytes == 2) { *global_at<uint16_t>(address) = static_cast<uint16_t>(bits); }
    if constexpr (kBytes == 4) { *global_at<uint32_t>(address) = bits; }
}

/// Elements that follow their row: in 16 bytes each, but for the first and the
/// last of a row.
template <int kBytes>
__device__ __forceinline__ void store_row(const Chunk& chunk, const Elements<kBytes>& elements) {
    if (chunk.begin <= 0 && chunk.end >= kChunk) {
        using Vector = Either<kBytes == 4, float4, uint4>;
        auto* vectors = global_at<Vector>(chunk.target);
        const auto* words = elements.words;
#pragma unroll
        for (int j = 0; j < kBytes; ++j) {
            vectors[j] = Vector{words[4 * j], words[4 * j + 1], words[4 * j + 2], words[4 * j + 3]};
        }
    } else {
#pragma unroll
        for (int i = 0; i < kChunk; ++i) {
            if (chunk.begin <= i && i < chunk.end) {
                store_bits<kBytes>(chunk.target + i * kBytes, elements.bits(i));
            }
        }
    }
}

/// Elements that go to rows of their own, `step` bytes apart; the lanes of a
/// warp write side by side.
template <int kBytes>
__device__ __forceinline__ void store_column(const Chunk& chunk, int64_t step,
                                             const Elements<kBytes>& elements) {
    uint64_t to = chunk.target + static_cast<uint64_t>(chunk.x * step);
#pragma unroll
    for (int i = 0; i < kChunk; ++i) {
        if (i < chunk.end) { store_bits<kBytes>(to, elements.bits(i)); }
        to += static_cast<uint64_t>(step);
    }
}

template <int kBytes>
__device__ __forceinline__ void store_chunk(const GatherTile& tile, const Chunk& chunk,
                                            const Elements<kBytes>& elements) {
    if (chunk.turned) {
        store_column(chunk, tile.target_x, elements);
    } else {
        store_row(chunk, elements);
    }
}

}  // namespace ib
