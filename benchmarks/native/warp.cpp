// ib_warp_patches of cubes out of a 320 x 320 x 240 body, turned by 20, -15 and 30 degrees about x, y
// and z and scaled by 1.1, on one thread, against the gather of the boxes of voxels that their blocks
// look at; of two channels of each, and of the same with a spline. In processor time: gigabytes are
// those of the target and of as many voxels of the source.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "bench.hpp"
#include "ib/ib_cpu.h"
#include "warp/blocks.hpp"

namespace {

constexpr int64_t kX = 320, kY = 320, kZ = 240;
constexpr int64_t kPatches = 8;
constexpr int kRuns = 9;
constexpr double kOne = 4294967296.0;

void require(bool holds, const char* message) {
    if (!holds) {
        std::fprintf(stderr, "%s\n", message);
        std::exit(1);
    }
}

void call(ib_status status) { require(status == IB_OK, ib_last_error()); }

/// Pooled, as every large buffer of the engine.
template <typename Element>
Element* pooled(int64_t count) {
    void* block = nullptr;
    call(ib_memory_acquire(count * int64_t{sizeof(Element)}, &block));
    return static_cast<Element*>(block);
}

/// A volume, raw and packed.
struct Source {
    int32_t type;
    void* raw;
    void* packed;
};

template <typename Voxel, typename Body>
Source painted(int32_t type, Body&& value) {
    auto* const raw = pooled<Voxel>(kX * kY * kZ);
    uint32_t noise = 1;
    for (int64_t i = 0; i < kX * kY * kZ; ++i) {
        const auto of = [](int64_t at, int64_t n) {
            return (2.0 * static_cast<double>(at) + 1) / static_cast<double>(n) - 1;
        };
        const double u = of(i % kX, kX), v = of(i / kX % kY, kY), w = of(i / kX / kY, kZ);
        noise = noise * 1664525 + 1013904223;
        raw[i] = u * u + v * v + w * w < 0.9 ? static_cast<Voxel>(value(i, noise >> 24)) : Voxel{0};
    }
    const auto room = static_cast<int64_t>(sizeof(Voxel)) * kX * kY * kZ;
    void* const packed = pooled<char>(room);
    int64_t bytes = 0;
    call(ib_pack_volume(raw, type, kX, kY, kZ, 2, packed, room, &bytes));
    require(bytes > 0, "the volume cannot be packed");
    return {type, raw, packed};
}

/// Tissue with noise, in air.
Source image() {
    return painted<int16_t>(IB_INT16, [](int64_t i, uint32_t noise) {
        return 400 + 300 * std::sin(static_cast<double>(i % kX) / 30) + noise % 32;
    });
}

/// Balls in a body.
Source label() {
    return painted<uint8_t>(IB_UINT8, [](int64_t i, uint32_t) {
        return i % kX % 64 < 16 && i / kX % kY % 64 < 16 && i / kX / kY % 64 < 16 ? 1 : 0;
    });
}

/// Ry and Rx first, then Rz, about the patch's centre.
ib_warp rotation(int64_t size) {
    const double radian = std::acos(-1.0) / 180;
    const double angles[] = {20 * radian, -15 * radian, 30 * radian};
    double m[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    for (int axis = 0; axis < 3; ++axis) {
        const int a = (axis + 1) % 3, b = (axis + 2) % 3;
        const double c = std::cos(angles[axis]), s = std::sin(angles[axis]);
        for (int i = 0; i < 3; ++i) {
            const double p = m[3 * a + i], q = m[3 * b + i];
            m[3 * a + i] = c * p - s * q;
            m[3 * b + i] = s * p + c * q;
        }
    }
    ib_warp warp{};
    const double centre = static_cast<double>(size - 1) / 2;
    for (int a = 0; a < 3; ++a) {
        double first = centre;
        for (int b = 0; b < 3; ++b) {
            warp.matrix[3 * a + b] = std::llround(1.1 * m[3 * a + b] * kOne);
            first -= 1.1 * m[3 * a + b] * centre;
        }
        warp.origin[a] = std::llround(first * kOne);
    }
    return warp;
}

/// 7 control points along each axis, up to 7 voxels away.
struct Spline {
    std::vector<float> displacements;
    std::vector<int32_t> first;
    std::vector<float> weights;
    ib_spline spline{};

    explicit Spline(int64_t size) {
        uint32_t state = 5;
        for (int i = 0; i < 3 * 7 * 7 * 7; ++i) {
            state = state * 1664525 + 1013904223;
            displacements.push_back(static_cast<float>(static_cast<int>(state >> 16) % 1400) / 100 - 7);
        }
        for (int64_t i = 0; i < size; ++i) {
            const double at = 4.0 * static_cast<double>(i) / static_cast<double>(size - 1);
            first.push_back(std::min(static_cast<int32_t>(at), 3));
            const double u = at - first.back();
            for (const double w : {(1 - u) * (1 - u) * (1 - u), 3 * u * u * u - 6 * u * u + 4,
                                   -3 * u * u * u + 3 * u * u + 3 * u + 1, u * u * u}) {
                weights.push_back(static_cast<float>(w / 6));
            }
        }
        spline.displacements = displacements.data();
        for (int a = 0; a < 3; ++a) {
            spline.first[a] = first.data(), spline.weights[a] = weights.data(), spline.points[a] = 7;
        }
    }
};

std::vector<ib_warped_patch> batch(const Source& source, bool packed, int32_t target_type, int64_t size,
                                   char* target) {
    std::vector<ib_warped_patch> patches;
    for (int64_t i = 0; i < kPatches; ++i) {
        ib_warped_patch w{};
        ib_patch& p = w.patch;
        p.source = packed ? source.packed : source.raw;
        p.target = target + i * size * size * size * 4;
        p.nx = kX, p.ny = kY, p.nz = kZ;
        p.x = 40 + 17 * (i % 4) + i, p.y = 90 - 7 * i, p.z = 20 + 9 * i;
        p.size_x = p.size_y = p.size_z = size;
        p.subtract = 10, p.divide = 890, p.clamp_high = 1, p.gain = 1;
        p.source_type = source.type, p.target_type = target_type;
        p.flags = (packed ? IB_PACKED : 0) | (source.type == IB_UINT8 ? 0 : IB_NORMALISE);
        w.warp = rotation(size);
        patches.push_back(w);
    }
    return patches;
}

/// The boxes of all blocks, one after the other into the same memory.
void gather_boxes(const std::vector<ib_warped_patch>& patches, char* box_memory) {
    for (const ib_warped_patch& w : patches) {
        const ib::BlockGrid grid({{w.patch.size_x, w.patch.size_y, w.patch.size_z}}, false);
        for (int64_t number = 0; number < grid.count(); ++number) {
            const ib::PlaceRange reach = ib::reach_of(w.warp, grid.block(number));
            const bool labels = w.patch.target_type == IB_TO_UINT8;
            const ib::Box box = labels ? ib::nearest_box(reach) : ib::linear_box(reach);
            ib_patch p = w.patch;
            p.target = box_memory;
            p.x += box.begin[0], p.y += box.begin[1], p.z += box.begin[2];
            p.size_x = box.size[0], p.size_y = box.size[1], p.size_z = box.size[2];
            if (!labels) { p.target_type = IB_TO_FLOAT32; }
            call(ib_gather_patches(&p, 1, 1));
        }
    }
}

void warp(const std::vector<ib_warped_patch>& patches) {
    call(ib_warp_patches(patches.data(), static_cast<int64_t>(patches.size()), 1));
}

/// Two channels of every patch, of one volume, one after the other.
std::vector<ib_warped_patch> doubled(const std::vector<ib_warped_patch>& patches, char* target) {
    std::vector<ib_warped_patch> two;
    for (const ib_warped_patch& w : patches) {
        for (int channel = 0; channel < 2; ++channel) {
            two.push_back(w);
            two.back().patch.target = target;
            target += w.patch.size_x * w.patch.size_y * w.patch.size_z * 4;
        }
    }
    return two;
}

void measure(const std::string& name, const std::vector<ib_warped_patch>& patches, char* box_memory) {
    const ib_patch& p = patches[0].patch;
    const auto count = static_cast<int64_t>(patches.size());
    const int64_t voxels = count * p.size_x * p.size_y * p.size_z;
    const int64_t bytes =
        voxels * ((p.source_type == IB_INT16 ? 2 : 1) + (int64_t{1} << p.target_type));
    warp(patches);
    const auto [all, boxes] = bench::time_both(
        kRuns, [&] { warp(patches); }, [&] { gather_boxes(patches, box_memory); });
    const std::string input = std::to_string(p.size_x) + "^3 x " + std::to_string(count);
    bench::report("warp " + name, input, 1, bytes, all, "gather of the boxes", boxes);
    std::fprintf(stderr, "%-40s %8s  all %.3f ns, boxes %.3f ns per voxel (fastest %.3f, %.3f)\n",
                 name.c_str(), input.c_str(), all.median / static_cast<double>(voxels) * 1e9,
                 boxes.median / static_cast<double>(voxels) * 1e9,
                 all.fastest / static_cast<double>(voxels) * 1e9,
                 boxes.fastest / static_cast<double>(voxels) * 1e9);
}

}  // namespace

int main() {
    const Source scan = image(), lesions = label();
    char* const target = pooled<char>(2 * kPatches * 96 * 96 * 96 * 4);
    char* const box_memory = pooled<char>(int64_t{1} << 22);
    for (const int64_t size : {96, 64}) {
        Spline spline(size);
        for (const bool packed : {false, true}) {
            const std::string from = packed ? ", packed" : ", raw";
            measure("int16 to float32" + from, batch(scan, packed, IB_TO_FLOAT32, size, target),
                    box_memory);
            measure("two channels of int16 to float32" + from,
                    doubled(batch(scan, packed, IB_TO_FLOAT32, size, target), target), box_memory);
            measure("int16 to float16" + from, batch(scan, packed, IB_TO_FLOAT16, size, target),
                    box_memory);
            measure("label" + from, batch(lesions, packed, IB_TO_UINT8, size, target), box_memory);
            auto elastic = batch(scan, packed, IB_TO_FLOAT32, size, target);
            for (ib_warped_patch& w : elastic) { w.warp.spline = &spline.spline; }
            measure("int16 to float32, elastic" + from, elastic, box_memory);
        }
    }
}
