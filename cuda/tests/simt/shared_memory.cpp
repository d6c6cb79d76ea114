#include "shared_memory.hpp"

#include <cstdlib>
#include <cstring>

#include "failure.hpp"
#include "running.hpp"

namespace simt {
namespace {

constexpr unsigned char kPoison = 0xa5;
constexpr size_t kGuard = 64;
constexpr int kMaxSites = 16;

}  // namespace

Shared* new_shared(const void* site, size_t bytes) {
    auto* shared = new Shared{site, nullptr, bytes, nullptr, {}};
    const size_t whole = bytes + kGuard;
#if defined(__SANITIZE_ADDRESS__)
    const size_t allocated = bytes;  // what lies behind is the sanitizer's to guard
#else
    const size_t allocated = whole;
#endif
    void* memory = nullptr;
    if (posix_memalign(&memory, 128, allocated == 0 ? 1 : allocated) != 0) {
        die("no memory for %zu bytes of shared memory", whole);
    }
    std::memset(memory, kPoison, allocated);
    shared->bytes = static_cast<unsigned char*>(memory);
    return shared;
}

void free_shared(Shared* shared) {
    while (shared != nullptr) {
        Shared* next = shared->next;
        std::free(shared->bytes);
        delete shared;
        shared = next;
    }
}

void check_guards(const Shared* shared) {
#if !defined(__SANITIZE_ADDRESS__)
    for (; shared != nullptr; shared = shared->next) {
        for (size_t i = 0; i < kGuard; ++i) {
            if (shared->bytes[shared->size + i] != kPoison) {
                die("kernel %s wrote %zu bytes past %zu bytes of shared memory", current->kernel->name,
                    i, shared->size);
            }
        }
    }
#else
    static_cast<void>(shared);
#endif
}

void* dynamic_shared() { return current->running->block->dynamic; }

size_t dynamic_shared_bytes() { return current->shared_bytes; }

void* static_shared(const void* site, size_t bytes) {
    Block& block = *current->running->block;
    int sites = 0;
    for (Shared* s = block.shared; s != nullptr; s = s->next) {
        if (s->site == site) {
            s->made.acquire();
            return s->bytes;
        }
        ++sites;
    }
    if (sites > kMaxSites) { die("kernel %s: too many shared objects", current->kernel->name); }
    Shared* shared = new_shared(site, bytes);
    shared->made.release();
    shared->next = block.shared;
    block.shared = shared;
    return shared->bytes;
}

}  // namespace simt
