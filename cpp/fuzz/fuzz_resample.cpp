// Requests with any numbers in them are refused, or resampled as plain loops do it, axis by axis or
// not, and nothing else is written.
#include <array>
#include <cstdint>
#include <vector>

#include "ib/ib_cpu.h"
#include "input.hpp"
#include "resample/oracle.hpp"
#include "same_values.hpp"
#include "sizes.hpp"
#include "support/check.hpp"
#include "support/float16.hpp"
#include "support/guarded_bytes.hpp"

namespace {

constexpr int64_t kMostTaps = 1 << 19;  // that the oracle looks at, voxel by voxel

double any_double(fuzz::Input& input, int64_t low, int64_t high) {
    return input.byte() % 16 == 0 ? input.value<double>()
                                  : static_cast<double>(input.between(low, high)) / 8;
}

/// Half of the maps have parallel axes, which are resampled one after the other.
void draw_map(fuzz::Input& input, ib_resample& r) {
    static constexpr int kOrders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                          {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    const auto* order = kOrders[input.between(0, 5)];
    const bool parallel = input.byte() % 2 == 0;
    for (int axis = 0; axis < 3; ++axis) {
        for (int column = 0; column < 3; ++column) {
            const bool along = !parallel || column == order[axis];
            r.map[4 * axis + column] = along ? any_double(input, -20, 20) : 0;
        }
        r.map[4 * axis + 3] = any_double(input, -40, 200);
        r.spacing[axis] = any_double(input, 1, 20);
    }
}

/// The weights that a request points to.
using Gaussians = std::array<std::vector<double>, 3>;

void draw_gaussians(fuzz::Input& input, ib_resample& r, bool hostile, Gaussians& weights) {
    if (input.byte() % 2 == 0) { return; }
    for (size_t axis = 0; axis < 3; ++axis) {
        r.radius[axis] = hostile ? input.hostile() : input.between(0, 3);
        const bool held = r.radius[axis] >= 0 && r.radius[axis] <= IB_MAX_RADIUS;
        weights[axis].resize(held ? static_cast<size_t>(2 * r.radius[axis] + 1) : 0);
        for (double& weight : weights[axis]) { weight = any_double(input, -2, 8); }
        r.gaussian[axis] = hostile && input.byte() % 8 == 0 ? nullptr : weights[axis].data();
    }
}

ib_resample any_request(fuzz::Input& input, Gaussians& weights) {
    const bool hostile = input.byte() % 3 == 0;
    const auto extent = [&] { return hostile ? input.hostile() : input.between(1, 14); };
    const int32_t beyond = hostile ? 1 : 0;
    ib_resample r{};
    r.nx = extent(), r.ny = extent(), r.nz = extent();
    r.size_x = extent(), r.size_y = extent(), r.size_z = extent();
    draw_map(input, r);
    r.source_type = static_cast<int32_t>(input.between(-beyond, 8 + beyond));
    r.target_type = static_cast<int32_t>(input.between(-beyond, 7 + beyond));
    r.interpolation = static_cast<int32_t>(input.between(-beyond, 3 + beyond));
    r.flags = static_cast<int32_t>(input.between(-beyond, 1 + beyond));
    r.fill = any_double(input, -40, 40);
    if (r.interpolation == IB_VOTE && !hostile) {
        r.source_type = r.target_type = static_cast<int32_t>(input.between(0, IB_UINT32));
    }
    if (r.interpolation == IB_LINEAR || r.interpolation == IB_CUBIC || hostile) {
        draw_gaussians(input, r, hostile, weights);
    }
    return r;
}

/// What the oracle would look at for a request that is not refused.
__int128 taps_of(const ib_resample& r) {
    __int128 taps = static_cast<__int128>(r.size_x) * r.size_y * r.size_z;
    for (const int64_t radius : r.radius) {
        taps *= 4 + 2 * (radius >= 0 && radius <= IB_MAX_RADIUS ? radius : 0);
    }
    return taps;
}

std::vector<unsigned char> expected_bytes(const ib_resample& r) {
    switch (r.source_type) {
        case IB_UINT8:
            return oracle::resample<uint8_t>(r);
        case IB_INT8:
            return oracle::resample<int8_t>(r);
        case IB_INT16:
            return oracle::resample<int16_t>(r);
        case IB_UINT16:
            return oracle::resample<uint16_t>(r);
        case IB_INT32:
            return oracle::resample<int32_t>(r);
        case IB_UINT32:
            return oracle::resample<uint32_t>(r);
        case IB_FLOAT32:
            return oracle::resample<float>(r);
        case IB_FLOAT16:
            return oracle::resample<oracle::Float16>(r);
        default:
            return oracle::resample<double>(r);
    }
}

void check_voxels(const ib_resample& r, const std::vector<unsigned char>& expected,
                  const unsigned char* target) {
    if (r.target_type == IB_FLOAT32) {
        fuzz::check_same<uint32_t>(expected, target, 0x7f800000);
    } else if (r.target_type == IB_FLOAT64) {
        fuzz::check_same<uint64_t>(expected, target, 0x7ff0000000000000);
    } else {
        CHECK(std::equal(expected.begin(), expected.end(), target));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    fuzz::Input input(data, size);
    CHECK_EQUAL(IB_OK, ib_limit_simd_level(static_cast<int32_t>(input.between(0, 2))));
    const auto threads = static_cast<int32_t>(input.between(0, 3));
    Gaussians weights;
    ib_resample r = any_request(input, weights);
    const auto voxel = [](int32_t type) { return type >= 0 && type < 9 ? fuzz::kVoxelBytes[type] : 8; };
    const int64_t source_bytes = fuzz::bytes_of(r.nx, r.ny, r.nz, voxel(r.source_type));
    const int64_t target_bytes = fuzz::bytes_of(r.size_x, r.size_y, r.size_z, voxel(r.target_type));
    // What is possible, but too large to be held here, would be asked to write outside.
    if (source_bytes == -1 || target_bytes == -1) { return 0; }
    if (target_bytes > 0 && taps_of(r) > kMostTaps) { return 0; }
    const fuzz::Bytes voxels = fuzz::held(input.rest(), source_bytes);
    gzip::Guarded source(voxels, true);
    const fuzz::Bytes poison(static_cast<size_t>(std::max<int64_t>(target_bytes, 8)), 0xa5);
    gzip::Guarded target(poison, true);
    r.source = source.data(), r.target = target.data();
    int64_t memory = 0;
    const ib_status foretold = ib_resample_bytes(&r, threads, &memory);
    const ib_status status = ib_resample_volume(&r, threads);
    if (status != IB_OK) {
        CHECK_EQUAL(IB_INVALID_ARGUMENT, status);
        CHECK(target.bytes() == poison);
        return 0;
    }
    CHECK_EQUAL(IB_OK, foretold);
    CHECK(source_bytes > 0 && target_bytes > 0 && threads > 0 && memory >= 0);
    CHECK(source.bytes() == voxels);
    std::vector<unsigned char> expected = expected_bytes(r);
    CHECK_EQUAL(static_cast<size_t>(target_bytes), expected.size());
#ifdef IB_PLANT_FAULT
    if (expected.size() > 40) { expected[40] ^= 1; }
#endif
    check_voxels(r, expected, target.data());
    return 0;
}
