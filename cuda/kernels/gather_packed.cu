// As gather_patches_counted, of a batch whose sources may be packed volumes; equal bytes.
//   patches (count) as there. A packed source is of IB_PACKED, and a blob that was checked.
// Launch: as there. Apart, so that a batch of raw volumes does not pay for the shared memory.
// Moves: of packed volumes the heads of every row of bricks up to the patch, the payloads of its bricks
//   once, and every element once. Tiles are rows of bricks, whole where a patch is as wide as most are,
//   so that few of what is decoded is not the patch's. Through shared memory, because the bricks of a
//   patch seldom begin where 16 bytes of its rows do: written from where they are decoded, every
//   element would be a store of its own.
#include "ib/gather_packed.cuh"
#include "ib/gather_raw.cuh"
#include "ib/platform.cuh"

namespace ib {
namespace {

/// The tile's rows, and its bricks, in shared memory. All threads call, which meet before and after.
__device__ __forceinline__ void prepare_bricks(const ib_cuda_patch& patch, const GatherTile& tile,
                                               TileRow* rows, Bricks& bricks) {
    PackedTile& packed = bricks.tile;
    const auto thread = static_cast<int32_t>(threadIdx.x);
    if (thread / kLanes * (kLanes / kHeadLanes) < packed.rows) { read_heads(patch, packed, bricks); }
    if (thread < tile.rows) { rows[thread] = row_of_bricks(patch, tile, packed, thread); }
    if (thread == IB_GATHER_THREADS - 1) {
        packed.base = *global_at<const int32_t>(patch.source + kBlobBase);
    }
    __syncthreads();
    load_payloads(packed, bricks);
    __syncthreads();
    decode_bricks(packed, tile.place.source_type, bricks);
}

}  // namespace
}  // namespace ib

extern "C" __global__ void __launch_bounds__(IB_GATHER_THREADS)
    gather_packed(const ib_cuda_patch* patches, int32_t count) {
    using Rows = ib::TileRow[ib::kTileRows];
    IB_SHARED(ib_cuda_patch, patch);
    IB_SHARED(ib::GatherTile, tile);
    IB_SHARED(Rows, rows);
    IB_SHARED(ib::Bricks, bricks);
    ib::PackedTile& packed = bricks.tile;
    const auto thread = static_cast<int>(threadIdx.x);
    if (thread < ib::kLanes) {
        ib::load_patch(patches, count, thread, patch);
        ib::clear(bricks, thread);
        if (thread == 0) {
            packed.packed = (patch.flags & IB_PACKED) != 0;
            if (packed.packed) {
                ib::place_packed(patch, packed, tile);
            } else {
                ib::place_raw(patch, tile);
            }
        }
    }
    __syncthreads();
    const bool is_packed = packed.packed;
    if (is_packed) {
        ib::prepare_bricks(patch, tile, rows, bricks);
    } else {
        ib::place_rows(patch, tile, rows);
    }
    __syncthreads();
    const int32_t found = is_packed ? ib::gather_packed(patch, tile, rows, bricks)
                                    : ib::gather_raw<true>(patch, tile, rows);
    ib::add_count(patch, found);
}
IB_KERNEL(gather_packed);
