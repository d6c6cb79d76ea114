#include "counters.hpp"

#include <mutex>

namespace ptx {
namespace {

constinit Counter* counters = nullptr;
constinit std::mutex mutex;

}  // namespace

constinit Watched watched;

Counts& Counts::operator+=(const Counts& other) {
    launches += other.launches;
    threads += other.threads;
    instructions += other.instructions;
    global_loads += other.global_loads;
    global_load_bytes += other.global_load_bytes;
    global_stores += other.global_stores;
    global_store_bytes += other.global_store_bytes;
    watched_loads += other.watched_loads;
    shared_accesses += other.shared_accesses;
    local_accesses += other.local_accesses;
    global_atomics += other.global_atomics;
    shared_atomics += other.shared_atomics;
    barriers += other.barriers;
    warp_operations += other.warp_operations;
    return *this;
}

Counter::Counter(const char* of_kernel, const char* of_file)
    : kernel(of_kernel), file(of_file), next_(counters) {
    counters = this;
}

void Counter::add(const Counts& counts) {
    const std::lock_guard lock(mutex);
    total_ += counts;
}

Counts Counter::total() const {
    const std::lock_guard lock(mutex);
    return total_;
}

void Counter::reset() {
    const std::lock_guard lock(mutex);
    total_ = {};
}

Counter* first_counter() { return counters; }

void watch(const void* begin, uint64_t bytes) { watched = {reinterpret_cast<uintptr_t>(begin), bytes}; }

}  // namespace ptx
