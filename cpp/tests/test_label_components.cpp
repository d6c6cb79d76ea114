#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "check.hpp"
#include "flood_fill.hpp"
#include "ib/ib_cpu.h"
#include "mask_shapes.hpp"

namespace {

using oracle::Mask;
using Components = std::unique_ptr<ib_components, decltype(&ib_components_destroy)>;

Components label(const Mask& mask, int32_t connectivity, int32_t threads) {
    ib_components* components = nullptr;
    CHECK_EQUAL(IB_OK, ib_components_label(mask.voxels.data(), mask.nx, mask.ny, mask.nz, connectivity,
                                           threads, &components));
    return {components, ib_components_destroy};
}

std::vector<ib_instance> instances_of(const Components& components) {
    std::vector<ib_instance> instances(
        static_cast<size_t>(ib_components_instance_count(components.get())));
    CHECK_EQUAL(IB_OK,
                ib_components_instances(components.get(), 0, static_cast<int64_t>(instances.size()),
                                        instances.data()));
    return instances;
}

std::vector<ib_run> runs_of(const Components& components) {
    std::vector<ib_run> runs(static_cast<size_t>(ib_components_run_count(components.get())));
    CHECK_EQUAL(
        IB_OK, ib_components_runs(components.get(), 0, static_cast<int64_t>(runs.size()), runs.data()));
    return runs;
}

std::vector<ib_run> runs_of(const Mask& mask, const std::vector<int32_t>& labels) {
    std::vector<ib_run> runs;
    for (int64_t z = 0; z < mask.nz; ++z) {
        for (int64_t y = 0; y < mask.ny; ++y) {
            for (int64_t x = 0; x < mask.nx; ++x) {
                const int32_t instance = labels[mask.at(x, y, z)];
                if (instance == 0) { continue; }
                if (x > 0 && labels[mask.at(x - 1, y, z)] == instance) {
                    ++runs.back().x_end;
                } else {
                    runs.push_back({static_cast<int32_t>(x), static_cast<int32_t>(x + 1),
                                    static_cast<int32_t>(y), static_cast<int32_t>(z), instance});
                }
            }
        }
    }
    return runs;
}

using Voxels = std::vector<std::array<int64_t, 3>>;

/// Voxels of each instance in memory order.
std::vector<Voxels> voxels_of(const Mask& mask, const std::vector<int32_t>& labels) {
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

void check_instance(const Voxels& voxels, const ib_instance& instance) {
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

bool same_run(const ib_run& a, const ib_run& b) {
    return a.x_begin == b.x_begin && a.x_end == b.x_end && a.y == b.y && a.z == b.z &&
           a.instance == b.instance;
}

void check_against(const Mask& mask, const std::vector<int32_t>& expected, const Components& components,
                   int32_t threads) {
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
void check_everywhere(const Mask& mask) {
    for (const int32_t connectivity : {6, 18, 26}) {
        const auto expected = oracle::label(mask, connectivity);
        for (const int32_t level : {IB_SIMD_PORTABLE, IB_SIMD_AVX2, IB_SIMD_AVX512}) {
            CHECK_EQUAL(IB_OK, ib_limit_simd_level(level));
            for (const int32_t threads : {1, 2, 5}) {
                check_against(mask, expected, label(mask, connectivity, threads), threads);
            }
        }
    }
}

void emptyAndFullMasksOfAwkwardSizes() {
    const std::array<std::array<int64_t, 3>, 9> sizes = {{{3, 5, 7},
                                                          {1, 1, 1},
                                                          {1, 1, 9},
                                                          {1, 9, 1},
                                                          {9, 1, 1},
                                                          {63, 2, 3},
                                                          {64, 3, 2},
                                                          {65, 1, 4},
                                                          {129, 2, 2}}};
    for (const auto& [nx, ny, nz] : sizes) {
        check_everywhere(shapes::filled(nx, ny, nz, [](int64_t, int64_t, int64_t) { return true; }));
        const Mask empty(nx, ny, nz);
        for (const int32_t connectivity : {6, 18, 26}) {
            const auto components = label(empty, connectivity, 2);
            CHECK_EQUAL(0, ib_components_instance_count(components.get()));
            CHECK_EQUAL(0, ib_components_run_count(components.get()));
            std::vector<int32_t> painted(empty.voxels.size(), -1);
            CHECK_EQUAL(IB_OK, ib_components_paint(components.get(), 2, painted.data()));
            CHECK_EQUAL(static_cast<int64_t>(painted.size()),
                        std::count(painted.begin(), painted.end(), 0));
        }
    }
}

void noiseOfEveryDensityAndWidth() {
    uint32_t seed = 1;
    for (const int64_t nx : {1, 7, 63, 64, 65, 127, 128, 129, 200}) {
        for (const double density : {0.01, 0.1, 0.25, 0.5, 0.75, 0.97}) {
            check_everywhere(shapes::noise(nx, 6, 7, density, seed++));
        }
    }
}

void runsThatBeginAndEndAtWordEdges() {
    for (const int64_t nx : {128, 130, 192}) {
        for (const int64_t edge : {62, 63, 64, 65, 126, 127, 128}) {
            check_everywhere(shapes::filled(nx, 3, 3, [&](int64_t x, int64_t y, int64_t z) {
                return (y + z) % 2 == 0 ? x < edge : x >= edge && x < edge + 2;
            }));
        }
    }
}

void spiralsCombsAndCurvesAreOneInstance() {
    for (const int axis : {0, 1, 2}) {
        const Mask spiral = shapes::along(shapes::spiral(35), 35, axis);
        CHECK_EQUAL(1, ib_components_instance_count(label(spiral, 6, 2).get()));
        check_everywhere(spiral);
        const Mask comb = shapes::comb(67, 9, 11, axis);
        CHECK_EQUAL(1, ib_components_instance_count(label(comb, 6, 5).get()));
        check_everywhere(comb);
    }
    const Mask curve = shapes::hilbert(5);
    CHECK_EQUAL(1, ib_components_instance_count(label(curve, 26, 2).get()));
    check_everywhere(curve);
}

void checkerboardsFallApartUnder6AndHoldTogetherUnder18() {
    const Mask board =
        shapes::filled(65, 5, 7, [](int64_t x, int64_t y, int64_t z) { return (x + y + z) % 2 == 0; });
    CHECK_EQUAL((65 * 5 * 7 + 1) / 2, ib_components_instance_count(label(board, 6, 2).get()));
    CHECK_EQUAL(1, ib_components_instance_count(label(board, 18, 2).get()));
    check_everywhere(board);
    const Mask sparse_board = shapes::filled(
        65, 5, 7, [](int64_t x, int64_t y, int64_t z) { return x % 2 == y % 2 && y % 2 == z % 2; });
    CHECK_EQUAL(1, ib_components_instance_count(label(sparse_board, 26, 2).get()));
    CHECK_EQUAL(33 * 3 * 4 + 32 * 2 * 3,
                ib_components_instance_count(label(sparse_board, 18, 2).get()));
    check_everywhere(sparse_board);
}

void singleCornersAndThinPlanes() {
    for (int corner = 0; corner < 8; ++corner) {
        Mask mask(66, 5, 7);
        mask.set(corner & 1 ? 65 : 0, corner & 2 ? 4 : 0, corner & 4 ? 6 : 0, 255);
        check_everywhere(mask);
    }
    for (const int axis : {0, 1, 2}) {
        check_everywhere(shapes::filled(67, 6, 8, [&](int64_t x, int64_t y, int64_t z) {
            return (axis == 0 ? x : axis == 1 ? y : z) % 4 == 3;
        }));
    }
}

void instancesAreNumberedByXFirstThenYThenZ() {
    // In memory order the voxel at x = 2 comes first; scipy numbers x outermost.
    Mask mask(3, 5, 7);
    mask.set(2, 0, 0).set(1, 4, 1).set(1, 1, 6).set(0, 3, 5).set(0, 3, 6);
    const auto components = label(mask, 6, 2);
    const auto runs = runs_of(components);
    const std::vector<ib_run> expected = {
        {2, 3, 0, 0, 4}, {1, 2, 4, 1, 3}, {0, 1, 3, 5, 1}, {1, 2, 1, 6, 2}, {0, 1, 3, 6, 1}};
    CHECK(std::equal(expected.begin(), expected.end(), runs.begin(), runs.end(), same_run));
    const auto instances = instances_of(components);
    CHECK_EQUAL(4u, instances.size());
    CHECK_EQUAL(2, instances[0].voxels);
    CHECK_EQUAL(5 + 6, instances[0].sum[2]);
    CHECK_EQUAL(5, instances[0].begin[2]);
    CHECK_EQUAL(7, instances[0].end[2]);
    CHECK_EQUAL(2, instances[0].anchor_count);
    CHECK_EQUAL(6, instances[0].anchors[1][2]);
}

void anInstanceIsNumberedByItsSmallestKeyNotByItsFirstRun() {
    // A hook: it begins at x = 2 in memory order, but reaches x = 0 before the single voxel (0, 2, 0)
    // in that order.
    Mask mask(3, 3, 2);
    mask.set(2, 0, 0).set(2, 0, 1).set(1, 0, 1).set(0, 0, 1).set(0, 2, 0);
    const auto instances = instances_of(label(mask, 6, 1));
    CHECK_EQUAL(2u, instances.size());
    CHECK_EQUAL(4, instances[0].voxels);
    CHECK_EQUAL(1, instances[1].voxels);
}

void anchorsAreSpreadEvenlyOverALargeInstance() {
    const Mask mask = shapes::filled(130, 2, 3, [](int64_t, int64_t, int64_t) { return true; });
    const auto instances = instances_of(label(mask, 6, 2));
    CHECK_EQUAL(64, instances[0].anchor_count);
    // Of 780 voxels in memory order, numbers floor(1 * 780 / 128) = 6 and floor(127 * 780 / 128) = 773.
    CHECK_EQUAL(6, instances[0].anchors[0][0]);
    CHECK_EQUAL(773 - 5 * 130, instances[0].anchors[63][0]);
    CHECK_EQUAL(1, instances[0].anchors[63][1]);
    CHECK_EQUAL(2, instances[0].anchors[63][2]);
}

void partsOfTheResultEqualTheWhole() {
    const Mask mask = shapes::noise(70, 9, 11, 0.2, 7);
    const auto components = label(mask, 6, 2);
    const auto runs = runs_of(components);
    const auto instances = instances_of(components);
    for (int64_t first = 0; first + 3 <= static_cast<int64_t>(runs.size()); first += 3) {
        std::array<ib_run, 3> part{};
        CHECK_EQUAL(IB_OK, ib_components_runs(components.get(), first, 3, part.data()));
        CHECK(std::equal(part.begin(), part.end(), runs.begin() + first, same_run));
    }
    for (int64_t i = 0; i < static_cast<int64_t>(instances.size()); ++i) {
        ib_instance one{};
        CHECK_EQUAL(IB_OK, ib_components_instances(components.get(), i, 1, &one));
        CHECK_EQUAL(0, std::memcmp(&one, &instances[static_cast<size_t>(i)], sizeof one));
    }
}

void badArgumentsAreRefusedAndTheResultUntouched() {
    const uint8_t voxel = 1;
    ib_components* components = nullptr;
    const int64_t big = int64_t{1} << 31;
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_components_label(nullptr, 1, 1, 1, 6, 1, &components));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_components_label(&voxel, 0, 1, 1, 6, 1, &components));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_components_label(&voxel, 1, -1, 1, 6, 1, &components));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_components_label(&voxel, 1, 1, big, 6, 1, &components));
    CHECK_EQUAL(IB_INVALID_ARGUMENT,
                ib_components_label(&voxel, big - 1, big - 1, big - 1, 6, 1, &components));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_components_label(&voxel, 1, 1, 1, 8, 1, &components));
    CHECK_EQUAL(std::string("connectivity must be 6, 18 or 26, was 8"), std::string(ib_last_error()));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_components_label(&voxel, 1, 1, 1, 6, 0, &components));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_components_label(&voxel, 1, 1, 1, 6, 1, nullptr));
    CHECK(components == nullptr);
    Mask mask(1, 1, 1);
    const auto one = label(mask.set(0, 0, 0), 6, 1);
    ib_run run{};
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_components_runs(one.get(), 0, 2, &run));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_components_runs(one.get(), -1, 1, &run));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_components_instances(one.get(), 1, 1, nullptr));
    CHECK_EQUAL(IB_INVALID_ARGUMENT, ib_components_paint(one.get(), 1, nullptr));
    ib_components_destroy(nullptr);
}

}  // namespace

int main() {
    emptyAndFullMasksOfAwkwardSizes();
    noiseOfEveryDensityAndWidth();
    runsThatBeginAndEndAtWordEdges();
    spiralsCombsAndCurvesAreOneInstance();
    checkerboardsFallApartUnder6AndHoldTogetherUnder18();
    singleCornersAndThinPlanes();
    instancesAreNumberedByXFirstThenYThenZ();
    anInstanceIsNumberedByItsSmallestKeyNotByItsFirstRun();
    anchorsAreSpreadEvenlyOverALargeInstance();
    partsOfTheResultEqualTheWhole();
    badArgumentsAreRefusedAndTheResultUntouched();
    int64_t in_use = 0, idle = 0;
    ib_memory_usage(&in_use, &idle);
    CHECK_EQUAL(0, in_use);
    return 0;
}
