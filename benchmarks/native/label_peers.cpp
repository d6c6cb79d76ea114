// Label maps of masks of 512 x 512 x 1000 (or the size given as three arguments) by one thread, beside
// connected-components-3d, whose headers IB_CC3D names; both write the whole map, labels may differ in
// their order.
#include <cstdlib>
#include <functional>
#include <map>

#include "bench.hpp"
#include "cc3d.hpp"
#include "cc3d_binary.hpp"
#include "ib/ib_cpu.h"
#include "masks.hpp"

namespace {

constexpr int kRuns = 5;

using Labels = std::vector<int32_t>;

int64_t label(const masks::Mask& mask, const masks::Size& size, int32_t connectivity, Labels& labels) {
    ib_components* components = nullptr;
    if (ib_components_label(mask.data(), size.nx, size.ny, size.nz, connectivity, 1, &components) !=
            IB_OK ||
        ib_components_paint(components, 1, labels.data()) != IB_OK) {
        std::fprintf(stderr, "%s\n", ib_last_error());
        std::exit(1);
    }
    const int64_t count = ib_components_instance_count(components);
    ib_components_destroy(components);
    return count;
}

/// As its Python module does it: an estimate of the labels first, then the labelling for binary masks.
/// It wants a map of zeros; only the first run is given one, because clearing it is not labelling, and
/// it writes the same foreground each time.
int64_t label_as_peer(masks::Mask& mask, const masks::Size& size, int32_t connectivity,
                      std::vector<uint32_t>& labels) {
    int64_t first_row = 0, last_row = 0;
    const size_t estimate = cc3d::estimate_provisional_label_count(mask.data(), size.nx, size.voxels(),
                                                                   first_row, last_row);
    size_t count = 0;
    cc3d::connected_components3d_binary<uint8_t, uint32_t>(
        mask.data(), size.nx, size.ny, size.nz, estimate, connectivity, labels.data(), count);
    return static_cast<int64_t>(count);
}

void require_same(const Labels& ours, const std::vector<uint32_t>& theirs) {
    std::map<int32_t, uint32_t> names;
    for (size_t i = 0; i < ours.size(); ++i) {
        if (names.size() < 10000) { names.emplace(ours[i], theirs[i]); }
        const auto known = names.find(ours[i]);
        if (known != names.end() && known->second != theirs[i]) {
            std::fprintf(stderr, "the label maps differ at voxel %zu\n", i);
            std::exit(1);
        }
    }
}

/// Compares the fastest runs: other work on the machine only adds to them.
void report(const std::string& name, const masks::Size& size, int32_t connectivity,
            const bench::Timing& timing, const bench::Timing& peer) {
    std::printf(
        "{\"mask\": \"%s\", \"size\": [%lld, %lld, %lld], \"connectivity\": %d, "
        "\"cpuSeconds\": {\"median\": %.4g, \"min\": %.4g, \"max\": %.4g}, "
        "\"peerCpuSeconds\": {\"median\": %.4g, \"min\": %.4g, \"max\": %.4g}, \"timesAsFast\": "
        "%.4g}\n",
        name.c_str(), static_cast<long long>(size.nx), static_cast<long long>(size.ny),
        static_cast<long long>(size.nz), connectivity, timing.median, timing.fastest, timing.slowest,
        peer.median, peer.fastest, peer.slowest, peer.fastest / timing.fastest);
    std::fflush(stdout);
}

void measure(const std::string& name, masks::Mask& mask, const masks::Size& size,
             int32_t connectivity) {
    Labels ours(mask.size());
    std::vector<uint32_t> theirs(mask.size());
    if (label(mask, size, connectivity, ours) != label_as_peer(mask, size, connectivity, theirs)) {
        std::fprintf(stderr, "%s: the counts differ\n", name.c_str());
        std::exit(1);
    }
    require_same(ours, theirs);
    const auto [timing, peer] = bench::time_both(
        kRuns, [&] { label(mask, size, connectivity, ours); },
        [&] { label_as_peer(mask, size, connectivity, theirs); });
    report(name, size, connectivity, timing, peer);
}

}  // namespace

int main(int argc, char** argv) {
    const masks::Size size = masks::size_of(argc, argv);
    for (const auto& [name, fill] : masks::inputs(size)) {
        if (name == "empty") { continue; }  // the peer writes nothing then
        masks::Mask mask(static_cast<size_t>(size.voxels()), 0);
        fill(mask);
        for (const int32_t connectivity : {6, 18, 26}) { measure(name, mask, size, connectivity); }
    }
    return 0;
}
