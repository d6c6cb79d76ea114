// More live values than a thread has registers: half of them must wait in memory.
#include "ib/platform.cuh"

extern "C" __global__ void __launch_bounds__(1024, 1) spills(const float* from, float* to, int rounds) {
    constexpr int kLive = 96;  // registers for 64 at most, with 1,024 threads
    float values[kLive];
#pragma unroll
    for (int i = 0; i < kLive; ++i) { values[i] = from[threadIdx.x * kLive + i]; }
    for (int round = 0; round < rounds; ++round) {
        const float first = values[0];
#pragma unroll
        for (int i = 0; i + 1 < kLive; ++i) { values[i] = values[i] * values[i + 1] + values[i]; }
        values[kLive - 1] += first;
    }
#pragma unroll
    for (int i = 0; i < kLive; ++i) { to[threadIdx.x * kLive + i] = values[i]; }
}
