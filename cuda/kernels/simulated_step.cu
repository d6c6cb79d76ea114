// Stands for a training step where loops are measured: keeps multiprocessors occupied for a time.
//   nanoseconds by the device's global timer, from the start of each block; 0 and less: no time.
//   Reads and writes no memory.
// Launch: one block a multiprocessor, any block size; a block leaves room for what does not fit into
// its own threads. How often the timer moves is the device's choice (about 1 µs), so time steps by
// events. Oracle: a clock.
#include "ib/platform.cuh"

extern "C" __global__ void simulated_step(int64_t nanoseconds) {
    if (threadIdx.x == 0) {
        const int64_t began = ib::nanoseconds_now();
        while (ib::nanoseconds_now() - began < nanoseconds) {}
    }
    __syncthreads();
}
IB_KERNEL(simulated_step);
