// ib_percentiles of 512 x 512 x 1000 voxels, a third of them air, against a copy of the same bytes.
// --write DIR also leaves the volumes as raw files, for a comparison with numpy in the same session.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "bench.hpp"
#include "ib/ib_cpu.h"

namespace {

constexpr int64_t kX = 512;
constexpr int64_t kRows = 512 * 1000;
constexpr int kRuns = 9;
const double kPercentages[2] = {1, 99};

/// Two tissues around 600 and 1200 with noise, in rows whose ends are air: 0.
template <typename Voxel>
std::vector<Voxel> body() {
    std::vector<Voxel> voxels(static_cast<size_t>(kX * kRows));
    uint64_t state = 1;
    for (int64_t row = 0; row < kRows; ++row) {
        const double tissue = row / 64 % 2 == 0 ? 600 : 1200;
        for (int64_t x = 85; x < kX - 85; ++x) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            const auto noise = static_cast<double>((state >> 33 & 0xffff) + (state >> 48)) / 65536 - 1;
            voxels[static_cast<size_t>(row * kX + x)] = static_cast<Voxel>(tissue + 350 * noise);
        }
    }
    return voxels;
}

/// Percentile of a sorted volume at whole ranks on either side must enclose the result.
template <typename Voxel>
void check(std::vector<Voxel> voxels, const double* found) {
    for (int i = 0; i < 2; ++i) {
        const double rank = static_cast<double>(voxels.size() - 1) * (kPercentages[i] / 100);
        const auto lower = voxels.begin() + static_cast<int64_t>(rank);
        std::nth_element(voxels.begin(), lower, voxels.end());
        const auto upper = std::min_element(lower + 1, voxels.end());
        const double a = *lower;
        const double b = *upper;
        const double t = rank - std::floor(rank);
        const double expected = t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t);
        if (found[i] != expected) {
            std::fprintf(stderr, "percentile %g is %.17g, expected %.17g\n", kPercentages[i], found[i],
                         expected);
            std::exit(1);
        }
    }
}

template <typename Voxel>
void measure(const char* name, int32_t type, const std::string& folder) {
    const auto voxels = body<Voxel>();
    const auto n = static_cast<int64_t>(voxels.size());
    double found[2];
    int64_t non_finite = 0;
    const auto run = [&](int32_t threads) {
        if (ib_percentiles(voxels.data(), type, n, kPercentages, 2, threads, found, &non_finite) !=
            IB_OK) {
            std::fprintf(stderr, "%s\n", ib_last_error());
            std::exit(1);
        }
    };
    run(2);
    check(voxels, found);
    if (!folder.empty()) {
        std::ofstream file(folder + "/" + name + ".raw", std::ios::binary);
        file.write(reinterpret_cast<const char*>(voxels.data()), n * int64_t{sizeof(Voxel)});
    }
    const auto copy = bench::copy(n * int64_t{sizeof(Voxel)}, 5);
    const std::string input = std::string(name) + " 512x512x1000, a third air";
    for (const int32_t threads : {1, 2}) {
        bench::report("percentiles", input, threads, n * int64_t{sizeof(Voxel)},
                      bench::time(kRuns, [&] { run(threads); }), "memcpy of the same bytes", copy);
    }
}

}  // namespace

int main(int argc, char** argv) {
    const std::string folder = argc == 3 && std::string(argv[1]) == "--write" ? argv[2] : "";
    measure<int16_t>("int16", IB_INT16, folder);
    measure<float>("float32", IB_FLOAT32, folder);
}
