// Which thread runs next, and what threads wait for at the barrier.
#include <cstdio>

#include "failure.hpp"
#include "running.hpp"

namespace simt {

constinit thread_local Launch* current = nullptr;

namespace {

/// One of so many atomics lets another thread go first.
constexpr uint64_t kAtomicsPerSwitch = 4;

[[noreturn]] void complain_of_deadlock() {
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

}  // namespace

void make_ready(Lane& lane) {
    lane.state = State::ready;
    current->ready[current->ready_count++] = &lane;
}

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

}  // namespace simt
