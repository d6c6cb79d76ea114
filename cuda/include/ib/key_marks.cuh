// The keys of components in order: a map with a bit for each possible key, and the number of keys in
// each chunk of IB_LABEL_CHUNK of them. Only chunks that some run's key lies in are cleared and read.
#pragma once

#include "ib/ib_cuda.h"
#include "ib/mask_bits.cuh"
#include "ib/platform.cuh"

namespace ib {

constexpr int kChunkWords = IB_LABEL_CHUNK / kWordBits;
constexpr int kChunkPairs = kChunkWords / 2;

/// By thread `thread` of `threads`.
__device__ __forceinline__ void clear_all_marks(uint32_t* marks, int64_t chunks, int64_t thread,
                                                int64_t threads) {
    constexpr int kFour = 4;
    for (int64_t i = thread; i < chunks * (kChunkWords / kFour); i += threads) {
        reinterpret_cast<uint4*>(marks)[i] = {0, 0, 0, 0};
    }
}

/// The chunk of `key`, part `part` of `parts`; others may clear it too.
__device__ __forceinline__ void clear_marks_around(int64_t key, uint32_t* marks, int part, int parts) {
    auto* pairs = reinterpret_cast<uint64_t*>(marks) + key / IB_LABEL_CHUNK * kChunkPairs;
    for (int i = part; i < kChunkPairs; i += parts) { store_relaxed(pairs + i, uint64_t{0}); }
}

__device__ __forceinline__ void mark(int64_t key, uint32_t* marks, int32_t* chunk_keys) {
    atomic_or(marks + key / kWordBits, uint32_t{1} << key % kWordBits);
    atomic_add(chunk_keys + key / IB_LABEL_CHUNK, 1);
}

/// How many keys are smaller, where chunk_keys holds the sums of those before.
__device__ __forceinline__ int32_t marks_before(int64_t key, const uint32_t* marks,
                                                const int32_t* chunk_keys) {
    const int64_t chunk = key / IB_LABEL_CHUNK;
    int32_t before = chunk_keys[chunk];
    int64_t word = chunk * kChunkWords;
    for (; word < key / kWordBits; ++word) { before += __popc(marks[word]); }
    return before + __popc(marks[word] & ((uint32_t{1} << key % kWordBits) - 1));
}

}  // namespace ib
