// Small cases of ib_warp_patches whose results are known by hand.
#include <cstdint>
#include <cstring>
#include <vector>

#include "ib/ib_cpu.h"
#include "support/check.hpp"
#include "warp/random_warps.hpp"

namespace {

using patches::in_parts;

/// Fills a patch of one row, from a row of three voxels.
ib_warped_patch row_patch(const void* source, void* target, int64_t size) {
    ib_warped_patch w{};
    w.patch.source = source, w.patch.target = target;
    w.patch.nx = 3, w.patch.ny = w.patch.nz = 1;
    w.patch.size_x = size, w.patch.size_y = w.patch.size_z = 1;
    w.patch.gain = 1;
    w.patch.source_type = IB_UINT8, w.patch.target_type = IB_TO_FLOAT32;
    return w;
}

void values_lie_on_the_line_between_two_voxels() {
    const uint8_t source[] = {10, 20, 40};
    float out[5];
    ib_warped_patch w = row_patch(source, out, 5);
    w.warp.origin[0] = -in_parts(0.5);
    w.warp.matrix[0] = in_parts(0.75);
    w.patch.fill = 2;
    CHECK_EQUAL(IB_OK, ib_warp_patches(&w, 1, 1));
    const float expected[] = {6, 12.5f, 20, 35, 21};  // at -0.5, 0.25, 1, 1.75, 2.5
    CHECK(std::memcmp(expected, out, sizeof out) == 0);
}

void labels_are_those_of_the_nearest_voxel_the_upper_of_two() {
    const uint8_t source[] = {10, 0, 40};
    uint8_t out[6];
    int32_t nonzero = -1;
    ib_warped_patch w = row_patch(source, out, 6);
    w.patch.target_type = IB_TO_UINT8, w.patch.nonzero = &nonzero, w.patch.fill = 3;
    w.warp.origin[0] = -in_parts(0.5);
    w.warp.matrix[0] = in_parts(0.75);
    CHECK_EQUAL(IB_OK, ib_warp_patches(&w, 1, 1));
    const uint8_t expected[] = {10, 10, 0, 40, 3, 3};  // at -0.5, 0.25, 1, 1.75, 2.5, 3.25
    CHECK(std::memcmp(expected, out, sizeof out) == 0);
    CHECK_EQUAL(5, nonzero);
}

/// By a quarter of a voxel everywhere: the weights of four control points are 1 in sum.
void a_spline_of_equal_points_moves_everything_alike() {
    const uint8_t source[] = {10, 20, 40};
    float out[3];
    ib_warped_patch w = row_patch(source, out, 3);
    const std::vector<float> displacements(3 * 64, 0.25f);
    const int32_t first[] = {0, 0, 0};
    const float weights[] = {0.25f, 0.25f, 0.25f, 0.25f, 0.5f, 0, 0, 0.5f, 0, 1, 0, 0};
    ib_spline spline{
        displacements.data(), {first, first, first}, {weights, weights, weights}, {4, 4, 4}};
    w.warp.spline = &spline;
    w.warp.matrix[0] = in_parts(1);
    w.warp.origin[1] = w.warp.origin[2] = -in_parts(0.25);
    CHECK_EQUAL(IB_OK, ib_warp_patches(&w, 1, 1));
    const float expected[] = {12.5f, 25, 30};
    CHECK(std::memcmp(expected, out, sizeof out) == 0);
}

}  // namespace

int main() {
    values_lie_on_the_line_between_two_voxels();
    labels_are_those_of_the_nearest_voxel_the_upper_of_two();
    a_spline_of_equal_points_moves_everything_alike();
}
