// The table of counts: a line for each kernel that a workload ran.
#pragma once

#include <cinttypes>
#include <cstdio>
#include <initializer_list>

#include "ptx/runtime/counters.hpp"

namespace counts {

inline void print_header() {
    std::puts(
        "kernel,workload,launches,instructions,global_loads,global_load_bytes,descriptor_loads,global_"
        "stores,"
        "global_store_bytes,shared_accesses,local_accesses,atomics,shared_atomics,barriers,warp_"
        "operations");
}

/// Forgets what was counted; the loads from [begin, begin + bytes) are those of descriptors from now
/// on.
inline void begin(const void* descriptors = nullptr, uint64_t bytes = 0) {
    for (ptx::Counter* c = ptx::first_counter(); c != nullptr; c = c->next()) { c->reset(); }
    ptx::watch(descriptors, bytes);
}

/// Everything but launches is per voxel.
inline void print(const char* workload, int64_t voxels) {
    for (const ptx::Counter* c = ptx::first_counter(); c != nullptr; c = c->next()) {
        const ptx::Counts n = c->total();
        if (n.threads == 0) { continue; }
        std::printf("%s,%s,%" PRIu64, c->kernel, workload, n.launches);
        for (const uint64_t count :
             {n.instructions, n.global_loads, n.global_load_bytes, n.watched_loads, n.global_stores,
              n.global_store_bytes, n.shared_accesses, n.local_accesses, n.global_atomics,
              n.shared_atomics, n.barriers, n.warp_operations}) {
            std::printf(",%.4g", static_cast<double>(count) / static_cast<double>(voxels));
        }
        std::putchar('\n');
    }
}

}  // namespace counts
