// Memory whose misuse shows: every block ends at a page that nobody may touch, addresses are never
// given out twice, and what lies between a block and its pages is checked for stray writes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>

#include "shared_file.hpp"

namespace ib::driver_double {

// Not thread-safe.
class GuardedArena {
public:
    struct Block {
        std::uintptr_t address;  // of the first byte, aligned to 256
        std::size_t size;        // as asked for
        std::uintptr_t pages;    // first page
        std::size_t pages_size;
        SharedFile file{};  // where other processes find it, once it was shared
        int opened = 0;     // how often it was opened here, if it is another process's
    };

    // With open == false blocks can be touched only between open() and shut().
    explicit GuardedArena(bool open);
    ~GuardedArena();
    GuardedArena(const GuardedArena&) = delete;
    GuardedArena& operator=(const GuardedArena&) = delete;

    // 0 if there is no more memory. Filled with 0xCB.
    std::uintptr_t allocate(std::size_t size);
    // Lays the block in a file that others can open, which is named by the result; its bytes stay. All
    // zero where the system refuses.
    IpcHandle share(std::uintptr_t address);
    // The block of another process, at an address of this one; 0 where it is gone. bytes() has it not.
    std::uintptr_t adopt(const IpcHandle& handle);
    Block* starting_at(std::uintptr_t address);
    // The block that starts at address; null if there is none.
    const Block* starting_at(std::uintptr_t address) const;
    // The block that holds all of [address, address + size); null if there is none.
    const Block* holding(std::uintptr_t address, std::size_t size) const;
    // Whether nothing beside the block was written. The block must be open.
    bool is_intact(const Block& block) const;
    void free(std::uintptr_t address);
    void open() const;
    void shut() const;
    void open(const Block& block) const;
    void shut(const Block& block) const;

    std::size_t bytes() const { return bytes_; }
    const std::map<std::uintptr_t, Block>& blocks() const { return blocks_; }

private:
    bool always_open_;
    std::uintptr_t begin_;
    std::uintptr_t next_;
    std::size_t bytes_ = 0;
    std::map<std::uintptr_t, Block> blocks_;
};

}  // namespace ib::driver_double
