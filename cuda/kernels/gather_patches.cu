// Crops, pads, normalises, turns, flips, scales and converts the patches of a
// batch.
//   patches (count) as ib_cuda_patch, in device memory, checked by the caller
//   as ib_gather_patches does. Voxels of any of the 8 types, elements uint8,
//   float16 or float32; sources and targets aligned to their elements. Every
//   element of every target is written; targets must not overlap.
//   gather_patches_counted also adds how many elements of a patch of uint8 are
//   not 0 to its `nonzero`, unless that is 0: one atomic to a warp. Apart, so
//   that gather_patches does not pay for it.
// Launch: IB_GATHER_THREADS threads; grid.x = all tiles (first_tile of the last
// patch and its own),
//   at most 2^31 - 1, image and label patches of a batch in one launch. No
//   dynamic shared memory, no workspace. Exact: quotients are those of IEEE
//   division, everything else is not fused, NaN has the bits that x86 gives it.
// Moves: every voxel read once, every element written once, 16 bytes at a time
// where source and target
//   allow it. A patch's chunks are dealt out to threads row after row, so that
//   none is idle whatever the width, but for the last tile; turned by 90
//   degrees, to warps of 32 rows.
#include "ib/gather_raw.cuh"
#include "ib/platform.cuh"

namespace ib {
namespace {

template <bool kCounted>
__device__ __forceinline__ void gather(const ib_cuda_patch* patches, int32_t count) {
    using Rows = TileRow[kTileRows];
    IB_SHARED(ib_cuda_patch, patch);
    IB_SHARED(GatherTile, tile);
    IB_SHARED(Rows, rows);
    const auto thread = static_cast<int>(threadIdx.x);
    if (thread < kLanes) {
        load_patch(patches, count, thread, patch);
        if (thread == 0) { place_raw(patch, tile); }
    }
    __syncthreads();
    place_rows(patch, tile, rows);
    __syncthreads();
    const int32_t found = gather_raw<kCounted>(patch, tile, rows);
    if (kCounted) { add_count(patch, found); }
}

}  // namespace
}  // namespace ib

extern "C" __global__ void __launch_bounds__(IB_GATHER_THREADS)
    gather_patches(const ib_cuda_patch* patches, int32_t count) {
    ib::gather<false>(patches, count);
}
IB_KERNEL(gather_patches);

extern "C" __global__ void __launch_bounds__(IB_GATHER_THREADS)
    gather_patches_counted(const ib_cuda_patch* patches, int32_t count) {
    ib::gather<true>(patches, count);
}
IB_KERNEL(gather_patches_counted);
