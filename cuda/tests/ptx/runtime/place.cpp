#include "place.hpp"

#include "simt/failure.hpp"

namespace ptx {
namespace {

constexpr size_t kMaxAlignment = 128;  // of what the harness gives

}  // namespace

void fail(const Counter& counter, int line, const char* what, uint64_t address, size_t bytes) {
    if (bytes == 0) { simt::die("kernel %s (%s:%d): %s", counter.kernel, counter.file, line, what); }
    simt::die("kernel %s (%s:%d): an access of %zu bytes at 0x%llx is %s", counter.kernel, counter.file,
              line, bytes, static_cast<unsigned long long>(address), what);
}

uint32_t Place::add_window(uint32_t begin, uint32_t bytes, unsigned char* host) {
    if (windows_ == kMaxWindows) { fail(0, "more variables of shared memory than are known here"); }
    window_[windows_++] = {begin, bytes, host};
    return begin;
}

uint32_t Place::static_shared(const void* site, uint32_t offset, uint32_t bytes) {
    auto* const host = static_cast<unsigned char*>(simt::static_shared(site, bytes + kMaxAlignment));
    return add_window(offset, bytes, host + offset % kMaxAlignment);
}

uint32_t Place::dynamic_shared(uint32_t offset) {
    return add_window(offset, dynamic_bytes(), static_cast<unsigned char*>(simt::dynamic_shared()));
}

uint64_t Place::local(unsigned char* begin, size_t bytes) {
    std::memset(begin, 0xa5, bytes);
    local_ = {reinterpret_cast<uintptr_t>(begin), bytes};
    return local_.begin;
}

uint64_t Place::host_of(int line, uint64_t offset) {
    for (int i = 0; i < windows_; ++i) {
        const uint64_t inside = offset - window_[i].begin;
        if (inside <= window_[i].bytes) { return reinterpret_cast<uint64_t>(window_[i].host) + inside; }
    }
    fail(line, "outside the block's shared memory", offset, 1);
}

uint64_t Place::shared_of(int line, uint64_t address) {
    for (int i = 0; i < windows_; ++i) {
        const uint64_t inside = address - reinterpret_cast<uint64_t>(window_[i].host);
        if (inside <= window_[i].bytes) { return window_[i].begin + inside; }
    }
    fail(line, "outside the block's shared memory", address, 1);
}

void Place::look_up(int line, uint64_t address, size_t bytes) {
    const simt::Range range = simt::known_range(address);
    if (!range.holds(address, bytes)) { fail(line, "outside every allocation", address, bytes); }
    recent_[oldest_] = range;
    oldest_ = (oldest_ + 1) % kRecent;
}

void Place::check_local(int line, uint64_t address, size_t bytes) const {
    if (!local_.holds(address, bytes)) { fail(line, "outside local memory", address, bytes); }
}

void Place::check_generic(int line, uint64_t address, size_t bytes) {
    if (local_.holds(address, bytes)) { return; }
    for (int i = 0; i < windows_; ++i) {
        const auto begin = reinterpret_cast<uint64_t>(window_[i].host);
        if (simt::Range{begin, window_[i].bytes}.holds(address, bytes)) { return; }
    }
    check_global(line, address, bytes);
}

uint64_t module_variable(unsigned char* begin, size_t bytes) {
    simt::know_memory(begin, bytes);
    return reinterpret_cast<uint64_t>(begin);
}

}  // namespace ptx
