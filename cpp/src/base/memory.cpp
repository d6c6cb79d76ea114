#include "base/memory.hpp"

#include <sys/mman.h>

#include <map>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/status.hpp"
#include "ib/ib_cpu.h"

namespace ib {
namespace {

constexpr int64_t kPage = 4096;
constexpr int64_t kHugePage = 2 << 20;
constexpr int64_t kMaxBlock = int64_t{1} << 46;

/// Blocks are rounded up by at most an eighth, so that sizes close to each other share blocks.
int64_t rounded(int64_t bytes) {
    int64_t step = kPage;
    while (step * 16 <= bytes) { step *= 2; }
    return (bytes + step - 1) / step * step;
}

class Pool {
public:
    static Pool& instance() {
        static Pool* pool = new Pool;  // never destroyed: blocks may be released at process exit
        return *pool;
    }

    void* acquire(int64_t bytes) {
        const int64_t size = rounded(bytes);
        std::lock_guard<std::mutex> lock(mutex_);
        auto found = idle_.find(size);
        void* block = nullptr;
        if (found != idle_.end()) {
            block = found->second;
            in_use_.emplace(block, size);
            idle_.erase(found);
            idle_bytes_ -= size;
        } else {
            block = map(size);
            in_use_.emplace(block, size);
        }
        in_use_bytes_ += size;
        return block;
    }

    bool release(void* block) {
        std::lock_guard<std::mutex> lock(mutex_);
        auto found = in_use_.find(block);
        if (found == in_use_.end()) { return false; }
        const int64_t size = found->second;
        idle_.emplace(size, block);
        in_use_.erase(found);
        in_use_bytes_ -= size;
        idle_bytes_ += size;
        return true;
    }

    void trim() {
        std::lock_guard<std::mutex> lock(mutex_);
        for (auto& [size, block] : idle_) { munmap(block, static_cast<size_t>(size)); }
        idle_.clear();
        idle_bytes_ = 0;
    }

    void usage(int64_t* in_use, int64_t* idle) {
        std::lock_guard<std::mutex> lock(mutex_);
        *in_use = in_use_bytes_;
        *idle = idle_bytes_;
    }

private:
    static void* map(int64_t size) {
        void* block = mmap(nullptr, static_cast<size_t>(size), PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (block == MAP_FAILED) {
            throw OutOfMemory("host allocation of " + std::to_string(size) + " bytes failed");
        }
        if (size >= kHugePage) { madvise(block, static_cast<size_t>(size), MADV_HUGEPAGE); }
        return block;
    }

    std::mutex mutex_;
    std::multimap<int64_t, void*> idle_;
    std::unordered_map<void*, int64_t> in_use_;
    int64_t in_use_bytes_ = 0;
    int64_t idle_bytes_ = 0;
};

}  // namespace

void* acquire(int64_t bytes) {
    require(bytes > 0 && bytes <= kMaxBlock, "a block must have 1 to 2^46 bytes", bytes);
    return Pool::instance().acquire(bytes);
}

void release(void* block) noexcept { Pool::instance().release(block); }

int64_t pooled_bytes(int64_t bytes) { return rounded(bytes); }

}  // namespace ib

extern "C" ib_status ib_memory_acquire(int64_t bytes, void** out) {
    return ib::to_status([&] {
        ib::require(out != nullptr, "out must not be null");
        *out = ib::acquire(bytes);
    });
}

extern "C" ib_status ib_memory_release(void* block) {
    return ib::to_status([&] {
        if (block == nullptr) { return; }
        ib::require(ib::Pool::instance().release(block), "block was not acquired here");
    });
}

extern "C" void ib_memory_trim(void) { ib::Pool::instance().trim(); }

extern "C" void ib_memory_usage(int64_t* out_in_use, int64_t* out_idle) {
    ib::Pool::instance().usage(out_in_use, out_idle);
}
