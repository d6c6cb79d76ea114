// Deflate and inflate of patches of 128 x 128 x 128 by one thread, beside a copy of the same bytes. The
// patches are like normalised ones: air and clipped voxels, smooth tissue, noise. Give a file of such
// patches as the argument to measure with that instead.
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <random>

#include "bench.hpp"
#include "ib/ib_cpu.h"

namespace {

constexpr int kRuns = 5;
constexpr int64_t kSide = 128;
constexpr int64_t kPatches = 12;

using Bytes = std::vector<uint8_t>;

/// steps: how many values the noise takes between 0 and 1, as after conversion from integers.
Bytes float_patches(double steps) {
    std::mt19937 generator(1);
    std::normal_distribution<double> noise(0, 0.05);
    std::vector<float> values(static_cast<size_t>(kPatches * kSide * kSide * kSide), 0.0F);
    for (size_t i = 0; i < values.size(); ++i) {
        const double x = static_cast<double>(i % kSide), y = static_cast<double>(i / kSide % kSide);
        const double z = static_cast<double>(i / (kSide * kSide) % kSide);
        if ((x - 64) * (x - 64) + (y - 64) * (y - 64) > 46 * 46) { continue; }  // air: 59 %
        const double value =
            0.6 + 0.3 * std::sin(x / 17 + z / 29) * std::cos(y / 23) + noise(generator);
        values[i] = static_cast<float>(std::clamp(std::round(value * steps) / steps, 0.0, 1.0));
    }
    Bytes bytes(values.size() * sizeof(float));
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
}

Bytes label_patches() {
    Bytes bytes(static_cast<size_t>(kPatches * kSide * kSide * kSide), 0);
    for (size_t i = 0; i < bytes.size(); ++i) {
        const auto x = static_cast<int64_t>(i % kSide) - 50,
                   y = static_cast<int64_t>(i / kSide % kSide) - 70;
        const auto z = static_cast<int64_t>(i / (kSide * kSide) % kSide) - 60;
        bytes[i] = x * x + y * y + z * z < 100;
    }
    return bytes;
}

Bytes file(const char* path) {
    std::ifstream stream(path, std::ios::binary);
    return Bytes(std::istreambuf_iterator<char>(stream), {});
}

void require(bool holds, const char* what) {
    if (holds) { return; }
    std::fprintf(stderr, "%s: %s\n", what, ib_last_error());
    std::exit(1);
}

/// One member for each patch, back to back.
Bytes deflate(const Bytes& data, int64_t patch, int32_t level, Bytes& target) {
    Bytes members;
    for (size_t at = 0; at < data.size(); at += static_cast<size_t>(patch)) {
        const int64_t size = std::min<int64_t>(patch, static_cast<int64_t>(data.size() - at));
        int64_t written = 0;
        const auto capacity = static_cast<int64_t>(target.size());
        require(ib_deflate(data.data() + at, size, level, target.data(), capacity, &written) == IB_OK,
                "deflate");
        members.insert(members.end(), target.begin(), target.begin() + written);
    }
    return members;
}

void inflate(const Bytes& members, Bytes& target) {
    ib_inflater* inflater = nullptr;
    require(ib_inflater_create(&inflater) == IB_OK, "create");
    int64_t consumed = 0, produced = 0;
    int32_t end = 0;
    require(
        ib_inflater_run(inflater, members.data(), static_cast<int64_t>(members.size()), target.data(),
                        static_cast<int64_t>(target.size()), &consumed, &produced, &end) == IB_OK &&
            end == 1 && produced == static_cast<int64_t>(target.size()),
        "inflate");
    ib_inflater_destroy(inflater);
}

void measure(const std::string& name, const Bytes& data, int64_t patch) {
    const auto bytes = static_cast<int64_t>(data.size());
    const bench::Timing copy = bench::copy(bytes, kRuns);
    Bytes target(static_cast<size_t>(ib_deflate_bound(patch)));
    Bytes back(data.size());
    for (const int32_t level : {1, 2, 3}) {
        const Bytes members = deflate(data, patch, level, target);
        inflate(members, back);
        require(back == data, "data that comes back");
        const std::string input = name + ", level " + std::to_string(level) + ", " +
                                  std::to_string(members.size()) + " bytes deflated";
        bench::report("deflate", input, 1, bytes,
                      bench::time(kRuns, [&] { deflate(data, patch, level, target); }), "memcpy", copy);
        bench::report("inflate", input, 1, bytes, bench::time(kRuns, [&] { inflate(members, back); }),
                      "memcpy", copy);
    }
}

}  // namespace

int main(int argc, char** argv) {
    const int64_t voxels = kSide * kSide * kSide;
    if (argc > 1) {
        measure(argv[1], file(argv[1]), voxels * 4);
        return 0;
    }
    measure("float32 measured", float_patches(1e9), voxels * 4);
    measure("float32 from integers", float_patches(400), voxels * 4);
    measure("uint8 labels", label_patches(), voxels);
    return 0;
}
