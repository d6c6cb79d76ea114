// Warped patches with any numbers in them are refused, or written as plain loops write them and nowhere
// else.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <deque>
#include <vector>

#include "ib/ib_cpu.h"
#include "input.hpp"
#include "same_values.hpp"
#include "sizes.hpp"
#include "support/check.hpp"
#include "support/guarded_bytes.hpp"
#include "warp/oracle.hpp"

namespace {

float any_float(fuzz::Input& input) {
    return input.byte() % 16 == 0 ? input.value<float>()
                                  : static_cast<float>(input.between(-3, 200)) / 4;
}

ib_patch any_patch(fuzz::Input& input, bool hostile) {
    ib_patch p{};
    p.nx = input.between(1, 33), p.ny = input.between(1, 20), p.nz = input.between(1, 20);
    p.size_x = input.between(1, 37), p.size_y = input.between(1, 19), p.size_z = input.between(1, 9);
    p.x = input.between(-40, 40), p.y = input.between(-20, 20), p.z = input.between(-20, 20);
    if (hostile) { p.x = input.hostile(), p.z = input.hostile(); }
    p.source_type = static_cast<int32_t>(input.between(0, 8));
    p.target_type = static_cast<int32_t>(input.between(0, 2));
    p.flags = input.byte() % 2 == 0 ? IB_NORMALISE : 0;
    if (hostile && input.byte() % 4 == 0) { p.flags = static_cast<int32_t>(input.between(0, 63)); }
    p.gain = any_float(input), p.shift = any_float(input), p.fill = any_float(input);
    p.subtract = any_float(input), p.divide = any_float(input);
    p.clamp_low = any_float(input), p.clamp_high = p.clamp_low + std::fabs(any_float(input));
    if (p.target_type == IB_TO_UINT8) {
        p.source_type = IB_UINT8, p.flags &= ~IB_NORMALISE;
        p.gain = 1, p.shift = 0, p.fill = static_cast<float>(input.byte());
    }
    return p;
}

/// Steps of 2^-32 voxel, of some voxels, and of what is not allowed.
int64_t any_step(fuzz::Input& input, bool hostile, int64_t most) {
    switch (input.byte() % 8) {
        case 0:
            return input.between(-2, 2);
        case 1:
            return input.byte() % 2 == 0 ? most : -most;
        case 2:
            return hostile ? input.hostile() : 0;
        case 3:
            return static_cast<int64_t>(input.value<int32_t>()) * (most >> 32);
        default:
            return input.value<int32_t>() * int64_t{2};
    }
}

ib_warp any_warp(fuzz::Input& input, bool hostile) {
    ib_warp warp{};
    for (int64_t& step : warp.matrix) { step = any_step(input, hostile, int64_t{1} << 36); }
    for (int64_t& at : warp.origin) {
        at = any_step(input, hostile, int64_t{1} << (input.byte() % 4 == 0 ? 52 : 37));
    }
    return warp;
}

/// A spline and its tables; weights are of magnitudes that are 1 in sum, unless it is hostile.
struct AnySpline {
    ib_spline spline{};
    std::vector<float> displacements;
    std::vector<int32_t> first[3];
    std::vector<float> weights[3];

    AnySpline(fuzz::Input& input, const int64_t* sizes, bool hostile) {
        int64_t count = 3;
        for (int a = 0; a < 3; ++a) {
            spline.points[a] = input.between(hostile ? 3 : 4, a == 0 ? 40 : 6);
            count *= spline.points[a];
            for (int64_t i = 0; i < sizes[a]; ++i) { add_taps(input, a, hostile); }
            spline.first[a] = first[a].data(), spline.weights[a] = weights[a].data();
        }
        const float unit = input.byte() % 4 == 0 ? 32.0f : 0.05f;
        for (int64_t i = 0; i < count; ++i) {
            displacements.push_back(static_cast<float>(input.between(-128, 127)) * unit);
        }
        if (hostile && input.byte() % 4 == 0) { displacements.back() = input.value<float>(); }
        spline.displacements = displacements.data();
    }
    AnySpline(const AnySpline&) = delete;
    AnySpline& operator=(const AnySpline&) = delete;

private:
    void add_taps(fuzz::Input& input, int a, bool hostile) {
        const int64_t last = std::max<int64_t>(spline.points[a] - 4, 0);
        first[a].push_back(static_cast<int32_t>(input.between(0, hostile ? last + 1 : last)));
        int64_t left = hostile ? 257 : 256;
        for (int i = 0; i < 4; ++i) {
            const int64_t part = i == 3 ? left : std::min<int64_t>(left, input.byte());
            left -= part;
            weights[a].push_back(static_cast<float>(part) / (part % 3 == 0 ? 256.0f : -256.0f));
        }
    }
};

std::vector<unsigned char> expected_bytes(const ib_warped_patch& w) {
    switch (w.patch.source_type) {
        case IB_UINT8:
            return oracle::warp<uint8_t>(w);
        case IB_INT8:
            return oracle::warp<int8_t>(w);
        case IB_INT16:
            return oracle::warp<int16_t>(w);
        case IB_UINT16:
            return oracle::warp<uint16_t>(w);
        case IB_INT32:
            return oracle::warp<int32_t>(w);
        case IB_UINT32:
            return oracle::warp<uint32_t>(w);
        case IB_FLOAT32:
            return oracle::warp<float>(w);
        case IB_FLOAT16:
            return oracle::warp<oracle::Float16>(w);
        default:
            return oracle::warp<double>(w);
    }
}

void check_written(const ib_warped_patch& w, const unsigned char* target, int32_t nonzero) {
    std::vector<unsigned char> expected = expected_bytes(w);
#ifdef IB_PLANT_FAULT
    if (expected.size() > 40) { expected[40] ^= 1; }
#endif
    if (w.patch.target_type == IB_TO_UINT8) {
        fuzz::check_same<uint8_t>(expected, target, 0xff);
        CHECK_EQUAL(std::count_if(expected.begin(), expected.end(), [](auto b) { return b != 0; }),
                    std::ptrdiff_t{nonzero});
    }
    if (w.patch.target_type == IB_TO_FLOAT16) { fuzz::check_same<uint16_t>(expected, target, 0x7c00); }
    if (w.patch.target_type == IB_TO_FLOAT32) {
        fuzz::check_same<uint32_t>(expected, target, 0x7f800000);
    }
}

/// One patch of the call, with memory of its own that ends where the patch's does.
struct Channel {
    ib_warped_patch warped;
    fuzz::Bytes voxels;
    fuzz::Bytes poison;
    gzip::Guarded source;
    gzip::Guarded target;
    int32_t nonzero = -1;

    Channel(const ib_warped_patch& w, const fuzz::Bytes& rest)
        : warped(w),
          voxels(fuzz::held(
              rest, w.patch.nx * w.patch.ny * w.patch.nz * fuzz::kVoxelBytes[w.patch.source_type])),
          poison(static_cast<size_t>((w.patch.size_x * w.patch.size_y * w.patch.size_z)
                                     << w.patch.target_type),
                 0xa5),
          source(voxels, true),
          target(poison, true) {
        warped.patch.source = source.data(), warped.patch.target = target.data();
    }
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    bool is_label() const { return warped.patch.target_type == IB_TO_UINT8; }

    bool may_be_refused() const {
        const ib_patch& p = warped.patch;
        return !std::isfinite(p.gain + p.shift + p.subtract + p.divide) ||
               !std::isfinite(p.clamp_low + p.clamp_high);
    }

    void check_untouched() const {
        CHECK(target.bytes() == poison);
        CHECK_EQUAL(-1, nonzero);
    }

    void check_written() {
        CHECK(source.bytes() == voxels);
        ::check_written(warped, target.data(), nonzero);
    }
};

/// Mostly what is warped together with the first one: of the same size, place, elements and warp.
ib_warped_patch another(fuzz::Input& input, const ib_warped_patch& first, bool hostile) {
    ib_warped_patch w{any_patch(input, hostile), first.warp};
    ib_patch& p = w.patch;
    p.size_x = first.patch.size_x, p.size_y = first.patch.size_y, p.size_z = first.patch.size_z;
    p.x = first.patch.x, p.y = first.patch.y, p.z = first.patch.z;
    if (input.byte() % 8 == 0) { p.x = input.between(-40, 40); }
    if (input.byte() % 8 == 0) { w.warp.origin[0] = 0; }
    if (p.target_type != IB_TO_UINT8 && first.patch.target_type != IB_TO_UINT8) {
        p.target_type = first.patch.target_type;
    }
    return w;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    fuzz::Input input(data, size);
    CHECK_EQUAL(IB_OK, ib_limit_simd_level(static_cast<int32_t>(input.between(0, 2))));
    const auto threads = static_cast<int32_t>(input.between(0, 3));
    const bool hostile = input.byte() % 4 == 0;
    std::vector<ib_warped_patch> patches{{any_patch(input, hostile), any_warp(input, hostile)}};
    const ib_patch& p = patches.front().patch;
    const int64_t sizes[] = {p.size_x, p.size_y, p.size_z};
    const AnySpline spline(input, sizes, hostile && input.byte() % 4 == 0);
    if (input.byte() % 2 == 0) { patches.front().warp.spline = &spline.spline; }
    for (int64_t more = input.between(0, 2); more > 0; --more) {
        patches.push_back(another(input, patches.front(), hostile));
    }
    const fuzz::Bytes rest = input.rest();
    std::deque<Channel> channels;
    for (ib_warped_patch& w : patches) {
        Channel& channel = channels.emplace_back(w, rest);
        if (channel.is_label()) { channel.warped.patch.nonzero = &channel.nonzero; }
        w = channel.warped;
    }
    const ib_status status =
        ib_warp_patches(patches.data(), static_cast<int64_t>(patches.size()), threads);
    if (status != IB_OK) {
        CHECK_EQUAL(IB_INVALID_ARGUMENT, status);
        CHECK(hostile || threads == 0 ||
              std::any_of(channels.begin(), channels.end(),
                          [](const Channel& channel) { return channel.may_be_refused(); }));
        for (const Channel& channel : channels) { channel.check_untouched(); }
        return 0;
    }
    CHECK(threads > 0);
    for (Channel& channel : channels) { channel.check_written(); }
    return 0;
}
