// Crops, pads, normalises, turns, flips, scales and converts the patches of a batch.
//   patches (count) as ib_cuda_patch, in device memory, checked by the caller as ib_gather_patches
//   does. Voxels of any of the 8 types, elements uint8, float16 or float32; sources and targets aligned
//   to their elements. Every element of every target is written; targets must not overlap.
// Launch: IB_GATHER_THREADS threads; grid.x = all tiles (first_tile of the last patch and its own),
//   at most 2^31 - 1, image and label patches of a batch in one launch. No dynamic shared memory, no
//   workspace. Exact: division is IEEE, nothing is fused, NaN has the bits that x86 gives it.
// Moves: every voxel read once, every element written once. Rows are read along x; where the patch is
//   turned by 90 degrees, tiles cross shared memory so that rows are written along x too.
#include "ib/ib_cpu.h"
#include "ib/ib_cuda.h"
#include "ib/platform.cuh"

namespace ib {
namespace {

constexpr int kTileWarps = IB_GATHER_THREADS / kLanes;
constexpr int kRows = IB_GATHER_TILE_Y / kTileWarps;  // of a tile to a warp
constexpr int kColumns = IB_GATHER_TILE_X / kLanes;   // of a row to a lane
constexpr int kPitch = IB_GATHER_TILE_Y + 1;          // no two lanes of a column in one bank

struct Span {
    int64_t begin;
    int64_t end;

    __device__ bool holds(int64_t i) const { return begin <= i && i < end; }
    __device__ bool empty() const { return begin >= end; }
    __device__ int64_t nearest(int64_t i) const { return smaller(larger(i, begin), end - 1); }
};

/// Where [start, start + size) and [0, extent) meet, counted from start, which may be any number.
__device__ Span inside(int64_t start, int64_t size, int64_t extent) {
    if (start >= extent || start <= -size) { return {0, 0}; }
    return {larger(int64_t{0}, -start), smaller(size, extent - start)};
}

/// One block's part: source columns from x, rows from y, of plane z of the patch.
struct Tile {
    int64_t x, y, z;
    int columns, rows;
};

__device__ int find_patch(const ib_cuda_patch* patches, int32_t count, int64_t tile) {
    int low = 0;
    int high = count - 1;
    while (low < high) {
        const int middle = low + (high - low + 1) / 2;
        if (patches[middle].first_tile <= tile) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

__device__ Tile tile_of(const ib_cuda_patch& p, int64_t number) {
    const int64_t across = (p.size_x - 1) / IB_GATHER_TILE_X + 1;
    const int64_t down = (p.size_y - 1) / IB_GATHER_TILE_Y + 1;
    Tile tile;
    tile.x = number % across * IB_GATHER_TILE_X;
    tile.y = number / across % down * IB_GATHER_TILE_Y;
    tile.z = number / across / down;
    tile.columns = static_cast<int>(smaller(int64_t{IB_GATHER_TILE_X}, p.size_x - tile.x));
    tile.rows = static_cast<int>(smaller(int64_t{IB_GATHER_TILE_Y}, p.size_y - tile.y));
    return tile;
}

__device__ __forceinline__ bool is_nan(float value) { return !(value == value); }

/// As x86 converts: the device would forget which NaN it was.
__device__ __forceinline__ float to_float(double voxel) {
    if (voxel == voxel) { return static_cast<float>(voxel); }
    const uint64_t bits = bits_as<uint64_t>(voxel);
    return bits_as<float>(static_cast<uint32_t>(bits >> 32 & 0x80000000u) | 0x7fc00000u |
                          static_cast<uint32_t>(bits >> 29 & 0x3fffffu));
}
template <typename Voxel>
__device__ __forceinline__ float to_float(Voxel voxel) {
    return static_cast<float>(voxel);
}

/// v * gain + shift; NaN as x86 has it: the voxel's own, quiet, or the negative one of 0 * infinity.
__device__ __forceinline__ float scaled(float v, float gain, float shift) {
    const float result = add(multiply(v, gain), shift);
    if (!is_nan(result)) { return result; }
    return bits_as<float>(is_nan(v) ? bits_as<uint32_t>(v) | 0x00400000u : 0xffc00000u);
}

__device__ __forceinline__ uint32_t element_bits(float value, int32_t target_type) {
    const uint32_t bits = bits_as<uint32_t>(value);
    if (target_type == IB_TO_FLOAT32) { return bits; }
    if (target_type == IB_TO_UINT8) { return static_cast<uint32_t>(value); }
    if (is_nan(value)) { return (bits >> 16 & 0x8000) | 0x7e00 | (bits >> 13 & 0x3ff); }
    return float16_bits(value);
}

/// From raw voxel to the bits of an element.
struct Conversion {
    float low, range, gain, shift;
    int32_t target_type;
    bool normalise, constant;

    __device__ explicit Conversion(const ib_cuda_patch& p)
        : low(p.low),
          range(subtract(p.high, p.low)),
          gain(p.gain),
          shift(p.shift),
          target_type(p.target_type),
          normalise((p.flags & IB_NORMALISE) != 0),
          constant(p.low == p.high) {}

    __device__ __forceinline__ uint32_t operator()(float v) const {
        if (normalise) {
            v = divide(subtract(v, low), range);
            v = v > 0.0f && !constant ? v : 0.0f;  // NaN becomes 0
            v = v < 1.0f ? v : 1.0f;
        }
        return element_bits(scaled(v, gain, shift), target_type);
    }
};

/// Element bits of a warp's rows of a tile, in registers.
using Elements = uint32_t[kRows][kColumns];

/// Lane and row decide what is read: voxel (lane + 32 c, warp + kTileWarps r) of the tile. Outside the
/// volume the nearest voxel inside is read, so that loads need no branch, and fill taken.
template <typename Voxel>
__device__ __forceinline__ void read_tile(const ib_cuda_patch& p, const Tile& tile, int lane, int warp,
                                          Elements& elements) {
    const Conversion convert(p);
    const Span span_x = inside(p.x, p.size_x, p.nx);
    const Span span_y = inside(p.y, p.size_y, p.ny);
    const Span span_z = inside(p.z, p.size_z, p.nz);
    const uint32_t fill = element_bits(p.fill, p.target_type);
    const bool plane = span_z.holds(tile.z) && !span_x.empty() && !span_y.empty();
    const Voxel* source = reinterpret_cast<const Voxel*>(p.source);
    if (!plane) { source = nullptr; }
    Voxel raw[kRows][kColumns];
#pragma unroll
    for (int r = 0; r < kRows; ++r) {
        const int row = warp + kTileWarps * r;
        const int64_t j = tile.y + row;
        const Voxel* line =
            plane ? source + ((p.z + tile.z) * p.ny + (p.y + span_y.nearest(j))) * p.nx : nullptr;
#pragma unroll
        for (int c = 0; c < kColumns; ++c) {
            const int column = lane + kLanes * c;
            const bool wanted = plane && row < tile.rows && column < tile.columns;
            raw[r][c] = wanted ? line[p.x + span_x.nearest(tile.x + column)] : Voxel{};
        }
    }
#pragma unroll
    for (int r = 0; r < kRows; ++r) {
        const bool line = plane && span_y.holds(tile.y + warp + kTileWarps * r);
#pragma unroll
        for (int c = 0; c < kColumns; ++c) {
            const bool voxel = line && span_x.holds(tile.x + lane + kLanes * c);
            elements[r][c] = voxel ? convert(to_float(raw[r][c])) : fill;
        }
    }
}

__device__ __forceinline__ void read_tile(const ib_cuda_patch& p, const Tile& tile, int lane, int warp,
                                          Elements& elements) {
    switch (p.source_type) {
        case IB_UINT8:
            return read_tile<uint8_t>(p, tile, lane, warp, elements);
        case IB_INT8:
            return read_tile<int8_t>(p, tile, lane, warp, elements);
        case IB_INT16:
            return read_tile<int16_t>(p, tile, lane, warp, elements);
        case IB_UINT16:
            return read_tile<uint16_t>(p, tile, lane, warp, elements);
        case IB_INT32:
            return read_tile<int32_t>(p, tile, lane, warp, elements);
        case IB_UINT32:
            return read_tile<uint32_t>(p, tile, lane, warp, elements);
        case IB_FLOAT32:
            return read_tile<float>(p, tile, lane, warp, elements);
        default:
            return read_tile<double>(p, tile, lane, warp, elements);
    }
}

__device__ __forceinline__ void store(const ib_cuda_patch& p, int64_t index, uint32_t bits) {
    switch (p.target_type) {
        case IB_TO_UINT8:
            reinterpret_cast<uint8_t*>(p.target)[index] = static_cast<uint8_t>(bits);
            break;
        case IB_TO_FLOAT16:
            reinterpret_cast<uint16_t*>(p.target)[index] = static_cast<uint16_t>(bits);
            break;
        default:
            reinterpret_cast<uint32_t*>(p.target)[index] = bits;
            break;
    }
}

/// Which way the source's axes run in the target: after one turn x' = n - 1 - y and y' = x; after
/// three x' = y and y' = n - 1 - x.
struct Direction {
    bool transposed, reverse_x, reverse_y, reverse_z;

    __device__ explicit Direction(int32_t flags) {
        const int turns = flags & IB_QUARTER_TURNS;
        const bool flip_x = (flags & IB_FLIP_X) != 0;
        const bool flip_y = (flags & IB_FLIP_Y) != 0;
        transposed = turns % 2 != 0;
        reverse_x = transposed ? (turns == 3) != flip_y : (turns == 2) != flip_x;
        reverse_y = transposed ? (turns == 1) != flip_x : (turns == 2) != flip_y;
        reverse_z = (flags & IB_FLIP_Z) != 0;
    }
};

__device__ __forceinline__ int64_t turned(bool reverse, int64_t i, int64_t n) {
    return reverse ? n - 1 - i : i;
}

__device__ __forceinline__ void write_rows(const ib_cuda_patch& p, const Tile& tile,
                                           const Direction& direction, int lane, int warp,
                                           const Elements& elements) {
    const int64_t k = turned(direction.reverse_z, tile.z, p.size_z);
#pragma unroll
    for (int r = 0; r < kRows; ++r) {
        const int row = warp + kTileWarps * r;
        const int64_t j = turned(direction.reverse_y, tile.y + row, p.size_y);
        const int64_t line = (k * p.size_y + j) * p.size_x;
#pragma unroll
        for (int c = 0; c < kColumns; ++c) {
            const int column = lane + kLanes * c;
            if (row < tile.rows && column < tile.columns) {
                store(p, line + turned(direction.reverse_x, tile.x + column, p.size_x), elements[r][c]);
            }
        }
    }
}

/// Columns of the tile in `transposed` become rows of the target, which is square.
__device__ __forceinline__ void write_columns(const ib_cuda_patch& p, const Tile& tile,
                                              const Direction& direction, int lane, int warp,
                                              const uint32_t* transposed) {
    const int64_t n = p.size_x;
    const int64_t k = turned(direction.reverse_z, tile.z, p.size_z);
    const int64_t to_x = turned(direction.reverse_y, tile.y + lane, n);
    for (int column = warp; column < tile.columns; column += kTileWarps) {
        const int64_t to_y = turned(direction.reverse_x, tile.x + column, n);
        if (lane < tile.rows) {
            store(p, (k * n + to_y) * n + to_x, transposed[column * kPitch + lane]);
        }
    }
}

}  // namespace
}  // namespace ib

extern "C" __global__ void __launch_bounds__(IB_GATHER_THREADS)
    gather_patches(const ib_cuda_patch* patches, int32_t count) {
    using Transposed = uint32_t[IB_GATHER_TILE_X * ib::kPitch];
    IB_SHARED(Transposed, transposed);
    const int64_t number = blockIdx.x;
    const ib_cuda_patch& p = patches[ib::find_patch(patches, count, number)];
    const ib::Tile tile = ib::tile_of(p, number - p.first_tile);
    const ib::Direction direction(p.flags);
    const int lane = static_cast<int>(threadIdx.x) % ib::kLanes;
    const int warp = static_cast<int>(threadIdx.x) / ib::kLanes;
    ib::Elements elements;
    ib::read_tile(p, tile, lane, warp, elements);
    if (!direction.transposed) {
        ib::write_rows(p, tile, direction, lane, warp, elements);
    } else {
#pragma unroll
        for (int r = 0; r < ib::kRows; ++r) {
#pragma unroll
            for (int c = 0; c < ib::kColumns; ++c) {
                transposed[(lane + ib::kLanes * c) * ib::kPitch + warp + ib::kTileWarps * r] =
                    elements[r][c];
            }
        }
    }
    __syncthreads();
    if (direction.transposed) { ib::write_columns(p, tile, direction, lane, warp, transposed); }
}
IB_KERNEL(gather_patches);
