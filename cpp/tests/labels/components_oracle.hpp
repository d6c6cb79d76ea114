// A labelling held against the flood fill: labels, runs, instances, anchors.
#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "ib/ib_cpu.h"
#include "labels/flood_fill.hpp"
#include "support/check.hpp"
#include "support/thread_counts.hpp"

namespace oracle {

using Components = std::unique_ptr<ib_components, decltype(&ib_components_destroy)>;

inline Components label(const Mask& mask, int32_t connectivity, int32_t threads) {
    ib_components* components = nullptr;
    CHECK_EQUAL(IB_OK, ib_components_label(mask.voxels.data(), mask.nx, mask.ny, mask.nz, connectivity,
                                           threads, &components));
    return {components, ib_components_destroy};
}

inline std::vector<ib_instance> instances_of(const Components& components) {
    std::vector<ib_instance> instances(
        static_cast<size_t>(ib_components_instance_count(components.get())));
    CHECK_EQUAL(IB_OK,
                ib_components_instances(components.get(), 0, static_cast<int64_t>(instances.size()),
                                        instances.data()));
    return instances;
}

inline std::vector<ib_run> runs_of(const Components& components) {
    std::vector<ib_run> runs(static_cast<size_t>(ib_components_run_count(components.get())));
    CHECK_EQUAL(
        IB_OK, ib_components_runs(components.get(), 0, static_cast<int64_t>(runs.size()), runs.data()));
    return runs;
}

using Voxels = std::vector<std::array<int64_t, 3>>;

/// Voxels of each instance in memory order.
inline std::vector<Voxels> voxels_of(const Mask& mask, const std::vector<int32_t>& labels) {
    std::vector<Voxels> voxels(static_cast<size_t>(*std::max_element(labels.begin(), labels.end())));
    for (int64_t z = 0; z < mask.nz; ++z) {
        for (int64_t y = 0; y < mask.ny; ++y) {
            for (int64_t x = 0; x < mask.nx; ++x) {
                const int32_t instance = labels[mask.at(x, y, z)];
                if (instance > 0) { voxels[static_cast<size_t>(instance - 1)].push_back({x, y, z}); }
            }
        }
    }
    return voxels;
}

inline void check_instance(const Voxels& voxels, const ib_instance& instance) {
    const auto count = static_cast<int64_t>(voxels.size());
    CHECK_EQUAL(count, instance.voxels);
    for (size_t axis = 0; axis < 3; ++axis) {
        int64_t sum = 0, low = voxels[0][axis], high = low;
        for (const auto& voxel : voxels) {
            sum += voxel[axis];
            low = std::min(low, voxel[axis]);
            high = std::max(high, voxel[axis]);
        }
        CHECK_EQUAL(sum, instance.sum[axis]);
        CHECK_EQUAL(low, instance.begin[axis]);
        CHECK_EQUAL(high + 1, instance.end[axis]);
    }
    const int64_t anchors = std::min<int64_t>(IB_MAX_ANCHORS, count);
    CHECK_EQUAL(anchors, int64_t{instance.anchor_count});
    for (int64_t k = 0; k < IB_MAX_ANCHORS; ++k) {
        const size_t number = static_cast<size_t>((2 * k + 1) * count / (2 * anchors));
        for (size_t axis = 0; axis < 3; ++axis) {
            const int64_t expected = k < anchors ? voxels[number][axis] : 0;
            CHECK_EQUAL(expected, int64_t{instance.anchors[k][axis]});
        }
    }
}

inline bool same_run(const ib_run& a, const ib_run& b) {
    return a.x_begin == b.x_begin && a.x_end == b.x_end && a.y == b.y && a.z == b.z &&
           a.instance == b.instance;
}

inline void check_against(const Mask& mask, const std::vector<int32_t>& expected,
                          const Components& components, int32_t threads) {
    std::vector<int32_t> painted(expected.size(), -1);
    CHECK_EQUAL(IB_OK, ib_components_paint(components.get(), threads, painted.data()));
    CHECK(expected == painted);
    const auto expected_runs = runs_of(mask, expected);
    const auto runs = runs_of(components);
    CHECK(std::equal(expected_runs.begin(), expected_runs.end(), runs.begin(), runs.end(), same_run));
    const auto expected_voxels = voxels_of(mask, expected);
    const auto instances = instances_of(components);
    CHECK_EQUAL(expected_voxels.size(), instances.size());
    for (size_t i = 0; i < instances.size(); ++i) { check_instance(expected_voxels[i], instances[i]); }
}

/// All connectivities, instruction sets and thread counts against the flood fill.
inline void check_everywhere(const Mask& mask) {
    for (const int32_t connectivity : {6, 18, 26}) {
        const auto expected = oracle::label(mask, connectivity);
        for (const int32_t level : {IB_SIMD_PORTABLE, IB_SIMD_AVX2, IB_SIMD_AVX512}) {
            CHECK_EQUAL(IB_OK, ib_limit_simd_level(level));
            for (const int32_t threads : oracle::kThreadCounts) {
                check_against(mask, expected, label(mask, connectivity, threads), threads);
            }
        }
    }
}

}  // namespace oracle
