#include <cstdint>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "ib/ib_cpu.h"
#include "packed/levels.hpp"
#include "support/check.hpp"
#include "support/thread_counts.hpp"
#include "warp/oracle.hpp"
#include "warp/random_warps.hpp"
#include "weights/oracle.hpp"
#include "weights/random_patches.hpp"

namespace {

using patches::AnySpline;

/// A map, a patch of it and what is expected of it.
struct Weighed {
    oracle::IdVolume volume;
    std::vector<ib_run> runs;
    std::vector<int64_t> voxels;
    ib_warped_weights patch{};
    std::unique_ptr<AnySpline> spline;
    std::vector<int32_t> ids;
    std::vector<float> weights;
};

Weighed any_weighed(std::mt19937_64& random) {
    Weighed w{patches::random_volume(random, {50, 40, 30}), {}, {}, {}, {}, {}, {}};
    w.runs = w.volume.runs(), w.voxels = w.volume.voxels();
    ib_weight_patch& p = w.patch.patch;
    p = patches::random_patch(random, {26, 20, 20});
    p.flags &= IB_MEAN_ONE;
    p.runs = w.runs.data(), p.run_count = static_cast<int64_t>(w.runs.size());
    p.voxels = w.voxels.data(), p.instance_count = static_cast<int64_t>(w.voxels.size());
    const int64_t sizes[] = {p.size_x, p.size_y, p.size_z};
    w.patch.warp = patches::random_warp(random, sizes);
    if (random() % 3 == 0) {
        w.spline = std::make_unique<AnySpline>(random, sizes, 5.0f);
        w.patch.warp.spline = w.spline->get();
    }
    w.ids = oracle::warped_ids(w.volume, w.patch);
    w.weights = oracle::patch_weights(w.ids, p);
    return w;
}

constexpr int kWeights = 1;
constexpr int kIds = 2;

/// Weights, ids or both; one number more is left alone.
void check_batch(std::vector<Weighed>& batch, int wanted, int32_t threads) {
    std::vector<std::vector<float>> weights;
    std::vector<std::vector<int32_t>> ids;
    std::vector<ib_warped_weights> patches;
    for (Weighed& w : batch) {
        weights.emplace_back(w.ids.size() + 1, -77.0f);
        ids.emplace_back(w.ids.size() + 1, -77);
    }
    for (size_t i = 0; i < batch.size(); ++i) {
        patches.push_back(batch[i].patch);
        patches.back().patch.weights = (wanted & kWeights) != 0 ? weights[i].data() : nullptr;
        patches.back().patch.ids = (wanted & kIds) != 0 ? ids[i].data() : nullptr;
    }
    CHECK_EQUAL(IB_OK, ib_warp_weights(patches.data(), static_cast<int64_t>(patches.size()), threads));
    for (size_t i = 0; i < batch.size(); ++i) {
        CHECK_EQUAL(-77.0f, weights[i].back());
        CHECK_EQUAL(-77, ids[i].back());
        const size_t bytes = 4 * batch[i].ids.size();
        if ((wanted & kWeights) != 0) {
            CHECK(std::memcmp(batch[i].weights.data(), weights[i].data(), bytes) == 0);
        }
        if ((wanted & kIds) != 0) {
            CHECK(std::memcmp(batch[i].ids.data(), ids[i].data(), bytes) == 0);
        }
    }
}

void random_batches_match_the_oracle() {
    std::mt19937_64 random(23);
    for (int round = 0; round < 12; ++round) {
        std::vector<Weighed> batch;
        for (int i = 0; i < 4; ++i) { batch.push_back(any_weighed(random)); }
        packed::for_levels([&] {
            for (const int wanted : {kWeights, kIds, kWeights | kIds}) {
                for (const int32_t threads : oracle::kThreadCounts) {
                    check_batch(batch, wanted, threads);
                }
            }
        });
    }
}

void a_patch_without_a_map_is_background() {
    float weights[2] = {};
    ib_warped_weights w{};
    w.patch.weights = weights;
    w.patch.size_x = 2, w.patch.size_y = w.patch.size_z = 1;
    w.patch.max = 9;
    CHECK_EQUAL(IB_OK, ib_warp_weights(&w, 1, 1));
    CHECK_EQUAL(1.0f, weights[0]);
    CHECK_EQUAL(1.0f, weights[1]);
}

/// Two voxels of a row, of which the second has an instance.
struct Fixture {
    ib_run run{1, 3, 0, 0, 5};
    int32_t ids[2] = {-7, -7};
    ib_warped_weights patch{};

    Fixture() {
        patch.patch.runs = &run, patch.patch.run_count = 1, patch.patch.instance_count = 5;
        patch.patch.ids = ids;
        patch.patch.size_x = 2, patch.patch.size_y = patch.patch.size_z = 1;
        patch.patch.max = 1;
        patch.warp.matrix[0] = int64_t{2} << 32;
    }
    void refused(const std::string& message) {
        CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_warp_weights(&patch, 1, 1));
        CHECK_EQUAL(message, std::string(ib_last_error()));
        CHECK_EQUAL(-7, ids[0]);
    }
};

void patches_are_checked() {
    Fixture f;
    CHECK_EQUAL(IB_OK, ib_warp_weights(&f.patch, 1, 1));
    CHECK_EQUAL(0, f.ids[0]);
    CHECK_EQUAL(5, f.ids[1]);
    f.ids[0] = f.ids[1] = -7;
    f.patch.patch.instance_count = 4;
    f.refused("a run's id must be 1 to 4, was 5");
    f.patch.patch.instance_count = 5;
    f.patch.patch.flags = IB_FLIP_Z;
    f.refused("weight patch 0: turns and flips belong into the matrix, flags were 16");
    f.patch.patch.flags = 0, f.patch.patch.size_y = 16385;
    f.refused("weight patch 0: a side must be 1 to 16384, was 16385");
    f.patch.patch.size_y = 1, f.patch.patch.max = 0;
    f.refused(
        "weight patch 0: limits must be 0 <= min <= max with max above 0, were 0.000000 and 0.000000");
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_warp_weights(nullptr, 1, 1));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_warp_weights(&f.patch, -1, 1));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_warp_weights(&f.patch, 0, 0));
    CHECK_EQUAL(IB_OK, ib_warp_weights(nullptr, 0, 1));
}

}  // namespace

int main() {
    random_batches_match_the_oracle();
    a_patch_without_a_map_is_background();
    patches_are_checked();
}
