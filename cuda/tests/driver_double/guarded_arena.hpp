// Memory whose misuse shows: every block ends at a page that nobody may touch, addresses are never
// given out twice, and what lies between a block and its pages is checked for stray writes. It is taken
// from the device in chunks: small blocks lie in one together, which is what other processes open.
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
        std::uintptr_t chunk;
        int opened = 0;  // how often it was opened here, if it is another process's
    };

    // With open == false blocks can be touched only between open() and shut().
    explicit GuardedArena(bool open);
    ~GuardedArena();
    GuardedArena(const GuardedArena&) = delete;
    GuardedArena& operator=(const GuardedArena&) = delete;

    // 0 if there is no more memory. Filled with 0xCB. A block that is smaller than granularity shares a
    // chunk of that size with others; one that is not has a multiple of it to itself.
    std::uintptr_t allocate(std::size_t size, std::size_t granularity);
    // What allocate() would add to taken().
    std::size_t cost(std::size_t size, std::size_t granularity) const;
    // Lays the block's chunk in a file that others can open, which is named by the result; its bytes
    // stay. All zero where the system refuses.
    IpcHandle share(std::uintptr_t address);
    // What another process has shared, at an address of this one: the block or, where it has no chunk
    // to itself, the whole chunk. 0 where it is gone. Neither bytes() nor taken() has it.
    std::uintptr_t adopt(const IpcHandle& handle);
    Block* starting_at(std::uintptr_t address);
    // The block that holds the address; null if there is none.
    Block* holding(std::uintptr_t address);
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

    std::size_t bytes() const { return bytes_; }  // as asked for
    std::size_t taken() const { return taken_; }  // of the device
    const std::map<std::uintptr_t, Block>& blocks() const { return blocks_; }

private:
    struct Chunk {
        std::size_t size;      // of its pages
        std::size_t charged;   // of the device
        std::uintptr_t next;   // where the next block's pages begin
        bool is_shared;        // by several blocks
        std::size_t used = 0;  // of charged, by blocks
        std::size_t blocks = 0;
        SharedFile file{};  // where other processes find it, once it was shared
    };

    // Whether a block fits into the chunk that small blocks are laid in now.
    bool fits(std::size_t size, std::size_t granularity) const;
    std::uintptr_t chunk_for(std::size_t size, std::size_t granularity);
    bool lay_in_file(std::uintptr_t begin, Chunk& chunk);
    bool make_usable(std::uintptr_t pages, std::size_t size, std::uintptr_t chunk);

    bool always_open_;
    std::uintptr_t begin_;
    std::uintptr_t next_;
    std::size_t bytes_ = 0;
    std::size_t taken_ = 0;
    std::uintptr_t small_ = 0;  // the chunk for small blocks; 0 if there is none
    std::map<std::uintptr_t, Chunk> chunks_;
    std::map<std::uintptr_t, Block> blocks_;
};

}  // namespace ib::driver_double
