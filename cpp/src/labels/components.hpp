// The result of a labelling.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/memory.hpp"
#include "labels/slab.hpp"

struct ib_components {
    int64_t nx = 0, ny = 0, nz = 0;
    int64_t run_count = 0;
    int64_t instance_count = 0;
    std::vector<ib::Slab> slabs;           // in order of z, without gaps
    ib::PooledArray<int32_t> instance_of;  // of each slab's components, slab after slab
};

namespace ib {

/// Unites the components of neighbouring slabs and numbers the instances; the slabs are labelled.
void number_instances(ib_components& components, int32_t connectivity, int32_t threads);

/// A run and where it lies.
struct PlacedRun {
    Span span;
    int64_t y, z;
    int32_t instance;
};

/// Calls visit(PlacedRun) for the runs [first, end) of the volume, in memory order.
template <typename Visit>
void for_each_run(const ib_components& components, int64_t first, int64_t end, Visit&& visit) {
    for (const Slab& slab : components.slabs) {
        const int64_t from = std::max(first - slab.first_run, int64_t{0});
        const int64_t to = std::min(end - slab.first_run, slab.spans.size());
        if (from >= to) { continue; }
        const int32_t* instance_of = components.instance_of.data();
        const int32_t* starts = slab.row_start.data();
        int64_t row = std::upper_bound(starts, starts + slab.row_start.size(), from) - starts - 1;
        for (int64_t i = from; i < to; ++i) {
            while (starts[row + 1] <= i) { ++row; }
            visit(PlacedRun{slab.spans[i], row % components.ny, slab.z_begin + row / components.ny,
                            instance_of[slab.component[i]]});
        }
    }
}

}  // namespace ib
