// Runs kernels on the host: every CUDA thread is a fiber, and which fiber runs next is drawn from a
// seeded generator at every synchronisation point and every atomic. Blocks start in a seeded order. The
// seed also draws whether they run a few at a time, all alike or one ahead of the others for a while,
// or one after the other.
#pragma once

#include <cstddef>
#include <cstdint>

struct uint3 {
    unsigned x, y, z;
};
struct dim3 {
    unsigned x = 1, y = 1, z = 1;
};

namespace simt {

/// Blocks [first, first + count) of a grid, numbered x first; count 0: all of it.
struct Part {
    uint64_t first = 0, count = 0;
};

/// What a launch of `name` takes: `count` parameters of `bytes[i]` bytes each.
struct Parameters {
    int count;
    const size_t* bytes;
};

/// True if a kernel of that name is linked in; *out (may be null) then receives its parameters, valid
/// for the life of the process.
bool find_kernel(const char* name, Parameters* out);

/// Runs the kernel to its end in the calling thread; params[i] points to the i-th argument. Equal seeds
/// give equal schedules. Several host threads may launch at once. Throws std::invalid_argument for an
/// unknown name, an empty grid or block, a block of more than 1,024 threads, or more than 227 KiB of
/// shared memory. What a correct kernel never does (a barrier that can never be passed, lanes that name
/// each other in different warp operations, a write behind shared memory) ends the process with a
/// message: there is no way back out of a kernel.
/// With a part, only its blocks run, of a grid of the size given: the whole grid of a volume of 2^31
/// voxels would take minutes.
void launch(const char* name, dim3 grid, dim3 block, size_t shared_bytes, void** params, uint64_t seed,
            Part part = {});

/// Launch with the arguments themselves, which must have the kernel's parameter types.
template <typename... Arguments>
void run(const char* name, dim3 grid, dim3 block, size_t shared_bytes, uint64_t seed,
         Arguments... arguments) {
    void* params[] = {static_cast<void*>(&arguments)..., nullptr};
    launch(name, grid, block, shared_bytes, params, seed);
}

template <typename... Arguments>
void run_part(const char* name, Part part, dim3 grid, dim3 block, Arguments... arguments) {
    void* params[] = {static_cast<void*>(&arguments)..., nullptr};
    launch(name, grid, block, 0, params, part.first, part);
}

}  // namespace simt
