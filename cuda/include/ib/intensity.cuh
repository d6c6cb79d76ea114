// PatchElements of a patch whose intensities are changed, and what is known of all of them.
#pragma once

#include "ib/block.cuh"
#include "ib/element.cuh"
#include "ib/float64.cuh"
#include "ib/ib_cpu.h"
#include "ib/ib_cuda.h"
#include "ib/platform.cuh"

namespace ib {

/// The elements of a patch in device memory, of IB_TO_FLOAT16 or IB_TO_FLOAT32.
struct PatchElements {
    uint64_t address;
    int32_t type;

    __device__ __forceinline__ float load(int64_t element) const {
        return type == IB_TO_FLOAT16 ? to_float(global_at<const Half>(address)[element])
                                     : global_at<const float>(address)[element];
    }
    __device__ __forceinline__ void store(int64_t element, float value) const {
        store_element(address + (static_cast<uint64_t>(element) << type), type,
                      element_bits(value, type));
    }
};

/// The row that a warp takes, of IB_INTENSITY_ROWS to a block.
struct ElementRow {
    int64_t y, z, first;
    bool exists;

    __device__ ElementRow(int64_t size_x, int64_t size_y, int64_t size_z) {
        const int64_t number = int64_t{blockIdx.x} * IB_INTENSITY_ROWS + warp_number();
        const bool few = (number | size_y) <= int64_t{UINT32_MAX};  // divides in a third of the time
        z = few ? int64_t{static_cast<uint32_t>(number) / static_cast<uint32_t>(size_y)}
                : number / size_y;
        y = number - z * size_y;
        first = number * size_x;
        exists = z < size_z;
    }
};

/// Every lane gets that of the first; lane l + distance is added to lane l, of distances 16, 8, 4,
/// 2, 1.
__device__ __forceinline__ double folded(double value) {
#pragma unroll
    for (int distance = kLanes / 2; distance > 0; distance /= 2) {
        value = add(value, __shfl_down_sync(kAllLanes, value, static_cast<unsigned>(distance)));
    }
    return __shfl_sync(kAllLanes, value, 0);
}

__device__ __forceinline__ float warp_smallest(float value) {
#pragma unroll
    for (int distance = kLanes / 2; distance > 0; distance /= 2) {
        value = smaller(value, __shfl_xor_sync(kAllLanes, value, distance));
    }
    return value;
}
__device__ __forceinline__ float warp_largest(float value) { return -warp_smallest(-value); }

__device__ __forceinline__ float inverted(float value, bool invert) { return invert ? -value : value; }

}  // namespace ib
