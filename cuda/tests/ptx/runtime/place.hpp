// The thread that runs a translated kernel: what it counts, and which memory it may touch.
#pragma once

#include "bits.hpp"
#include "counters.hpp"
#include "simt/device.hpp"
#include "simt/known_memory.hpp"

namespace ptx {

enum class Space { generic, global, shared, local };

/// Ends the process with the kernel and the line of its PTX.
[[noreturn]] void fail(const Counter& counter, int line, const char* what, uint64_t address,
                       size_t bytes);

class Place {
public:
    explicit Place(Counter& counter) : self(*simt::self()), counter_(counter) {
        count.threads = 1;
        const auto& [x, y, z] = self.thread_index;
        const auto& block = self.block_index;
        count.launches = (x | y | z | block.x | block.y | block.z) == 0;
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() { counter_.add(count); }

    const simt::Thread& self;
    Counts count;

    /// Memory that begins at `offset` of the block's shared memory; nothing is beside it.
    uint32_t static_shared(const void* site, uint32_t offset, uint32_t bytes);
    uint32_t dynamic_shared(uint32_t offset);
    uint32_t dynamic_bytes() const { return static_cast<uint32_t>(simt::dynamic_shared_bytes()); }
    uint64_t local(unsigned char* begin, size_t bytes);

    /// Between the addresses of shared memory and generic ones, which are the host's.
    uint64_t host_of(int line, uint64_t offset);
    uint64_t shared_of(int line, uint64_t address);

    /// The host's address of what an instruction names, all of which must lie in one allocation.
    template <Space space>
    PTX_INLINE unsigned char* at(int line, uint64_t address, size_t bytes) {
        if (address % bytes != 0) { fail(line, "misaligned", address, bytes); }
        if (space == Space::shared) {
            return shared_place(line, static_cast<uint32_t>(address), bytes);
        }
        if (space == Space::local) { check_local(line, address, bytes); }
        if (space == Space::global) { check_global(line, address, bytes); }
        if (space == Space::generic) { check_generic(line, address, bytes); }
        return reinterpret_cast<unsigned char*>(address);
    }

    [[noreturn]] void fail(int line, const char* what, uint64_t address = 0, size_t bytes = 0) const {
        ptx::fail(counter_, line, what, address, bytes);
    }

private:
    static constexpr int kRecent = 4;
    static constexpr int kMaxWindows = 16;
    struct Window {
        uint32_t begin, bytes;
        unsigned char* host;
    };

    PTX_INLINE void check_global(int line, uint64_t address, size_t bytes) {
        for (const simt::Range& range : recent_) {
            if (range.holds(address, bytes)) { return; }
        }
        look_up(line, address, bytes);
    }
    PTX_INLINE unsigned char* shared_place(int line, uint32_t offset, size_t bytes) {
        for (int i = 0; i < windows_; ++i) {
            const Window& window = window_[i];
            const uint32_t inside = offset - window.begin;
            if (bytes <= window.bytes && inside <= window.bytes - bytes) {
                return window.host + inside;
            }
        }
        fail(line, "outside the block's shared memory", offset, bytes);
    }
    void look_up(int line, uint64_t address, size_t bytes);
    void check_local(int line, uint64_t address, size_t bytes) const;
    void check_generic(int line, uint64_t address, size_t bytes);
    uint32_t add_window(uint32_t begin, uint32_t bytes, unsigned char* host);

    Counter& counter_;
    simt::Range recent_[kRecent];
    int oldest_ = 0;
    int windows_ = 0;
    Window window_[kMaxWindows];
    simt::Range local_;
};

/// Memory of the module, known for the life of the process.
uint64_t module_variable(unsigned char* begin, size_t bytes);

}  // namespace ptx
