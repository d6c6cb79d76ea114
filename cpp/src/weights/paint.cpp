#include "weights/paint.hpp"

#include <algorithm>
#include <bit>

#include "weights/runs.hpp"
#include "weights/turn.hpp"

namespace ib {
namespace {

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
            reverse_x ? -along_x : along_x, reverse_y ? -along_y : along_y, transposed};
}

/// Weights or ids of a patch, as the bits of their elements.
template <typename Value>
class Painter {
public:
    Painter(const ib_weight_patch& patch, void* target, Value value)
        : patch_(patch),
          target_(static_cast<uint32_t*>(target)),
          value_(value),
          order_(plane_order(patch)),
          turned_(order_, patch.size_x) {}

    void paint(int64_t begin, int64_t end) {
        for (int64_t k = begin; k < end; ++k) { paint(k); }
    }

private:
    /// A plane stays in the cache until its runs are painted over the background.
    void paint(int64_t k) {
        const int64_t voxels = patch_.size_x * patch_.size_y;
        const int64_t z = (patch_.flags & IB_FLIP_Z) != 0 ? patch_.size_z - 1 - k : k;
        uint32_t* const plane = target_ + z * voxels;
        std::fill_n(plane, voxels, value_(0));
        if (order_.transposed) {
            for_runs(patch_, k, [&](const PatchRun& run) {
                turned_.add(plane, run, value_(run.instance), value_(0));
            });
            turned_.finish();
        } else {
            for_runs(patch_, k, [&](const PatchRun& run) { paint(plane, run); });
        }
    }

    void paint(uint32_t* plane, const PatchRun& run) {
        const int64_t n = run.end - run.begin;
        const int64_t start = order_.first + run.begin * order_.step_x + run.y * order_.step_y;
        std::fill_n(plane + (order_.step_x == 1 ? start : start - n + 1), n, value_(run.instance));
    }

    const ib_weight_patch& patch_;
    uint32_t* target_;
    Value value_;
    PlaneOrder order_;
    TurnedPlane turned_;
};

}  // namespace

void paint_planes(const ib_weight_patch& p, const WeightTable& table, int64_t begin, int64_t end) {
    if (p.weights != nullptr) {
        Painter(p, p.weights, [&](int32_t id) {
            return std::bit_cast<uint32_t>(id == 0 ? table.background() : table.weight_of(id));
        }).paint(begin, end);
    }
    if (p.ids != nullptr) { paint_ids(p, begin, end); }
}

void paint_ids(const ib_weight_patch& p, int64_t begin, int64_t end) {
    Painter(p, p.ids, [](int32_t id) { return static_cast<uint32_t>(id); }).paint(begin, end);
}

}  // namespace ib
