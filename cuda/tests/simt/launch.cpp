// A launch from its checks to the end of its last block.
#include <stdexcept>
#include <string>

#include "running.hpp"

namespace simt {
namespace {

constexpr size_t kMaxShared = size_t{227} << 10;

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

/// Side by side, each thread as likely as another; side by side, one block ahead of the others for a
/// while; or one after the other.
void draw_order_of_blocks(Launch& launch) {
    const uint64_t order = launch.draw() % 4;
    launch.prefers = order % 2 == 1;
    const uint64_t most = order == 2 ? 1 : kResidentBlocks;
    launch.resident = static_cast<int>(launch.blocks < most ? launch.blocks : most);
}

Launch* new_launch(const Kernel& kernel, dim3 grid, dim3 block, uint64_t seed, Part part) {
    auto* launch = new Launch{};
    launch->kernel = &kernel;
    launch->grid = grid;
    launch->block_size = block;
    launch->random = seed;
    launch->threads = static_cast<int>(block.x * block.y * block.z);
    launch->part_first = part.first;
    launch->blocks = part.count;
    launch->first_block = launch->draw() % launch->blocks;
    launch->stride = stride_for(launch->blocks, launch->draw());
    draw_order_of_blocks(*launch);
    for (int b = 0; b < launch->resident; ++b) { launch->block[b].lanes = new Lane[launch->threads](); }
    return launch;
}

void run_blocks(Launch& launch) {
    launch.host.mark_as_running();
    for (int b = 0; b < launch.resident; ++b) { start_block(launch.block[b]); }
    while (launch.running_blocks > 0) {
        go_on(launch.host);
        Block& ended = *launch.last_ended->block;
        for (int i = 0; i < ended.threads; ++i) { ended.lanes[i].fiber.release(); }
        start_block(ended);
    }
    launch.end.acquire();
}

}  // namespace

void launch(const char* name, dim3 grid, dim3 block, size_t shared_bytes, void** params, uint64_t seed,
            Part part) {
    const Kernel* kernel = kernel_named(name);
    check(name, kernel, grid, block, shared_bytes);
    if (part.count == 0) { part = {0, uint64_t{grid.x} * grid.y * grid.z}; }
    Launch* launch = new_launch(*kernel, grid, block, seed, part);
    launch->params = params;
    launch->shared_bytes = shared_bytes;
    Launch* outer = current;
    current = launch;
    run_blocks(*launch);
    current = outer;
    free_shared(launch->retired);
    for (int b = 0; b < launch->resident; ++b) { delete[] launch->block[b].lanes; }
    Stacks::of_this_thread().reuse_ended();
    delete launch;
}

}  // namespace simt
