// The labelling kernels against a flood fill.
#include <algorithm>
#include <array>

#include "label_on_device.hpp"
#include "labels/mask_shapes.hpp"
#include "sizes.hpp"
#include "support/check.hpp"

namespace {

using labelling::Result;
using oracle::Mask;

static_assert(sizeof(ib_cuda_component) == 64 && sizeof(ib_run) == 20 &&
              sizeof(ib_cuda_label_counts) == 32);

/// Voxel by voxel; instance id i at i - 1.
std::vector<ib_cuda_component> components_of(const Mask& mask, const std::vector<int32_t>& labels) {
    const ib_cuda_component none = {
        0, {0, 0, 0}, INT64_MAX, {INT32_MAX, INT32_MAX, INT32_MAX}, {-1, -1, -1}};
    const auto count = labels.empty() ? 0 : *std::max_element(labels.begin(), labels.end());
    std::vector<ib_cuda_component> components(static_cast<size_t>(count), none);
    for (int64_t z = 0; z < mask.nz; ++z) {
        for (int64_t y = 0; y < mask.ny; ++y) {
            for (int64_t x = 0; x < mask.nx; ++x) {
                const int32_t instance = labels[mask.at(x, y, z)];
                if (instance == 0) { continue; }
                ib_cuda_component& component = components[static_cast<size_t>(instance - 1)];
                const int64_t at[3] = {x, y, z};
                ++component.voxels;
                component.key = std::min(component.key, (x * mask.ny + y) * mask.nz + z);
                for (int axis = 0; axis < 3; ++axis) {
                    const auto i = static_cast<int32_t>(at[axis]);
                    component.sum[axis] += at[axis];
                    component.begin[axis] = std::min(component.begin[axis], i);
                    component.last[axis] = std::max(component.last[axis], i);
                }
            }
        }
    }
    return components;
}

template <typename Element>
bool same_bytes(const std::vector<Element>& a, const std::vector<Element>& b) {
    return a.size() == b.size() &&
           (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(Element)) == 0);
}

/// Returns how many components there are.
size_t check_one(const Mask& mask, const labelling::Choice& choice, int retries = 0) {
    const auto expected = oracle::label(mask, choice.connectivity);
    labelling::Launches launches(mask, choice);
    const Result result = launches.run();
    CHECK_EQUAL(retries, launches.retries());
    CHECK(same_bytes(oracle::runs_of(mask, expected), result.runs));
    CHECK(same_bytes(components_of(mask, expected), result.components));
    return result.components.size();
}

uint64_t seed = 1;

/// Room for all, and a number of blocks that changes with the seed.
labelling::Choice roomy(const Mask& mask, int32_t connectivity) {
    seed += 100;
    const auto most = static_cast<int64_t>(mask.voxels.size()) / 2 + mask.ny * mask.nz;
    return {connectivity, seed, most, most, 1 + static_cast<int64_t>(seed / 100 % 7)};
}

/// How many components there are under 6, 18 and 26.
std::array<size_t, 3> check_everywhere(const Mask& mask) {
    std::array<size_t, 3> counts{};
    constexpr int32_t connectivities[] = {6, 18, 26};
    for (size_t i = 0; i < 3; ++i) {
        for (int schedule = 0; schedule < (kFewShapes ? 1 : 2); ++schedule) {
            counts[i] = check_one(mask, roomy(mask, connectivities[i]));
        }
    }
    return counts;
}

void emptyAndFullMasksOfAwkwardSizes() {
    constexpr std::array<int64_t, 3> sizes[] = {{3, 5, 7},   {1, 1, 1},  {1, 1, 9},  {1, 9, 1},
                                                {9, 1, 1},   {63, 2, 3}, {64, 3, 2}, {65, 1, 4},
                                                {1, 33, 40}, {129, 2, 2}};
    for (const auto& [nx, ny, nz] : sizes) {
        CHECK_EQUAL(1u, check_everywhere(shapes::full(nx, ny, nz))[0]);
        CHECK_EQUAL(0u, check_everywhere(Mask(nx, ny, nz))[2]);
        if (kFewShapes && nx > 9) { break; }
    }
}

void noiseOfEveryDensityAndWidth() {
    uint32_t noise = 1;
    for (const int64_t nx : {1, 7, 8, 31, 33, 64, 65, 127, 200}) {
        for (const double density : {0.01, 0.1, 0.25, 0.5, 0.75, 0.97}) {
            const bool chosen = noise % 11 == 5;
            ++noise;
            if (!kFewShapes || chosen) { check_everywhere(shapes::noise(nx, 6, 7, density, noise)); }
        }
    }
}

void rowsAndRunsThatCrossTiles() {
    // 40,000 voxels to a row: a run goes on from one tile, and one block, into the next.
    check_everywhere(shapes::full(40000, 2, 1));
    check_everywhere(shapes::filled(40000, 1, 2, [](int64_t x, int64_t, int64_t z) {
        return x % 32768 < 3 || (z == 1 && x > 32000 && x < 33000);
    }));
    // A tile ends exactly where a row does.
    check_everywhere(shapes::full(256, 128, 2));
    check_everywhere(shapes::noise(250, 70, 5, 0.3, 77));
    // Only the first and the last tile hold anything.
    Mask ends(100, 100, 11);
    check_everywhere(ends.set(0, 0, 0).set(99, 99, 10, 128));
}

void runsThatBeginAndEndAtWordEdges() {
    for (const int64_t nx : {64, 66, 96}) {
        for (const int64_t edge : {15, 16, 30, 31, 32, 33, 63, 64}) {
            if (kFewShapes && edge % 16 != 0) { continue; }
            check_everywhere(shapes::filled(nx, 3, 3, [&](int64_t x, int64_t y, int64_t z) {
                return (y + z) % 2 == 0 ? x < edge : x >= edge && x < edge + 2;
            }));
        }
    }
}

void spiralsCombsAndCurvesAreOneInstance() {
    for (const int axis : {0, 1, 2}) {
        CHECK_EQUAL(1u, check_everywhere(shapes::along(shapes::spiral(35), 35, axis))[0]);
        CHECK_EQUAL(1u, check_everywhere(shapes::comb(67, 9, 11, axis))[0]);
        if (kFewShapes) { break; }
    }
    CHECK_EQUAL(1u, check_everywhere(shapes::hilbert(kFewShapes ? 3 : 5))[2]);
}

Mask checkerboard(int64_t nx, int64_t ny, int64_t nz) {
    return shapes::filled(nx, ny, nz,
                          [](int64_t x, int64_t y, int64_t z) { return (x + y + z) % 2 == 0; });
}

void checkerboardsFallApartUnder6AndHoldTogetherUnder18() {
    const auto counts = check_everywhere(checkerboard(65, 5, 7));
    CHECK_EQUAL(size_t{(65 * 5 * 7 + 1) / 2}, counts[0]);
    CHECK_EQUAL(1u, counts[1]);
    const auto sparse = check_everywhere(shapes::filled(
        65, 5, 7, [](int64_t x, int64_t y, int64_t z) { return x % 2 == y % 2 && y % 2 == z % 2; }));
    CHECK_EQUAL(size_t{33 * 3 * 4 + 32 * 2 * 3}, sparse[1]);
    CHECK_EQUAL(1u, sparse[2]);
}

void singleCornersAndThinPlanes() {
    for (int corner = 0; corner < (kFewShapes ? 2 : 8); ++corner) {
        Mask mask(66, 5, 7);
        mask.set(corner & 1 ? 65 : 0, corner & 2 ? 4 : 0, corner & 4 ? 6 : 0, 255);
        CHECK_EQUAL(1u, check_everywhere(mask)[1]);
    }
    for (const int axis : {0, 1, 2}) {
        check_everywhere(shapes::filled(67, 6, 8, [&](int64_t x, int64_t y, int64_t z) {
            return (axis == 0 ? x : axis == 1 ? y : z) % 4 == 3;
        }));
    }
}

void everyByteThatIsNot0IsForeground() {
    Mask mask(600, 1, 1);
    for (int value = 0; value < 256; ++value) {
        mask.set(2 * value + 1, 0, 0, static_cast<uint8_t>(value));
    }
    CHECK_EQUAL(255u, check_everywhere(mask)[0]);
}

void moreKeysThanOneBlockSumsAreInOrder() {
    // 4,096 counts of 1,024 keys: two tasks.
    if (kFewShapes) { return; }
    Mask mask(131, 130, 260);
    for (int64_t i = 0; i < 300; ++i) { mask.set(i * 31 % 131, i * 57 % 130, i * 111 % 260, 1); }
    CHECK(check_one(mask, roomy(mask, 6)) > 290);
}

void whatDoesNotFitIsLabelledAgain() {
    const Mask board = checkerboard(kFewShapes ? 17 : 41, 11, 17);
    const auto count =
        (static_cast<int64_t>(board.voxels.size()) + 1) / 2;  // of runs and of components
    const auto check = [&](int64_t runs, int64_t components, int retries) {
        labelling::Choice choice = roomy(board, 6);
        choice.run_capacity = runs;
        choice.component_capacity = components;
        CHECK_EQUAL(static_cast<size_t>(count), check_one(board, choice, retries));
    };
    check(count, count, 0);
    check(count - 1, count, 1);
    check(count, count - 1, 1);
    check(1, 1, 2);
    // The last run that fits is open where its tile ends.
    const Mask rows = shapes::full(40000, 3, 1);
    for (const int64_t runs : {1, 2}) { check_one(rows, {6, seed, runs, 1, 3}, 1); }
}

}  // namespace

int main() {
    emptyAndFullMasksOfAwkwardSizes();
    noiseOfEveryDensityAndWidth();
    rowsAndRunsThatCrossTiles();
    runsThatBeginAndEndAtWordEdges();
    spiralsCombsAndCurvesAreOneInstance();
    checkerboardsFallApartUnder6AndHoldTogetherUnder18();
    singleCornersAndThinPlanes();
    everyByteThatIsNot0IsForeground();
    moreKeysThanOneBlockSumsAreInOrder();
    whatDoesNotFitIsLabelledAgain();
}
