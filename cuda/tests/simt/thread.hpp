// What a kernel sees of the thread it runs as, and how it waits.
#pragma once

#include <cstddef>
#include <cstdint>

#include "simt.hpp"

namespace simt {

struct Thread {
    uint3 thread_index;
    uint3 block_index;
    dim3 block_size;
    dim3 grid_size;
};

/// The thread that runs now; null outside kernels.
Thread* self();

/// __syncthreads: waits for all threads of the block that have not ended.
void block_barrier();

enum class WarpOperation { sync, ballot, shuffle, match };

/// Waits for the lanes of `mask` that have not ended. ballot: bits of lanes with value != 0; shuffle:
/// the value of lane `source` (noise if that lane has ended); match: lanes of equal value.
uint64_t warp_operation(WarpOperation operation, uint32_t mask, uint64_t value, int source);

/// A place where another thread may go first.
void schedule_point();

/// The same, before something is written that another thread may wait for.
void write_point();

/// The same, where a thread has to look again for what another writes. Ends the process when all have
/// looked for long and nothing is written any more.
void wait_point();

/// Poisoned memory of the block: dynamic (the bytes of the launch), or one object for each `site`.
void* dynamic_shared();
size_t dynamic_shared_bytes();
void* static_shared(const void* site, size_t bytes);

/// A kernel made callable with type-erased parameters.
struct Kernel {
    const char* name;
    Parameters parameters;
    void (*function)();
    void (*invoke)(void (*function)(), void** params);
};

void add_kernel(const Kernel& kernel);

}  // namespace simt
