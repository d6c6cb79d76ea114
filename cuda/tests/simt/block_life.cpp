// How blocks and their threads begin and end.
#include <cstring>

#include "running.hpp"

namespace simt {
namespace {

uint3 index_in(uint64_t number, const dim3& size) {
    return {static_cast<unsigned>(number % size.x), static_cast<unsigned>(number / size.x % size.y),
            static_cast<unsigned>(number / size.x / size.y)};
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
    delete block.orders;
    block.orders = nullptr;
    --current->running_blocks;
    current->looks_in_vain = 0;
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

}  // namespace

void start_block(Block& block) {
    Launch& launch = *current;
    if (launch.next_block == launch.blocks) { return; }
    const uint64_t number =
        launch.part_first + (launch.first_block + launch.next_block * launch.stride) % launch.blocks;
    ++launch.next_block;
    ++launch.running_blocks;
    launch.looks_in_vain = 0;
    block.threads = block.live = launch.threads;
    block.at_barrier = 0;
    block.phase = 0;
    std::memset(block.warp_phase, 0, sizeof block.warp_phase);
    block.orders = new BlockOrders;
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

}  // namespace simt
