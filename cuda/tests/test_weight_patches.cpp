// weight_count, weight_table and weight_paint against the plain loops of the CPU's tests.
#include <memory>
#include <random>

#include "device_array.hpp"
#include "ib/ib_cuda.h"
#include "simt/simt.hpp"
#include "sizes.hpp"
#include "support/check.hpp"
#include "weights/oracle.hpp"
#include "weights/random_patches.hpp"

namespace {

using oracle::IdVolume;

static_assert(sizeof(ib_cuda_weight_patch) == 136);

/// A volume's instances where the device reads them.
struct DeviceMap {
    simt::DeviceArray<ib_run> runs;
    simt::DeviceArray<int64_t> voxels;

    explicit DeviceMap(const IdVolume& volume) : runs(volume.runs()), voxels(volume.voxels()) {}
};

/// A batch as the launcher sees it.
class Batch {
public:
    explicit Batch(DeviceMap& map) : map_(map) {}

    void add(const ib_weight_patch& p, bool weights, bool ids) {
        ib_cuda_weight_patch patch{};
        patch.runs = reinterpret_cast<uint64_t>(map_.runs.data());
        patch.voxels = reinterpret_cast<uint64_t>(map_.voxels.data());
        patch.run_count = static_cast<int64_t>(map_.runs.size());
        patch.instance_count = static_cast<int64_t>(map_.voxels.size());
        patch.x = p.x, patch.y = p.y, patch.z = p.z;
        patch.size_x = p.size_x, patch.size_y = p.size_y, patch.size_z = p.size_z;
        patch.min = p.min, patch.max = p.max, patch.kind = p.kind, patch.flags = p.flags;
        const auto elements = static_cast<size_t>(p.size_x * p.size_y * p.size_z);
        weights_.push_back(std::make_unique<simt::DeviceArray<float>>(weights ? elements : 0));
        ids_.push_back(std::make_unique<simt::DeviceArray<int32_t>>(ids ? elements : 0));
        patch.weights = weights ? reinterpret_cast<uint64_t>(weights_.back()->data()) : 0;
        patch.ids = ids ? reinterpret_cast<uint64_t>(ids_.back()->data()) : 0;
        patch.first_slot = slots_;
        patch.first_tile = tiles_;
        slots_ += patch.instance_count + 1;
        tiles_ += ((p.size_y - 1) / IB_WEIGHT_ROWS + 1) * p.size_z;
        patches_.push_back(patch);
    }

    /// Other runs for all patches.
    void use(simt::DeviceArray<ib_run>& runs) {
        for (ib_cuda_weight_patch& patch : patches_) {
            patch.runs = reinterpret_cast<uint64_t>(runs.data());
            patch.run_count = static_cast<int64_t>(runs.size());
        }
    }

    void run(uint64_t seed) {
        simt::DeviceArray<ib_cuda_weight_patch> patches(patches_);
        simt::DeviceArray<int64_t> slots(static_cast<size_t>(slots_));
        slots.zero();
        const auto tiles = static_cast<unsigned>(tiles_);
        const auto count = static_cast<int32_t>(patches_.size());
        const auto* table = static_cast<const ib_cuda_weight_patch*>(patches.data());
        simt::run("weight_count", {tiles}, {IB_WEIGHT_THREADS}, 0, seed, table, count, slots.data());
        simt::run("weight_table", {static_cast<unsigned>(count)}, {IB_WEIGHT_THREADS}, 0, seed + 1,
                  table, slots.data());
        simt::run("weight_paint", {tiles}, {IB_WEIGHT_THREADS}, 0, seed + 2, table, count,
                  static_cast<const int64_t*>(slots.data()));
    }

    std::vector<float> weights(size_t patch) const { return weights_[patch]->download(); }
    std::vector<int32_t> ids(size_t patch) const { return ids_[patch]->download(); }

private:
    DeviceMap& map_;
    std::vector<ib_cuda_weight_patch> patches_;
    std::vector<std::unique_ptr<simt::DeviceArray<float>>> weights_;
    std::vector<std::unique_ptr<simt::DeviceArray<int32_t>>> ids_;
    int64_t slots_ = 0;
    int64_t tiles_ = 0;
};

void randomBatchesAreThoseOfPlainLoops() {
    for (uint64_t round = 0; round < kRounds; ++round) {
        std::mt19937_64 random(round + 1);
        const IdVolume volume = patches::random_volume(random, {40, 40, 5});
        const std::vector<int64_t> voxels = volume.voxels();
        DeviceMap map(volume);
        Batch batch(map);
        std::vector<ib_weight_patch> patches;
        std::vector<uint64_t> wanted;
        for (int i = 0; i < 4; ++i) {
            ib_weight_patch p = patches::random_patch(random, {20, 20, 3});
            p.voxels = voxels.data();
            patches.push_back(p);
            wanted.push_back(random() % 3);
            batch.add(p, wanted.back() != 1, wanted.back() != 2);
        }
        batch.run(round);
        for (size_t i = 0; i < patches.size(); ++i) {
            const std::vector<int32_t> ids = oracle::patch_ids(volume, patches[i]);
            if (wanted[i] != 1) { CHECK(oracle::patch_weights(ids, patches[i]) == batch.weights(i)); }
            if (wanted[i] != 2) { CHECK(ids == batch.ids(i)); }
        }
    }
}

ib_weight_patch whole(const IdVolume& volume) {
    ib_weight_patch p{};
    p.size_x = volume.nx, p.size_y = volume.ny, p.size_z = volume.nz;
    p.min = 1, p.max = 2e5;
    return p;
}

void thePublishedExample() {
    const IdVolume cc{12, 1, 1, {0, 0, 1, 1, 1, 0, 0, 2, 0, 0, 0, 0}};
    DeviceMap map(cc);
    Batch batch(map);
    batch.add(whole(cc), true, true);
    batch.run(1);
    const float third = 1.3333334f;
    CHECK((std::vector<float>{1, 1, third, third, third, 1, 1, 4, 1, 1, 1, 1}) == batch.weights(0));
    CHECK(cc.ids == batch.ids(0));
}

void withoutInstancesAllWeighsOne() {
    const IdVolume nothing{3, 40, 2, std::vector<int32_t>(240, 0)};
    DeviceMap map(nothing);
    Batch batch(map);
    for (int32_t kind = IB_PATCH_INVERSE; kind <= IB_INSTANCE_INVERSE; ++kind) {
        ib_weight_patch p = whole(nothing);
        p.kind = kind;
        batch.add(p, true, true);
    }
    batch.run(5);
    for (size_t i = 0; i < 3; ++i) {
        CHECK(std::vector<float>(240, 1) == batch.weights(i));
        CHECK(nothing.ids == batch.ids(i));
    }
}

void anUnknownIdIsBackground() {
    const IdVolume known{4, 1, 1, {1, 0, 0, 0}};
    DeviceMap map(known);
    const IdVolume other{4, 1, 1, {1, 0, 9, 9}};
    simt::DeviceArray<ib_run> runs(other.runs());
    CHECK_EQUAL(size_t{2}, runs.size());
    Batch batch(map);
    batch.add(whole(known), true, true);
    batch.use(runs);
    batch.run(6);
    CHECK((std::vector<int32_t>{1, 0, 0, 0}) == batch.ids(0));
    CHECK((std::vector<float>{2, 1, 1, 1}) == batch.weights(0));
}

}  // namespace

int main() {
    randomBatchesAreThoseOfPlainLoops();
    thePublishedExample();
    withoutInstancesAllWeighsOne();
    anUnknownIdIsBackground();
}
