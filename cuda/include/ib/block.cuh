// Sums over warps and blocks. Blocks are one-dimensional, of a multiple of 32 threads, all of which
// call.
#pragma once

#include "ib/platform.cuh"

namespace ib {

__device__ __forceinline__ int lane_number() { return static_cast<int>(threadIdx.x) % kLanes; }
__device__ __forceinline__ int warp_number() { return static_cast<int>(threadIdx.x) / kLanes; }

__device__ __forceinline__ int64_t grid_thread() {
    return int64_t{blockIdx.x} * blockDim.x + threadIdx.x;
}
__device__ __forceinline__ int64_t grid_threads() { return int64_t{gridDim.x} * blockDim.x; }

/// Every lane gets the sum.
template <typename Value>
__device__ __forceinline__ Value warp_sum(Value value) {
#pragma unroll
    for (int distance = kLanes / 2; distance > 0; distance /= 2) {
        value += __shfl_xor_sync(kAllLanes, value, distance);
    }
    return value;
}

/// Sum of the values of lower lanes.
template <typename Value>
__device__ __forceinline__ Value warp_sum_before(Value value) {
    Value sum = value;
#pragma unroll
    for (int distance = 1; distance < kLanes; distance *= 2) {
        const Value other = __shfl_up_sync(kAllLanes, sum, static_cast<unsigned>(distance));
        if (lane_number() >= distance) { sum += other; }
    }
    return sum - value;
}

/// Shared memory of the sums below.
template <typename Value>
struct BlockSum {
    Value of_warp[kLanes];
    Value total;
};

/// Sum of the values of lower threads; *total receives that of all. Begins and ends with a barrier, so
/// `shared` may be used again at once.
template <typename Value>
__device__ __forceinline__ Value block_sum_before(Value value, BlockSum<Value>& shared, Value* total) {
    const int warps = static_cast<int>(blockDim.x) / kLanes;
    const Value before = warp_sum_before(value);
    __syncthreads();
    if (lane_number() == kLanes - 1) { shared.of_warp[warp_number()] = before + value; }
    __syncthreads();
    if (warp_number() == 0) {
        const Value mine = lane_number() < warps ? shared.of_warp[lane_number()] : Value{};
        const Value warp_before = warp_sum_before(mine);
        __syncwarp();
        shared.of_warp[lane_number()] = warp_before;
        if (lane_number() == kLanes - 1) { shared.total = warp_before + mine; }
    }
    __syncthreads();
    *total = shared.total;
    const Value result = shared.of_warp[warp_number()] + before;
    __syncthreads();
    return result;
}

/// Thread 0 gets the sum. Begins and ends with a barrier.
template <typename Value>
__device__ __forceinline__ Value block_sum(Value value, BlockSum<Value>& shared) {
    const int warps = static_cast<int>(blockDim.x) / kLanes;
    const Value sum = warp_sum(value);
    __syncthreads();
    if (lane_number() == 0) { shared.of_warp[warp_number()] = sum; }
    __syncthreads();
    Value total{};
    if (warp_number() == 0) {
        total = warp_sum(lane_number() < warps ? shared.of_warp[lane_number()] : Value{});
    }
    __syncthreads();
    return total;
}

}  // namespace ib
