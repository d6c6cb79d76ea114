// Counting voxels of 8 and 16 bits by value, each by an addition of 1, which the hardware sums over
// lanes that meet: padding and air are one value over a third of a volume.
#pragma once

#include "ib/platform.cuh"
#include "ib/voxel_rows.cuh"

namespace ib {

/// Adds 1 to the counter that lies so many bytes after the first.
__device__ __forceinline__ void count_at(uint32_t* counts, uint32_t bytes) {
    atomic_add(reinterpret_cast<uint32_t*>(reinterpret_cast<char*>(counts) + bytes), 1u);
}

/// Adds four counters of a block to those of all.
__device__ __forceinline__ void add_quad(const uint4& quad, int64_t* to) {
    if ((quad.x | quad.y | quad.z | quad.w) != 0) {
        const uint32_t each[] = {quad.x, quad.y, quad.z, quad.w};
#pragma unroll
        for (const uint32_t count : each) { atomic_add(to++, int64_t{count}); }
    }
}

/// Counts voxels of 8 bits as they are, without their sign.
struct Bytes {
    uint32_t* counts;

    __device__ __forceinline__ void add(uint32_t value) const { atomic_add(counts + value, 1u); }

    __device__ __forceinline__ void count(const uint4& group) const {
        const uint32_t words[] = {group.x, group.y, group.z, group.w};
#pragma unroll
        for (const uint32_t word : words) {
            count_at(counts, word << 2 & 0x3fc);
            count_at(counts, word >> 6 & 0x3fc);
            count_at(counts, word >> 14 & 0x3fc);
            count_at(counts, word >> 22 & 0x3fc);
        }
    }
};

/// Counts voxels of 16 bits: those of a window in shared memory, the others in device memory, where
/// they are slow.
struct Window {
    uint32_t* counts;
    int64_t* bins;
    uint32_t first;    // key of the first bin of the window
    uint32_t width;    // a power of two, 16384 at most
    uint32_t shift;    // voxel + shift, in 16 bits, is its place after `first`
    uint32_t outside;  // two halves, set where a place in the window is not

    __device__ __forceinline__ void add(uint32_t voxel) const {
        const uint32_t place = (voxel + shift) & 0xffffu;
        if (place < width) {
            atomic_add(counts + place, 1u);
        } else {
            atomic_add(bins + ((first + place) & 0xffffu), int64_t{1});
        }
    }

    __device__ __forceinline__ void count(const uint4& group) const {
        uint32_t words[] = {group.x, group.y, group.z, group.w};
        uint32_t places[4];
        uint32_t all = 0;
#pragma unroll
        for (int i = 0; i < 4; ++i) {
            // Two sums, for a carry out of the low half must not reach the high one.
            places[i] = low_and_high(words[i] + shift, words[i] + (shift << 16));
            all |= places[i];
        }
        if ((all & outside) == 0) {
#pragma unroll
            for (const uint32_t two : places) {
                count_at(counts, two << 2 & 0xffffu);
                count_at(counts, two >> 14);  // the low place is below 2^14
            }
        } else {
            add_all(words);
        }
    }

    /// Rolled, to be short: rare, and the additions to device memory take the time.
    __device__ __forceinline__ void add_all(uint32_t (&words)[4]) const {
#pragma unroll 1
        for (int i = 0; i < 4; ++i) {
            add(words[0] & 0xffffu);
            add(words[0] >> 16);
            words[0] = words[1];
            words[1] = words[2];
            words[2] = words[3];
        }
    }
};

/// Counts all voxels: groups by `counter`.count, the rest by add(voxel). All threads of the grid
/// call.
template <typename Voxel, typename Counter>
__device__ __forceinline__ void count_all(const Voxel* voxels, int64_t n, const Counter& counter) {
    for_each_row(
        voxels, n,
        [&](const GroupPair<Voxel>& pair, auto) {
            counter.count(pair.first);
            counter.count(pair.second);
        },
        [](bool) {});
    if (blockIdx.x == 0) {
        for (int64_t i = end_of_rows<Voxel>(n) + threadIdx.x; i < n; i += blockDim.x) {
            counter.add(voxels[i]);
        }
    }
}

}  // namespace ib
