// Interpolates warped patches, and instance ids of warped patches, from the boxes around them.
//   patch: one ib_cuda_warp, in device memory, checked by the caller as ib_warp_patches does.
//   warp_patches writes every element of its target: uint8, the nearest voxel's, from a box of uint8;
//   float16 or float32, interpolated, from a box of float32. `counts` is a count as in
//   gather_patches_counted, of uint8 alone, or 0.
//   warp_ids writes the nearest voxel's id, int32, from a box of ids from 0 on, and adds to slot `id`
//   how many elements show it; background is not counted. `counts` are the patch's slots, zeroed, or 0.
//   warp_weights turns ids into the weights that weight_table left in the slots, float32, in place
//   where the addresses are one.
// Launch: warp_patches and warp_ids with IB_WARP_THREADS threads, grid.x = ceil(size_y / IB_WARP_ROWS),
//   grid.y = size_z; warp_weights with IB_WARP_THREADS threads to as many elements each. No dynamic
//   shared memory, no workspace.
// Exact: places are integers; float32 is not fused; counts are integers, whose sum has no order.
// Oracle:
//   plain loops.
// Moves: every element written once. Of the box, 8 voxels are loaded for each interpolated element, 1
//   for a nearest one; neighbours share them, so that from memory, or the L2 cache, comes about the
//   box. A spline costs each row 21 products for each of its control points along x, and each
//   element 12.
#include "ib/block.cuh"
#include "ib/element.cuh"
#include "ib/ib_cpu.h"
#include "ib/ib_cuda.h"
#include "ib/platform.cuh"
#include "ib/warp.cuh"

namespace ib {
namespace {

using SplineRows = SplineRow[IB_WARP_ROWS];

template <int32_t kType>
__device__ __forceinline__ void interpolate(const ib_cuda_warp& w, const WarpRow& row,
                                            SplineRow& spline) {
    const WarpBox<float> box(w);
    const uint64_t target = w.target;
    for_places(w, row, spline, [&](int64_t element, const Place& place, bool exists) {
        if (exists) {
            const uint32_t bits = element_bits(box.interpolated(place), kType);
            store_element(target + (static_cast<uint64_t>(element) << kType), kType, bits);
        }
    });
}

/// How many elements of the lane are not 0.
__device__ __forceinline__ int32_t copy_labels(const ib_cuda_warp& w, const WarpRow& row,
                                               SplineRow& spline) {
    const WarpBox<uint8_t> box(w);
    auto* const target = global_at<uint8_t>(w.target);
    int32_t found = 0;
    for_places(w, row, spline, [&](int64_t element, const Place& place, bool exists) {
        const uint8_t label = exists ? box.nearest(place) : uint8_t{0};
        if (exists) { target[element] = label; }
        found += label != 0 ? 1 : 0;
    });
    return found;
}

/// One addition for all lanes of the same id.
__device__ __forceinline__ void count_id(int64_t* slots, int32_t id) {
    const unsigned same = __match_any_sync(kAllLanes, id);
    if (id > 0 && __ffs(static_cast<int>(same)) - 1 == lane_number()) {
        atomic_add(slots + id, int64_t{__popc(same)});
    }
}

}  // namespace
}  // namespace ib

extern "C" __global__ void __launch_bounds__(IB_WARP_THREADS, 2)
    warp_patches(const ib_cuda_warp* patch) {
    IB_SHARED(ib::SplineRows, splines);
    IB_SHARED(ib::BlockSum<int32_t>, sums);
    const ib_cuda_warp& w = *patch;
    const ib::WarpRow row(w);
    ib::SplineRow& spline = splines[ib::warp_number()];
    const int32_t type = w.target_type;
    int32_t found = 0;
    if (row.exists && type == IB_TO_UINT8) { found = ib::copy_labels(w, row, spline); }
    if (row.exists && type == IB_TO_FLOAT16) { ib::interpolate<IB_TO_FLOAT16>(w, row, spline); }
    if (row.exists && type == IB_TO_FLOAT32) { ib::interpolate<IB_TO_FLOAT32>(w, row, spline); }
    if (type == IB_TO_UINT8 && w.counts != 0) {
        const int32_t total = ib::block_sum(found, sums);
        if (threadIdx.x == 0 && total != 0) { ib::atomic_add(ib::global_at<int32_t>(w.counts), total); }
    }
}
IB_KERNEL(warp_patches);

extern "C" __global__ void __launch_bounds__(IB_WARP_THREADS, 2) warp_ids(const ib_cuda_warp* patch) {
    IB_SHARED(ib::SplineRows, splines);
    const ib_cuda_warp& w = *patch;
    const ib::WarpRow row(w);
    if (row.exists) {
        const ib::WarpBox<int32_t> box(w);
        auto* const ids = ib::global_at<int32_t>(w.target);
        auto* const slots = ib::global_at<int64_t>(w.counts);
        ib::for_places(w, row, splines[ib::warp_number()],
                       [&](int64_t element, const ib::Place& place, bool exists) {
                           const int32_t id = exists ? box.nearest(place) : 0;
                           if (exists) { ids[element] = id; }
                           if (slots != nullptr) { ib::count_id(slots, id); }
                       });
    }
}
IB_KERNEL(warp_ids);

extern "C" __global__ void __launch_bounds__(IB_WARP_THREADS)
    warp_weights(const int32_t* ids, float* weights, const int64_t* slots, int64_t elements) {
    const int64_t i = ib::grid_thread();
    if (i < elements) { weights[i] = ib::bits_as<float>(static_cast<uint32_t>(slots[ids[i]])); }
}
IB_KERNEL(warp_weights);
