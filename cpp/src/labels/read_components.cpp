// What a labelling gives out: instances, runs, label map.
#include <algorithm>
#include <limits>

#include "base/parallel.hpp"
#include "base/status.hpp"
#include "ib/ib_cpu.h"
#include "labels/components.hpp"

namespace ib {
namespace {

void require_range(int64_t first, int64_t count, int64_t size, const void* out) {
    require(first >= 0 && first <= size, "first must lie within what there is", first);
    require(count >= 0 && count <= size - first, "count must not go beyond what there is", count);
    require(out != nullptr || count == 0, "out must not be null");
}

/// The instances [first, first + size of out), filled from all runs.
class InstanceReader {
public:
    InstanceReader(const ib_components& components, int64_t first, int64_t count, ib_instance* out)
        : components_(components), first_(first), count_(count), out_(out), seen_(count) {}

    void run() {
        if (count_ == 0) { return; }
        for (int64_t i = 0; i < count_; ++i) { clear(i); }
        for_each_wanted_run([this](int64_t i, const PlacedRun& run) { add(out_[i], run); });
        for (int64_t i = 0; i < count_; ++i) {
            out_[i].anchor_count =
                static_cast<int32_t>(std::min<int64_t>(IB_MAX_ANCHORS, out_[i].voxels));
        }
        for_each_wanted_run([this](int64_t i, const PlacedRun& run) { place_anchors(i, run); });
    }

private:
    struct Seen {
        int64_t voxels;
        int32_t anchors;
    };

    void clear(int64_t i) {
        const int64_t farthest = std::numeric_limits<int64_t>::max();
        out_[i] = ib_instance{};
        std::fill_n(out_[i].begin, 3, farthest);
        seen_[i] = {0, 0};
    }

    template <typename Visit>
    void for_each_wanted_run(Visit&& visit) {
        for_each_run(components_, 0, components_.run_count, [&](const PlacedRun& run) {
            const int64_t i = run.instance - 1 - first_;
            if (i >= 0 && i < count_) { visit(i, run); }
        });
    }

    static void add(ib_instance& instance, const PlacedRun& run) {
        const int64_t first = run.span.begin;
        const int64_t last = run.span.end - int64_t{1};
        const int64_t length = run.span.end - first;
        instance.voxels += length;
        instance.sum[0] += (first + last) * length / 2;
        instance.sum[1] += run.y * length;
        instance.sum[2] += run.z * length;
        const int64_t low[3] = {first, run.y, run.z};
        const int64_t high[3] = {last, run.y, run.z};
        for (int axis = 0; axis < 3; ++axis) {
            instance.begin[axis] = std::min(instance.begin[axis], low[axis]);
            instance.end[axis] = std::max(instance.end[axis], high[axis] + 1);
        }
    }

    void place_anchors(int64_t i, const PlacedRun& run) {
        ib_instance& instance = out_[i];
        Seen& seen = seen_[i];
        const int64_t length = run.span.end - int64_t{run.span.begin};
        for (; seen.anchors < instance.anchor_count; ++seen.anchors) {
            const int64_t twice = 2 * seen.anchors + int64_t{1};
            const int64_t wanted = twice * instance.voxels / (2 * instance.anchor_count) - seen.voxels;
            if (wanted >= length) { break; }
            int32_t* anchor = instance.anchors[seen.anchors];
            anchor[0] = static_cast<int32_t>(run.span.begin + wanted);
            anchor[1] = static_cast<int32_t>(run.y);
            anchor[2] = static_cast<int32_t>(run.z);
        }
        seen.voxels += length;
    }

    const ib_components& components_;
    int64_t first_, count_;
    ib_instance* out_;
    PooledArray<Seen> seen_;
};

/// Rows [row_begin, row_end) of a slab.
void paint_rows(const ib_components& components, const Slab& slab, int64_t row_begin, int64_t row_end,
                int32_t* labels) {
    const int32_t* instance_of = components.instance_of.data();
    int32_t* row_labels = labels + (slab.z_begin * components.ny + row_begin) * components.nx;
    int32_t* next = row_labels;
    for (int64_t row = row_begin; row < row_end; ++row, row_labels += components.nx) {
        for (int32_t i = slab.row_start[row]; i < slab.row_start[row + 1]; ++i) {
            const Span span = slab.spans[i];
            next = std::fill_n(next, row_labels + span.begin - next, 0);
            next = std::fill_n(next, span.end - span.begin, instance_of[slab.component[i]]);
        }
    }
    std::fill_n(next, row_labels - next, 0);
}

}  // namespace
}  // namespace ib

extern "C" ib_status ib_components_instances(const ib_components* components, int64_t first,
                                             int64_t count, ib_instance* out) {
    return ib::to_status([&] {
        ib::require(components != nullptr, "components must not be null");
        ib::require_range(first, count, components->instance_count, out);
        ib::InstanceReader(*components, first, count, out).run();
    });
}

extern "C" ib_status ib_components_runs(const ib_components* components, int64_t first, int64_t count,
                                        ib_run* out) {
    return ib::to_status([&] {
        ib::require(components != nullptr, "components must not be null");
        ib::require_range(first, count, components->run_count, out);
        ib::for_each_run(*components, first, first + count, [&out](const ib::PlacedRun& run) {
            *out++ = {run.span.begin, run.span.end, static_cast<int32_t>(run.y),
                      static_cast<int32_t>(run.z), run.instance};
        });
    });
}

extern "C" ib_status ib_components_paint(const ib_components* components, int32_t threads,
                                         int32_t* labels) {
    return ib::to_status([&] {
        ib::require(components != nullptr, "components must not be null");
        ib::require(threads >= 1, "threads must be at least 1", threads);
        ib::require(labels != nullptr, "labels must not be null");
        ib::parallel_for(components->nz, threads, [&](int64_t z) {
            const auto slab = std::find_if(components->slabs.begin(), components->slabs.end(),
                                           [z](const ib::Slab& s) { return z < s.z_end; });
            const int64_t row = (z - slab->z_begin) * components->ny;
            ib::paint_rows(*components, *slab, row, row + components->ny, labels);
        });
    });
}
