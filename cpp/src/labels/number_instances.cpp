#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

#include "base/parallel.hpp"
#include "base/status.hpp"
#include "labels/components.hpp"
#include "labels/rank_components.hpp"
#include "labels/union_find.hpp"

namespace ib {
namespace {

/// Components of a whole volume as sets; a set's root is its component with the smallest key.
class Sets {
public:
    Sets(const ib_components& components, const PooledArray<int64_t>& keys, int32_t* parent)
        : components_(components), keys_(keys), parent_(parent) {}

    void unite_borders(int32_t connectivity) {
        const Reach reach = reach_of(connectivity);
        for (size_t i = 1; i < components_.slabs.size(); ++i) {
            unite_border(components_.slabs[i - 1], components_.slabs[i], reach);
        }
    }

    int32_t root_of(int32_t component) const {
        while (parent_[component] != component) { component = parent_[component]; }
        return component;
    }

private:
    void unite_border(const Slab& lower, const Slab& upper, Reach reach) {
        const int64_t ny = components_.ny;
        const int64_t last_plane = (lower.z_end - lower.z_begin - 1) * ny;
        for (int64_t y = 0; y < ny; ++y) {
            unite_rows(lower, last_plane + y, upper, y, reach.face);
            if (reach.diagonal == Reach::kNever) { continue; }
            if (y > 0) { unite_rows(lower, last_plane + y - 1, upper, y, reach.diagonal); }
            if (y + 1 < ny) { unite_rows(lower, last_plane + y + 1, upper, y, reach.diagonal); }
        }
    }

    /// Rows (y_low, last plane) of lower and (y_up, first plane) of upper.
    void unite_rows(const Slab& lower, int64_t lower_row, const Slab& upper, int64_t upper_row,
                    int32_t reach) {
        const int32_t* low = lower.row_start.data() + lower_row;
        const int32_t* up = upper.row_start.data() + upper_row;
        for_touching_runs(upper.spans.data(), up[0], up[1], lower.spans.data(), low[0], low[1], reach,
                          [&](int32_t a, int32_t b) {
                              unite(parent_, upper.component[a], lower.component[b],
                                    [this](int32_t c, int32_t d) { return keys_[c] < keys_[d]; });
                          });
    }

    const ib_components& components_;
    const PooledArray<int64_t>& keys_;
    int32_t* parent_;
};

/// Where each slab's runs and components begin; returns how many components there are.
int64_t place_slabs(ib_components& components) {
    int64_t slab_components = 0;
    components.run_count = 0;
    for (Slab& slab : components.slabs) {
        slab.first_run = components.run_count;
        slab.first_component = slab_components;
        components.run_count += slab.spans.size();
        slab_components += slab.components;
    }
    require(components.run_count <= std::numeric_limits<int32_t>::max(),
            "a mask must have at most 2^31 - 1 runs", components.run_count);
    return slab_components;
}

/// A component that got no number of its own.
struct Joined {
    int32_t component, root;
};

/// Unites across borders. The keys of components that are not the root of their set become kNoKey.
std::vector<Joined> join_slabs(const ib_components& components, int32_t connectivity,
                               PooledArray<int64_t>& keys, int32_t* parent) {
    const auto count = static_cast<int32_t>(keys.size());
    std::iota(parent, parent + count, 0);
    Sets sets(components, keys, parent);
    sets.unite_borders(connectivity);
    std::vector<Joined> joined;
    for (int32_t i = 0; i < count; ++i) {
        if (parent[i] != i) { joined.push_back({i, sets.root_of(i)}); }
    }
    for (const Joined& entry : joined) { keys[entry.component] = kNoKey; }
    return joined;
}

}  // namespace

void number_instances(ib_components& components, int32_t connectivity, int32_t threads) {
    PooledArray<int64_t> keys(place_slabs(components));
    const auto slabs = static_cast<int64_t>(components.slabs.size());
    parallel_for(slabs, threads, [&](int64_t i) {
        name_components(components.slabs[static_cast<size_t>(i)], components.ny, components.nz,
                        keys.data());
    });
    components.instance_of = PooledArray<int32_t>(keys.size());
    int32_t* instance_of = components.instance_of.data();
    std::vector<Joined> joined;
    if (slabs > 1) { joined = join_slabs(components, connectivity, keys, instance_of); }
    components.instance_count = keys.size() - static_cast<int64_t>(joined.size());
    rank_components(components, keys, threads);
    for (const Joined& entry : joined) { instance_of[entry.component] = instance_of[entry.root]; }
}

}  // namespace ib
