#include "guarded_arena.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include "../simt/known_memory.hpp"

namespace ib::driver_double {
namespace {

#if defined(__SANITIZE_THREAD__)
constexpr std::size_t RESERVED = std::size_t(1) << 38;  // of the 1.5 TB that the sanitizer leaves
#else
constexpr std::size_t RESERVED = std::size_t(1) << 40;
#endif
constexpr std::size_t PAGE = 4096;
constexpr std::size_t ALIGNMENT = 256;
constexpr std::size_t UNIT = 512;  // of the device's memory
constexpr int POISON = 0xCB;
constexpr unsigned char CANARY = 0xA5;

std::size_t round_up(std::size_t size, std::size_t unit) { return (size + unit - 1) / unit * unit; }

bool all_canary(std::uintptr_t begin, std::uintptr_t end) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(begin);
    return std::all_of(bytes, bytes + (end - begin), [](unsigned char byte) { return byte == CANARY; });
}

}  // namespace

GuardedArena::GuardedArena(bool open) : always_open_(open) {
    void* reserved =
        mmap(nullptr, RESERVED, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (reserved == MAP_FAILED) { throw std::bad_alloc(); }
    begin_ = reinterpret_cast<std::uintptr_t>(reserved);
    next_ = begin_;
}

GuardedArena::~GuardedArena() { munmap(reinterpret_cast<void*>(begin_), RESERVED); }

bool GuardedArena::fits(std::size_t size, std::size_t granularity) const {
    const auto found = chunks_.find(small_);
    if (size >= granularity || found == chunks_.end()) { return false; }
    const Chunk& chunk = found->second;
    return chunk.used + round_up(size, UNIT) <= chunk.charged &&
           chunk.next + round_up(size, PAGE) + PAGE <= small_ + chunk.size;
}

std::size_t GuardedArena::cost(std::size_t size, std::size_t granularity) const {
    if (!fits(size, granularity)) { return round_up(size, granularity); }
    const Chunk& chunk = chunks_.at(small_);
    return chunk.blocks == 0 ? chunk.charged : 0;
}

std::uintptr_t GuardedArena::chunk_for(std::size_t size, std::size_t granularity) {
    if (fits(size, granularity)) {
        const Chunk& chunk = chunks_.at(small_);
        taken_ += chunk.blocks == 0 ? chunk.charged : 0;
        return small_;
    }
    const bool is_shared = size < granularity;
    const std::size_t charged = round_up(size, granularity);
    // As many blocks as the device's units, each with a page more than it needs and one after it.
    const std::size_t pages = is_shared ? charged + charged / UNIT * 2 * PAGE : round_up(size, PAGE);
    if (pages + PAGE > begin_ + RESERVED - next_) { return 0; }
    const std::uintptr_t begin = next_;
    next_ += pages + PAGE;
    taken_ += charged;
    chunks_[begin] = {pages, charged, begin, is_shared};
    if (is_shared) {
        const auto full = chunks_.find(small_);
        if (full != chunks_.end() && full->second.blocks == 0) { chunks_.erase(full); }
        small_ = begin;
    }
    return begin;
}

bool GuardedArena::make_usable(std::uintptr_t pages, std::size_t size, std::uintptr_t chunk) {
    void* memory = reinterpret_cast<void*>(pages);
    const SharedFile& file = chunks_.at(chunk).file;
    if (!file.is_open()) { return mprotect(memory, size, PROT_READ | PROT_WRITE) == 0; }
    return mmap(memory, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file.descriptor(),
                off_t(pages - chunk)) != MAP_FAILED;
}

std::uintptr_t GuardedArena::allocate(std::size_t size, std::size_t granularity) {
    const std::size_t padded = round_up(size, ALIGNMENT);
    const std::size_t pages_size = round_up(padded, PAGE);
    const std::uintptr_t begin = chunk_for(size, granularity);
    if (begin == 0) { return 0; }
    Chunk& chunk = chunks_.at(begin);
    const std::uintptr_t pages = chunk.next;
    if (!make_usable(pages, pages_size, begin)) {
        taken_ -= chunk.blocks == 0 ? chunk.charged : 0;
        return 0;
    }
    const std::uintptr_t address = pages + pages_size - padded;
    std::memset(reinterpret_cast<void*>(pages), CANARY, pages_size);
    std::memset(reinterpret_cast<void*>(address), POISON, size);
    Block& block = blocks_[address] = {address, size, pages, pages_size, begin};
    shut(block);
    simt::know_memory(reinterpret_cast<void*>(address), size);
    chunk.next += pages_size + PAGE;
    chunk.used += round_up(size, UNIT);
    ++chunk.blocks;
    bytes_ += size;
    return address;
}

bool GuardedArena::lay_in_file(std::uintptr_t begin, Chunk& chunk) {
    SharedFile file(chunk.size);
    if (!file.is_open()) { return false; }
    void* copy = mmap(nullptr, chunk.size, PROT_WRITE, MAP_SHARED, file.descriptor(), 0);
    if (copy == MAP_FAILED) { return false; }
    for (const auto& [address, block] : blocks_) {
        if (block.chunk != begin) { continue; }
        void* pages = reinterpret_cast<void*>(block.pages);
        const std::size_t offset = block.pages - begin;
        open(block);
        std::memcpy(static_cast<char*>(copy) + offset, pages, block.pages_size);
        mmap(pages, block.pages_size, PROT_NONE, MAP_SHARED | MAP_FIXED, file.descriptor(),
             off_t(offset));
    }
    munmap(copy, chunk.size);
    chunk.file = std::move(file);
    return true;
}

IpcHandle GuardedArena::share(std::uintptr_t address) {
    const Block& block = blocks_.at(address);
    Chunk& chunk = chunks_.at(block.chunk);
    if (!chunk.file.is_open() && !lay_in_file(block.chunk, chunk)) { return {}; }
    IpcHandle handle = chunk.file.handle(MEMORY_MAGIC);
    handle.offset = block.address - block.chunk;
    handle.size = block.size;
    handle.is_part = chunk.is_shared;
    return handle;
}

std::uintptr_t GuardedArena::adopt(const IpcHandle& handle) {
    SharedFile file(handle);
    if (!file.is_open() || handle.file_size + PAGE > begin_ + RESERVED - next_) { return 0; }
    const std::uintptr_t pages = next_;
    if (mmap(reinterpret_cast<void*>(pages), handle.file_size, PROT_NONE, MAP_SHARED | MAP_FIXED,
             file.descriptor(), 0) == MAP_FAILED) {
        return 0;
    }
    next_ += handle.file_size + PAGE;
    const std::uintptr_t address = handle.is_part != 0 ? pages : pages + handle.offset;
    const std::size_t size = handle.is_part != 0 ? handle.file_size : handle.size;
    chunks_[pages] = {handle.file_size, 0, pages, false, 0, 1, std::move(file)};
    blocks_[address] = {address, size, pages, handle.file_size, pages, 1};
    simt::know_memory(reinterpret_cast<void*>(address), size);
    return address;
}

GuardedArena::Block* GuardedArena::starting_at(std::uintptr_t address) {
    const auto found = blocks_.find(address);
    return found == blocks_.end() ? nullptr : &found->second;
}

const GuardedArena::Block* GuardedArena::starting_at(std::uintptr_t address) const {
    const auto found = blocks_.find(address);
    return found == blocks_.end() ? nullptr : &found->second;
}

GuardedArena::Block* GuardedArena::holding(std::uintptr_t address) {
    const Block* found = std::as_const(*this).holding(address, 1);
    return found == nullptr ? nullptr : starting_at(found->address);
}

const GuardedArena::Block* GuardedArena::holding(std::uintptr_t address, std::size_t size) const {
    auto after = blocks_.upper_bound(address);
    if (after == blocks_.begin()) { return nullptr; }
    const Block& block = std::prev(after)->second;
    const std::size_t offset = address - block.address;
    return offset <= block.size && size <= block.size - offset ? &block : nullptr;
}

bool GuardedArena::is_intact(const Block& block) const {
    return all_canary(block.pages, block.address) &&
           all_canary(block.address + block.size, block.pages + block.pages_size);
}

void GuardedArena::free(std::uintptr_t address) {
    const auto found = blocks_.find(address);
    void* pages = reinterpret_cast<void*>(found->second.pages);
    simt::forget_memory(reinterpret_cast<void*>(address));
    // A fresh mapping in place gives the memory back and keeps the addresses forbidden.
    mmap(pages, found->second.pages_size, PROT_NONE,
         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
    if (found->second.opened == 0) { bytes_ -= found->second.size; }
    const auto chunk = chunks_.find(found->second.chunk);
    chunk->second.used -= std::min(chunk->second.used, round_up(found->second.size, UNIT));
    if (--chunk->second.blocks == 0) {
        taken_ -= chunk->second.charged;
        // Addresses are rarer than memory: the next small block may lie there, unless others know the
        // file.
        const bool stays = small_ == chunk->first && !chunk->second.file.is_open();
        if (!stays) {
            if (small_ == chunk->first) { small_ = 0; }
            chunks_.erase(chunk);
        }
    }
    blocks_.erase(found);
}

void GuardedArena::open() const {
    for (const auto& [address, block] : blocks_) { open(block); }
}

void GuardedArena::shut() const {
    for (const auto& [address, block] : blocks_) { shut(block); }
}

void GuardedArena::open(const Block& block) const {
    if (!always_open_) {
        mprotect(reinterpret_cast<void*>(block.pages), block.pages_size, PROT_READ | PROT_WRITE);
    }
}

void GuardedArena::shut(const Block& block) const {
    if (!always_open_) { mprotect(reinterpret_cast<void*>(block.pages), block.pages_size, PROT_NONE); }
}

}  // namespace ib::driver_double
