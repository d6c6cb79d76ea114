// Patches of 96 * 96 * 96 voxels, or as they are named, two to a launch, from a volume of 122 * 112 *
// 104.
#include <cstdlib>
#include <memory>
#include <random>
#include <vector>

#include "device_array.hpp"
#include "gather_batch.hpp"
#include "ib/ib_cpu.h"
#include "ib/ib_cuda.h"
#include "packed_blob.hpp"
#include "report.hpp"
#include "simt/simt.hpp"
#include "support/float16.hpp"
#include "workloads.hpp"

namespace counts {
namespace {

constexpr int64_t kNx = 122, kNy = 112, kNz = 104;
constexpr int kPatches = 2;

struct Work {
    const char* name;
    int32_t target_type;
    int32_t flags;
    int64_t corner;
    bool unit = false;     // clamped to 0 and 1, as by default
    bool counted = false;  // what is not 0, by the kernel for it
    int64_t side = 96;
};

ib_cuda_patch patch_of(const Work& work, int32_t source_type, const void* source, int64_t pitch) {
    ib_cuda_patch p{};
    p.source = reinterpret_cast<uint64_t>(source);
    p.pitch = pitch;
    p.nx = kNx, p.ny = kNy, p.nz = kNz;
    p.x = work.corner, p.y = work.corner - 2, p.z = work.corner - 4;
    p.size_x = p.size_y = p.size_z = work.side;
    p.subtract = 40, p.divide = 300, p.clamp_low = -1, p.clamp_high = 4;
    if (work.unit) { p.clamp_low = 0, p.clamp_high = 1; }
    p.gain = work.flags == 0 ? 1.0f : 1.07f, p.shift = 0, p.fill = 0;
    p.source_type = source_type, p.target_type = work.target_type, p.flags = work.flags;
    return p;
}

void launch(const Work& work, const char* kernel, int32_t source_type, const void* source,
            int64_t pitch) {
    const int64_t voxels = work.side * work.side * work.side;
    std::vector<std::unique_ptr<simt::DeviceArray<unsigned char>>> targets;
    std::vector<ib_cuda_patch> patches;
    simt::DeviceArray<int32_t> nonzero(std::vector<int32_t>(kPatches, 0));
    int64_t tiles = 0;
    for (int i = 0; i < kPatches; ++i) {
        ib_cuda_patch p = patch_of(work, source_type, source, pitch);
        targets.push_back(std::make_unique<simt::DeviceArray<unsigned char>>(static_cast<size_t>(voxels)
                                                                             << p.target_type));
        p.target = reinterpret_cast<uint64_t>(targets.back()->data());
        if (work.counted && work.target_type == IB_TO_UINT8) {
            p.nonzero = reinterpret_cast<uint64_t>(nonzero.data() + i);
        }
        tiles += simt::Batch::lay_out(p, tiles);
        patches.push_back(p);
    }
    simt::DeviceArray<ib_cuda_patch> table(patches);
    begin(table.data(), table.size() * sizeof(ib_cuda_patch));
    simt::run(kernel, {static_cast<unsigned>(tiles)}, {IB_GATHER_THREADS}, 0, 1,
              static_cast<const ib_cuda_patch*>(table.data()), int32_t{kPatches});
    print(work.name, kPatches * voxels);
}

/// Rows of the volume are padded to multiples of 16 bytes, as uploaded volumes are.
template <typename Voxel>
void run(const Work& work, int32_t source_type) {
    std::vector<Voxel> voxels(kNx * kNy * kNz);
    for (size_t i = 0; i < voxels.size(); ++i) {
        voxels[i] = static_cast<Voxel>(static_cast<double>(i * 2654435761u % 120));
    }
    simt::PaddedVolume source(voxels.data(), kNx * int64_t{sizeof(Voxel)}, kNy * kNz);
    launch(work, work.counted ? "gather_patches_counted" : "gather_patches", source_type, source.data(),
           source.pitch());
}

/// A gentle slope, and noise that makes bricks as wide as those of images: a chest CT takes 8.5 bits
/// per voxel, an MR 3.7 to 3.9. The counts depend on nothing else of the values.
template <typename Voxel>
packed::Blob packed_volume(uint32_t levels, int32_t type, double least_bits, double most_bits) {
    std::mt19937 random(1);
    std::vector<Voxel> voxels;
    for (int64_t i = 0; i < kNx * kNy * kNz; ++i) {
        const int64_t slope = (i % kNx / 3 + i / kNx % kNy) / 2;
        const auto noise = static_cast<int64_t>(random() % levels);
        voxels.push_back(static_cast<Voxel>(levels == 1 ? 0 : slope + noise));
    }
    packed::Blob blob = packed::pack(voxels, {kNx, kNy, kNz}, type);
    const double taken = 8.0 * static_cast<double>(blob.size()) / (kNx * kNy * kNz);
    if (taken < least_bits || taken > most_bits) {
        std::fprintf(stderr, "%u levels of noise take %.2f bits per voxel\n", levels, taken);
        std::exit(1);
    }
    return blob;
}

void run_packed(const Work& work, packed::Blob& volume, int32_t source_type) {
    simt::DeviceArray<unsigned char> blob(volume);
    launch({work.name, work.target_type, work.flags | IB_PACKED, work.corner, work.unit, work.counted,
            work.side},
           "gather_packed", source_type, blob.data(), 0);
}

}  // namespace

void gather() {
    constexpr int32_t kScaled = IB_NORMALISE;
    run<float>({"f32 to f16", IB_TO_FLOAT16, kScaled, 7}, IB_FLOAT32);
    run<float>({"f32 to f16 within 0 and 1", IB_TO_FLOAT16, kScaled, 7, true}, IB_FLOAT32);
    run<float>({"f32 to f16 flipped in x", IB_TO_FLOAT16, kScaled | IB_FLIP_X, 7}, IB_FLOAT32);
    run<float>({"f32 to f16 turned once", IB_TO_FLOAT16, kScaled | 1, 7}, IB_FLOAT32);
    run<float>({"f32 to f16 reaching outside", IB_TO_FLOAT16, kScaled, -9}, IB_FLOAT32);
    run<float>({"f32 to f32", IB_TO_FLOAT32, kScaled, 7}, IB_FLOAT32);
    run<int16_t>({"i16 to f16", IB_TO_FLOAT16, kScaled, 7}, IB_INT16);
    run<int16_t>({"i16 to f16 within 0 and 1", IB_TO_FLOAT16, kScaled, 7, true}, IB_INT16);
    run<oracle::Float16>({"f16 to f16", IB_TO_FLOAT16, kScaled, 7}, IB_FLOAT16);
    run<uint8_t>({"labels u8 to u8", IB_TO_UINT8, 0, 7}, IB_UINT8);
    run<float>({"f32 to f16", IB_TO_FLOAT16, kScaled, 7, false, true}, IB_FLOAT32);
    run<uint8_t>({"labels u8 to u8", IB_TO_UINT8, 0, 7, false, true}, IB_UINT8);
    run<int16_t>({"i16 to f16 of 64^3", IB_TO_FLOAT16, kScaled, 7, false, false, 64}, IB_INT16);

    packed::Blob ct = packed_volume<int16_t>(254, IB_INT16, 8.2, 8.8);
    packed::Blob mr = packed_volume<int16_t>(6, IB_INT16, 3.5, 4.0);
    packed::Blob labels = packed_volume<uint8_t>(1, IB_UINT8, 0.1, 0.3);
    run_packed({"ct i16 to f16", IB_TO_FLOAT16, kScaled, 7}, ct, IB_INT16);
    run_packed({"mr i16 to f16", IB_TO_FLOAT16, kScaled, 7}, mr, IB_INT16);
    run_packed({"ct i16 to f16 of 64^3", IB_TO_FLOAT16, kScaled, 7, false, false, 64}, ct, IB_INT16);
    run_packed({"mr i16 to f16 of 64^3", IB_TO_FLOAT16, kScaled, 7, false, false, 64}, mr, IB_INT16);
    run_packed({"ct i16 to f16 within 0 and 1", IB_TO_FLOAT16, kScaled, 7, true}, ct, IB_INT16);
    run_packed({"ct i16 to f16 turned once", IB_TO_FLOAT16, kScaled | 1, 7}, ct, IB_INT16);
    run_packed({"labels u8 to u8", IB_TO_UINT8, 0, 7}, labels, IB_UINT8);
}

}  // namespace counts
