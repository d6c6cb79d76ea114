// Labelling of masks of 512 x 512 x 1000 (or the size given as three arguments), with the statistics of
// up to 10,000 instances, beside one read of the mask by one thread.
#include <cstdlib>
#include <memory>

#include "bench.hpp"
#include "ib/ib_cpu.h"
#include "masks.hpp"

namespace {

constexpr int kRuns = 5;

using masks::Mask;
using masks::Size;

using Components = std::unique_ptr<ib_components, decltype(&ib_components_destroy)>;

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
    const Size size = masks::size_of(argc, argv);
    for (const auto& [name, fill] : masks::inputs(size)) {
        Mask mask(static_cast<size_t>(size.voxels()), 0);
        fill(mask);
        for (const int32_t connectivity : {6, 18, 26}) { measure(name, mask, size, connectivity); }
    }
    return 0;
}
