// warp_patches, warp_ids and warp_weights against plain loops.
#include <memory>
#include <random>

#include "device_array.hpp"
#include "ib/ib_cuda.h"
#include "simt/simt.hpp"
#include "sizes.hpp"
#include "support/check.hpp"
#include "support/float16.hpp"
#include "warp_oracle.hpp"

namespace {

using Bytes = std::vector<unsigned char>;
using warps::Warp;

static_assert(sizeof(ib_cuda_spline) == 80);
static_assert(sizeof(ib_cuda_warp) == 208);

/// Voxels around a patch: those of a small volume, and one value outside of it.
template <typename Voxel>
struct Scene {
    int64_t begin[3], extent[3];  // of the volume, from the patch's corner
    std::vector<Voxel> voxels;
    Voxel outside;

    Voxel at(int64_t i, int64_t j, int64_t k) const {
        const int64_t x = i - begin[0], y = j - begin[1], z = k - begin[2];
        const bool inside =
            0 <= x && x < extent[0] && 0 <= y && y < extent[1] && 0 <= z && z < extent[2];
        return inside ? voxels[static_cast<size_t>((z * extent[1] + y) * extent[0] + x)] : outside;
    }
};

template <typename Voxel>
Scene<Voxel> random_scene(std::mt19937_64& random, int64_t values, Voxel outside) {
    Scene<Voxel> scene{{-1, 0, 1}, {19, 13, 9}, {}, outside};
    for (int i = 0; i < 19 * 13 * 9; ++i) {
        const auto value = static_cast<int64_t>(random() % static_cast<uint64_t>(values));
        scene.voxels.push_back(
            static_cast<Voxel>(static_cast<double>(value) / (std::is_integral_v<Voxel> ? 1.0 : 7.0)));
    }
    return scene;
}

/// The tables of a spline in device memory.
struct DeviceSpline {
    simt::DeviceArray<float> displacements;
    simt::DeviceArray<int32_t> first_x, first_y, first_z;
    simt::DeviceArray<float> weights_x, weights_y, weights_z;
    simt::DeviceArray<ib_cuda_spline> structure;

    explicit DeviceSpline(const warps::Spline& s)
        : displacements(s.displacements),
          first_x(s.first[0]),
          first_y(s.first[1]),
          first_z(s.first[2]),
          weights_x(s.weights[0]),
          weights_y(s.weights[1]),
          weights_z(s.weights[2]),
          structure(
              std::vector<ib_cuda_spline>{{address(displacements),
                                           {address(first_x), address(first_y), address(first_z)},
                                           {address(weights_x), address(weights_y), address(weights_z)},
                                           {s.points[0], s.points[1], s.points[2]}}}) {}

    template <typename Element>
    static uint64_t address(simt::DeviceArray<Element>& array) {
        return reinterpret_cast<uint64_t>(array.data());
    }
};

/// One launch of warp_patches or warp_ids.
template <typename Voxel>
class Launch {
public:
    /// The box is cut to the volume and one voxel around it.
    Launch(const Warp& warp, const Scene<Voxel>& scene, int32_t target_type, size_t element_bytes)
        : target_(static_cast<size_t>(warp.size[0] * warp.size[1] * warp.size[2]) * element_bytes) {
        std::copy_n(warp.matrix, 9, w_.matrix);
        std::copy_n(warp.origin, 3, w_.origin);
        if (warp.splined) {
            spline_ = std::make_unique<DeviceSpline>(warp.spline);
            w_.spline = DeviceSpline::address(spline_->structure);
        }
        int64_t begin[3], end[3];
        warp.box(begin, end);
        for (int axis = 0; axis < 3; ++axis) {
            const int64_t low = scene.begin[axis] - 1, high = scene.begin[axis] + scene.extent[axis];
            begin[axis] = std::clamp(begin[axis], low, high);
            end[axis] = std::clamp(end[axis], begin[axis] + 1, high + 1);
        }
        std::vector<Voxel> voxels;
        for (int64_t k = begin[2]; k < end[2]; ++k) {
            for (int64_t j = begin[1]; j < end[1]; ++j) {
                for (int64_t i = begin[0]; i < end[0]; ++i) { voxels.push_back(scene.at(i, j, k)); }
            }
        }
        box_ = std::make_unique<simt::DeviceArray<Voxel>>(voxels);
        std::copy_n(begin, 3, w_.begin);
        w_.box = DeviceSpline::address(*box_), w_.target = DeviceSpline::address(target_);
        w_.box_x = end[0] - begin[0], w_.box_y = end[1] - begin[1], w_.box_z = end[2] - begin[2];
        w_.size_x = warp.size[0], w_.size_y = warp.size[1], w_.size_z = warp.size[2];
        w_.target_type = target_type;
    }

    void run(const char* kernel, uint64_t counts, uint64_t seed) {
        w_.counts = counts;
        simt::DeviceArray<ib_cuda_warp> patch(std::vector<ib_cuda_warp>{w_});
        const auto rows = static_cast<unsigned>((w_.size_y - 1) / IB_WARP_ROWS + 1);
        simt::run(kernel, {rows, static_cast<unsigned>(w_.size_z)}, {IB_WARP_THREADS}, 0, seed,
                  static_cast<const ib_cuda_warp*>(patch.data()));
    }
    simt::DeviceArray<unsigned char>& target() { return target_; }

private:
    ib_cuda_warp w_{};
    simt::DeviceArray<unsigned char> target_;
    std::unique_ptr<simt::DeviceArray<Voxel>> box_;
    std::unique_ptr<DeviceSpline> spline_;
};

constexpr uint64_t kWarps = kFewShapes ? 12 : 150;

void interpolatedPatchesAreThoseOfPlainLoops() {
    for (uint64_t round = 0; round < kWarps; ++round) {
        std::mt19937_64 random(round + 1);
        const Warp warp = warps::random_warp(random);
        const auto scene = random_scene<float>(random, 100000, -7.3f);
        const int32_t type = round % 2 == 0 ? IB_TO_FLOAT32 : IB_TO_FLOAT16;
        Launch<float> launch(warp, scene, type, size_t{1} << type);
        launch.run("warp_patches", 0, round);
        Bytes expected;
        warp.for_elements([&](int64_t x, int64_t y, int64_t z) {
            const auto voxel = [&](int64_t i, int64_t j, int64_t k) { return scene.at(i, j, k); };
            oracle::append(expected, warp.interpolated(x, y, z, voxel), type);
        });
        CHECK(expected == launch.target().download());
    }
}

void labelsAreTheNearestAndCounted() {
    for (uint64_t round = 0; round < kWarps; ++round) {
        std::mt19937_64 random(round + 1000);
        const Warp warp = warps::random_warp(random);
        const auto scene = random_scene<uint8_t>(random, 3, round % 2 == 0 ? uint8_t{0} : uint8_t{9});
        Launch<uint8_t> launch(warp, scene, IB_TO_UINT8, 1);
        simt::DeviceArray<int32_t> count(std::vector<int32_t>{0});
        launch.run("warp_patches", round % 3 == 2 ? 0 : DeviceSpline::address(count), round);
        Bytes expected;
        int32_t nonzero = 0;
        warp.for_elements([&](int64_t x, int64_t y, int64_t z) {
            const auto voxel = [&](int64_t i, int64_t j, int64_t k) { return scene.at(i, j, k); };
            expected.push_back(warp.nearest(x, y, z, voxel));
            nonzero += expected.back() != 0 ? 1 : 0;
        });
        CHECK(expected == launch.target().download());
        CHECK(count[0] == (round % 3 == 2 ? 0 : nonzero));
    }
}

void idsAreTheNearestAndCountedAndBecomeWeights() {
    constexpr int32_t kIds = 6;
    for (uint64_t round = 0; round < kWarps / 2; ++round) {
        std::mt19937_64 random(round + 2000);
        const Warp warp = warps::random_warp(random);
        const auto scene = random_scene<int32_t>(random, kIds, 0);
        Launch<int32_t> launch(warp, scene, 0, sizeof(int32_t));
        simt::DeviceArray<int64_t> slots(std::vector<int64_t>(kIds, 0));
        launch.run("warp_ids", round % 3 == 2 ? 0 : DeviceSpline::address(slots), round);
        std::vector<int32_t> ids;
        std::vector<int64_t> counts(kIds, 0);
        warp.for_elements([&](int64_t x, int64_t y, int64_t z) {
            const auto voxel = [&](int64_t i, int64_t j, int64_t k) { return scene.at(i, j, k); };
            ids.push_back(warp.nearest(x, y, z, voxel));
            counts[static_cast<size_t>(ids.back())] += ids.back() > 0 && round % 3 != 2 ? 1 : 0;
        });
        CHECK(counts == slots.download());
        const Bytes target = launch.target().download();
        CHECK(std::memcmp(ids.data(), target.data(), target.size()) == 0);

        std::vector<int64_t> weight_bits;
        for (int32_t id = 0; id < kIds; ++id) { weight_bits.push_back(0x3f800000 + 77777 * id); }
        simt::DeviceArray<int64_t> weights(weight_bits);
        const auto elements = static_cast<int64_t>(ids.size());
        auto* const bytes = launch.target().data();  // in place
        simt::run("warp_weights", {static_cast<unsigned>((elements - 1) / IB_WARP_THREADS + 1)},
                  {IB_WARP_THREADS}, 0, round, reinterpret_cast<const int32_t*>(bytes),
                  reinterpret_cast<float*>(bytes), static_cast<const int64_t*>(weights.data()),
                  elements);
        std::vector<int32_t> expected;
        for (const int32_t id : ids) { expected.push_back(0x3f800000 + 77777 * id); }
        const Bytes after = launch.target().download();
        CHECK(std::memcmp(expected.data(), after.data(), after.size()) == 0);
    }
}

void aQuarterTurnAndHalfAVoxelByHand() {
    // x' = 1.5 - y, y' = x: the second row of a plane of 2 * 3 becomes a mean of its neighbours
    constexpr int64_t kOne = int64_t{1} << 32;
    const Scene<float> scene{{0, 0, 0}, {3, 2, 1}, {1, 2, 4, 8, 16, 32}, -1};
    const Warp warp{{2, 1, 1}, {0, -kOne, 0, kOne, 0, 0, 0, 0, kOne}, {kOne * 3 / 2, 0, 0}, false, {}};
    Launch<float> launch(warp, scene, IB_TO_FLOAT32, 4);
    launch.run("warp_patches", 0, 1);
    const Bytes bytes = launch.target().download();
    float values[2];
    std::memcpy(values, bytes.data(), sizeof values);
    CHECK(values[0] == 3);   // between 2 and 4
    CHECK(values[1] == 24);  // between 16 and 32
}

}  // namespace

int main() {
    interpolatedPatchesAreThoseOfPlainLoops();
    labelsAreTheNearestAndCounted();
    idsAreTheNearestAndCountedAndBecomeWeights();
    aQuarterTurnAndHalfAVoxelByHand();
}
