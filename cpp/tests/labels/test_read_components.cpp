// Results read in parts, and what is refused.
#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "labels/components_oracle.hpp"
#include "labels/mask_shapes.hpp"

namespace {

using oracle::instances_of;
using oracle::label;
using oracle::Mask;
using oracle::runs_of;
using oracle::same_run;

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
    partsOfTheResultEqualTheWhole();
    badArgumentsAreRefusedAndTheResultUntouched();
    int64_t in_use = 0, idle = 0;
    ib_memory_usage(&in_use, &idle);
    CHECK_EQUAL(0, in_use);
}
