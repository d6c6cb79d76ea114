// The scheduler. Never built with the thread sanitizer: its own state is not what is under test.
#include "simt.hpp"

#include <cstdarg>
#include <cstring>
#include <stdexcept>
#include <string>

#include "fiber.hpp"
#include "thread.hpp"

namespace simt {
namespace {

constexpr int kLanes = 32;
constexpr int kMaxThreads = 1024;
constexpr size_t kMaxShared = size_t{227} << 10;
constexpr int kResidentBlocks = 3;
constexpr unsigned char kPoison = 0xa5;
constexpr size_t kGuard = 64;
constexpr int kMaxKernels = 64;
constexpr int kMaxSites = 16;
/// One of so many atomics lets another thread go first.
constexpr uint64_t kAtomicsPerSwitch = 4;

[[noreturn]] void die(const char* format, ...) {
    std::va_list arguments;
    va_start(arguments, format);
    std::fputs("simt: ", stderr);
    std::vfprintf(stderr, format, arguments);
    std::fputc('\n', stderr);
    std::abort();
}

Kernel kernels[kMaxKernels];
int kernel_count = 0;

const Kernel* kernel_named(const char* name) {
    for (int i = 0; i < kernel_count; ++i) {
        if (std::strcmp(kernels[i].name, name) == 0) { return &kernels[i]; }
    }
    return nullptr;
}

/// Tells the thread sanitizer what comes before what: whoever acquires sees what releasers did before.
class Order {
public:
    void release() {
#if defined(SIMT_THREAD_SANITIZER)
        __tsan_release(this);
#endif
    }
    void acquire() {
#if defined(SIMT_THREAD_SANITIZER)
        __tsan_acquire(this);
#endif
    }

private:
    char address_ = 0;
};

/// Shared memory with guards behind it. Kept to the end of the launch under the thread sanitizer: there
/// a later block in the same memory would look like a race, or hide one.
struct Shared {
    const void* site;
    unsigned char* bytes;
    size_t size;
    Shared* next;
    Order made;
};

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

struct Block {
    Lane* lanes = nullptr;
    int threads = 0;
    int live = 0;
    int at_barrier = 0;
    int phase = 0;
    Shared* shared = nullptr;
    void* dynamic = nullptr;
    Order barrier_order[2];
    Order warp_order[kMaxThreads / kLanes][2];
    int warp_phase[kMaxThreads / kLanes];
};

struct Launch {
    const Kernel* kernel;
    void** params;
    dim3 grid, block_size;
    size_t shared_bytes;
    uint64_t random;
    uint64_t blocks, next_block, first_block, stride;
    int resident, threads;
    Block block[kResidentBlocks];
    Lane* ready[kResidentBlocks * kMaxThreads];
    int ready_count;
    int running_blocks;
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

thread_local Launch* current = nullptr;

void make_ready(Lane& lane) {
    lane.state = State::ready;
    current->ready[current->ready_count++] = &lane;
}

Shared* new_shared(const void* site, size_t bytes) {
    auto* shared = new Shared{site, nullptr, bytes, nullptr, {}};
    const size_t whole = bytes + kGuard;
#if defined(__SANITIZE_ADDRESS__)
    const size_t allocated = bytes;  // what lies behind is the sanitizer's to guard
#else
    const size_t allocated = whole;
#endif
    void* memory = nullptr;
    if (posix_memalign(&memory, 128, allocated == 0 ? 1 : allocated) != 0) {
        die("no memory for %zu bytes of shared memory", whole);
    }
    std::memset(memory, kPoison, allocated);
    shared->bytes = static_cast<unsigned char*>(memory);
    return shared;
}

void free_shared(Shared* shared) {
    while (shared != nullptr) {
        Shared* next = shared->next;
        std::free(shared->bytes);
        delete shared;
        shared = next;
    }
}

void check_guards(const Shared* shared) {
#if !defined(__SANITIZE_ADDRESS__)
    for (; shared != nullptr; shared = shared->next) {
        for (size_t i = 0; i < kGuard; ++i) {
            if (shared->bytes[shared->size + i] != kPoison) {
                die("kernel %s wrote %zu bytes behind %zu bytes of shared memory",
                    current->kernel->name, i, shared->size);
            }
        }
    }
#else
    static_cast<void>(shared);
#endif
}

void complain_of_deadlock() {
    for (int b = 0; b < current->resident; ++b) {
        const Block& block = current->block[b];
        for (int i = 0; i < block.threads; ++i) {
            const Lane& lane = block.lanes[i];
            if (lane.state == State::ended) { continue; }
            std::fprintf(stderr, "simt: block (%u %u %u) thread %d waits %s, mask %08x\n",
                         lane.block_index.x, lane.block_index.y, lane.block_index.z, i,
                         lane.state == State::at_barrier ? "at a barrier" : "in a warp operation",
                         lane.state == State::at_barrier ? 0 : lane.mask);
        }
    }
    die("kernel %s hangs: no thread can go on", current->kernel->name);
}

void run_lane();

uint3 index_in(uint64_t number, const dim3& size) {
    return {static_cast<unsigned>(number % size.x), static_cast<unsigned>(number / size.x % size.y),
            static_cast<unsigned>(number / size.x / size.y)};
}

/// Starts the next block in the slot, if any is left.
void start_block(Block& block) {
    Launch& launch = *current;
    if (launch.next_block == launch.blocks) { return; }
    const uint64_t number = (launch.first_block + launch.next_block * launch.stride) % launch.blocks;
    ++launch.next_block;
    ++launch.running_blocks;
    block.threads = block.live = launch.threads;
    block.at_barrier = 0;
    block.phase = 0;
    std::memset(block.warp_phase, 0, sizeof block.warp_phase);
    block.shared = new_shared(nullptr, launch.shared_bytes);
    block.dynamic = block.shared->bytes;
    launch.start.release();
    for (int i = 0; i < block.threads; ++i) {
        Lane& lane = block.lanes[i];
        static_cast<Thread&>(lane) = {index_in(static_cast<uint64_t>(i), launch.block_size),
                                      index_in(number, launch.grid), launch.block_size, launch.grid};
        lane.block = &block;
        lane.number = i;
        lane.fiber.start(run_lane);
        make_ready(lane);
    }
}

void end_block(Block& block) {
    check_guards(block.shared);
#if defined(SIMT_THREAD_SANITIZER)
    Shared* last = block.shared;
    while (last->next != nullptr) { last = last->next; }
    last->next = current->retired;
    current->retired = block.shared;
#else
    free_shared(block.shared);
#endif
    block.shared = nullptr;
    --current->running_blocks;
}

/// Gives the processor to a thread drawn by lot, or back to the host when all have ended.
void go_on(Fiber& from) {
    Launch& launch = *current;
    if (launch.ready_count == 0) {
        if (launch.running_blocks > 0) { complain_of_deadlock(); }
        launch.running = nullptr;
        from.switch_to(launch.host);
        return;
    }
    const uint64_t pick = launch.draw() % static_cast<uint64_t>(launch.ready_count);
    Lane* next = launch.ready[pick];
    launch.ready[pick] = launch.ready[--launch.ready_count];
    launch.running = next;
    if (&next->fiber != &from) { from.switch_to(next->fiber); }
}

void pass_barrier_if_complete(Block& block) {
    if (block.at_barrier == 0 || block.at_barrier < block.live) { return; }
    block.at_barrier = 0;
    block.phase ^= 1;
    for (int i = 0; i < block.threads; ++i) {
        if (block.lanes[i].state == State::at_barrier) { make_ready(block.lanes[i]); }
    }
}

/// The warp of `lane`, and how many lanes it has.
Lane* warp_of(const Lane& lane, int* count) {
    const int first = lane.number - lane.lane();
    *count = lane.block->threads - first < kLanes ? lane.block->threads - first : kLanes;
    return lane.block->lanes + first;
}

uint64_t result_for(const Lane& lane, const Lane* warp, uint32_t group) {
    uint64_t bits = 0;
    for (int i = 0; i < kLanes; ++i) {
        if ((group >> i & 1) == 0) { continue; }
        const bool in =
            lane.operation == WarpOperation::match ? warp[i].value == lane.value : warp[i].value != 0;
        bits |= in ? uint64_t{1} << i : 0;
    }
    if (lane.operation != WarpOperation::shuffle) { return bits; }
    return (group >> lane.source & 1) != 0 ? warp[lane.source].value : current->draw();
}

/// Completes the operation that `lane` waits in if all lanes it names have come.
void pass_operation_if_complete(Lane& lane) {
    int count = 0;
    Lane* warp = warp_of(lane, &count);
    uint32_t group = 0;
    for (int i = 0; i < count; ++i) {
        if ((lane.mask >> i & 1) == 0 || warp[i].state == State::ended) { continue; }
        if (warp[i].state != State::in_warp_operation) { return; }
        if (warp[i].mask != lane.mask || warp[i].operation != lane.operation) {
            die("kernel %s: lanes %d and %d of a warp name each other in different operations "
                "(masks %08x and %08x)",
                current->kernel->name, lane.lane(), i, lane.mask, warp[i].mask);
        }
        group |= uint32_t{1} << i;
    }
    for (int i = 0; i < count; ++i) {
        if ((group >> i & 1) != 0) { warp[i].result = result_for(warp[i], warp, group); }
    }
    if (lane.operation == WarpOperation::sync) { lane.block->warp_phase[lane.number / kLanes] ^= 1; }
    for (int i = 0; i < count; ++i) {
        if ((group >> i & 1) != 0) { make_ready(warp[i]); }
    }
}

void end_lane(Lane& lane) {
    Launch& launch = *current;
    Block& block = *lane.block;
    lane.state = State::ended;
    launch.end.release();
    --block.live;
    pass_barrier_if_complete(block);
    int count = 0;
    Lane* warp = warp_of(lane, &count);
    for (int i = 0; i < count; ++i) {
        if (warp[i].state == State::in_warp_operation) { pass_operation_if_complete(warp[i]); }
    }
    launch.last_ended = &lane;
    if (block.live == 0) { end_block(block); }
}

/// What every fiber runs. Where a block ends, the host refills its slot.
void run_lane() {
    Lane& lane = *current->running;
    lane.fiber.entered();
    current->start.acquire();
    current->kernel->invoke(current->kernel->function, current->params);
    end_lane(lane);
    if (lane.block->live == 0) {
        current->running = nullptr;
        lane.fiber.switch_to(current->host);
    }
    go_on(lane.fiber);
}

void check(const char* name, const Kernel* kernel, dim3 grid, dim3 block, size_t shared_bytes) {
    const auto refuse = [&](const std::string& why) {
        throw std::invalid_argument(std::string("kernel ") + name + ": " + why);
    };
    if (kernel == nullptr) { refuse("there is none of that name"); }
    if (grid.x == 0 || grid.y == 0 || grid.z == 0) { refuse("the grid is empty"); }
    if (grid.x > 0x7fffffffu || grid.y > 65535 || grid.z > 65535) { refuse("the grid is too large"); }
    const uint64_t threads = uint64_t{block.x} * block.y * block.z;
    if (threads == 0 || threads > kMaxThreads) {
        refuse("a block must have 1 to 1024 threads, was " + std::to_string(threads));
    }
    if (shared_bytes > kMaxShared) {
        refuse("shared memory must be at most 227 KiB, was " + std::to_string(shared_bytes));
    }
}

/// Coprime to the number of blocks, so that multiples of it visit every block once.
uint64_t stride_for(uint64_t blocks, uint64_t wanted) {
    const auto common = [](uint64_t a, uint64_t b) {
        while (b != 0) {
            const uint64_t rest = a % b;
            a = b;
            b = rest;
        }
        return a;
    };
    uint64_t stride = wanted % blocks;
    while (common(stride, blocks) != 1) { ++stride; }
    return stride;
}

}  // namespace

bool find_kernel(const char* name, Parameters* out) {
    const Kernel* kernel = kernel_named(name);
    if (kernel != nullptr && out != nullptr) { *out = kernel->parameters; }
    return kernel != nullptr;
}

void add_kernel(const Kernel& kernel) {
    if (kernel_count == kMaxKernels) { die("more than %d kernels", kMaxKernels); }
    kernels[kernel_count++] = kernel;
}

Thread* self() { return current != nullptr ? current->running : nullptr; }

void schedule_point() {
    Launch& launch = *current;
    if (launch.draw() % kAtomicsPerSwitch != 0) { return; }
    Lane& lane = *launch.running;
    make_ready(lane);
    go_on(lane.fiber);
}

void block_barrier() {
    Lane& lane = *current->running;
    Block& block = *lane.block;
    Order& order = block.barrier_order[block.phase];
    order.release();
    lane.state = State::at_barrier;
    ++block.at_barrier;
    pass_barrier_if_complete(block);
    go_on(lane.fiber);
    order.acquire();
}

uint64_t warp_operation(WarpOperation operation, uint32_t mask, uint64_t value, int source) {
    Lane& lane = *current->running;
    if ((mask >> lane.lane() & 1) == 0) {
        die("kernel %s: lane %d is not in its own mask %08x", current->kernel->name, lane.lane(), mask);
    }
    const int warp = lane.number / kLanes;
    Order& order = lane.block->warp_order[warp][lane.block->warp_phase[warp]];
    if (operation == WarpOperation::sync) { order.release(); }
    lane.operation = operation;
    lane.mask = mask;
    lane.value = value;
    lane.source = source;
    lane.state = State::in_warp_operation;
    pass_operation_if_complete(lane);
    go_on(lane.fiber);
    if (operation == WarpOperation::sync) { order.acquire(); }
    return lane.result;
}

void* dynamic_shared() { return current->running->block->dynamic; }

void* static_shared(const void* site, size_t bytes) {
    Block& block = *current->running->block;
    int sites = 0;
    for (Shared* s = block.shared; s != nullptr; s = s->next) {
        if (s->site == site) {
            s->made.acquire();
            return s->bytes;
        }
        ++sites;
    }
    if (sites > kMaxSites) { die("kernel %s: too many shared objects", current->kernel->name); }
    Shared* shared = new_shared(site, bytes);
    shared->made.release();
    shared->next = block.shared;
    block.shared = shared;
    return shared->bytes;
}

void launch(const char* name, dim3 grid, dim3 block, size_t shared_bytes, void** params,
            uint64_t seed) {
    const Kernel* kernel = kernel_named(name);
    check(name, kernel, grid, block, shared_bytes);
    auto* launch = new Launch{};
    launch->kernel = kernel;
    launch->params = params;
    launch->grid = grid;
    launch->block_size = block;
    launch->shared_bytes = shared_bytes;
    launch->random = seed;
    launch->threads = static_cast<int>(block.x * block.y * block.z);
    launch->blocks = uint64_t{grid.x} * grid.y * grid.z;
    launch->first_block = launch->draw() % launch->blocks;
    launch->stride = stride_for(launch->blocks, launch->draw());
    launch->resident =
        launch->blocks < kResidentBlocks ? static_cast<int>(launch->blocks) : kResidentBlocks;
    for (int b = 0; b < launch->resident; ++b) { launch->block[b].lanes = new Lane[launch->threads](); }
    Launch* outer = current;
    current = launch;
    launch->host.mark_as_running();
    for (int b = 0; b < launch->resident; ++b) { start_block(launch->block[b]); }
    while (launch->running_blocks > 0) {
        go_on(launch->host);
        Block& ended = *launch->last_ended->block;
        for (int i = 0; i < ended.threads; ++i) { ended.lanes[i].fiber.release(); }
        start_block(ended);
    }
    launch->end.acquire();
    free_shared(launch->retired);
    for (int b = 0; b < launch->resident; ++b) { delete[] launch->block[b].lanes; }
    Stacks::of_this_thread().reuse_ended();
    current = outer;
    delete launch;
}

}  // namespace simt
