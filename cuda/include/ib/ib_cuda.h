/* What the kernels and those who launch them share: structures in device memory, launch geometry,
 * sizes of workspaces. C99. Codes of types and flags, and what the results mean, are those of
 * ib_cpu.h; results are bit-identical. Multi-byte values are little-endian, structures have no
 * padding. How each kernel is launched is said in its file. */
#ifndef IB_CUDA_H
#define IB_CUDA_H

#include <stdint.h>

/* Raised whenever a kernel's parameters, a structure or a constant here changes. */
#define IB_CUDA_ABI_VERSION 7

/* ---- patch gather -------------------------------------------------------------------------- */

enum {
    IB_GATHER_THREADS = 256,
    /* One thread converts so many voxels side by side on the source's x axis ... */
    IB_GATHER_CHUNK = 16,
    /* ... and, where the patch is turned by 90 degrees, a warp takes so many rows of one plane. */
    IB_GATHER_TURNED_ROWS = 32,
    /* A flag beside those of ib_patch: the source lies in host memory, so voxels are read side by side
     * by the lanes of a warp, each once, not 16 bytes at once. Packed volumes are read alike anywhere.
     */
    IB_GATHER_FROM_HOST = 128,
    /* A tile of a packed patch has so many bricks at most ... */
    IB_GATHER_BRICKS = 32,
    /* ... in so many rows of bricks at most ... */
    IB_GATHER_BRICK_ROWS = 16,
    /* ... and where the patch is turned by 90 degrees, so many bricks of each of 8 rows of one plane.
     */
    IB_GATHER_TURNED_BRICKS = 4
};

/* One patch: ib_patch of ib_cpu.h with device addresses, and its place in the launch. Sizes are at most
 * 2^30 each. Rows are read 16 bytes at once where source and pitch are multiples of 16, without that
 * flag, and then all bytes from source to source + pitch * ny * nz may be read; voxel by voxel
 * otherwise. With IB_PACKED, for gather_packed alone, the source
 * is a packed volume at a multiple of 8 bytes: rows of bricks are read 16 aligned bytes at once, so
 * that up to 15 before and after them are read too; pitch and chunks are not read. 160 bytes. */
typedef struct ib_cuda_patch {
    uint64_t source;
    uint64_t target;
    int64_t nx, ny, nz;
    int64_t x, y, z;
    int64_t size_x, size_y, size_z;
    float subtract, divide;
    float clamp_low, clamp_high;
    float gain, shift;
    float fill;
    int32_t source_type;
    int32_t target_type;
    int32_t flags;
    uint64_t nonzero; /* an int32_t that is 0 before the launch; read by gather_patches_counted alone */
    int64_t pitch;    /* bytes from a row of the source to the next, a multiple of the voxel's size */
    /* Chunks that a row of size_x voxels takes: ceil(size_x / IB_GATHER_CHUNK) where the patch is
     * turned by 90 degrees, or its rows all start at multiples of 16 bytes in the target. Otherwise
     * chunks start at multiples of 16 bytes: ceil((size_x + 16 / bytes of an element - 1) /
     * IB_GATHER_CHUNK). */
    int64_t chunks;
    /* Tiles of the patches before this one: 0 for the first, then the sum of
     * ceil(chunks * size_y * size_z / IB_GATHER_THREADS), or of
     * ceil(chunks * ceil(size_y / IB_GATHER_TURNED_ROWS) * size_z * IB_GATHER_TURNED_ROWS /
     * IB_GATHER_THREADS) where turned by 90 degrees. A packed patch touches, of the volume's bricks as
     * if it had no end, bx * by * bz: bx = ceil((x mod 8 + size_x) / 8), by = ceil((y mod 4 + size_y) /
     * 4), bz alike. Then s = ceil(bx / IB_GATHER_BRICKS) tiles lie side by side, each of c = ceil(bx /
     * s) bricks and min(IB_GATHER_BRICK_ROWS, floor(IB_GATHER_BRICKS / c)) = r rows of them, and there
     * are s * ceil(by * bz / r) tiles; turned by 90 degrees, ceil(bx / IB_GATHER_TURNED_BRICKS) *
     * ceil(by * 4 / IB_GATHER_TURNED_ROWS) * bz. */
    int64_t first_tile;
} ib_cuda_patch;

/* ---- warped patches -------------------------------------------------------------------------- */

enum {
    IB_WARP_THREADS = 256,
    /* Rows of the target to a block, one to each warp. */
    IB_WARP_ROWS = 8,
    /* Control points along an axis at most. */
    IB_SPLINE_POINTS = 64
};

/* ib_spline of ib_cpu.h with device addresses. 80 bytes. */
typedef struct ib_cuda_spline {
    uint64_t displacements; /* float32 [component][z][y][x] */
    uint64_t first[3];      /* int32 each, by index of the target along x, y, z */
    uint64_t weights[3];    /* four float32 for each index */
    int64_t points[3];      /* 4 to IB_SPLINE_POINTS each */
} ib_cuda_spline;

/* One target, and the box of voxels that it is interpolated from: it begins as ib_warp of ib_cpu.h with
 * device addresses. The box holds what a gather of it would write, float32 where the target is float16
 * or float32, uint8 where it is uint8; int32 ids for warp_ids. A voxel that an element looks at beyond
 * the box counts as the nearest one in it: so the box may be cut to the volume and one voxel around it,
 * because all voxels outside are alike. 208 bytes. */
typedef struct ib_cuda_warp {
    int64_t matrix[9];
    int64_t origin[3];
    uint64_t spline; /* ib_cuda_spline; 0: none */
    uint64_t box;
    uint64_t target;
    uint64_t counts;  /* warp_patches: an int32_t, as nonzero of ib_cuda_patch, or 0; warp_ids:
                       * the patch's slots, int64_t each, or 0 where nothing is weighed */
    int64_t begin[3]; /* first voxel of the box, from the corner of the patch */
    int64_t box_x, box_y, box_z;    /* below 2^31 each */
    int64_t size_x, size_y, size_z; /* at most 2^14 each */
    int32_t target_type;
    int32_t reserved;
} ib_cuda_warp;

/* ---- weight maps ----------------------------------------------------------------------------- */

enum {
    IB_WEIGHT_THREADS = 256,
    /* One block takes so many rows along the source's x axis, whole, of one plane. */
    IB_WEIGHT_ROWS = 32
};

/* One patch: ib_weight_patch of ib_cpu.h with device addresses (0 for NULL), its part of the workspace
 * and its place in the launch. 136 bytes. */
typedef struct ib_cuda_weight_patch {
    uint64_t runs;
    uint64_t voxels;
    uint64_t weights;
    uint64_t ids;
    int64_t run_count, instance_count;
    int64_t x, y, z;
    int64_t size_x, size_y, size_z;
    double min, max;
    int32_t kind;
    int32_t flags;
    /* Its first slot of 8 bytes in the workspace; it has instance_count + 1 of them. */
    int64_t first_slot;
    /* Tiles of the patches before this one: 0 for the first, then the sum of
     * ceil(size_y / IB_WEIGHT_ROWS) * size_z. */
    int64_t first_tile;
} ib_cuda_weight_patch;

/* ---- intensity changes ----------------------------------------------------------------------- */

enum {
    IB_INTENSITY_THREADS = 256,
    /* Elements to a block where each is changed by itself ... */
    IB_INTENSITY_TILE = 1024,
    /* ... and rows, one to each warp, elsewhere. */
    IB_INTENSITY_ROWS = 8,
    IB_STATISTICS_THREADS = 1024
};

/* Of one row, or of one slice: sums in float64 of the differences from the patch's first element, and
 * of their squares. 24 bytes. */
typedef struct ib_cuda_row_sums {
    double sum, square;
    float min, max;
} ib_cuda_row_sums;

/* Of a patch, as ib_cpu.h defines them. 16 bytes. */
typedef struct ib_cuda_statistics {
    float mean, sd, min, max;
} ib_cuda_statistics;

/* ---- resampling ------------------------------------------------------------------------------ */

enum { IB_RESAMPLE_THREADS = 256 };

/* ib_resample of ib_cpu.h with device addresses. 256 bytes. */
typedef struct ib_cuda_resample {
    uint64_t source;
    uint64_t target;
    int64_t nx, ny, nz;
    int64_t size_x, size_y, size_z;
    double map[12];
    double spacing[3];
    double fill;
    uint64_t gaussian[3];
    int64_t radius[3];
    int32_t source_type;
    int32_t target_type;
    int32_t interpolation;
    int32_t flags;
} ib_cuda_resample;

/* ---- connected components ------------------------------------------------------------------- */

enum {
    IB_LABEL_THREADS = 256,
    /* Voxels of the mask to a block of label_runs; the packed mask takes a whole number of them. */
    IB_LABEL_TILE = 32768,
    /* Runs to a block at a time. */
    IB_LABEL_BATCH = 1024,
    /* Keys of components to one count: bits of the map of keys. */
    IB_LABEL_CHUNK = 1024,
    /* Counts to a block of label_number at a time. */
    IB_LABEL_SCAN = 4096
};

/* What the kernels of a labelling tell each other and the host. 32 bytes, zeros before the first. */
typedef struct ib_cuda_label_counts {
    int64_t run_count;       /* all of them, also where there is no room for all */
    int64_t component_count; /* 0 where there was no room for the runs */
    uint32_t next_tile;
    uint32_t next_task;
    uint32_t scanned;
    uint32_t reserved;
} ib_cuda_label_counts;

/* What there is to know of one component. 64 bytes. */
typedef struct ib_cuda_component {
    int64_t voxels;
    int64_t sum[3];   /* of the voxels' x, y, z */
    int64_t key;      /* smallest (x * ny + y) * nz + z */
    int32_t begin[3]; /* x, y, z, inside */
    int32_t last[3];  /* x, y, z, the last inside */
} ib_cuda_component;

/* ---- percentiles --------------------------------------------------------------------------- */

enum {
    IB_PERCENTILES_THREADS = 256,
    IB_PERCENTILES_SELECT_THREADS = 1024,
    IB_PERCENTILES_MAX_BRACKETS = 4,
    /* Up to so many voxels of 32 or 64 bits percentiles_select takes the values straight. */
    IB_PERCENTILES_DIRECT = 65536,
    /* Voxels sampled for brackets: the smaller of this and n / 16. */
    IB_PERCENTILES_SAMPLE = 16384,
    /* A digit of a counting pass: three make a key of 32 bits, six one of 64. */
    IB_PERCENTILES_DIGIT_BITS = 11,
    IB_PERCENTILES_DIGITS = 2048,
    /* percentiles_histogram16's window is a power of two from the first ... */
    IB_PERCENTILES_WINDOW_STEP = 1024,
    /* ... to this. */
    IB_PERCENTILES_MAX_WINDOW = 16384,
    /* Type of 64-bit keys, where the types of ib_cpu.h have none. */
    IB_CUDA_KEY64 = 64
};

/* The search for the key of one rank. 32 bytes. */
typedef struct ib_cuda_selection {
    uint64_t key;   /* its bits known so far; all of them once done */
    uint64_t known; /* mask of those bits */
    int64_t rank;   /* among the keys of the source that agree in them */
    int32_t source; /* -1: the voxels, else what was kept of that bracket */
    int32_t done;
} ib_cuda_selection;

#endif
