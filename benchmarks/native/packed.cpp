// Patches of packed volumes against those of the same volumes raw, normalised to float32, and packing,
// checking and unpacking against memcpy of the raw volume. Bodies, scans with an even ground: smooth
// tissue with noise in air, which is 0, larger and smaller than the caches; and masks of a few lesions.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "bench.hpp"
#include "ib/ib_cpu.h"

namespace {

constexpr int kRuns = 9;

void require(bool holds, const char* message) {
    if (!holds) {
        std::fprintf(stderr, "%s\n", message);
        std::exit(1);
    }
}

void call(ib_status status) { require(status == IB_OK, ib_last_error()); }

/// Pooled, as every large buffer of the engine.
struct Memory {
    explicit Memory(int64_t bytes) { call(ib_memory_acquire(bytes, &at)); }
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;
    ~Memory() { ib_memory_release(at); }
    void* at = nullptr;
};

struct Shape {
    const char* name;
    int64_t x, y, z;
    int32_t type;  // IB_INT16, or IB_UINT8 for a mask
    int noise;     // grey levels on either side

    int64_t voxels() const { return x * y * z; }
    int64_t bytes() const { return voxels() * (type == IB_INT16 ? 2 : 1); }
};

/// An ellipsoid of waves and noise; a mask has balls instead.
void paint(const Shape& s, void* voxels) {
    uint32_t state = 1;
    for (int64_t i = 0; i < s.voxels(); ++i) {
        const int64_t x = i % s.x, y = i / s.x % s.y, z = i / s.x / s.y;
        const auto of = [](int64_t at, int64_t n) {
            return (2.0 * static_cast<double>(at) + 1) / static_cast<double>(n) - 1;
        };
        const double u = of(x, s.x), v = of(y, s.y), w = of(z, s.z);
        const bool inside = u * u + v * v + w * w < 0.9;
        if (s.type == IB_UINT8) {
            const bool ball = inside && x % 64 < 8 && y % 64 < 8 && z % 64 < 8;
            static_cast<uint8_t*>(voxels)[i] = ball ? 1 : 0;
            continue;
        }
        state = state * 1664525u + 1013904223u;
        const double tissue = 600 + 200 * std::sin(7 * u) * std::cos(5 * v) + 100 * std::sin(9 * w);
        const int noise = static_cast<int>(state >> 16) % (2 * s.noise + 1) - s.noise;
        static_cast<int16_t*>(voxels)[i] =
            inside ? static_cast<int16_t>(static_cast<int>(tissue) + noise) : int16_t{0};
    }
}

std::vector<ib_patch> batch(const Shape& s, const void* source, int32_t flags, void* target,
                            int64_t side, int64_t count) {
    std::vector<ib_patch> patches;
    uint64_t state = 7;
    const auto corner = [&](int64_t extent) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        return static_cast<int64_t>((state >> 33) % static_cast<uint64_t>(extent - side));
    };
    const int64_t bytes = side * side * side * (s.type == IB_INT16 ? 4 : 1);
    for (int64_t i = 0; i < count; ++i) {
        ib_patch p{};
        p.source = source;
        p.target = static_cast<char*>(target) + i % 8 * bytes;
        p.nx = s.x, p.ny = s.y, p.nz = s.z;
        p.x = corner(s.x), p.y = corner(s.y), p.z = corner(s.z);
        p.size_x = p.size_y = p.size_z = side;
        p.subtract = 10, p.divide = 890, p.clamp_high = 1, p.gain = 1;
        p.source_type = s.type;
        p.target_type = s.type == IB_INT16 ? IB_TO_FLOAT32 : IB_TO_UINT8;
        p.flags = flags | (s.type == IB_INT16 ? IB_NORMALISE : 0);
        patches.push_back(p);
    }
    return patches;
}

/// One after the other, as a worker gathers them: targets are used again after eight.
void run(const std::vector<ib_patch>& patches) {
    for (const ib_patch& p : patches) { call(ib_gather_patches(&p, 1, 1)); }
}

struct Pair {
    bench::Timing raw, packed;
};

/// After one run of each.
template <typename Raw, typename Packed>
Pair turn_about(Raw&& raw, Packed&& packed) {
    raw();
    packed();
    const auto times = bench::time_both(kRuns, raw, packed);
    return {times.first, times.second};
}

void measure_gather(const Shape& s, const void* voxels, const void* blob, const std::string& ratio,
                    int64_t side, int32_t flags) {
    const int64_t patch = side * side * side * (s.type == IB_INT16 ? 4 : 1);
    const int64_t count = std::max<int64_t>(16, (int64_t{96} << 20) / (side * side * side));
    const Memory target(8 * patch), expected(patch);
    const auto raw = batch(s, voxels, flags, target.at, side, count);
    const auto packed = batch(s, blob, flags | IB_PACKED, target.at, side, count);
    for (size_t i = 0; i < 8; ++i) {
        call(ib_gather_patches(&raw[i], 1, 1));
        std::memcpy(expected.at, raw[i].target, static_cast<size_t>(patch));
        call(ib_gather_patches(&packed[i], 1, 1));
        require(std::memcmp(expected.at, packed[i].target, static_cast<size_t>(patch)) == 0,
                "a packed patch differs from the raw one");
    }
    const Pair times = turn_about([&] { run(raw); }, [&] { run(packed); });
    const std::string input = std::string(s.name) + ", " + ratio + ", " + std::to_string(count) +
                              " x " + std::to_string(side) + "^3" + (flags == 0 ? "" : ", turned");
    const int64_t bytes = count * (patch + side * side * side * (s.type == IB_INT16 ? 2 : 1));
    bench::report("gather_packed", input, 1, bytes, times.packed, "the same patches of the raw volume",
                  times.raw);
    std::fprintf(stderr, "%s: raw %.0f, packed %.0f patches/s at best, %.2f\n", input.c_str(),
                 static_cast<double>(count) / times.raw.fastest,
                 static_cast<double>(count) / times.packed.fastest,
                 times.raw.fastest / times.packed.fastest);
}

void measure(const Shape& s) {
    const Memory voxels(s.bytes()), blob(s.bytes() + 4096), back(s.bytes());
    paint(s, voxels.at);
    int64_t bytes = 0;
    const auto pack = [&] {
        call(ib_pack_volume(voxels.at, s.type, s.x, s.y, s.z, 1, blob.at, s.bytes(), &bytes));
    };
    pack();
    require(bytes > 0, "the volume was not packed");
    char ratio[40];
    std::snprintf(ratio, sizeof ratio, "%.3f of raw", static_cast<double>(bytes) / double(s.bytes()));
    const std::string input = std::string(s.name) + ", " + ratio;
    const auto unpack = [&] { call(ib_unpack_volume(blob.at, 1, back.at)); };
    const auto check = [&] { call(ib_check_packed(blob.at, bytes, s.type, s.x, s.y, s.z, 1)); };
    const auto copy = [&] { std::memcpy(back.at, voxels.at, static_cast<size_t>(s.bytes())); };
    const char* baseline = "memcpy of the raw volume";
    Pair times = turn_about(copy, pack);
    bench::report("pack_volume", input, 1, s.bytes() + bytes, times.packed, baseline, times.raw);
    std::fprintf(stderr, "%s: pack %.0f MB/s of raw at best\n", s.name,
                 double(s.bytes()) / times.packed.fastest / 1e6);
    times = turn_about(copy, check);
    bench::report("check_packed", input, 1, s.voxels() / 128, times.packed, baseline, times.raw);
    times = turn_about(copy, unpack);
    bench::report("unpack_volume", input, 1, s.bytes() + bytes, times.packed, baseline, times.raw);
    std::fprintf(stderr, "%s: unpack %.0f MB/s of raw at best\n", s.name,
                 double(s.bytes()) / times.packed.fastest / 1e6);
    require(std::memcmp(back.at, voxels.at, static_cast<size_t>(s.bytes())) == 0, "voxels were lost");
    for (const int64_t side : {64, 96, 128}) {
        if (side < std::min({s.x, s.y, s.z})) { measure_gather(s, voxels.at, blob.at, ratio, side, 0); }
    }
    measure_gather(s, voxels.at, blob.at, ratio, 64, 1);
}

}  // namespace

int main(int argc, char** argv) {
    const int64_t limit = argc > 1 ? std::atoll(argv[1]) : INT64_MAX;  // bytes of the largest volume
    for (const Shape& s : {Shape{"body 512x512x400", 512, 512, 400, IB_INT16, 5},
                           Shape{"noisy body 512x512x400", 512, 512, 400, IB_INT16, 120},
                           Shape{"body 240x240x160", 240, 240, 160, IB_INT16, 20},
                           Shape{"mask 512x512x400", 512, 512, 400, IB_UINT8, 0}}) {
        if (s.bytes() <= limit) { measure(s); }
    }
}
