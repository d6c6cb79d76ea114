// One int more of static shared memory than a block may have.
#include "ib/platform.cuh"

extern "C" __global__ void too_much_shared(int* values) {
    using Values = int[48 * 256 + 1];
    IB_SHARED(Values, shared);
    shared[threadIdx.x] = values[threadIdx.x];
    __syncthreads();
    values[threadIdx.x] = shared[blockDim.x - 1 - threadIdx.x];
}
