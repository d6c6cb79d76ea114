// Patches of packed voxels, once a block has decoded them.
#pragma once

#include "ib/gather_convert.cuh"
#include "ib/packed_bricks.cuh"

namespace ib {

/// What the bricks hold, as 32 bits each: no fractions, and no NaN.
struct PackedSource {
    const uint4* units;

    /// The chunk's first voxel, among those that all lie before it.
    __device__ __forceinline__ int32_t start(const Chunk& chunk) const {
        return static_cast<int32_t>(chunk.source) + chunk.x + kUnitsBefore * kPart;
    }

    __device__ __forceinline__ void words(const Chunk& chunk, uint32_t (&words)[kChunk + kPart]) const {
        const int32_t from = start(chunk);
#pragma unroll
        for (unsigned j = 0; j <= kChunk / kPart; ++j) {
            const uint4 unit = units[unit_place(static_cast<uint32_t>(from) / kPart + j)];
            words[4 * j] = unit.x, words[4 * j + 1] = unit.y;
            words[4 * j + 2] = unit.z, words[4 * j + 3] = unit.w;
        }
        drop_bytes<4>(from % kPart * 4, words);
    }

    template <typename Voxel>
    __device__ __forceinline__ void load(const Chunk& chunk, float (&values)[kChunk]) const {
        uint32_t bits[kChunk + kPart];
        words(chunk, bits);
#pragma unroll
        for (int i = 0; i < kChunk; ++i) {
            values[i] = static_cast<float>(static_cast<Voxel>(bits[i]));
        }
    }

    __device__ __forceinline__ void bytes(const Chunk& chunk, uint32_t (&bytes)[kChunk / 4]) const {
        uint32_t bits[kChunk + kPart];
        words(chunk, bits);
#pragma unroll
        for (int i = 0; i < kChunk / 4; ++i) {
            bytes[i] = lowest_bytes(bits[4 * i], bits[4 * i + 1], bits[4 * i + 2], bits[4 * i + 3]);
        }
    }

    __device__ __forceinline__ float voxel(const ib_cuda_patch& p, const GatherTile&,
                                           const Chunk& chunk, int64_t x) const {
        const int32_t at =
            static_cast<int32_t>(chunk.source + static_cast<uint64_t>(x)) + kUnitsBefore * kPart;
        const uint32_t* unit = &units[unit_place(static_cast<uint32_t>(at) / kPart)].x;
        const uint32_t bits = unit[at % kPart];
        return p.source_type == IB_UINT32 ? to_float(bits) : to_float(static_cast<int32_t>(bits));
    }

    template <bool kNormalise>
    __device__ __forceinline__ bool convert(const GatherTile& tile, const Chunk& chunk,
                                            const GatherTile::Place& place) const {
        const bool unit = place.work == Work::normalise_to_unit;
        return place.source_type == IB_UINT32
                   ? convert_chunk<uint32_t, kNormalise>(*this, tile, chunk, unit)
                   : convert_chunk<int32_t, kNormalise>(*this, tile, chunk, unit);
    }
};

/// Writes the tile's elements; how many of the thread's are not 0, of a patch that is counted.
__device__ __forceinline__ int32_t gather_packed(const ib_cuda_patch& patch, const GatherTile& tile,
                                                 const TileRow* rows, const Bricks& bricks) {
    const PackedSource source{bricks.units};
    const GatherTile::Place place = tile.place;
    const auto chunks = static_cast<unsigned>(tile.rows * place.columns.divisor);
    int32_t found = 0;
#pragma unroll 1
    for (unsigned number = threadIdx.x; number < chunks; number += IB_GATHER_THREADS) {
        const Chunk chunk(place, rows, number);
        if (chunk.exists && chunk.begin < kChunk && chunk.end > 0) {
            int32_t nonzero = 0;
            if (!write_chunk<true>(source, tile, chunk, place, nonzero)) {
#pragma unroll 1
                for (int i = 0; i < kChunk; ++i) {
                    nonzero += write_element(source, patch, tile, chunk, i) != 0 ? 1 : 0;
                }
            }
            found += nonzero;
        }
    }
    return found;
}

}  // namespace ib
