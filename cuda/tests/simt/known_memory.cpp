#include "known_memory.hpp"

#include <map>
#include <mutex>
#include <shared_mutex>

namespace simt {
namespace {

struct Known {
    std::shared_mutex mutex;
    std::map<uintptr_t, size_t> ranges;
};

/// Never destroyed: static objects of others forget their memory when they end.
Known& known() {
    static auto* const made = new Known;
    return *made;
}

}  // namespace

void know_memory(const void* begin, size_t bytes) {
    if (bytes == 0) { return; }
    const std::lock_guard lock(known().mutex);
    known().ranges[reinterpret_cast<uintptr_t>(begin)] = bytes;
}

void forget_memory(const void* begin) {
    const std::lock_guard lock(known().mutex);
    known().ranges.erase(reinterpret_cast<uintptr_t>(begin));
}

Range known_range(uintptr_t address) {
    const std::shared_lock lock(known().mutex);
    const auto& ranges = known().ranges;
    const auto after = ranges.upper_bound(address);
    if (after == ranges.begin()) { return {}; }
    const auto& [begin, bytes] = *std::prev(after);
    return address - begin < bytes ? Range{begin, bytes} : Range{};
}

}  // namespace simt
