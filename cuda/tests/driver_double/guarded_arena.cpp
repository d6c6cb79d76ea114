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

std::uintptr_t GuardedArena::allocate(std::size_t size) {
    const std::size_t padded = round_up(size, ALIGNMENT);
    const std::size_t pages_size = round_up(padded, PAGE);
    if (pages_size + PAGE > begin_ + RESERVED - next_) { return 0; }
    const std::uintptr_t pages = next_;
    void* memory = reinterpret_cast<void*>(pages);
    if (mprotect(memory, pages_size, PROT_READ | PROT_WRITE) != 0) { return 0; }
    const std::uintptr_t address = pages + pages_size - padded;
    std::memset(memory, CANARY, pages_size);
    std::memset(reinterpret_cast<void*>(address), POISON, size);
    Block& block = blocks_[address] = {address, size, pages, pages_size};
    shut(block);
    simt::know_memory(reinterpret_cast<void*>(address), size);
    next_ += pages_size + PAGE;
    bytes_ += size;
    return address;
}

IpcHandle GuardedArena::share(std::uintptr_t address) {
    Block& block = blocks_.at(address);
    if (!block.file.is_open()) {
        SharedFile file(block.pages_size);
        if (!file.is_open()) { return {}; }
        void* copy = mmap(nullptr, block.pages_size, PROT_WRITE, MAP_SHARED, file.descriptor(), 0);
        if (copy == MAP_FAILED) { return {}; }
        void* pages = reinterpret_cast<void*>(block.pages);
        open(block);
        std::memcpy(copy, pages, block.pages_size);
        munmap(copy, block.pages_size);
        mmap(pages, block.pages_size, PROT_NONE, MAP_SHARED | MAP_FIXED, file.descriptor(), 0);
        block.file = std::move(file);
    }
    IpcHandle handle = block.file.handle(MEMORY_MAGIC);
    handle.offset = block.address - block.pages;
    handle.size = block.size;
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
    const std::uintptr_t address = pages + handle.offset;
    blocks_[address] = {address, handle.size, pages, handle.file_size, std::move(file), 1};
    simt::know_memory(reinterpret_cast<void*>(address), handle.size);
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
