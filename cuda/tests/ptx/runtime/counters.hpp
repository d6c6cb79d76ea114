// What kernels did, counted: by each of their threads, then added up per kernel.
#pragma once

#include <cstdint>

namespace ptx {

struct Counts {
    uint64_t launches = 0;  // of whole grids: how often the first thread of the first block ran
    uint64_t threads = 0;
    uint64_t instructions = 0;  // issued, whether or not their predicate held
    uint64_t global_loads = 0, global_load_bytes = 0;
    uint64_t global_stores = 0, global_store_bytes = 0;
    uint64_t watched_loads = 0;  // those of global_loads that read watched memory
    uint64_t shared_accesses = 0;
    uint64_t local_accesses = 0;
    uint64_t global_atomics = 0, shared_atomics = 0;
    uint64_t barriers = 0;
    uint64_t warp_operations = 0;

    Counts& operator+=(const Counts& other);
};

/// One for each kernel, made when the process starts.
class Counter {
public:
    Counter(const char* kernel, const char* file);
    void add(const Counts& counts);

    const char* const kernel;
    const char* const file;
    Counts total() const;
    void reset();
    const Counter* next() const { return next_; }
    Counter* next() { return next_; }

private:
    Counts total_;
    Counter* next_;
};

/// The first of all counters; the others follow it.
Counter* first_counter();

/// Memory whose loads are counted apart, from now on. For a process that runs one kernel at a time.
void watch(const void* begin, uint64_t bytes);

struct Watched {
    uintptr_t begin = 0;
    uint64_t bytes = 0;
};
extern constinit Watched watched;

}  // namespace ptx
