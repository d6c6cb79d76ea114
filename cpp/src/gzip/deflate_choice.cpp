#include "gzip/deflate_choice.hpp"

#include <algorithm>
#include <cstring>

#include "base/memory.hpp"
#include "gzip/run_deflater.hpp"
#include "gzip/search_deflater.hpp"

namespace ib {
namespace {

constexpr int64_t kWindow = 8 * 1024;
constexpr int64_t kWindows = 4;
constexpr int64_t kCandidates = 48;
constexpr int64_t kTolerance = 50;    // runs may be larger by 1/50: zlib's level 1 is by more
constexpr int64_t kTableBytes = 128;  // a code table weighs more in a sample than in the whole

/// Air says nothing about how voxels deflate: at least a quarter of the words must differ from the one
/// before.
bool has_content(const uint8_t* window) {
    int64_t differing = 0;
    for (int64_t i = 4; i < kWindow; i += 4) {
        differing += std::memcmp(window + i, window + i - 4, 4) != 0;
    }
    return differing >= kWindow / 16;
}

/// Where candidate i begins: one in each of kCandidates equal parts, at a place in it that does not
/// keep step with rows and planes. A multiple of 8 keeps the bytes of a voxel in place.
int64_t candidate(int64_t i, int64_t source_size) {
    const int64_t part = (source_size - kWindow) / kCandidates;
    const auto scattered = static_cast<int64_t>((static_cast<uint64_t>(i) * 0x9E3779B97F4A7C15) >> 44);
    return (part * i + part * scattered / (1 << 20)) / 8 * 8;
}

/// Windows with content, or the whole of a small source; returns the sample's size.
int64_t take_sample(const uint8_t* source, int64_t source_size, uint8_t* sample) {
    if (source_size <= kWindows * kWindow) {
        std::copy_n(source, source_size, sample);
        return source_size;
    }
    int64_t taken = 0;
    for (int64_t k = 0; k < kCandidates && taken < kWindows; ++k) {
        const int64_t i = k * 17 % kCandidates;  // every part once, neighbours far apart
        const uint8_t* window = source + candidate(i, source_size);
        if (has_content(window)) { std::copy_n(window, kWindow, sample + taken++ * kWindow); }
    }
    return taken * kWindow;
}

}  // namespace

// Stored blocks: 5 bytes for each 64 KiB. The rest is room to write ahead.
int64_t deflate_bound(int64_t size) { return size + size / 64 + 1024; }

bool prefers_runs(const uint8_t* source, int64_t source_size) {
    constexpr int64_t kMost = kWindows * kWindow;
    PooledArray<uint8_t> sample(kMost + deflate_bound(kMost));
    uint8_t* const target = sample.data() + kMost;
    const int64_t size = take_sample(source, source_size, sample.data());
    if (size == 0) { return true; }  // hardly anything but runs
    const int64_t runs = RunDeflater::run(sample.data(), size, target);
    const int64_t search = SearchDeflater(1).run(sample.data(), size, target, deflate_bound(kMost));
    return runs <= search + search / kTolerance + kTableBytes;
}

}  // namespace ib
