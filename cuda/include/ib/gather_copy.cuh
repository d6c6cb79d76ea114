// Copies of uint8, and how many of their elements are not 0.
#pragma once

#include "ib/block.cuh"
#include "ib/gather_chunk.cuh"

namespace ib {

/// Of the elements that are the row's.
__device__ __forceinline__ int32_t nonzero_of(const Chunk& chunk, const Elements<1>& bytes) {
    constexpr uint32_t kLow = 0x7f7f7f7f;
    uint32_t found = 0;  // bit 8 k + j: byte k of word j
#pragma unroll
    for (int j = 0; j < Elements<1>::kWords; ++j) {
        const uint32_t word = bytes.words[j];
        found |= ((((word & kLow) + kLow) | word) & ~kLow) >> (7 - j);
    }
    if (chunk.begin > 0 || chunk.end < kChunk) {
#pragma unroll
        for (int i = 0; i < kChunk; ++i) {
            if (i < chunk.begin || i >= chunk.end) { found &= ~(1u << (8 * (i % 4) + i / 4)); }
        }
    }
    return __popc(found);
}

/// Writes a chunk of uint8 as it is; how many of its elements are not 0, where
/// they are counted, else 0.
template <bool kCounted, typename Source>
__device__ __forceinline__ int32_t copy_chunk(const Source& source, const GatherTile& tile,
                                              const Chunk& chunk) {
    Elements<1> bytes;
    source.bytes(chunk, bytes.words);
    if (!chunk.all()) {
        const auto fill = static_cast<uint32_t>(tile.values.fill);
        const uint32_t inside = chunk.inside();
#pragma unroll
        for (int i = 0; i < kChunk; ++i) {
            const uint32_t mask = 0xffu << 8 * (i % 4);
            uint32_t& word = bytes.words[i / 4];
            if ((inside & 1u << i) == 0) { word = (word & ~mask) | fill << 8 * (i % 4); }
        }
    }
    if (chunk.reversed) { reverse(bytes); }
    const int32_t found = kCounted ? nonzero_of(chunk, bytes) : 0;
    store_chunk(tile, chunk, bytes);
    return found;
}

/// Adds up what the threads of a block have found. All of them call.
__device__ __forceinline__ void add_count(const ib_cuda_patch& patch, int32_t found) {
    if (patch.nonzero != 0) {
        const int32_t sum = warp_sum(found);
        if (lane_number() == 0 && sum != 0) { atomic_add(global_at<int32_t>(patch.nonzero), sum); }
    }
}

}  // namespace ib
