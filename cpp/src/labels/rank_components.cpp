#include "labels/rank_components.hpp"

#include <algorithm>
#include <bit>

#include "base/parallel.hpp"
#include "labels/radix_sort.hpp"

namespace ib {
namespace {

void rank_by_sorting(ib_components& components, const PooledArray<int64_t>& keys) {
    PooledArray<KeyedIndex> order(components.instance_count);
    KeyedIndex* next = order.data();
    for (int64_t i = 0; i < keys.size(); ++i) {
        if (keys[i] != kNoKey) { *next++ = {keys[i], static_cast<int32_t>(i)}; }
    }
    const int64_t voxels = components.nx * components.ny * components.nz;
    radix_sort(order, std::bit_width(static_cast<uint64_t>(voxels)));
    int32_t rank = 0;
    for (const KeyedIndex& entry : order) { components.instance_of[entry.index] = ++rank; }
}

/// Keys count columns of z first, and runs lie in order of z: after counting the keys of each column,
/// one pass along the runs numbers them, and memory is read in order. A key is that of the run it
/// begins.
class ColumnRanks {
public:
    ColumnRanks(ib_components& components, const PooledArray<int64_t>& keys)
        : components_(components),
          keys_(keys),
          columns_(components.nx * components.ny),
          next_(columns_ * static_cast<int64_t>(components.slabs.size())) {}

    void run(int32_t threads) {
        const auto slabs = static_cast<int64_t>(components_.slabs.size());
        parallel_for(slabs, threads, [this](int64_t slab) {
            std::fill_n(next_.data() + slab * columns_, columns_, 0);
            for_each_key(slab, [](int32_t& count, int32_t, bool is_key) { count += is_key; });
        });
        place_columns(slabs);
        parallel_for(slabs, threads, [this](int64_t slab) {
            int32_t* instance_of = components_.instance_of.data();
            for_each_key(slab, [instance_of](int32_t& next, int32_t component, bool is_key) {
                if (is_key) { instance_of[component] = next++; }
            });
        });
    }

private:
    /// Calls visit(entry of the run's column, component, whether the component's key is the run's) for
    /// each run of the slab.
    template <typename Visit>
    void for_each_key(int64_t index, Visit&& visit) {
        const Slab& slab = components_.slabs[static_cast<size_t>(index)];
        const int64_t nx = components_.nx, ny = components_.ny, nz = components_.nz;
        int32_t* entries = next_.data() + index * columns_;
        int32_t run = 0;
        for (int64_t row = 0; row + 1 < slab.row_start.size(); ++row) {
            const int64_t y = row % ny;
            const int64_t row_key = key_of(0, y, slab.z_begin + row / ny, ny, nz);
            for (; run < slab.row_start[row + 1]; ++run) {
                const int64_t x = slab.spans[run].begin;
                const int32_t component = slab.component[run];
                visit(entries[y * nx + x], component,
                      keys_[component] == row_key + key_of(x, 0, 0, ny, nz));
            }
        }
    }

    /// Turns counts into the number of each column's first key.
    void place_columns(int64_t slabs) {
        int32_t next = 1;
        for (int64_t x = 0; x < components_.nx; ++x) {
            for (int64_t y = 0; y < components_.ny; ++y) {
                for (int64_t slab = 0; slab < slabs; ++slab) {
                    int32_t& entry = next_[slab * columns_ + y * components_.nx + x];
                    next += std::exchange(entry, next);
                }
            }
        }
    }

    ib_components& components_;
    const PooledArray<int64_t>& keys_;
    int64_t columns_;
    PooledArray<int32_t> next_;  // of each slab, for each column, as the mask's planes have them
};

}  // namespace

void rank_components(ib_components& components, const PooledArray<int64_t>& keys, int32_t threads) {
    // To sort one component takes as long as to place four columns or to pass by four runs twice.
    const auto slabs = static_cast<int64_t>(components.slabs.size());
    const int64_t work = components.nx * components.ny * slabs + components.run_count;
    if (components.instance_count < work / 4) { return rank_by_sorting(components, keys); }
    ColumnRanks(components, keys).run(threads);
}

}  // namespace ib
