// All that a translated kernel needs.
#pragma once

#include <chrono>

#include "approximate.hpp"
#include "convert.hpp"
#include "copies.hpp"
#include "fields.hpp"
#include "warp.hpp"

namespace ptx {

class Thread : public Place {
public:
    using Place::Place;

    Copies copies;

    void barrier() {
        ++count.barriers;
        simt::block_barrier();
    }
    void warp_barrier(uint32_t mask) {
        ++count.warp_operations;
        simt::warp_operation(simt::WarpOperation::sync, mask, 0, 0);
    }
    void fence() {
        simt::schedule_point();
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
    }
    /// No time passes, but another thread may go first.
    void sleep(uint32_t) { simt::wait_point(); }
    uint64_t clock() const {
        return static_cast<uint64_t>(
            std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count());
    }
    uint32_t warp() const {
        const auto& [x, y, z] = self.thread_index;
        return ((z * self.block_size.y + y) * self.block_size.x + x) / 32;
    }
    uint32_t lane_mask_eq() const { return 1u << simt::lane(); }
    uint32_t lane_mask_lt() const { return lane_mask_eq() - 1; }
    uint32_t lane_mask_le() const { return lane_mask_lt() | lane_mask_eq(); }
    uint32_t lane_mask_gt() const { return ~lane_mask_le(); }
    uint32_t lane_mask_ge() const { return ~lane_mask_lt(); }
};

}  // namespace ptx
