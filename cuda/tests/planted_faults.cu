// Kernels for the tests of the harness itself: right ones, and the same with a fault planted.
#include "ib/block.cuh"
#include "ib/look_back.cuh"
#include "ib/platform.cuh"

namespace {

constexpr int kThreads = 64;
using Values = int32_t[kThreads];

template <bool kBarrier>
__device__ void sum(const int32_t* values, int32_t* out) {
    IB_SHARED(Values, shared);
    shared[threadIdx.x] = values[threadIdx.x];
    if (kBarrier) { __syncthreads(); }
    if (threadIdx.x == 0) {
        uint32_t total = 0;  // of poison too
        for (int i = 0; i < kThreads; ++i) { total += static_cast<uint32_t>(shared[i]); }
        *out = static_cast<int32_t>(total);
    }
}

}  // namespace

extern "C" __global__ void sum_with_barrier(const int32_t* values, int32_t* out) {
    sum<true>(values, out);
}
IB_KERNEL(sum_with_barrier);

extern "C" __global__ void sum_without_barrier(const int32_t* values, int32_t* out) {
    sum<false>(values, out);
}
IB_KERNEL(sum_without_barrier);

// Lanes hand values to their neighbours through shared memory, without waiting for them.
extern "C" __global__ void neighbours_without_warp_sync(const int32_t* values, int32_t* out) {
    IB_SHARED(Values, shared);
    shared[threadIdx.x] = values[threadIdx.x];
    __shfl_sync(ib::kAllLanes, 0, 0);  // brings lanes together, but says nothing of memory
    out[threadIdx.x] = shared[threadIdx.x ^ 1];
}
IB_KERNEL(neighbours_without_warp_sync);

// Thread 0 of every block writes the same place.
extern "C" __global__ void race_between_blocks(int32_t* out) {
    if (threadIdx.x == 0) { *out += static_cast<int32_t>(blockIdx.x); }
}
IB_KERNEL(race_between_blocks);

extern "C" __global__ void count_by_atomics(int32_t* out) { ib::atomic_add(out, 1); }
IB_KERNEL(count_by_atomics);

extern "C" __global__ void stray_write(int32_t* out, int32_t n) {
    if (threadIdx.x == 0) { out[n] = 1; }
}
IB_KERNEL(stray_write);

extern "C" __global__ void misaligned_load(const int32_t* values, int32_t* out) {
    if (threadIdx.x == 0) {
        *out = static_cast<int32_t>(reinterpret_cast<const uint4*>(values + 1)->x);
    }
}
IB_KERNEL(misaligned_load);

extern "C" __global__ void stray_shared_write(int32_t n) {
    IB_SHARED(Values, shared);
    int32_t* const first = shared;
    first[static_cast<int32_t>(threadIdx.x) + n] = 1;
}
IB_KERNEL(stray_shared_write);

extern "C" __global__ void barrier_for_some(int32_t* out) {
    if (threadIdx.x % 2 == 0) {
        __syncthreads();
    } else {
        __syncwarp();
    }
    if (threadIdx.x == 0) { *out = 1; }
}
IB_KERNEL(barrier_for_some);

extern "C" __global__ void lanes_of_different_masks(int32_t* out) {
    const bool any = threadIdx.x < 16 ? __any_sync(0xffffffffu, 1) : __any_sync(0xffff0001u, 1);
    if (threadIdx.x == 0) { *out = any; }
}
IB_KERNEL(lanes_of_different_masks);

extern "C" __global__ void order_of_threads(int32_t* next, int32_t* order) {
    order[ib::atomic_add(next, 1)] = static_cast<int32_t>(blockIdx.x * blockDim.x + threadIdx.x);
}
IB_KERNEL(order_of_threads);

extern "C" __global__ void sums_of_lanes(int32_t* before, int32_t* block_before, int32_t* equal) {
    IB_SHARED(ib::BlockSum<int32_t>, sums);
    const auto thread = static_cast<int32_t>(threadIdx.x);
    int32_t all = 0;
    before[thread] = ib::warp_sum_before(thread);
    block_before[thread] = ib::block_sum_before(thread, sums, &all);
    equal[thread] = static_cast<int32_t>(__match_any_sync(ib::kAllLanes, thread % 3));
}
IB_KERNEL(sums_of_lanes);

namespace {

/// The block that draws number 0 hands its values to all others.
template <bool kRelease>
__device__ void hand_over(uint32_t* drawn, uint32_t* told, int32_t* values, int32_t* out) {
    IB_SHARED(uint32_t, number);
    if (threadIdx.x == 0) { number = ib::atomic_add(drawn, 1u); }
    __syncthreads();
    if (number == 0) {
        values[threadIdx.x] = static_cast<int32_t>(threadIdx.x) + 1;
        __syncthreads();
        if (threadIdx.x == 0 && kRelease) { ib::add_release(told, 1); }
        if (threadIdx.x == 0 && !kRelease) { ib::atomic_add(told, 1u); }
    } else {
        if (threadIdx.x == 0) {
            while (ib::load_acquire(told) == 0) { ib::pause(); }
        }
        __syncthreads();
        out[number * blockDim.x + threadIdx.x] = values[threadIdx.x];
    }
}

/// sums[n] becomes the sum of 3, 4 .. over the n blocks before.
__device__ void sum_blocks(int64_t number, uint64_t* told, int64_t* sums) {
    if (ib::warp_number() == 0) {
        const int64_t before = ib::sum_of_blocks_before(number, number + 3, told);
        if (threadIdx.x == 0) { sums[number] = before; }
    }
}

}  // namespace

extern "C" __global__ void hand_over_with_release(uint32_t* drawn, uint32_t* told, int32_t* values,
                                                  int32_t* out) {
    hand_over<true>(drawn, told, values, out);
}
IB_KERNEL(hand_over_with_release);

extern "C" __global__ void hand_over_without_release(uint32_t* drawn, uint32_t* told, int32_t* values,
                                                     int32_t* out) {
    hand_over<false>(drawn, told, values, out);
}
IB_KERNEL(hand_over_without_release);

extern "C" __global__ void look_back_by_drawn_number(uint32_t* drawn, uint64_t* told, int64_t* sums) {
    IB_SHARED(uint32_t, number);
    if (threadIdx.x == 0) { number = ib::atomic_add(drawn, 1u); }
    __syncthreads();
    sum_blocks(number, told, sums);
}
IB_KERNEL(look_back_by_drawn_number);

// Waits for blocks that begin only when it has ended.
extern "C" __global__ void look_back_by_block_index(uint64_t* told, int64_t* sums) {
    sum_blocks(blockIdx.x, told, sums);
}
IB_KERNEL(look_back_by_block_index);
