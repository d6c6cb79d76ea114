// Patches of 96 * 96 * 96 that are warped, and whose intensities are changed.
#include <cmath>
#include <memory>
#include <vector>

#include "device_array.hpp"
#include "ib/ib_cpu.h"
#include "ib/ib_cuda.h"
#include "intensity_on_device.hpp"
#include "report.hpp"
#include "simt/simt.hpp"
#include "workloads.hpp"

namespace counts {
namespace {

constexpr int64_t kSide = 96;
constexpr int64_t kVoxels = kSide * kSide * kSide;
constexpr int64_t kOne = int64_t{1} << 32;

/// Uniform cubic B-splines over 8 control points along each axis.
struct SplineTables {
    static constexpr int64_t kPoints = 8;
    simt::DeviceArray<float> displacements, weights;
    simt::DeviceArray<int32_t> first;
    simt::DeviceArray<ib_cuda_spline> structure;

    SplineTables()
        : displacements(std::vector<float>(3 * kPoints * kPoints * kPoints, 0.4f)),
          weights(std::vector<float>(4 * kSide, 0.25f)),
          first(starts()),
          structure(std::vector<ib_cuda_spline>{spline()}) {}

    static std::vector<int32_t> starts() {
        std::vector<int32_t> result;
        for (int64_t i = 0; i < kSide; ++i) {
            result.push_back(static_cast<int32_t>(i * (kPoints - 3) / kSide));
        }
        return result;
    }
    ib_cuda_spline spline() {
        const auto f = reinterpret_cast<uint64_t>(first.data());
        const auto w = reinterpret_cast<uint64_t>(weights.data());
        return {reinterpret_cast<uint64_t>(displacements.data()),
                {f, f, f},
                {w, w, w},
                {kPoints, kPoints, kPoints}};
    }
};

/// Turned by 20 degrees about z and 10 about x; from a box of 136 * 144 * 120.
ib_cuda_warp turned(int32_t target_type) {
    ib_cuda_warp w{};
    const double c = std::cos(0.35), s = std::sin(0.35), d = std::cos(0.17), t = std::sin(0.17);
    const double matrix[] = {c, -s * d, s * t, s, c * d, -c * t, 0, t, d};
    for (int i = 0; i < 9; ++i) { w.matrix[i] = static_cast<int64_t>(matrix[i] * double{kOne}); }
    w.origin[0] = 36 * kOne, w.origin[1] = 18 * kOne, w.origin[2] = kOne;
    w.box_x = 136, w.box_y = 144, w.box_z = 120;
    w.size_x = w.size_y = w.size_z = kSide;
    w.target_type = target_type;
    return w;
}

template <typename Voxel>
void warp(const char* kernel, const char* name, int32_t target_type, bool splined, uint64_t counts) {
    ib_cuda_warp w = turned(target_type);
    simt::DeviceArray<Voxel> box(
        std::vector<Voxel>(static_cast<size_t>(w.box_x * w.box_y * w.box_z), Voxel{1}));
    simt::DeviceArray<uint32_t> target(kVoxels);
    SplineTables spline;
    w.box = reinterpret_cast<uint64_t>(box.data());
    w.target = reinterpret_cast<uint64_t>(target.data());
    w.spline = splined ? reinterpret_cast<uint64_t>(spline.structure.data()) : 0;
    w.counts = counts;
    simt::DeviceArray<ib_cuda_warp> patch(std::vector<ib_cuda_warp>{w});
    begin(patch.data(), sizeof w);
    simt::run(kernel, {kSide / IB_WARP_ROWS, kSide}, {IB_WARP_THREADS}, 0, 1,
              static_cast<const ib_cuda_warp*>(patch.data()));
    print(name, kVoxels);
}

void warps() {
    warp<float>("warp_patches", "96^3 to f16", IB_TO_FLOAT16, false, 0);
    warp<float>("warp_patches", "96^3 to f32", IB_TO_FLOAT32, false, 0);
    warp<float>("warp_patches", "96^3 to f32 with a spline", IB_TO_FLOAT32, true, 0);
    simt::DeviceArray<int32_t> count(std::vector<int32_t>{0});
    warp<uint8_t>("warp_patches", "96^3 labels counted", IB_TO_UINT8, false,
                  reinterpret_cast<uint64_t>(count.data()));
    simt::DeviceArray<int64_t> slots(std::vector<int64_t>(2, 0));
    warp<int32_t>("warp_ids", "96^3 counted", 0, false, reinterpret_cast<uint64_t>(slots.data()));
    simt::DeviceArray<int32_t> ids(std::vector<int32_t>(kVoxels, 1));
    simt::DeviceArray<float> weights(kVoxels);
    begin();
    simt::run("warp_weights", {kVoxels / IB_WARP_THREADS}, {IB_WARP_THREADS}, 0, 1,
              static_cast<const int32_t*>(ids.data()), weights.data(),
              static_cast<const int64_t*>(slots.data()), int64_t{kVoxels});
    print("96^3", kVoxels);
}

/// A patch of one type, a copy as float32, and what is known of it.
class Patch {
public:
    explicit Patch(int32_t type)
        : values_(ramp()),
          from_(values_, type),
          to_(kVoxels, IB_TO_FLOAT32),
          rows_(kSide * kSide),
          statistics_(std::vector<ib_cuda_statistics>{{4, 2, 0, 8}, {4, 2, 0, 8}}) {}

    void values(const char* name, const changes::Changes& all, int32_t step) {
        intensities::DeviceChange change(all.all()[0], {kSide, kSide, kSide});
        begin(change.data(), sizeof(ib_intensity_change));
        const unsigned blocks = kVoxels / IB_INTENSITY_TILE;
        if (all.all()[0].kind == IB_NOISE) {
            simt::run("intensity_noise", {blocks}, {IB_INTENSITY_THREADS}, 0, 1, change.data(),
                      from_.address(), from_.type(), to_.address(), to_.type(), int64_t{kVoxels});
        } else {
            simt::run("intensity_values", {blocks}, {IB_INTENSITY_THREADS}, 0, 1, change.data(), step,
                      from_.address(), from_.type(), to_.address(), to_.type(), int64_t{kVoxels},
                      static_cast<const ib_cuda_statistics*>(statistics_.data()));
        }
        print(name, kVoxels);
    }
    void blur(const char* name, const changes::Changes& all, int32_t axis) {
        intensities::DeviceChange change(all.all()[0], {kSide, kSide, kSide});
        begin(change.data(), sizeof(ib_intensity_change));
        simt::run("intensity_blur", {kRowBlocks}, {IB_INTENSITY_THREADS}, 0, 1, change.data(), axis,
                  from_.address(), from_.type(), to_.address(), to_.type(), kSide, kSide, kSide);
        print(name, kVoxels);
    }
    void resolution(const char* name, const changes::Changes& all) {
        intensities::DeviceChange change(all.all()[0], {kSide, kSide, kSide});
        begin(change.data(), sizeof(ib_intensity_change));
        simt::run("intensity_resolution", {kRowBlocks}, {IB_INTENSITY_THREADS}, 0, 1, change.data(),
                  from_.address(), from_.type(), to_.address(), to_.type(), kSide, kSide, kSide);
        print(name, kVoxels);
    }
    void measure(const char* name) {
        begin();
        simt::run("intensity_rows", {kRowBlocks}, {IB_INTENSITY_THREADS}, 0, 1, from_.address(),
                  from_.type(), int32_t{0}, kSide, kSide, kSide, rows_.data());
        simt::run("intensity_statistics", {1}, {IB_STATISTICS_THREADS}, 0, 2, from_.address(),
                  from_.type(), int32_t{0}, kSide, kSide, kSide, rows_.data(), statistics_.data());
        print(name, kVoxels);
    }

private:
    static constexpr unsigned kRowBlocks = kSide * kSide / IB_INTENSITY_ROWS;

    static std::vector<float> ramp() {
        std::vector<float> result;
        for (uint32_t i = 0; i < kVoxels; ++i) {
            result.push_back(static_cast<float>(i * 2654435761u % 1024) / 128);
        }
        return result;
    }

    std::vector<float> values_;
    intensities::Voxels from_, to_;
    simt::DeviceArray<ib_cuda_row_sums> rows_;
    simt::DeviceArray<ib_cuda_statistics> statistics_;
};

changes::Changes change(int32_t kind) {
    changes::Changes all;
    const std::vector<float> weights = changes::gaussian(4, 1);
    if (kind == IB_NOISE) { all.noise(0.1f, 7); }
    if (kind == IB_BRIGHTNESS) { all.brightness(1.1f); }
    if (kind == IB_CONTRAST) { all.contrast(0.8f, true); }
    if (kind == IB_GAMMA) { all.gamma(0.8f, IB_RETAIN_STATISTICS); }
    if (kind == IB_BLUR) { all.blur({weights, weights, weights}); }
    if (kind == IB_LOW_RESOLUTION) { all.low_resolution({kSide, kSide, kSide}, {60, 60, 60}); }
    return all;
}

}  // namespace

void augment() {
    warps();
    Patch patch(IB_TO_FLOAT32);
    patch.values("noise 96^3 f32", change(IB_NOISE), 0);
    patch.values("brightness 96^3 f32", change(IB_BRIGHTNESS), 0);
    patch.values("contrast 96^3 f32", change(IB_CONTRAST), 0);
    patch.values("gamma 96^3 f32", change(IB_GAMMA), 0);
    patch.values("gamma retained 96^3 f32", change(IB_GAMMA), 1);
    patch.measure("96^3 f32");
    patch.blur("radius 4 along x 96^3 f32", change(IB_BLUR), 0);
    patch.blur("radius 4 along z 96^3 f32", change(IB_BLUR), 2);
    patch.resolution("96^3 f32", change(IB_LOW_RESOLUTION));
    Patch half(IB_TO_FLOAT16);
    half.blur("radius 4 along x 96^3 f16", change(IB_BLUR), 0);
}

}  // namespace counts
