// Device memory that the host may touch for a moment.
#pragma once

#include "guarded_arena.hpp"

namespace ib::driver_double {

// Opens device memory to the host for as long as a piece of work runs.
class OpenMemory {
public:
    explicit OpenMemory(const GuardedArena& arena, const GuardedArena::Block* block)
        : arena_(arena), block_(block) {
        if (block_ != nullptr) { arena_.open(*block_); }
    }
    ~OpenMemory() {
        if (block_ != nullptr) { arena_.shut(*block_); }
    }
    OpenMemory(const OpenMemory&) = delete;
    OpenMemory& operator=(const OpenMemory&) = delete;

private:
    const GuardedArena& arena_;
    const GuardedArena::Block* block_;
};

}  // namespace ib::driver_double
