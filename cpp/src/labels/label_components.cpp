#include <algorithm>
#include <limits>
#include <memory>
#include <optional>

#include "base/parallel.hpp"
#include "base/status.hpp"
#include "ib/ib_cpu.h"
#include "labels/components.hpp"

namespace ib {
namespace {

constexpr int64_t kMaxDimension = std::numeric_limits<int32_t>::max();
constexpr int64_t kMaxVoxels = int64_t{1} << 46;
constexpr int64_t kSlabsPerThread = 4;  // foreground is seldom spread evenly along z

void require_dimension(int64_t n, const char* rule) { require(n >= 1 && n <= kMaxDimension, rule, n); }

void require_arguments(const MaskView& mask, int32_t connectivity, int32_t threads) {
    require(mask.voxels != nullptr, "mask must not be null");
    require_dimension(mask.nx, "nx must be 1 to 2^31 - 1");
    require_dimension(mask.ny, "ny must be 1 to 2^31 - 1");
    require_dimension(mask.nz, "nz must be 1 to 2^31 - 1");
    require(mask.nx * mask.ny <= kMaxVoxels / mask.nz, "a mask must have at most 2^46 voxels");
    require(connectivity == 6 || connectivity == 18 || connectivity == 26,
            "connectivity must be 6, 18 or 26", connectivity);
    require(threads >= 1, "threads must be at least 1", threads);
}

std::vector<Slab> label_slabs(const MaskView& mask, int32_t connectivity, int32_t threads) {
    const int64_t count = std::min(threads == 1 ? 1 : threads * kSlabsPerThread, mask.nz);
    std::vector<std::optional<Slab>> labelled(static_cast<size_t>(count));
    parallel_for(count, threads, [&](int64_t i) {
        const int64_t z_begin = mask.nz * i / count;
        const int64_t z_end = mask.nz * (i + 1) / count;
        labelled[static_cast<size_t>(i)].emplace(label_slab(mask, z_begin, z_end, connectivity));
    });
    std::vector<Slab> slabs;
    for (auto& slab : labelled) { slabs.push_back(std::move(*slab)); }
    return slabs;
}

}  // namespace
}  // namespace ib

extern "C" ib_status ib_components_label(const uint8_t* mask, int64_t nx, int64_t ny, int64_t nz,
                                         int32_t connectivity, int32_t threads, ib_components** out) {
    return ib::to_status([&] {
        const ib::MaskView view{mask, nx, ny, nz};
        ib::require_arguments(view, connectivity, threads);
        ib::require(out != nullptr, "out must not be null");
        auto components = std::make_unique<ib_components>();
        components->nx = nx;
        components->ny = ny;
        components->nz = nz;
        components->slabs = ib::label_slabs(view, connectivity, threads);
        ib::number_instances(*components, connectivity, threads);
        *out = components.release();
    });
}

extern "C" int64_t ib_components_instance_count(const ib_components* components) {
    return components->instance_count;
}

extern "C" int64_t ib_components_run_count(const ib_components* components) {
    return components->run_count;
}

extern "C" void ib_components_destroy(ib_components* components) { delete components; }
