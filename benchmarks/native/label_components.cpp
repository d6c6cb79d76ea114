// Labelling of masks of 512 x 512 x 1000 (or the size given as three arguments), with the statistics of
// up to 10,000 instances, beside one read of the mask by one thread.
#include <cmath>
#include <cstdlib>
#include <functional>
#include <memory>
#include <random>

#include "bench.hpp"
#include "ib/ib_cpu.h"

namespace {

constexpr int kRuns = 5;

struct Size {
    int64_t nx, ny, nz;
    int64_t voxels() const { return nx * ny * nz; }
};

using Mask = std::vector<uint8_t>;
using Components = std::unique_ptr<ib_components, decltype(&ib_components_destroy)>;

void fill_ball(Mask& mask, const Size& size, const int64_t centre[3], const int64_t radius[3]) {
    for (int64_t z = std::max<int64_t>(0, centre[2] - radius[2]); z < size.nz; ++z) {
        if (z > centre[2] + radius[2]) { break; }
        for (int64_t y = std::max<int64_t>(0, centre[1] - radius[1]); y < size.ny; ++y) {
            const double dy = double(y - centre[1]) / double(radius[1]);
            const double dz = double(z - centre[2]) / double(radius[2]);
            const double rest = 1 - dy * dy - dz * dz;
            if (dy > 1 || rest < 0) { continue; }
            const auto half = static_cast<int64_t>(std::sqrt(rest) * double(radius[0]));
            const int64_t from = std::max<int64_t>(0, centre[0] - half);
            const int64_t to = std::min(size.nx - 1, centre[0] + half);
            std::memset(mask.data() + (z * size.ny + y) * size.nx + from, 1,
                        static_cast<size_t>(to - from + 1));
        }
    }
}

void fill_lesions(Mask& mask, const Size& size) {
    std::mt19937_64 generator(1);
    const auto below = [&](int64_t n) {
        return static_cast<int64_t>(generator() % static_cast<uint64_t>(n));
    };
    for (int i = 0; i < 300; ++i) {
        const int64_t centre[3] = {below(size.nx), below(size.ny), below(size.nz)};
        const int64_t r = 1 + below(8);
        const int64_t radius[3] = {r, r, r};
        fill_ball(mask, size, centre, radius);
    }
}

void fill_blob(Mask& mask, const Size& size) {
    const int64_t centre[3] = {size.nx / 2, size.ny / 2, size.nz / 2};
    const int64_t radius[3] = {size.nx * 2 / 5, size.ny * 2 / 5, size.nz * 2 / 5};
    fill_ball(mask, size, centre, radius);
}

void fill_noise(Mask& mask, double density) {
    std::mt19937_64 generator(2);
    const auto threshold = static_cast<uint64_t>(density * 65536);
    for (size_t i = 0; i < mask.size(); i += 4) {
        const uint64_t bits = generator();
        for (size_t k = 0; k < 4 && i + k < mask.size(); ++k) {
            mask[i + k] = ((bits >> (16 * k)) & 0xFFFF) < threshold;
        }
    }
}

bench::Timing read_once(const Mask& mask) {
    return bench::time(kRuns, [&] {
        uint64_t any[8] = {};  // apart, so that the loop waits for memory only
        for (size_t i = 0; i + 64 <= mask.size(); i += 64) {
            uint64_t words[8];
            std::memcpy(words, mask.data() + i, 64);
            for (size_t k = 0; k < 8; ++k) { any[k] |= words[k]; }
        }
        __asm__ volatile("" ::"r"(any) : "memory");
    });
}

Components label(const Mask& mask, const Size& size, int32_t connectivity, int32_t threads) {
    ib_components* components = nullptr;
    if (ib_components_label(mask.data(), size.nx, size.ny, size.nz, connectivity, threads,
                            &components) != IB_OK) {
        std::fprintf(stderr, "%s\n", ib_last_error());
        std::exit(1);
    }
    return {components, ib_components_destroy};
}

/// Sums over the instances' voxels must give the mask's own: nothing lost, nothing twice.
void require_whole(const Mask& mask, const Components& components) {
    std::vector<ib_run> runs(static_cast<size_t>(ib_components_run_count(components.get())));
    ib_components_runs(components.get(), 0, static_cast<int64_t>(runs.size()), runs.data());
    int64_t voxels = 0;
    for (const ib_run& run : runs) { voxels += run.x_end - run.x_begin; }
    if (voxels != std::count_if(mask.begin(), mask.end(), [](uint8_t v) { return v != 0; })) {
        std::fprintf(stderr, "the runs do not hold the mask's voxels\n");
        std::exit(1);
    }
}

void measure(const std::string& name, const Mask& mask, const Size& size, int32_t connectivity) {
    const bench::Timing read = read_once(mask);
    require_whole(mask, label(mask, size, connectivity, 2));
    std::vector<ib_instance> instances(10000);
    for (const int32_t threads : {1, 2}) {
        const bench::Timing timing = bench::time(kRuns, [&] {
            const Components components = label(mask, size, connectivity, threads);
            const int64_t count =
                std::min<int64_t>(10000, ib_components_instance_count(components.get()));
            ib_components_instances(components.get(), 0, count, instances.data());
        });
        bench::report("label_components_" + std::to_string(connectivity), name, threads, size.voxels(),
                      timing, "one read, one thread", read);
    }
}

}  // namespace

int main(int argc, char** argv) {
    const bool sized = argc >= 4;
    const Size size{sized ? std::atoll(argv[1]) : 512, sized ? std::atoll(argv[2]) : 512,
                    sized ? std::atoll(argv[3]) : 1000};
    const std::vector<std::pair<std::string, std::function<void(Mask&)>>> inputs = {
        {"empty", [](Mask&) {}},
        {"300 lesions", [&](Mask& mask) { fill_lesions(mask, size); }},
        {"one blob", [&](Mask& mask) { fill_blob(mask, size); }},
        {"noise 1 %", [](Mask& mask) { fill_noise(mask, 0.01); }},
        {"noise 10 %", [](Mask& mask) { fill_noise(mask, 0.1); }},
        {"noise 50 %", [](Mask& mask) { fill_noise(mask, 0.5); }}};
    for (const auto& [name, fill] : inputs) {
        Mask mask(static_cast<size_t>(size.voxels()), 0);
        fill(mask);
        for (const int32_t connectivity : {6, 18, 26}) { measure(name, mask, size, connectivity); }
    }
    return 0;
}
