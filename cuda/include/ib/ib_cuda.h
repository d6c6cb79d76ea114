/* What the kernels and those who launch them share: structures in device memory, launch geometry,
 * sizes of workspaces. C99. Codes of types and flags, and what the results mean, are those of
 * ib_cpu.h; results are equal to the bit. Multi-byte values are little-endian, structures have no
 * padding. How each kernel is launched is said in its file. */
#ifndef IB_CUDA_H
#define IB_CUDA_H

#include <stdint.h>

/* Raised whenever a kernel's parameters, a structure or a constant here changes. */
#define IB_CUDA_ABI_VERSION 1

/* ---- patch gather -------------------------------------------------------------------------- */

enum {
    IB_GATHER_THREADS = 256,
    /* One block converts so many voxels of the source's x axis ... */
    IB_GATHER_TILE_X = 128,
    /* ... by so many of its y axis, in one plane. */
    IB_GATHER_TILE_Y = 32
};

/* One patch: ib_patch of ib_cpu.h with device addresses, and its place in the launch. 128 bytes. */
typedef struct ib_cuda_patch {
    uint64_t source;
    uint64_t target;
    int64_t nx, ny, nz;
    int64_t x, y, z;
    int64_t size_x, size_y, size_z;
    float low, high;
    float gain, shift;
    float fill;
    int32_t source_type;
    int32_t target_type;
    int32_t flags;
    /* Tiles of the patches before this one: 0 for the first, then the sum of
     * ceil(size_x / IB_GATHER_TILE_X) * ceil(size_y / IB_GATHER_TILE_Y) * size_z. */
    int64_t first_tile;
} ib_cuda_patch;

#endif
