// Which thread runs next, and what threads wait for at the barrier.
#include <cstdio>

#include "failure.hpp"
#include "running.hpp"

namespace simt {

constinit thread_local Launch* current = nullptr;

namespace {

/// One of so many atomics lets another thread go first.
constexpr uint64_t kAtomicsPerSwitch = 4;
/// So many looks in vain, with nothing written, no barrier passed and no block begun or ended, are for
/// ever.
constexpr uint64_t kLooksInVain = uint64_t{1} << 20;
/// How often, on average, another block is preferred, and how rarely the preferred one is passed over.
constexpr uint64_t kPicksPerPreference = 512;
constexpr uint64_t kPicksPerException = 16;

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
    Block& block = *lane.block;
    block.ready[block.ready_count++] = &lane;
    ++current->ready_count;
}

namespace {

/// Any lane, each as likely; or, where blocks are preferred, mostly one of the preferred block.
Lane* draw_lane(Launch& launch) {
    Block* block = &launch.block[launch.preferred];
    if (launch.prefers && launch.draw() % kPicksPerPreference == 0) {
        launch.preferred = static_cast<int>(launch.draw() % static_cast<uint64_t>(launch.resident));
        block = &launch.block[launch.preferred];
    }
    uint64_t pick = 0;
    if (launch.prefers && block->ready_count > 0 && launch.draw() % kPicksPerException != 0) {
        pick = launch.draw() % static_cast<uint64_t>(block->ready_count);
    } else {
        pick = launch.draw() % static_cast<uint64_t>(launch.ready_count);
        for (block = launch.block; pick >= static_cast<uint64_t>(block->ready_count); ++block) {
            pick -= static_cast<uint64_t>(block->ready_count);
        }
    }
    Lane* lane = block->ready[pick];
    block->ready[pick] = block->ready[--block->ready_count];
    --launch.ready_count;
    return lane;
}

}  // namespace

void go_on(Fiber& from) {
    Launch& launch = *current;
    if (launch.ready_count == 0) {
        if (launch.running_blocks > 0) { complain_of_deadlock(); }
        launch.running = nullptr;
        from.switch_to(launch.host);
        return;
    }
    Lane* next = draw_lane(launch);
    launch.running = next;
    if (&next->fiber != &from) { from.switch_to(next->fiber); }
}

void pass_barrier_if_complete(Block& block) {
    if (block.at_barrier == 0 || block.at_barrier < block.live) { return; }
    block.at_barrier = 0;
    block.phase ^= 1;
    current->looks_in_vain = 0;
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

void write_point() {
    current->looks_in_vain = 0;
    schedule_point();
}

void wait_point() {
    Launch& launch = *current;
    if (++launch.looks_in_vain == kLooksInVain) {
        die("kernel %s hangs: threads wait for what nobody writes", launch.kernel->name);
    }
    Lane& lane = *launch.running;
    make_ready(lane);
    go_on(lane.fiber);
}

void block_barrier() {
    Lane& lane = *current->running;
    Block& block = *lane.block;
    Order& order = block.orders->barrier[block.phase];
    order.release();
    lane.state = State::at_barrier;
    ++block.at_barrier;
    pass_barrier_if_complete(block);
    go_on(lane.fiber);
    order.acquire();
}

}  // namespace simt
