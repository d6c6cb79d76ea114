// Percentiles, components, resampling and weight maps of whole volumes.
#include <random>
#include <vector>

#include "device_array.hpp"
#include "ib/ib_cuda.h"
#include "label_on_device.hpp"
#include "labels/mask_shapes.hpp"
#include "percentiles_on_device.hpp"
#include "report.hpp"
#include "weights/oracle.hpp"
#include "workloads.hpp"

namespace counts {
namespace {

/// Two percentiles of 256 * 256 * 256 voxels, a third of them air of one value, as in a CT; brackets,
/// and as many blocks as an H100 gets, are those of java/cuda.
template <typename Voxel>
void percentiles_of(const char* name, int32_t type, unsigned blocks) {
    constexpr int64_t n = 256 * 256 * 256;
    std::mt19937_64 random(7);
    std::vector<Voxel> voxels(n, Voxel{-1024});
    for (size_t i = n / 3; i < n; ++i) {
        const double sum = static_cast<double>(random() % 400 + random() % 400 + random() % 400);
        voxels[i] = static_cast<Voxel>(sum + static_cast<double>(i % 7) / 8 - 500);
    }
    ::percentiles::Choice choice;
    choice.blocks = blocks;
    choice.digit_blocks = 15;
    choice.window = 8 * 1024;
    choice.direct = IB_PERCENTILES_DIRECT;
    choice.sample = IB_PERCENTILES_SAMPLE;
    choice.deviations = 4;
    choice.slack = 8;
    ::percentiles::Launches<Voxel> launches(voxels, type, choice);
    begin();
    launches.at({n / 100, n / 100 + 1, n - 2 - n / 100, n - 1 - n / 100});
    print(name, n);
}

void components_of(const char* name, const oracle::Mask& mask) {
    constexpr int64_t kWaves = 16;
    const auto voxels = static_cast<int64_t>(mask.voxels.size());
    begin();
    labelling::Launches(mask, {26, 1, voxels / 2, voxels / 2, kWaves}).run();
    print(name, voxels);
}

struct Grid {
    int64_t side;
    double step;
};

void resample_to(const char* name, int32_t interpolation, const Grid& grid) {
    constexpr int64_t kFrom = 64;
    std::vector<float> voxels(kFrom * kFrom * kFrom);
    for (size_t i = 0; i < voxels.size(); ++i) {
        voxels[i] = static_cast<float>(i * 2654435761u % 1000);
    }
    simt::DeviceArray<float> source(voxels);
    const auto n = static_cast<size_t>(grid.side * grid.side * grid.side);
    simt::DeviceArray<float> target(n);
    ib_cuda_resample r{};
    r.source = reinterpret_cast<uint64_t>(source.data());
    r.target = reinterpret_cast<uint64_t>(target.data());
    r.nx = r.ny = r.nz = kFrom;
    r.size_x = r.size_y = r.size_z = grid.side;
    for (int axis = 0; axis < 3; ++axis) {
        r.map[4 * axis + axis] = grid.step;
        r.map[4 * axis + 3] = 0.25;
        r.spacing[axis] = 1;
    }
    r.source_type = r.target_type = IB_FLOAT32;
    r.interpolation = interpolation;
    simt::DeviceArray<ib_cuda_resample> table(std::vector<ib_cuda_resample>{r});
    begin(table.data(), sizeof r);
    simt::run("resample_volume", {static_cast<unsigned>((n - 1) / IB_RESAMPLE_THREADS + 1)},
              {IB_RESAMPLE_THREADS}, 0, 1, static_cast<const ib_cuda_resample*>(table.data()));
    print(name, static_cast<int64_t>(n));
}

}  // namespace

void percentiles() {
    percentiles_of<int16_t>("256^3 i16", IB_INT16, 256);
    percentiles_of<float>("256^3 f32", IB_FLOAT32, 132 * 4);
}

/// Sparse: 64 balls of 5 to 15 voxels across in 192 * 192 * 96. Dense: noise of 30 % in 96 * 96 * 96.
void components() {
    components_of("sparse", shapes::filled(192, 192, 96, [](int64_t x, int64_t y, int64_t z) {
                      const int64_t radius = 2 + (x / 48 + y / 48 * 3 + z / 24 * 5) % 6;
                      const int64_t dx = x % 48 - 24, dy = y % 48 - 24, dz = z % 24 - 12;
                      return dx * dx + dy * dy + dz * dz <= radius * radius;
                  }));
    components_of("dense", shapes::noise(96, 96, 96, 0.3, 5));
}

void resample() {
    resample_to("nearest 64^3 f32", IB_NEAREST, {64, 0.9});
    resample_to("linear 64^3 f32", IB_LINEAR, {64, 0.9});
    resample_to("cubic 48^3 f32", IB_CUBIC, {48, 0.9});
}

/// One patch of 96 * 96 * 96 with 27 instances of 16 * 16 * 16 voxels.
void weights() {
    constexpr int64_t kSide = 96;
    oracle::IdVolume volume{kSide, kSide, kSide, {}};
    for (int64_t i = 0; i < kSide * kSide * kSide; ++i) {
        const int64_t x = i % kSide, y = i / kSide % kSide, z = i / kSide / kSide;
        const bool inside = x % 32 < 16 && y % 32 < 16 && z % 32 < 16;
        volume.ids.push_back(inside ? static_cast<int32_t>(1 + x / 32 + y / 32 * 3 + z / 32 * 9) : 0);
    }
    simt::DeviceArray<ib_run> runs(volume.runs());
    simt::DeviceArray<int64_t> voxels(volume.voxels());
    simt::DeviceArray<float> target(static_cast<size_t>(kSide * kSide * kSide));
    ib_cuda_weight_patch p{};
    p.runs = reinterpret_cast<uint64_t>(runs.data());
    p.voxels = reinterpret_cast<uint64_t>(voxels.data());
    p.weights = reinterpret_cast<uint64_t>(target.data());
    p.run_count = static_cast<int64_t>(runs.size());
    p.instance_count = static_cast<int64_t>(voxels.size());
    p.size_x = p.size_y = p.size_z = kSide;
    p.min = 1, p.max = 1000;
    simt::DeviceArray<ib_cuda_weight_patch> table(std::vector<ib_cuda_weight_patch>{p});
    simt::DeviceArray<int64_t> slots(static_cast<size_t>(p.instance_count + 1));
    slots.zero();
    const auto tiles = static_cast<unsigned>((kSide / IB_WEIGHT_ROWS) * kSide);
    const auto* patches = static_cast<const ib_cuda_weight_patch*>(table.data());
    begin(patches, sizeof p);
    simt::run("weight_count", {tiles}, {IB_WEIGHT_THREADS}, 0, 1, patches, int32_t{1}, slots.data());
    simt::run("weight_table", {1}, {IB_WEIGHT_THREADS}, 0, 2, patches, slots.data());
    simt::run("weight_paint", {tiles}, {IB_WEIGHT_THREADS}, 0, 3, patches, int32_t{1},
              static_cast<const int64_t*>(slots.data()));
    print("96^3 27 instances", kSide * kSide * kSide);
}

}  // namespace counts
