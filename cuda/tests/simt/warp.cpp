// Operations in which the lanes of a warp wait for each other.
#include "failure.hpp"
#include "running.hpp"

namespace simt {
namespace {

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

}  // namespace

Lane* warp_of(const Lane& lane, int* count) {
    const int first = lane.number - lane.lane();
    *count = lane.block->threads - first < kLanes ? lane.block->threads - first : kLanes;
    return lane.block->lanes + first;
}

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

uint64_t warp_operation(WarpOperation operation, uint32_t mask, uint64_t value, int source) {
    Lane& lane = *current->running;
    if ((mask >> lane.lane() & 1) == 0) {
        die("kernel %s: lane %d is not in its own mask %08x", current->kernel->name, lane.lane(), mask);
    }
    const int warp = lane.number / kLanes;
    Order& order = lane.block->orders->warp[warp][lane.block->warp_phase[warp]];
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

}  // namespace simt
