// ib_gather_patches of cubes out of a 512 x 512 x 400 volume, against memcpy of as many bytes read and
// written. Patches of one batch lie apart and their targets follow each other, as in a batch tensor.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "bench.hpp"
#include "ib/ib_cpu.h"

namespace {

constexpr int64_t kX = 512, kY = 512, kZ = 400;
constexpr int kRuns = 9;

struct Variant {
    const char* name;
    int32_t flags;
};

void fail(const char* message) {
    std::fprintf(stderr, "%s\n", message);
    std::exit(1);
}

/// Pooled, as every large buffer of the engine.
template <typename Element>
Element* pooled(int64_t count) {
    void* block = nullptr;
    if (ib_memory_acquire(count * int64_t{sizeof(Element)}, &block) != IB_OK) { fail(ib_last_error()); }
    return static_cast<Element*>(block);
}

std::vector<ib_patch> batch(const float* volume, char* target, int64_t size, int32_t type,
                            int32_t flags, int64_t count) {
    std::vector<ib_patch> patches;
    uint64_t state = 7;
    const auto corner = [&](int64_t extent) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        return static_cast<int64_t>((state >> 33) % static_cast<uint64_t>(extent - size));
    };
    const int64_t bytes = size * size * size * (type == IB_TO_FLOAT32 ? 4 : 2);
    for (int64_t i = 0; i < count; ++i) {
        ib_patch p{};
        p.source = volume;
        p.target = target + i * bytes;
        p.nx = kX, p.ny = kY, p.nz = kZ;
        p.x = corner(kX), p.y = corner(kY), p.z = corner(kZ);
        p.size_x = p.size_y = p.size_z = size;
        p.subtract = 10, p.divide = 890, p.clamp_high = 1, p.gain = 1.05f, p.shift = 0.02f;
        p.source_type = IB_FLOAT32;
        p.target_type = type;
        p.flags = flags;
        patches.push_back(p);
    }
    return patches;
}

/// One voxel in the middle of every patch that is neither turned nor flipped, float32.
void check(const std::vector<ib_patch>& patches) {
    for (const ib_patch& p : patches) {
        if (p.flags != IB_NORMALISE || p.target_type != IB_TO_FLOAT32) { return; }
        const int64_t m = p.size_x / 2;
        const float raw =
            static_cast<const float*>(p.source)[((p.z + m) * kY + p.y + m) * kX + p.x + m];
        float v = (raw - p.subtract) / p.divide;
        v = v < 0 ? 0 : v > 1 ? 1 : v;
        v = v * p.gain;
        v = v + p.shift;
        if (static_cast<const float*>(p.target)[(m * p.size_x + m) * p.size_x + m] != v) {
            fail("a gathered voxel is wrong");
        }
    }
}

/// Every voxel of a batch has the same multiset of values, turned or not: their sums agree.
double sum(const std::vector<ib_patch>& patches) {
    double total = 0;
    for (const ib_patch& p : patches) {
        const int64_t n = p.size_x * p.size_y * p.size_z;
        for (int64_t i = 0; i < n; ++i) {
            total += p.target_type == IB_TO_FLOAT32 ? static_cast<const float*>(p.target)[i]
                                                    : static_cast<const uint16_t*>(p.target)[i];
        }
    }
    return total;
}

void run(const std::vector<ib_patch>& patches, int32_t threads) {
    const auto count = static_cast<int64_t>(patches.size());
    if (ib_gather_patches(patches.data(), count, threads) != IB_OK) { fail(ib_last_error()); }
}

void measure(const float* volume, int64_t size, int32_t type) {
    const int64_t element = type == IB_TO_FLOAT32 ? 4 : 2;
    const int64_t voxels = size * size * size;
    const int64_t count = (int64_t{64} << 20) / voxels + 1;
    auto* target = pooled<char>(count * voxels * element);
    const int64_t bytes = count * voxels * (4 + element);
    const auto copy = bench::copy(bytes / 2, kRuns);
    double plain_sum = 0;
    for (const Variant v : {Variant{"as it lies", 0}, Variant{"flipped in x, y and z", 28},
                            Variant{"one quarter turn", 1}, Variant{"three turns, flipped in x", 7}}) {
        const auto patches = batch(volume, target, size, type, v.flags | IB_NORMALISE, count);
        run(patches, 2);
        check(patches);
        const double total = sum(patches);
        if (v.flags == 0) { plain_sum = total; }
        if (total < plain_sum * 0.999999 || total > plain_sum * 1.000001) {
            fail("a turn lost voxels");
        }
        const std::string input = std::to_string(count) + " x " + std::to_string(size) +
                                  "^3 float32 to " + (element == 4 ? "float32, " : "float16, ") +
                                  v.name;
        for (const int32_t threads : {1, 2}) {
            bench::report("gather_patches", input, threads, bytes,
                          bench::time(kRuns, [&] { run(patches, threads); }),
                          "memcpy reading and writing as many bytes", copy);
        }
    }
    ib_memory_release(target);
}

}  // namespace

int main() {
    auto* volume = pooled<float>(kX * kY * kZ);
    uint32_t state = 1;
    for (int64_t i = 0; i < kX * kY * kZ; ++i) {
        state = state * 1664525u + 1013904223u;
        volume[i] = static_cast<float>(state >> 22);
    }
    for (const int64_t size : {64, 96, 128}) {
        measure(volume, size, IB_TO_FLOAT32);
        measure(volume, size, IB_TO_FLOAT16);
    }
    ib_memory_release(volume);
}
