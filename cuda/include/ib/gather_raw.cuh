// Patches of raw voxels, from device memory or over the bus.
#pragma once

#include "ib/gather_convert.cuh"

namespace ib {

struct RawSource {
    template <typename Voxel>
    __device__ __forceinline__ void load(const Chunk& chunk, float (&values)[kChunk]) const {
        load_voxels<Voxel>(chunk, values);
    }

    __device__ __forceinline__ void bytes(const Chunk& chunk, uint32_t (&bytes)[kChunk / 4]) const {
        uint32_t words[kChunk / 4 + 4];
        const uint64_t address = chunk.source + static_cast<uint64_t>(int64_t{chunk.x});
        load_words<kChunk, 1>(address, chunk.low, chunk.high, words);
        drop_bytes<1>(static_cast<int>(address % kVectorBytes), words);
#pragma unroll
        for (int i = 0; i < kChunk / 4; ++i) { bytes[i] = words[i]; }
    }

    __device__ __forceinline__ float voxel(const ib_cuda_patch& p, const GatherTile& tile,
                                           const Chunk& chunk, int64_t x) const {
        return voxel_at(chunk.source + static_cast<uint64_t>(x * tile.voxel_bytes), p.source_type);
    }

    template <bool kNormalise>
    __device__ __forceinline__ bool convert(const GatherTile& tile, const Chunk& chunk,
                                            const GatherTile::Place& place) const;
};

template <bool kNormalise>
__device__ __forceinline__ bool RawSource::convert(const GatherTile& tile, const Chunk& chunk,
                                                   const GatherTile::Place& place) const {
    const bool unit = place.work == Work::normalise_to_unit;
    switch (place.source_type) {
        case IB_FLOAT32:
            return convert_chunk<float, kNormalise>(*this, tile, chunk, unit);
        case IB_INT16:
            return convert_chunk<int16_t, kNormalise>(*this, tile, chunk, unit);
        case IB_UINT8:
            return convert_chunk<uint8_t, kNormalise>(*this, tile, chunk, unit);
        case IB_UINT16:
            return convert_chunk<uint16_t, kNormalise>(*this, tile, chunk, unit);
        case IB_INT8:
            return convert_chunk<int8_t, kNormalise>(*this, tile, chunk, unit);
        case IB_INT32:
            return convert_chunk<int32_t, kNormalise>(*this, tile, chunk, unit);
        case IB_UINT32:
            return convert_chunk<uint32_t, kNormalise>(*this, tile, chunk, unit);
        case IB_FLOAT16:
            return convert_chunk<Half, kNormalise>(*this, tile, chunk, unit);
        default:
            return convert_chunk<double, kNormalise>(*this, tile, chunk, unit);
    }
}

/// The rows of the tile. All threads of a block call, which meet before and after.
__device__ __forceinline__ void place_rows(const ib_cuda_patch& patch, const GatherTile& tile,
                                           TileRow* rows) {
#pragma unroll 1
    for (unsigned row = threadIdx.x; row < static_cast<unsigned>(tile.rows); row += IB_GATHER_THREADS) {
        rows[row] = row_of(patch, tile, row);
    }
}

/// Writes the thread's part of the tile; of a patch that is counted, how many elements of it are not 0.
template <bool kCounted>
__device__ __forceinline__ int32_t gather_raw(const ib_cuda_patch& patch, const GatherTile& tile,
                                              const TileRow* rows) {
    const unsigned thread = threadIdx.x;
    const RawSource source;
    const GatherTile::Place place = tile.place;
    const Chunk own(place, rows, thread);
    const bool whole = place.work != Work::voxels;
    int32_t found = 0;
    bool written = false;
    if (own.exists) { written = write_chunk<kCounted>(source, tile, own, place, found); }
    if (!written) {
#pragma unroll 1
        for (unsigned i = 0; i < kChunk; ++i) {
            // Where all is done so, lanes read side by side: over the bus that
            // counts.
            const unsigned number = whole ? thread * kChunk + i : thread + IB_GATHER_THREADS * i;
            const Chunk chunk(place, rows, number / kChunk);
            const uint32_t bits =
                write_element(source, patch, tile, chunk, static_cast<int>(number % kChunk));
            if (kCounted) { found += bits != 0 ? 1 : 0; }
        }
    }
    return found;
}

}  // namespace ib
