// intensity_noise and intensity_values against plain loops.
#include "intensity_on_device.hpp"
#include "simt/simt.hpp"
#include "sizes.hpp"
#include "support/check.hpp"

namespace {

using changes::Changes;
using intensities::Voxels;

constexpr uint64_t kChanges = kFewShapes ? 10 : 100;

ib_cuda_statistics statistics_of(const oracle::Patch& patch) {
    const oracle::Statistics s = oracle::statistics(patch);
    return {s.mean, s.sd, s.min, s.max};
}

int32_t any_type(std::mt19937_64& random) { return random() % 2 == 0 ? IB_TO_FLOAT32 : IB_TO_FLOAT16; }

/// Adds noise, or takes a step of another change, to the values or elsewhere.
std::unique_ptr<Voxels> run(const ib_intensity_change& change, int32_t step, Voxels& from,
                            const std::vector<ib_cuda_statistics>& statistics, size_t elements,
                            std::mt19937_64& random) {
    intensities::DeviceChange on_device(change, {});
    simt::DeviceArray<ib_cuda_statistics> known(statistics);
    const auto count = static_cast<int64_t>(elements);
    auto elsewhere = std::make_unique<Voxels>(elements, any_type(random));
    const unsigned blocks = intensities::blocks(count, IB_INTENSITY_TILE);
    if (change.kind == IB_NOISE) {
        simt::run("intensity_noise", {blocks}, {IB_INTENSITY_THREADS}, 0, random(), on_device.data(),
                  from.address(), from.type(), elsewhere->address(), elsewhere->type(), count);
    } else {
        simt::run("intensity_values", {blocks}, {IB_INTENSITY_THREADS}, 0, random(), on_device.data(),
                  step, from.address(), from.type(), elsewhere->address(), elsewhere->type(), count,
                  static_cast<const ib_cuda_statistics*>(known.data()));
    }
    return elsewhere;
}

ib_intensity_change any_change(std::mt19937_64& random, uint64_t kind) {
    Changes all;
    const auto amount = changes::uniform(random, 0.1f, 3);
    if (kind == 0) { all.noise(amount, random()); }
    if (kind == 1) { all.brightness(-amount); }
    if (kind == 2) { all.contrast(amount, random() % 2 == 0); }
    if (kind == 3) { all.gamma(random() % 8 == 0 ? 16 : amount, random() % 2 == 0 ? IB_INVERT : 0); }
    return all.all()[0];
}

void oneStepIsThatOfPlainLoops() {
    for (uint64_t round = 0; round < kChanges; ++round) {
        std::mt19937_64 random(round + 1);
        const ib_intensity_change change = any_change(random, round % 4);
        oracle::Patch patch = intensities::random_patch(random);
        Voxels voxels(patch.v, any_type(random));
        oracle::Patch seen = patch;
        if (change.kind == IB_GAMMA && (change.flags & IB_INVERT) != 0) {
            for (float& v : seen.v) { v = -v; }
        }
        const auto changed = run(change, 0, voxels, {statistics_of(seen)}, patch.v.size(), random);
        oracle::change(patch, change);
        CHECK(changed->holds(patch.v));
    }
}

void statisticsAreRetainedAsInPlainLoops() {
    for (uint64_t round = 0; round < kChanges / 2; ++round) {
        std::mt19937_64 random(round + 1000);
        Changes all;
        all.gamma(changes::uniform(random, 0.3f, 2),
                  IB_RETAIN_STATISTICS | (round % 2 == 0 ? IB_INVERT : 0));
        oracle::Patch patch = intensities::random_patch(random);
        Voxels voxels(patch.v, any_type(random));
        oracle::Patch seen = patch;
        for (float& v : seen.v) { v = round % 2 == 0 ? -v : v; }
        std::vector<ib_cuda_statistics> known{statistics_of(seen)};
        Changes plain;  // without inversion, of what is seen
        plain.gamma(all.all()[0].amount, 0);
        oracle::change(seen, plain.all()[0]);
        known.push_back(statistics_of(seen));
        Voxels raised(seen.v, IB_TO_FLOAT32);
        const auto half = run(all.all()[0], 0, voxels, known, patch.v.size(), random);
        CHECK(half->holds(seen.v));  // still inverted
        const auto changed = run(all.all()[0], 1, raised, known, patch.v.size(), random);
        oracle::change(patch, all.all()[0]);
        CHECK(changed->holds(patch.v));
    }
}

void inPlace() {
    std::mt19937_64 random(3);
    for (const int32_t type : {IB_TO_FLOAT32, IB_TO_FLOAT16}) {
        oracle::Patch patch{33, 40, 3, {}};
        for (int i = 0; i < 33 * 40 * 3; ++i) { patch.v.push_back(changes::uniform(random, -3, 5)); }
        Voxels voxels(patch.v, type);
        Changes all;
        all.noise(0.7f, 0x123456789abcdef0u);
        intensities::DeviceChange on_device(all.all()[0], {});
        simt::run("intensity_noise", {4}, {IB_INTENSITY_THREADS}, 0, 5, on_device.data(),
                  voxels.address(), type, voxels.address(), type, static_cast<int64_t>(patch.v.size()));
        oracle::change(patch, all.all()[0]);
        CHECK(voxels.holds(patch.v));
    }
}

}  // namespace

int main() {
    oneStepIsThatOfPlainLoops();
    statisticsAreRetainedAsInPlainLoops();
    inPlace();
}
