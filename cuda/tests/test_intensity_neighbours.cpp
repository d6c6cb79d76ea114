// intensity_blur and intensity_resolution against plain loops.
#include "intensity_on_device.hpp"
#include "simt/simt.hpp"
#include "sizes.hpp"
#include "support/check.hpp"

namespace {

using changes::Changes;
using intensities::Voxels;

constexpr uint64_t kChanges = kFewShapes ? 8 : 60;

int32_t any_type(std::mt19937_64& random) { return random() % 2 == 0 ? IB_TO_FLOAT32 : IB_TO_FLOAT16; }

unsigned row_blocks(const oracle::Patch& p) {
    return intensities::blocks(p.y * p.z, IB_INTENSITY_ROWS);
}

void oneAxisOfABlurIsThatOfPlainLoops() {
    for (uint64_t round = 0; round < kChanges; ++round) {
        std::mt19937_64 random(round + 1);
        oracle::Patch patch = intensities::random_patch(random);
        const auto axis = static_cast<int32_t>(round % 3);
        std::array<std::vector<float>, 3> weights{{{1}, {1}, {1}}};
        const int64_t radius = random() % 6 == 0 ? 64 : 1 + changes::below(random, 5);
        for (int64_t i = 0; i < radius; ++i) {
            weights[static_cast<size_t>(axis)].push_back(changes::uniform(random, -0.3f, 0.7f));
        }
        Changes all;
        all.blur(weights);
        Voxels voxels(patch.v, any_type(random));
        Voxels target(patch.v.size(), any_type(random));
        intensities::DeviceChange change(all.all()[0], {patch.x, patch.y, patch.z});
        simt::run("intensity_blur", {row_blocks(patch)}, {IB_INTENSITY_THREADS}, 0, round,
                  change.data(), axis, voxels.address(), voxels.type(), target.address(), target.type(),
                  patch.x, patch.y, patch.z);
        oracle::change(patch, all.all()[0]);
        CHECK(target.holds(patch.v));
    }
}

void aLowerResolutionIsThatOfPlainLoops() {
    for (uint64_t round = 0; round < kChanges; ++round) {
        std::mt19937_64 random(round + 1000);
        oracle::Patch patch = intensities::random_patch(random);
        const changes::Size size{patch.x, patch.y, patch.z};
        Changes all;
        changes::random_low_resolution(random, size, all);
        Voxels voxels(patch.v, any_type(random));
        Voxels target(patch.v.size(), any_type(random));
        intensities::DeviceChange change(all.all()[0], size);
        simt::run("intensity_resolution", {row_blocks(patch)}, {IB_INTENSITY_THREADS}, 0, round,
                  change.data(), voxels.address(), voxels.type(), target.address(), target.type(),
                  patch.x, patch.y, patch.z);
        oracle::change(patch, all.all()[0]);
        CHECK(target.holds(patch.v));
    }
}

}  // namespace

int main() {
    oneAxisOfABlurIsThatOfPlainLoops();
    aLowerResolutionIsThatOfPlainLoops();
}
