// A launch that runs: its blocks, their lanes, and who may go next.
#pragma once

#include <cstdint>

#include "fiber.hpp"
#include "order.hpp"
#include "shared_memory.hpp"
#include "simt.hpp"
#include "thread.hpp"

namespace simt {

constexpr int kLanes = 32;
constexpr int kMaxThreads = 1024;
#if defined(SIMT_THREAD_SANITIZER)
constexpr int kResidentBlocks = 2;  // the sanitizer takes 0.8 MB for every thread of them
#else
constexpr int kResidentBlocks = 3;
#endif

enum class State { ready, at_barrier, in_warp_operation, ended };

struct Block;

struct Lane : Thread {
    Fiber fiber;
    Block* block;
    int number;  // in its block
    State state;
    WarpOperation operation;
    uint32_t mask;
    uint64_t value;
    uint64_t result;
    int source;

    int lane() const { return number % kLanes; }
};

/// What the sanitizer learns at the barriers of one block. Each block has its own: those of an earlier
/// block in the same slot would order the two, and hide races between them.
struct BlockOrders {
    Order barrier[2];
    Order warp[kMaxThreads / kLanes][2];
};

struct Block {
    Lane* lanes = nullptr;
    Lane* ready[kMaxThreads];
    int ready_count = 0;
    int threads = 0;
    int live = 0;
    int at_barrier = 0;
    int phase = 0;
    Shared* shared = nullptr;
    void* dynamic = nullptr;
    BlockOrders* orders = nullptr;
    int warp_phase[kMaxThreads / kLanes];
};

struct Launch {
    const Kernel* kernel;
    void** params;
    dim3 grid, block_size;
    size_t shared_bytes;
    uint64_t random;
    uint64_t part_first;
    uint64_t blocks, next_block, first_block, stride;
    int resident, threads;
    Block block[kResidentBlocks];
    int ready_count;
    int running_blocks;
    bool prefers;   // some block runs ahead of the others for a while
    int preferred;  // its slot
    uint64_t looks_in_vain;
    Lane* running;
    Lane* last_ended;
    Fiber host;
    Shared* retired;
    Order start, end;

    uint64_t draw() {  // splitmix64
        uint64_t z = (random += 0x9e3779b97f4a7c15u);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return z ^ (z >> 31);
    }
};

/// The launch that runs in this host thread; null outside kernels.
extern constinit thread_local Launch* current;

/// Null if there is none of that name.
const Kernel* kernel_named(const char* name);

/// Lets the lane be drawn.
void make_ready(Lane& lane);

/// Gives the processor to a thread drawn by lot, or back to the host when all have ended.
void go_on(Fiber& from);

/// Lets the block's threads go on if all that have not ended wait at its barrier.
void pass_barrier_if_complete(Block& block);

/// Starts the next block in the slot, if any is left.
void start_block(Block& block);

/// Completes the warp operation that `lane` waits in if all lanes it names have come.
void pass_operation_if_complete(Lane& lane);

/// The warp of `lane`, and how many lanes it has.
Lane* warp_of(const Lane& lane, int* count);

}  // namespace simt
