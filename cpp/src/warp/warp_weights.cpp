// Checks a batch of warped weight patches; then writes the ids of the patches, counts them and weighs
// them. Where no ids are wanted they are written to where the weights will be.
#include <algorithm>
#include <bit>
#include <optional>
#include <vector>

#include "base/parallel.hpp"
#include "base/pieces.hpp"
#include "base/status.hpp"
#include "ib/ib_cpu.h"
#include "warp/blocks.hpp"
#include "warp/check.hpp"
#include "weights/paint.hpp"
#include "weights/runs.hpp"
#include "weights/table.hpp"

namespace ib {
namespace {

Triple size_of(const ib_weight_patch& p) { return {{p.size_x, p.size_y, p.size_z}}; }

/// The same map, seen through another patch.
ib_weight_patch moved(const ib_weight_patch& patch, const Box& box) {
    ib_weight_patch p = patch;
    p.x += box.begin[0], p.y += box.begin[1], p.z += box.begin[2];
    p.size_x = box.size[0], p.size_y = box.size[1], p.size_z = box.size[2];
    return p;
}

/// Ids of instances.
class IdBoxes final : public BoxSource {
public:
    explicit IdBoxes(const ib_weight_patch& patch) : patch_(patch) {}

    bool fetch(const Box& box, const LookedAt&, const BoxTarget& to) const override {
        ib_weight_patch p = moved(patch_, box);
        p.ids = reinterpret_cast<int32_t*>(to.first);
        paint_ids(p, 0, p.size_z);
        return true;
    }
    void look_ahead(const Box&, const LookedAt&, RowsAhead&) const override {}

private:
    const ib_weight_patch& patch_;
};

/// Throws std::invalid_argument if a run that the patch may show has an id that it does not have.
void check_runs(const ib_warped_weights& warped) {
    const ib_weight_patch& patch = warped.patch;
    if (patch.run_count == 0) { return; }
    PlaceRange reach = reach_of(warped.warp, {{}, size_of(patch)});
    if (warped.warp.spline != nullptr) { add_hull(*warped.warp.spline, reach); }
    const ib_weight_patch p = moved(patch, nearest_box(reach));
    const int64_t first = std::max<int64_t>(p.z, p.runs[0].z);
    const int64_t last = std::min<int64_t>(p.z + p.size_z - 1, p.runs[p.run_count - 1].z);
    for (int64_t z = first; z <= last; ++z) {
        for_runs(p, z - p.z, [&](const PatchRun& run) {
            if (run.instance < 1 || run.instance > p.instance_count) {
                throw std::invalid_argument("a run's id must be 1 to " +
                                            std::to_string(p.instance_count) + ", was " +
                                            std::to_string(run.instance));
            }
        });
    }
}

/// Where the ids of a patch are written first.
int32_t* ids_of(const ib_weight_patch& p) {
    return p.ids != nullptr ? p.ids : reinterpret_cast<int32_t*>(p.weights);
}

/// Neighbours mostly have the same id.
void weigh(const ib_weight_patch& p, const WeightTable& table, Piece elements) {
    const int32_t* const ids = ids_of(p);
    int32_t last = 0;
    float weight = table.background();
    for (int64_t i = elements.begin; i < elements.end; ++i) {
        if (ids[i] != last) {
            last = ids[i];
            weight = last == 0 ? table.background() : table.weight_of(last);
        }
        p.weights[i] = weight;
    }
}

void write_ids(const ib_warped_weights* patches, int64_t count, int32_t threads) {
    const bool splines = std::any_of(patches, patches + count, [](const ib_warped_weights& warped) {
        return warped.warp.spline != nullptr;
    });
    WarpBatch batch(threads, splines);
    for (int64_t i = 0; i < count; ++i) {
        batch.add(BlockGrid(size_of(patches[i].patch), patches[i].warp.spline != nullptr));
    }
    batch.prepare();
    const auto nothing = [](int64_t, const WarpBlock&, WarpScratch&) {};
    batch.run(nothing, [&](int64_t i, const WarpBlock& block, WarpScratch& scratch) {
        const ib_weight_patch& p = patches[i].patch;
        const WarpTarget target{patches[i].warp, size_of(p), WarpKind::kIds, ids_of(p), nullptr};
        warp_block(target, IdBoxes(p), block, scratch);
    });
}

void write_weights(const ib_warped_weights* patches, int64_t count, int32_t threads) {
    std::vector<std::optional<WeightTable>> tables(static_cast<size_t>(count));
    parallel_for(count, threads, [&](int64_t i) {
        const ib_weight_patch& p = patches[i].patch;
        if (p.weights != nullptr) { tables[static_cast<size_t>(i)].emplace(p, ids_of(p)); }
    });
    int64_t pieces = 1;
    for (int64_t i = 0; i < count; ++i) {
        pieces = std::max(pieces, pieces_per_patch(&patches[i].patch, 1, threads));
    }
    parallel_for(count * pieces, threads, [&](int64_t number) {
        const ib_weight_patch& p = patches[number / pieces].patch;
        if (p.weights == nullptr) { return; }
        const Piece elements = piece_of(size_of(p).product(), number % pieces, pieces);
        weigh(p, *tables[static_cast<size_t>(number / pieces)], elements);
    });
}

}  // namespace
}  // namespace ib

extern "C" ib_status ib_warp_weights(const ib_warped_weights* patches, int64_t count, int32_t threads) {
    return ib::to_status([&] {
        ib::require(count >= 0, "count must not be negative", count);
        ib::require(count == 0 || patches != nullptr, "patches must not be null");
        ib::require(threads >= 1, "threads must be at least 1", threads);
        for (int64_t i = 0; i < count; ++i) { ib::check_warped_weights(patches[i], i); }
        ib::parallel_for(count, threads, [&](int64_t i) { ib::check_runs(patches[i]); });
        ib::write_ids(patches, count, threads);
        ib::write_weights(patches, count, threads);
    });
}
