// Which number an instance has, and which of its voxels are anchors.
#include <algorithm>
#include <vector>

#include "labels/components_oracle.hpp"
#include "labels/mask_shapes.hpp"

namespace {

using oracle::instances_of;
using oracle::label;
using oracle::Mask;
using oracle::runs_of;
using oracle::same_run;

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

void instancesThatAreManyAreNumberedAsFewAre() {
    // Tall and narrow: more instances than a quarter of columns and runs, for any number of slabs.
    // Dense enough that many are hooks, and that borders of slabs join them.
    uint32_t seed = 100;
    for (const double density : {0.02, 0.1, 0.2, 0.3}) {
        oracle::check_everywhere(shapes::noise(7, 5, 400, density, seed++));
        oracle::check_everywhere(shapes::noise(65, 1, 400, density, seed++));
    }
}

void anchorsAreSpreadEvenlyOverALargeInstance() {
    const Mask mask = shapes::full(130, 2, 3);
    const auto instances = instances_of(label(mask, 6, 2));
    CHECK_EQUAL(64, instances[0].anchor_count);
    // Of 780 voxels in memory order, numbers floor(1 * 780 / 128) = 6 and floor(127 * 780 / 128) = 773.
    CHECK_EQUAL(6, instances[0].anchors[0][0]);
    CHECK_EQUAL(773 - 5 * 130, instances[0].anchors[63][0]);
    CHECK_EQUAL(1, instances[0].anchors[63][1]);
    CHECK_EQUAL(2, instances[0].anchors[63][2]);
}

}  // namespace

int main() {
    instancesAreNumberedByXFirstThenYThenZ();
    anInstanceIsNumberedByItsSmallestKeyNotByItsFirstRun();
    instancesThatAreManyAreNumberedAsFewAre();
    anchorsAreSpreadEvenlyOverALargeInstance();
    int64_t in_use = 0, idle = 0;
    ib_memory_usage(&in_use, &idle);
    CHECK_EQUAL(0, in_use);
}
