#include "weight_paint.hpp"

#include <algorithm>

#include "weight_runs.hpp"

namespace ib {
namespace {

/// Where voxel (i, j) of a plane of the patch goes: first + i * step_x + j * step_y.
struct PlaneOrder {
    int64_t first;
    int64_t step_x;
    int64_t step_y;
};

PlaneOrder plane_order(const ib_weight_patch& p) {
    const int turns = p.flags & IB_QUARTER_TURNS;
    const bool flip_x = (p.flags & IB_FLIP_X) != 0;
    const bool flip_y = (p.flags & IB_FLIP_Y) != 0;
    const bool transposed = turns % 2 != 0;
    // After one turn x' = n - 1 - y and y' = x; after three x' = y and y' = n - 1 - x.
    const bool reverse_x = transposed ? (turns == 3) != flip_y : (turns == 2) != flip_x;
    const bool reverse_y = transposed ? (turns == 1) != flip_x : (turns == 2) != flip_y;
    const int64_t along_x = transposed ? p.size_x : 1;
    const int64_t along_y = transposed ? 1 : p.size_x;
    return {(reverse_x ? (p.size_x - 1) * along_x : 0) + (reverse_y ? (p.size_y - 1) * along_y : 0),
            reverse_x ? -along_x : along_x, reverse_y ? -along_y : along_y};
}

template <typename Element>
void paint_run(Element* plane, const PlaneOrder& order, const PatchRun& run, Element value) {
    const int64_t n = run.end - run.begin;
    const int64_t start = order.first + run.begin * order.step_x + run.y * order.step_y;
    if (order.step_x == 1) {
        std::fill_n(plane + start, n, value);
    } else if (order.step_x == -1) {
        std::fill_n(plane + start - n + 1, n, value);
    } else {
        for (int64_t i = 0; i < n; ++i) { plane[start + i * order.step_x] = value; }
    }
}

}  // namespace

void paint_planes(const ib_weight_patch& p, const WeightTable& table, int64_t begin, int64_t end) {
    const PlaneOrder order = plane_order(p);
    const int64_t voxels = p.size_x * p.size_y;
    for (int64_t k = begin; k < end; ++k) {
        const int64_t plane = ((p.flags & IB_FLIP_Z) != 0 ? p.size_z - 1 - k : k) * voxels;
        // A plane stays in the cache until its runs are painted over the background.
        if (p.weights != nullptr) { std::fill_n(p.weights + plane, voxels, table.background()); }
        if (p.ids != nullptr) { std::fill_n(p.ids + plane, voxels, 0); }
        for_runs(p, k, [&](const PatchRun& run) {
            if (p.weights != nullptr) {
                paint_run(p.weights + plane, order, run, table.weight_of(run.instance));
            }
            if (p.ids != nullptr) { paint_run(p.ids + plane, order, run, run.instance); }
        });
    }
}

}  // namespace ib
