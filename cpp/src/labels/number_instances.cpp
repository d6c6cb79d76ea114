#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>

#include "base/status.hpp"
#include "labels/components.hpp"
#include "labels/radix_sort.hpp"
#include "labels/union_find.hpp"

namespace ib {
namespace {

/// Rows (y_low, last plane) of lower and (y_up, first plane) of upper.
void unite_rows(const Slab& lower, int64_t lower_row, const Slab& upper, int64_t upper_row,
                int32_t reach, int32_t* parent) {
    const int32_t* low = lower.row_start.data() + lower_row;
    const int32_t* up = upper.row_start.data() + upper_row;
    for_touching_runs(upper.spans.data(), up[0], up[1], lower.spans.data(), low[0], low[1], reach,
                      [&](int32_t a, int32_t b) {
                          unite(parent,
                                static_cast<int32_t>(upper.first_component + upper.component[a]),
                                static_cast<int32_t>(lower.first_component + lower.component[b]));
                      });
}

void unite_border(const Slab& lower, const Slab& upper, int64_t ny, int32_t connectivity,
                  int32_t* parent) {
    const Reach reach = reach_of(connectivity);
    const int64_t last_plane = (lower.z_end - lower.z_begin - 1) * ny;
    for (int64_t y = 0; y < ny; ++y) {
        unite_rows(lower, last_plane + y, upper, y, reach.face, parent);
        if (reach.diagonal == Reach::kNever) { continue; }
        if (y > 0) { unite_rows(lower, last_plane + y - 1, upper, y, reach.diagonal, parent); }
        if (y + 1 < ny) { unite_rows(lower, last_plane + y + 1, upper, y, reach.diagonal, parent); }
    }
}

/// Where each slab's runs and components begin; returns how many components there are.
int64_t place_slabs(ib_components& components) {
    int64_t slab_components = 0;
    components.run_count = 0;
    for (Slab& slab : components.slabs) {
        slab.first_run = components.run_count;
        slab.first_component = slab_components;
        components.run_count += slab.spans.size();
        slab_components += slab.extents.size();
    }
    require(components.run_count <= std::numeric_limits<int32_t>::max(),
            "a mask must have at most 2^31 - 1 runs", components.run_count);
    return slab_components;
}

/// Joins the extents of what was united; set_of gives the set of each slab's component.
PooledArray<Extent> join_extents(ib_components& components, const int32_t* set_of, int32_t sets) {
    PooledArray<Extent> joined(sets);
    int32_t next = 0;
    for (Slab& slab : components.slabs) {
        const auto first_run = static_cast<int32_t>(slab.first_run);
        const int32_t* set = set_of + slab.first_component;
        for (int64_t i = 0; i < slab.extents.size(); ++i) {
            const Extent extent = slab.extents[i];
            if (set[i] == next) {
                joined[next++] = {extent.key, extent.first_run + first_run,
                                  extent.last_run + first_run};
                continue;
            }
            Extent& whole = joined[set[i]];
            whole.key = std::min(whole.key, extent.key);
            whole.last_run = std::max(whole.last_run, extent.last_run + first_run);
        }
        slab.extents = PooledArray<Extent>();
    }
    return joined;
}

/// Sorts the sets by key; afterwards instance_of[set] is the set's instance.
PooledArray<Extent> sort_by_key(const PooledArray<Extent>& joined, int64_t voxels,
                                int32_t* instance_of) {
    PooledArray<KeyedIndex> order(joined.size());
    for (int64_t i = 0; i < joined.size(); ++i) { order[i] = {joined[i].key, static_cast<int32_t>(i)}; }
    radix_sort(order, std::bit_width(static_cast<uint64_t>(voxels)));
    PooledArray<Extent> sorted(joined.size());
    for (int64_t i = 0; i < joined.size(); ++i) {
        sorted[i] = joined[order[i].index];
        instance_of[order[i].index] = static_cast<int32_t>(i + 1);
    }
    return sorted;
}

}  // namespace

void number_instances(ib_components& components, int32_t connectivity) {
    const auto count = static_cast<int32_t>(place_slabs(components));
    PooledArray<int32_t> parent(count);
    std::iota(parent.begin(), parent.end(), 0);
    for (size_t i = 1; i < components.slabs.size(); ++i) {
        unite_border(components.slabs[i - 1], components.slabs[i], components.ny, connectivity,
                     parent.data());
    }
    const int32_t sets = flatten(parent.data(), count);
    const PooledArray<Extent> joined = join_extents(components, parent.data(), sets);
    PooledArray<int32_t> instance_of_set(sets);
    components.extents =
        sort_by_key(joined, components.nx * components.ny * components.nz, instance_of_set.data());
    for (int32_t i = 0; i < count; ++i) { parent[i] = instance_of_set[parent[i]]; }
    components.instance_of = std::move(parent);
}

}  // namespace ib
