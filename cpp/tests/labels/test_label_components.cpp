// Masks of every shape on any number of threads: the same labels as the flood fill.
#include <algorithm>
#include <array>
#include <vector>

#include "labels/components_oracle.hpp"
#include "labels/mask_shapes.hpp"

namespace {

using oracle::check_everywhere;
using oracle::label;
using oracle::Mask;

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
        check_everywhere(shapes::full(nx, ny, nz));
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

}  // namespace

int main() {
    emptyAndFullMasksOfAwkwardSizes();
    noiseOfEveryDensityAndWidth();
    runsThatBeginAndEndAtWordEdges();
    spiralsCombsAndCurvesAreOneInstance();
    checkerboardsFallApartUnder6AndHoldTogetherUnder18();
    singleCornersAndThinPlanes();
    int64_t in_use = 0, idle = 0;
    ib_memory_usage(&in_use, &idle);
    CHECK_EQUAL(0, in_use);
}
