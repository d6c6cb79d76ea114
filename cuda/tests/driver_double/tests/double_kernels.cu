// Kernels for the tests of the driver double.
#include "ib/platform.cuh"

// values (count) int32: each grows by amount. One thread a value.
extern "C" __global__ void double_add(int32_t* values, int32_t count, int64_t amount) {
    const int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
    if (i < count) { values[i] += static_cast<int32_t>(amount); }
}
IB_KERNEL(double_add);

// Writes one byte at an address that may lie outside the allocation.
extern "C" __global__ void double_stray(uint8_t* bytes, int64_t offset) {
    if (threadIdx.x == 0) { bytes[offset] = 1; }
}
IB_KERNEL(double_stray);
