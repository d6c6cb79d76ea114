// Patches with any numbers in them are refused, or written as plain loops write them and nowhere else.
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "gather/oracle.hpp"
#include "ib/ib_cpu.h"
#include "input.hpp"
#include "same_values.hpp"
#include "sizes.hpp"
#include "support/check.hpp"
#include "support/guarded_bytes.hpp"

namespace {

float any_float(fuzz::Input& input) {
    return input.byte() % 4 == 0 ? input.value<float>()
                                 : static_cast<float>(input.between(-3, 200)) / 4;
}

ib_patch any_patch(fuzz::Input& input) {
    const bool hostile = input.byte() % 3 == 0;
    const auto extent = [&] { return hostile ? input.hostile() : input.between(1, 33); };
    ib_patch p{};
    p.nx = extent(), p.ny = extent(), p.nz = extent();
    p.size_x = extent(), p.size_y = extent(), p.size_z = extent();
    p.x = input.hostile(), p.y = input.hostile(), p.z = input.hostile();
    p.source_type = static_cast<int32_t>(input.between(hostile ? -1 : 0, hostile ? 9 : 8));
    p.target_type = static_cast<int32_t>(input.between(hostile ? -1 : 0, hostile ? 3 : 2));
    p.flags = static_cast<int32_t>(input.between(hostile ? -1 : 0, hostile ? 65 : 63));
    p.gain = any_float(input), p.shift = any_float(input), p.fill = any_float(input);
    p.subtract = any_float(input), p.divide = any_float(input);
    p.clamp_low = any_float(input), p.clamp_high = any_float(input);
    if (p.clamp_low > p.clamp_high && !hostile) { std::swap(p.clamp_low, p.clamp_high); }
    if (p.target_type == IB_TO_UINT8 && !hostile) {
        p.source_type = IB_UINT8;
        p.flags &= ~IB_NORMALISE;
        p.gain = 1, p.shift = 0, p.fill = static_cast<float>(input.byte());
    }
    if ((p.flags & 1) != 0 && !hostile) { p.size_y = p.size_x; }
    return p;
}

std::vector<unsigned char> expected_bytes(const ib_patch& p) {
    switch (p.source_type) {
        case IB_UINT8:
            return oracle::gather<uint8_t>(p);
        case IB_INT8:
            return oracle::gather<int8_t>(p);
        case IB_INT16:
            return oracle::gather<int16_t>(p);
        case IB_UINT16:
            return oracle::gather<uint16_t>(p);
        case IB_INT32:
            return oracle::gather<int32_t>(p);
        case IB_UINT32:
            return oracle::gather<uint32_t>(p);
        case IB_FLOAT32:
            return oracle::gather<float>(p);
        case IB_FLOAT16:
            return oracle::gather<oracle::Float16>(p);
        default:
            return oracle::gather<double>(p);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    fuzz::Input input(data, size);
    CHECK_EQUAL(IB_OK, ib_limit_simd_level(static_cast<int32_t>(input.between(0, 2))));
    const auto threads = static_cast<int32_t>(input.between(0, 3));
    ib_patch p = any_patch(input);
    const int64_t voxel =
        p.source_type >= 0 && p.source_type < 9 ? fuzz::kVoxelBytes[p.source_type] : 8;
    const int64_t element = p.target_type >= 0 && p.target_type < 3 ? int64_t{1} << p.target_type : 4;
    const int64_t source_bytes = fuzz::bytes_of(p.nx, p.ny, p.nz, voxel);
    const int64_t target_bytes = fuzz::bytes_of(p.size_x, p.size_y, p.size_z, element);
    // What is possible, but too large to be held here, would be asked to write outside.
    if (source_bytes == -1 || target_bytes == -1) { return 0; }
    const fuzz::Bytes voxels = fuzz::held(input.rest(), source_bytes);
    gzip::Guarded source(voxels, true);
    const fuzz::Bytes poison(static_cast<size_t>(std::max<int64_t>(target_bytes, 8)), 0xa5);
    gzip::Guarded target(poison, true);
    p.source = source.data(), p.target = target.data();
    int32_t nonzero = -1;
    if (p.target_type == IB_TO_UINT8) { p.nonzero = &nonzero; }
    const ib_status status = ib_gather_patches(&p, 1, threads);
    if (status != IB_OK) {
        CHECK_EQUAL(IB_INVALID_ARGUMENT, status);
        CHECK(target.bytes() == poison);
        CHECK_EQUAL(-1, nonzero);
        return 0;
    }
    CHECK(source_bytes > 0 && target_bytes > 0 && threads > 0);
    CHECK(source.bytes() == voxels);
    std::vector<unsigned char> expected = expected_bytes(p);
    CHECK_EQUAL(static_cast<size_t>(target_bytes), expected.size());
#ifdef IB_PLANT_FAULT
    if (expected.size() > 40) { expected[40] ^= 1; }
#endif
    if (p.target_type == IB_TO_UINT8) {
        fuzz::check_same<uint8_t>(expected, target.data(), 0xff);
        CHECK_EQUAL(std::count_if(expected.begin(), expected.end(), [](auto b) { return b != 0; }),
                    std::ptrdiff_t{nonzero});
    }
    if (p.target_type == IB_TO_FLOAT16) { fuzz::check_same<uint16_t>(expected, target.data(), 0x7c00); }
    if (p.target_type == IB_TO_FLOAT32) {
        fuzz::check_same<uint32_t>(expected, target.data(), 0x7f800000);
    }
    return 0;
}
