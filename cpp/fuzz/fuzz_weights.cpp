// Weight maps with any numbers in them are refused, or written as plain loops write them and nowhere
// else.
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "ib/ib_cpu.h"
#include "input.hpp"
#include "support/check.hpp"
#include "weights/oracle.hpp"

namespace {

constexpr float kPoison = -77;

double any_limit(fuzz::Input& input) {
    const uint8_t choice = input.byte();
    if (choice % 8 == 0) { return input.value<double>(); }
    return choice % 8 == 1 ? std::numeric_limits<double>::infinity() : (choice / 8) / 4.0;
}

ib_weight_patch any_patch(fuzz::Input& input) {
    const bool hostile = input.byte() % 3 == 0;
    const auto extent = [&] { return hostile ? input.hostile() : input.between(1, 20); };
    const auto corner = [&] { return hostile ? input.hostile() : input.between(-20, 20); };
    ib_weight_patch p{};
    p.x = corner(), p.y = corner(), p.z = corner();
    p.size_x = extent(), p.size_y = extent(), p.size_z = extent();
    p.kind = static_cast<int32_t>(input.between(hostile ? -1 : 0, hostile ? 3 : 2));
    p.flags = static_cast<int32_t>(input.between(0, 31)) | (input.byte() % 2 == 0 ? IB_MEAN_ONE : 0);
    if (hostile && input.byte() % 4 == 0) { p.flags = input.value<int32_t>(); }
    if ((p.flags & 1) != 0 && !hostile) { p.size_y = p.size_x; }
    p.min = any_limit(input), p.max = any_limit(input);
    return p;
}

oracle::IdVolume any_volume(fuzz::Input& input) {
    oracle::IdVolume volume{input.between(1, 24), input.between(1, 9), input.between(1, 9), {}};
    const int64_t instances = input.between(1, 200);
    for (int64_t left = volume.nx * volume.ny * volume.nz; left > 0;) {
        const uint8_t next = input.byte();
        const int32_t id = next % 3 == 0 ? static_cast<int32_t>(1 + next / 3 % instances) : 0;
        for (int64_t run = 1 + next % 7; run > 0 && left > 0; --run, --left) {
            volume.ids.push_back(id);
        }
    }
    return volume;
}

bool within(int64_t value, int64_t most) { return value >= 1 && value <= most; }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    fuzz::Input input(data, size);
    const auto threads = static_cast<int32_t>(input.between(0, 3));
    ib_weight_patch p = any_patch(input);
    const bool lies = input.byte() % 8 == 0;
    const oracle::IdVolume volume = any_volume(input);
    const std::vector<ib_run> runs = volume.runs();
    std::vector<int64_t> voxels = volume.voxels();
    if (lies && !voxels.empty()) { voxels.pop_back(); }
    p.runs = runs.empty() ? nullptr : runs.data(), p.voxels = voxels.data();
    p.run_count = static_cast<int64_t>(runs.size());
    p.instance_count = static_cast<int64_t>(voxels.size());
    // A size is one of those that fit here, or one that no patch has.
    const bool fits = within(p.size_x, 60) && within(p.size_y, 60) && within(p.size_z, 60);
    const auto possible = [](int64_t value) { return within(value, (int64_t{1} << 31) - 1); };
    if (!fits && possible(p.size_x) && possible(p.size_y) && possible(p.size_z)) { return 0; }
    const size_t elements = fits ? static_cast<size_t>(p.size_x * p.size_y * p.size_z) : 1;
    std::vector<float> weights(elements, kPoison);
    std::vector<int32_t> ids(elements, -77);
    p.weights = weights.data(), p.ids = ids.data();
    const ib_status status = ib_weight_patches(&p, 1, threads);
    if (status != IB_OK) {
        CHECK_EQUAL(IB_INVALID_ARGUMENT, status);
        if (!lies) { CHECK(ids == std::vector<int32_t>(elements, -77)); }
        return 0;
    }
    CHECK(fits && threads > 0);
    std::vector<int32_t> expected = oracle::patch_ids(volume, p);
#ifdef IB_PLANT_FAULT
    if (expected.size() > 40) { expected[40] ^= 1; }
#endif
    CHECK(expected == ids);
    const std::vector<float> expected_weights = oracle::patch_weights(expected, p);
    for (size_t i = 0; i < elements; ++i) {
        CHECK(expected_weights[i] == weights[i] ||
              (std::isnan(expected_weights[i]) && std::isnan(weights[i])));
    }
    return 0;
}
