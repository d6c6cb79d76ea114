// Statistics of a component: what a thread has of it, summed over its warp before it goes to memory.
#pragma once

#include "ib/block.cuh"
#include "ib/ib_cpu.h"
#include "ib/ib_cuda.h"
#include "ib/platform.cuh"

namespace ib {

/// Of some runs of one component.
struct Part {
    int32_t component;  // -1: none
    int64_t voxels, sum_x, sum_y, sum_z;
    int32_t begin[3], last[3];

    __device__ void clear(int32_t of) {
        component = of;
        voxels = sum_x = sum_y = sum_z = 0;
        for (int axis = 0; axis < 3; ++axis) {
            begin[axis] = INT32_MAX;
            last[axis] = -1;
        }
    }

    __device__ void add(const ib_run& run) {
        const int64_t length = int64_t{run.x_end} - run.x_begin;
        voxels += length;
        sum_x += (int64_t{run.x_begin} + run.x_end - 1) * length / 2;
        sum_y += run.y * length;
        sum_z += run.z * length;
        const int32_t low[3] = {run.x_begin, run.y, run.z};
        const int32_t high[3] = {run.x_end - 1, run.y, run.z};
        for (int axis = 0; axis < 3; ++axis) {
            begin[axis] = smaller(begin[axis], low[axis]);
            last[axis] = larger(last[axis], high[axis]);
        }
    }

    __device__ void add_to(ib_cuda_component& found) const {
        atomic_add(&found.voxels, voxels);
        atomic_add(&found.sum[0], sum_x);
        atomic_add(&found.sum[1], sum_y);
        atomic_add(&found.sum[2], sum_z);
        for (int axis = 0; axis < 3; ++axis) {
            atomic_min(&found.begin[axis], begin[axis]);
            atomic_max(&found.last[axis], last[axis]);
        }
    }

    /// Takes in the part of the lane `distance` above; all lanes call.
    __device__ void take_from_above(int distance) {
        const auto above = static_cast<unsigned>(distance);
        voxels += __shfl_down_sync(kAllLanes, voxels, above);
        sum_x += __shfl_down_sync(kAllLanes, sum_x, above);
        sum_y += __shfl_down_sync(kAllLanes, sum_y, above);
        sum_z += __shfl_down_sync(kAllLanes, sum_z, above);
        for (int axis = 0; axis < 3; ++axis) {
            begin[axis] = smaller(begin[axis], __shfl_down_sync(kAllLanes, begin[axis], above));
            last[axis] = larger(last[axis], __shfl_down_sync(kAllLanes, last[axis], above));
        }
    }
};

/// Adds each lane's part to the table. A component that fills the warp is added once, not 32 times:
/// a big one would hold up all the others at its address.
__device__ __forceinline__ void add_parts(Part& part, ib_cuda_component* found) {
    const int32_t first = __shfl_sync(kAllLanes, part.component, 0);
    if (__all_sync(kAllLanes, part.component == first || part.component < 0) && first >= 0) {
        // What shuffles bring from beyond the last lane lands in lanes that lane 0 no longer reads.
        for (int distance = kLanes / 2; distance > 0; distance /= 2) { part.take_from_above(distance); }
        if (lane_number() == 0) { part.add_to(found[first]); }
    } else if (part.component >= 0) {
        part.add_to(found[part.component]);
    }
}

}  // namespace ib
