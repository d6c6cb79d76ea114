/* C interface of ib_cpu. One header, C99.
 *
 * Axes: x is fastest in memory; a volume (nx, ny, nz) has voxel (x, y, z) at (z * ny + y) * nx + x.
 * Multi-byte values are in native byte order. Every function may be called from several threads at
 * once unless its comment says otherwise. No function takes ownership of the caller's memory, and
 * outputs are untouched on error unless said. Results never depend on `threads`, which bounds how
 * many threads one call may use, the caller's included; it must be at least 1.
 */
#ifndef IB_CPU_H
#define IB_CPU_H

#include <stdint.h>

#if defined(_WIN32)
#define IB_API __declspec(dllexport)
#else
#define IB_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef int32_t ib_status;
enum {
    IB_OK = 0,
    IB_INVALID_ARGUMENT = 1, /* the rule and the value are in ib_last_error() */
    IB_OUT_OF_MEMORY = 2,
    IB_CORRUPT_DATA = 3, /* compressed or packed bytes are damaged */
    IB_INTERNAL = 4
};

/* Raised whenever a signature or a structure changes; callers refuse another value. */
#define IB_ABI_VERSION 5
IB_API int32_t ib_abi_version(void);

/* Text of the last failed call of the calling thread; valid until its next failed call. */
IB_API const char* ib_last_error(void);

/* ---- instruction sets --------------------------------------------------------------------- */

enum { IB_SIMD_PORTABLE = 0, IB_SIMD_AVX2 = 1, IB_SIMD_AVX512 = 2 };

/* The level in use: the best one this processor has, unless limited. All levels give equal bytes. */
IB_API int32_t ib_simd_level(void);

/* Uses no level above `level` from now on. For tests and measurements; call while nothing runs. */
IB_API ib_status ib_limit_simd_level(int32_t level);

/* ---- pooled memory ------------------------------------------------------------------------- */

/* At least `bytes` (> 0) bytes aligned to 4096, not zeroed, reused from earlier releases where one
 * fits. IB_OUT_OF_MEMORY names the bytes. */
IB_API ib_status ib_memory_acquire(int64_t bytes, void** out);

/* Gives a block back to the pool. NULL is allowed; a pointer that was not acquired is
 * IB_INVALID_ARGUMENT. */
IB_API ib_status ib_memory_release(void* block);

/* Returns all idle blocks to the system. */
IB_API void ib_memory_trim(void);

/* Bytes handed out now and bytes idle in the pool. */
IB_API void ib_memory_usage(int64_t* out_in_use, int64_t* out_idle);

/* ---- percentiles --------------------------------------------------------------------------- */

enum {
    IB_UINT8 = 0,
    IB_INT8 = 1,
    IB_INT16 = 2,
    IB_UINT16 = 3,
    IB_INT32 = 4,
    IB_UINT32 = 5,
    IB_FLOAT32 = 6,
    IB_FLOAT64 = 7,
    IB_FLOAT16 = 8 /* IEEE 754 binary16; of volumes that are read, never of what is written or packed */
};

/* Percentiles of `n` (> 0) voxels of type `type`, exact, by numpy's `linear` rule: all arithmetic in
 * float64 on the values as float64; for percentage p in [0, 100] virtual rank r = (n - 1) * (p / 100),
 * lower neighbour at floor(r), the two neighbours a and b interpolated as numpy's _lerp does
 * (a + (b - a) * t for t < 0.5, else b - (b - a) * (1 - t)). -0 counts as +0.
 * out receives `count` values. out_non_finite receives how many voxels are NaN or infinite; where
 * that is not 0 every value of out is NaN. Voxels need only natural alignment. */
IB_API ib_status ib_percentiles(const void* voxels, int32_t type, int64_t n, const double* percentages,
                                int32_t count, int32_t threads, double* out, int64_t* out_non_finite);

/* The values at `count` ranks, ascending and distinct, each in [0, n), of the `n` (> 0) sorted voxels,
 * as float64; -0 counts as +0. out receives one value for each rank. out_non_finite is as above. */
IB_API ib_status ib_values_at_ranks(const void* voxels, int32_t type, int64_t n, const int64_t* ranks,
                                    int32_t count, int32_t threads, double* out,
                                    int64_t* out_non_finite);

/* How many of `n` (> 0) voxels of type IB_UINT8, IB_INT8, IB_INT16 or IB_UINT16 have each value: counts
 * receives one number for each value of the type, 256 or 65,536, the smallest value first. */
IB_API ib_status ib_histogram(const void* voxels, int32_t type, int64_t n, int32_t threads,
                              int64_t* counts);

/* ---- moments ------------------------------------------------------------------------------- */

/* Of the voxels of a part; where count is 0, min is infinity, max is -infinity and sum is 0. */
typedef struct ib_part_sums {
    int64_t count;
    double min;
    double max;
    double sum;
} ib_part_sums;

/* Sums of `n` (> 0) voxels of type IB_INT32, IB_UINT32, IB_FLOAT32, IB_FLOAT64 or IB_FLOAT16, and of
 * those beyond `limit`: greater than it where `above` is 1, less where it is 0. -0 counts as +0. The
 * order of summation is fixed: value i of a block of 4096 is added to lane i mod 8, the lanes are added
 * pairwise, the blocks one after the other; what is left out counts as 0. out_non_finite receives how
 * many voxels are NaN or infinite; where that is not 0 the sums may be anything. */
IB_API ib_status ib_sums(const void* voxels, int32_t type, int64_t n, double limit, int32_t above,
                         int32_t threads, ib_part_sums* out_all, ib_part_sums* out_beyond,
                         int64_t* out_non_finite);

/* Sums of the squared differences of the same voxels from `mean`, and of those beyond the limit from
 * `mean_beyond`, in the same order. */
IB_API ib_status ib_squares(const void* voxels, int32_t type, int64_t n, double limit, int32_t above,
                            double mean, double mean_beyond, int32_t threads, double* out,
                            double* out_beyond);

/* ---- connected components ------------------------------------------------------------------ */

/* Result of a labelling; owned by the caller, immutable, readable from several threads. */
typedef struct ib_components ib_components;

#define IB_MAX_ANCHORS 64

typedef struct ib_instance {
    int64_t voxels;
    int64_t begin[3];     /* x, y, z, inside */
    int64_t end[3];       /* x, y, z, one past the last voxel */
    int64_t sum[3];       /* of the voxels' x, y, z: centroid = sum / voxels */
    int32_t anchor_count; /* m = min(IB_MAX_ANCHORS, voxels) */
    int32_t reserved;
    /* x, y, z each; anchor k is voxel number floor((2k + 1) * voxels / (2m)) of the instance in memory
     * order */
    int32_t anchors[IB_MAX_ANCHORS][3];
} ib_instance;

/* A maximal run of foreground along x: [x_begin, x_end) in row (y, z); instance from 1. */
typedef struct ib_run {
    int32_t x_begin, x_end, y, z, instance;
} ib_run;

/* Components of the non-zero voxels of mask (nx, ny, nz) uint8 under connectivity 6, 18 or 26.
 * Instances are numbered from 1 by the smallest (x * ny + y) * nz + z of their voxels, as
 * scipy.ndimage.label numbers the (x, y, z) array. Each dimension is 1 to 2^31 - 1, at most 2^31 - 1
 * runs. The caller destroys *out. */
IB_API ib_status ib_components_label(const uint8_t* mask, int64_t nx, int64_t ny, int64_t nz,
                                     int32_t connectivity, int32_t threads, ib_components** out);
IB_API int64_t ib_components_instance_count(const ib_components* components);
IB_API int64_t ib_components_run_count(const ib_components* components);

/* Copies instances [first, first + count), instance id i at index i - 1. */
IB_API ib_status ib_components_instances(const ib_components* components, int64_t first, int64_t count,
                                         ib_instance* out);

/* Copies runs [first, first + count) in memory order. */
IB_API ib_status ib_components_runs(const ib_components* components, int64_t first, int64_t count,
                                    ib_run* out);

/* Writes the dense label map (nx, ny, nz) int32: 0 background, otherwise the instance. */
IB_API ib_status ib_components_paint(const ib_components* components, int32_t threads, int32_t* labels);

/* NULL is allowed. */
IB_API void ib_components_destroy(ib_components* components);

/* ---- patch gather -------------------------------------------------------------------------- */

enum { IB_TO_UINT8 = 0, IB_TO_FLOAT16 = 1, IB_TO_FLOAT32 = 2 };

enum {
    IB_QUARTER_TURNS = 3, /* mask: how many times out[x, y] = in[y, n - 1 - x] */
    IB_FLIP_X = 4,        /* flips follow the turns */
    IB_FLIP_Y = 8,
    IB_FLIP_Z = 16,
    IB_NORMALISE = 32, /* use subtract, divide, clamp_low and clamp_high */
    IB_PACKED = 64     /* the source is a packed volume, below; the patch is that of its voxels */
};

/* One patch. Per voxel inside the volume, all in float32 with no fused operation:
 *   v = (float)raw;  if IB_NORMALISE: v = clamp((v - subtract) / divide, clamp_low, clamp_high);
 *   v = v * gain + shift (two roundings);  then the target type, float16 by round-to-nearest-even.
 * NaN counts as 0 before it is clamped. divide < 0 mirrors the scale. divide == 0 is a step: IEEE
 * division makes v > subtract clamp_high, v < subtract clamp_low, v == subtract what 0 is clamped to.
 * With IB_NORMALISE a shift of -0 counts as +0. Voxels outside the volume become fill (converted to the
 * target type). gain, shift and, with IB_NORMALISE, the four numbers must be finite and clamp_low <=
 * clamp_high; limits of the largest floats leave finite numbers as they are. IB_TO_UINT8: source
 * IB_UINT8, copied as it is; flags may turn and flip, not normalise; gain 1, shift 0, fill a whole
 * number of 0 to 255; only then may elements be counted. 136 bytes on every platform of 64 bits. */
typedef struct ib_patch {
    const void* source; /* (nx, ny, nz) of source_type, aligned to its voxel; with IB_PACKED a packed
                           volume of that size and type, anywhere, that ib_check_packed would pass */
    void* target;       /* (size_x, size_y, size_z) of target_type, turned: x and y swap on odd turns,
                           which need size_x == size_y; aligned to its element */
    int64_t nx, ny, nz;
    int64_t x, y, z; /* first voxel in the volume; may lie outside */
    int64_t size_x, size_y, size_z;
    float subtract, divide;
    float clamp_low, clamp_high;
    float gain, shift;
    float fill;
    int32_t source_type;
    int32_t target_type;
    int32_t flags;
    int32_t* nonzero; /* receives how many elements are not 0, of at most 2^31 - 1; NULL: not counted */
} ib_patch;

/* Writes every element of every patch. Targets and counts must not overlap. Validates all before
 * writing any. */
IB_API ib_status ib_gather_patches(const ib_patch* patches, int64_t count, int32_t threads);

/* ---- packed volumes ------------------------------------------------------------------------ */

/* A packed volume is one block of bytes (docs/reference/formats.md), less than the voxels where they
 * change little from one to the next, from which ib_gather_patches takes patches without unpacking the
 * rest. It needs no alignment. Sides are 1 to 2^31 - 1, voxels fewer than 2^40.
 *
 * ib_gather_patches reads the header, the table's entries of the rows of bricks that it needs (the
 * offset of the row from the start of the block, which may be negative), those rows, and at most 31
 * bytes after each; not the other rows, nor where a row ends. So the rows may lie apart, in several
 * blocks. */

/* Packs a volume (nx, ny, nz) of `type`, IB_UINT8 to IB_FLOAT64, aligned to its voxel. out receives
 * *out_bytes bytes, at most `capacity`. *out_bytes is 0, and out untouched, if that is too little, or
 * if the volume cannot be packed: a voxel is not a whole number, is -0, or is below -2^31 or above 2^31
 * - 1 (of floats, beyond 2^24 from 0), or two are more than 65,535 apart. Equal input gives equal bytes
 * on every machine. Takes 8 bytes from the pool for each brick of 8 x 4 x 4 voxels, and 8 for each row
 * of them. */
IB_API ib_status ib_pack_volume(const void* voxels, int32_t type, int64_t nx, int64_t ny, int64_t nz,
                                int32_t threads, void* out, int64_t capacity, int64_t* out_bytes);

/* IB_CORRUPT_DATA, with the rule that is broken, unless `blob` is a packed volume (nx, ny, nz) of
 * `type` of exactly `bytes` bytes. Once it passes, nothing that decodes it reads outside of it. */
IB_API ib_status ib_check_packed(const void* blob, int64_t bytes, int32_t type, int64_t nx, int64_t ny,
                                 int64_t nz, int32_t threads);

/* Writes all voxels of a packed volume that ib_check_packed passes, of the size and type that its
 * header says. voxels is aligned to its voxel. */
IB_API ib_status ib_unpack_volume(const void* blob, int32_t threads, void* voxels);

/* ---- weight maps --------------------------------------------------------------------------- */

enum {
    IB_PATCH_INVERSE = 0, /* N / (D * V), D the distinct ids of the patch, background one of them */
    IB_FOREGROUND_INVERSE = 1, /* P / (K * V), background 1 */
    IB_INSTANCE_INVERSE = 2    /* N / (2 * V*), background 1 */
};

enum { IB_MEAN_ONE = 64 /* weights are divided by their mean over the patch */ };

/* Weights and instance ids of one patch. N: its voxels; V: voxels of the instance in it; V*: voxels of
 * the whole instance; P: its foreground voxels; K: the instances visible in it. All in float64, then
 * clipped to [min, max], then, with IB_MEAN_ONE, divided by (sum over ids, ascending, background
 * first, of voxels * weight) / N, then rounded to float32 once. Voxels without a run are background,
 * id 0. 120 bytes on every platform of 64 bits. */
typedef struct ib_weight_patch {
    const ib_run* runs;    /* of the whole volume, in memory order; NULL if there are none */
    const int64_t* voxels; /* of instance i at i - 1; read for IB_INSTANCE_INVERSE only */
    float* weights;        /* (size_x, size_y, size_z), turned as by ib_gather_patches; or NULL */
    int32_t* ids;          /* the same; or NULL, but not both */
    int64_t run_count, instance_count;
    int64_t x, y, z;                /* first voxel in the volume, -2^31 to 2^31 - 1; may lie outside */
    int64_t size_x, size_y, size_z; /* 1 to 2^31 - 1 each */
    double min, max;                /* 0 <= min <= max, max > 0 */
    int32_t kind;
    int32_t flags; /* IB_QUARTER_TURNS, IB_FLIP_*, IB_MEAN_ONE */
} ib_weight_patch;

/* Writes every element of every target. Targets must not overlap. Validates all before writing any; a
 * run in a patch with an id outside 1 to instance_count is IB_INVALID_ARGUMENT. */
IB_API ib_status ib_weight_patches(const ib_weight_patch* patches, int64_t count, int32_t threads);

/* ---- warped patches ------------------------------------------------------------------------ */

/* Displacements of control points on a grid over a patch, between which lie cubic B-splines or any
 * others with four weights: element (x, y, z) is displaced along axis c, in voxels, in float32 with no
 * fused operation, d being the control points, f the first of its axis at x, y or z and w the weights,
 *   r(j, i) = ((w0 * d[f][j][i] + w1 * d[f + 1][j][i]) + w2 * d[f + 2][j][i]) + w3 * d[f + 3][j][i]
 * along z, then in the same way s(i) of r along y, then u of s along x. 80 bytes on every platform of
 * 64 bits. */
typedef struct ib_spline {
    const float* displacements; /* [c][z][y][x], each from -4096 to 4096 */
    const int32_t* first[3];    /* of x, y and z: the first of four control points for each index of the
                                   patch, 0 to points - 4 */
    const float* weights[3];    /* four for each index, whose magnitudes are at most 1 + 2^-10 in sum */
    int64_t points[3];          /* along x, y and z, 4 to 64 each */
} ib_spline;

/* Where the elements of a patch lie in the volume, in units of 2^-32 voxel: element (x, y, z), counted
 * along axis a from the centre of the patch's first voxel, at
 *   P = origin[a] + matrix[3a] * x + matrix[3a + 1] * y + matrix[3a + 2] * z + D,
 * an exact integer, where D is 0, or with a spline rint(u * 65536) * 65536, to nearest even. So each
 * value below is the same on every machine. 104 bytes on every platform of 64 bits. */
typedef struct ib_warp {
    int64_t matrix[9];       /* each from -2^36 to 2^36 */
    int64_t origin[3];       /* each from -2^52 to 2^52 */
    const ib_spline* spline; /* or NULL */
} ib_warp;

/* One warped patch; 240 bytes on every platform of 64 bits. All rules of `patch` hold, and it has no
 * turns and no flips, which belong into the matrix, sides of at most 2^14, and x, y and z from -2^62 to
 * 2^62. Let v(i, j, k) be what ib_gather_patches makes of voxel (patch.x + i, patch.y + j, patch.z + k)
 * as float32: fill outside the volume.
 *   Float targets: i = floor(P / 2^32) and t = floor(P % 2^32 / 2^8) / 2^24 for each axis; the value is
 *     interpolated in float32 between the 8 voxels around, a + (b - a) * t with three roundings, along
 *     x, then y, then z, all 8 of them whatever t is; then the target type, float16 by
 *     round-to-nearest-even. Of voxels that are not finite, and of differences that are not, the bits
 * of NaN may be any. IB_TO_UINT8: the nearest voxel, i = floor((P + 2^31) / 2^32) for each axis.
 * `nonzero` counts what is written. */
typedef struct ib_warped_patch {
    ib_patch patch;
    ib_warp warp;
} ib_warped_patch;

/* Writes every element of every patch. Targets and counts must not overlap. Validates all before
 * writing any. Takes at most 3 MiB from the pool for each thread, however large the patches are. Two
 * patches that follow each other, of equal warps, places and sizes and not of labels, such as two
 * modalities, take less time than one by one. */
IB_API ib_status ib_warp_patches(const ib_warped_patch* patches, int64_t count, int32_t threads);

/* Weights and ids of one warped patch: ids are those of the nearest voxels, as of IB_TO_UINT8, and
 * weights follow from these ids as in ib_weight_patch. The rules of `patch` hold, and those of
 * ib_warped_patch for sides, turns and flips. 224 bytes on every platform of 64 bits. */
typedef struct ib_warped_weights {
    ib_weight_patch patch;
    ib_warp warp;
} ib_warped_weights;

/* Writes every element of every target. Targets must not overlap. Validates all before writing any; an
 * id outside 1 to instance_count of a run in the box around all that a patch may show is
 * IB_INVALID_ARGUMENT. Takes at most 3 MiB from the pool for each thread, and at most 96 bytes for
 * each instance in a patch, 4 KiB at least; if the latter cannot be had, targets hold anything. */
IB_API ib_status ib_warp_weights(const ib_warped_weights* patches, int64_t count, int32_t threads);

/* ---- intensity changes --------------------------------------------------------------------- */

enum {
    IB_NOISE = 0,
    IB_BLUR = 1,
    IB_BRIGHTNESS = 2,
    IB_CONTRAST = 3,
    IB_LOW_RESOLUTION = 4,
    IB_GAMMA = 5
};

enum {
    IB_KEEP_RANGE = 1,       /* of IB_CONTRAST */
    IB_INVERT = 2,           /* of IB_GAMMA */
    IB_RETAIN_STATISTICS = 4 /* of IB_GAMMA */
};

#define IB_MAX_BLUR_RADIUS 64
#define IB_MAX_EXPONENT 16

/* One change of all values v of a patch, in float32 with nothing fused; value e is number
 * (z * size_y + y) * size_x + x.
 *   IB_NOISE: v + amount * g(e), g normal and below 5.8 in magnitude. Philox4x32-10 (Salmon et al.,
 *     2011, doi 10.1145/2063384.2063405) of `key`, low half first, and the counter (low and high
 *     half of e >> 2, 0, 0) is r0 to r3. (p, q) = (r0, r1) for e & 3 = 0 and 1, (r2, r3) for 2 and 3.
 *     u = ((p >> 9) * 2 + 1) * 2^-24, l = sqrt(log2(u) * (-2 ln 2)), f = (q & 0x7fffff) * 2^-23.
 *     The first is l * sine(1 - f), negated where bit 31 of q is set, the second l * sine(f), bit 30.
 *   IB_BLUR: along x, then y, then z, where radius > 0: w[0] * v(i), then for j = 1 to radius
 *     + w[j] * (v(i - j) + v(i + j)). Beyond its edges the patch is reflected without repeating them.
 *   IB_BRIGHTNESS: v * amount.
 *   IB_CONTRAST: (v - mean) * amount + mean; with IB_KEEP_RANGE brought into [min, max].
 *   IB_LOW_RESOLUTION: for index i of an axis a + (b - a) * t, a at lower[i], b at upper[i],
 *     t = weights[i]; along x, then y, then z, all of the values before the change.
 *   IB_GAMMA: r = max - min; power((v - min) / max(r, 1e-7), amount) * r + min. With
 *     IB_RETAIN_STATISTICS then (v - mean2) * (sd / max(sd2, 1e-7)) + mean, mean2 and sd2 those of the
 *     result. With IB_INVERT all of that is done to -v, and negated.
 * Functions, with the nearest floats to their constants, innermost term first:
 *   sine(f) = f * (s0 + k * (s1 + ... k * s5)), k = f * f, s[i] = (-1)^i (pi/2)^(2i + 1) / (2i + 1)!
 *   log2(x): x = m * 2^e, m in (sqrt(1/2), sqrt(2)], t = (m - 1) / (m + 1), k = t * t:
 *     e + t * (l0 + k * (l1 + ... k * l4)), l[i] = 2 / ln 2 / (2i + 1). Off by 2.4e-7 of it at most.
 *   exp2(y): y at least -126, r = y rounded to nearest even, f = y - r:
 *     (1 + f * (e1 + ... f * e7)) * 2^r, e[i] = (ln 2)^i / i!; 0 if subnormal. Off by 1e-7 of it.
 *   power(x, a) = exp2(a * log2(x)), 0 where x < 2^-126, for x in [0, 1]. Off by 2.5e-6 of it at most
 *     for x >= 1e-6 and exponents of 0.5 to 3.
 * mean, sd, min and max are those of the values that the change meets (with IB_INVERT the negated
 * ones), as float32; -0 counts as +0 in min and max. In float64, q = v - (the first v of the patch): of
 * each row (y, z), q is added to lane x mod 32 of 32, x ascending, then lane l + h to lane l for h =
 * 16, 8, 4, 2, 1; lane 0 is added to the sum of its z, y ascending, that to the sum of all. So are the
 * squares of q. mean = first + sum / n; sd = sqrt((squares - sum * (sum / n)) / (n - 1)), 0 where that
 * is negative or n is 1. 120 bytes on every platform of 64 bits. */
typedef struct ib_intensity_change {
    int32_t kind;
    int32_t flags;
    float amount;      /* noise: standard deviation, at least 0; brightness and contrast: factor; gamma:
                          exponent, above 0 and at most IB_MAX_EXPONENT; finite */
    int32_t reserved;  /* 0 */
    uint64_t key;      /* noise; what a change does not name is not read */
    int64_t radius[3]; /* blur, of x, y and z: 0 to IB_MAX_BLUR_RADIUS, 0 leaves the axis alone */
    const float* weights[3]; /* blur: radius + 1 each, of the centre, of distance 1, 2 ...; not read
                                where radius is 0. Low resolution: one per index. Finite */
    const int32_t* lower[3]; /* low resolution: one per index, each 0 to size - 1 */
    const int32_t* upper[3];
} ib_intensity_change;

/* One channel of a patch, whose changes are made in their order. 56 bytes. */
typedef struct ib_intensity_patch {
    void* voxels; /* (size_x, size_y, size_z) of type, aligned to its element; changed in place */
    int64_t size_x, size_y, size_z; /* 1 to 2^31 - 1 each */
    const ib_intensity_change* changes;
    int64_t change_count;
    int32_t type; /* IB_TO_FLOAT16 or IB_TO_FLOAT32; float16 becomes float32 before the first change,
                     and is rounded to nearest even once, after the last */
    int32_t reserved; /* 0 */
} ib_intensity_patch;

/* Changes every patch, each on one thread. Voxels must not overlap. Validates all before changing any.
 * All levels give equal bytes where values are finite; NaN may differ in its bits. Each thread takes
 * from the pool: for float16, the patch as float32; and for one change at a time, IB_BLUR with a radius
 * along z min(2 * radius + 4, size_z) planes as float32, IB_LOW_RESOLUTION those planes that are needed
 * after they are overwritten or twice (2 for indices of a coarser grid, at most size_z for any), each
 * rounded up to 4 KiB and 64 bytes more; and at most 144 rows of size_x + 160 float32. */
IB_API ib_status ib_change_intensities(const ib_intensity_patch* patches, int64_t count,
                                       int32_t threads);

/* ---- resampling ---------------------------------------------------------------------------- */

enum {
    IB_NEAREST = 0,
    IB_LINEAR = 1,
    IB_CUBIC = 2, /* Keys 1981, a = -1/2 */
    IB_VOTE = 3   /* labels: the value with the largest sum of linear weights */
};

enum { IB_RESAMPLE_FILL = 1 /* use fill */ };

/* A volume brought to another grid. Everything in float64, nothing fused, operations from left to
 * right. Axis a of the source has n voxels; target voxel (x, y, z) lies there at
 *   c = (m0 * x + m1 * y + m2 * z + m3) / spacing[a], m = map + 4 * a;
 * f = floor(c), t = c - f; a voxel outside is the nearest of the edge. Weights w of one axis:
 *   IB_NEAREST: voxel floor(c + 0.5).
 *   IB_LINEAR: voxels f, f + 1. Without a Gaussian a + t * (b - a), else w = (1 - t, t).
 *   IB_CUBIC: voxels f - 1 to f + 2, w = (((-0.5 * t + 1) * t - 0.5) * t, (1.5 * t - 2.5) * t * t + 1,
 *     ((-1.5 * t + 2) * t + 0.5) * t, (0.5 * t - 0.5) * t * t).
 * With a Gaussian of radius r on the axis there are 2r more voxels, r of them below, and weight j is
 * the sum over i of w[i] * gaussian[j - i], i ascending, from 0; so it is with w alone where r = 0. The
 * value is ((w[0] * v[0] + w[1] * v[1]) + w[2] * v[2]) ..., along x, then of those along y, then z.
 *   IB_VOTE: voxels f, f + 1 with w = (1 - t, t); each voxel adds w_x * w_y * w_z to its value, in
 *     memory order; the largest sum wins, of equal ones the smallest value.
 * With IB_RESAMPLE_FILL, a target voxel with c < -0.5 or c > n - 0.5 on any axis is fill. The value is
 * converted once: integers to nearest even, saturating, NaN to 0; floating NaN to the quiet one without
 * a sign. map, spacing (> 0), every c, fill and Gaussians must be finite; IB_VOTE needs one integer
 * type for both, and no Gaussian. 256 bytes on every platform of 64 bits. */
typedef struct ib_resample {
    const void* source; /* (nx, ny, nz) of source_type, aligned to its voxel */
    void* target;       /* (size_x, size_y, size_z) of target_type, the same; must not overlap source */
    int64_t nx, ny, nz; /* 1 to 2^31 - 1 each, the sizes too */
    int64_t size_x, size_y, size_z;
    double map[12];
    double spacing[3];
    double fill;
    const double* gaussian[3]; /* 2 * radius + 1 weights each; not read where radius is 0 */
    int64_t radius[3];         /* 0 to IB_MAX_RADIUS */
    int32_t source_type;
    int32_t target_type; /* IB_UINT8 to IB_FLOAT64 */
    int32_t interpolation;
    int32_t flags;
} ib_resample;

#define IB_MAX_RADIUS 2000

/* Writes every voxel of the target. Where each axis of the source is parallel to another of the target,
 * axis after axis; else voxel by voxel: equal bytes. */
IB_API ib_status ib_resample_volume(const ib_resample* resample, int32_t threads);

/* The most memory that such a call takes from the pool; addresses are not looked at. */
IB_API ib_status ib_resample_bytes(const ib_resample* resample, int32_t threads, int64_t* out);

/* ---- gzip ---------------------------------------------------------------------------------- */

/* State of one gzip or zlib stream being inflated; not thread-safe. */
typedef struct ib_inflater ib_inflater;

/* Of gzip (RFC 1952): members follow back to back; each CRC-32 and length is checked; zero bytes after
 * the last member are skipped. */
IB_API ib_status ib_inflater_create(ib_inflater** out);

/* Of one zlib stream (RFC 1950) without a preset dictionary: its Adler-32 is checked; bytes after it
 * are skipped, whatever they are. */
IB_API ib_status ib_zlib_inflater_create(ib_inflater** out);

/* Inflates until the source is consumed or the target full, whichever is first.
 * out_at_member_end: 1 if all bytes consumed so far end with a complete member or stream, else 0.
 * IB_CORRUPT_DATA: another format, damaged, or a checksum differs; the stream is unusable from then
 * on. */
IB_API ib_status ib_inflater_run(ib_inflater* inflater, const uint8_t* source, int64_t source_size,
                                 uint8_t* target, int64_t target_size, int64_t* out_consumed,
                                 int64_t* out_produced, int32_t* out_at_member_end);

/* NULL is allowed. */
IB_API void ib_inflater_destroy(ib_inflater* inflater);

/* Bytes that ib_deflate of `size` bytes needs at most. */
IB_API int64_t ib_deflate_bound(int64_t size);

/* Deflates source into one gzip member without name and time: equal input gives equal bytes.
 * level 1 to 3: more is smaller and slower. target_size must be at least ib_deflate_bound(source_size).
 */
IB_API ib_status ib_deflate(const uint8_t* source, int64_t source_size, int32_t level, uint8_t* target,
                            int64_t target_size, int64_t* out_size);

#ifdef __cplusplus
}
#endif

#endif
