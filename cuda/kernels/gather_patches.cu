// Crops, pads, normalises, turns, flips, scales and converts the patches of a batch.
//   patches (count) as ib_cuda_patch, in device memory, checked by the caller as ib_gather_patches
//   does. Voxels of any of the 8 types, elements uint8, float16 or float32; sources and targets aligned
//   to their elements. Every element of every target is written; targets must not overlap.
// Launch: IB_GATHER_THREADS threads; grid.x = all tiles (first_tile of the last patch and its own),
//   at most 2^31 - 1, image and label patches of a batch in one launch. No dynamic shared memory, no
//   workspace. Exact: division is IEEE, nothing is fused, NaN has the bits that x86 gives it.
// Moves: every voxel read once, every element written once. Rows are read along x; where the patch is
//   turned by 90 degrees, tiles cross shared memory so that rows are written along x too.
#include "ib/element.cuh"
#include "ib/ib_cpu.h"
#include "ib/ib_cuda.h"
#include "ib/patch.cuh"
#include "ib/platform.cuh"

namespace ib {
namespace {

constexpr int kTileWarps = IB_GATHER_THREADS / kLanes;
constexpr int kRows = IB_GATHER_TILE_Y / kTileWarps;  // of a tile to a warp
constexpr int kColumns = IB_GATHER_TILE_X / kLanes;   // of a row to a lane
constexpr int kPitch = IB_GATHER_TILE_Y + 1;          // no two lanes of a column in one bank

/// Element bits of a warp's rows of a tile, in registers.
using Elements = uint32_t[kRows][kColumns];

/// Lane and row decide what is read: voxel (lane + 32 c, warp + kTileWarps r) of the tile. Outside the
/// volume the nearest voxel inside is read, so that loads need no branch, and fill taken.
template <typename Voxel>
__device__ __forceinline__ void read_tile(const ib_cuda_patch& p, const Tile& tile, int lane, int warp,
                                          Elements& elements) {
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
    const Conversion convert(p);  // after the loads: together they spill registers
#pragma unroll
    for (int r = 0; r < kRows; ++r) {
        const bool line = plane && span_y.holds(tile.y + warp + kTileWarps * r);
#pragma unroll
        for (int c = 0; c < kColumns; ++c) {
            const bool voxel = line && span_x.holds(tile.x + lane + kLanes * c);
            const uint32_t bits = convert(to_float(raw[r][c]));  // in any case: a branch spills
            elements[r][c] = voxel ? bits : fill;
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
